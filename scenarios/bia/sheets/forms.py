"""The sheets of a register: which tables there are, their columns, and what each column may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from scenarios.tree import Path

Kind: TypeAlias = Literal["id", "text", "title", "number", "duration", "word", "people"]
ENGLISH: Final = "（英文）"
"""What follows the heading of a column that holds the English of the one before."""

CLASSES: Final = {"实时": "real_time", "非实时": "non_real_time"}
IMPORTANCE: Final = {"核心": "core", "重要": "important", "一般": "general"}
TRUTH: Final = {"是": "true", "否": "false"}
PARTS: Final = {"业务": "businesses", "IT服务": "services", "供应商": "suppliers"}
RESOURCES: Final = {
    "信息系统": "information_systems",
    "数据": "data",
    "基础设施": "infrastructure",
    "办公场所": "premises",
    "通讯设施": "communications",
    "人员": "people",
    "供应商": "suppliers",
    "文档": "documents",
}
"""The kinds of resources in the words of JR/T 0251 §6.3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, where its value goes in an entry, and what it may hold.

    A `title` has a second column beside it for its English. `words` maps what people write to what the file holds.
    """

    heading: str
    path: Path = ()
    kind: Kind = "text"
    required: bool = False
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    width: int = 14
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One table; the first column says of what each row tells."""

    name: str
    columns: tuple[Column, ...]
    note: str = ""

    def headings(self) -> tuple[tuple[str, Column, bool], ...]:
        """Return every heading with its column, and whether it is the one for the English."""
        listed: list[tuple[str, Column, bool]] = []
        for column in self.columns:
            listed.append((column.heading, column, False))
            if column.kind == "title":
                listed.append((column.heading + ENGLISH, column, True))
        return tuple(listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One kind of row of the sheet 概况; `many` if it may stand there several times."""

    word: str
    path: Path
    kind: Kind = "title"
    many: bool = False


ITEMS: Final = (
    Item(word="机构", path=("about", "organisation")),
    Item(word="分析日期", path=("about", "date"), kind="text"),
    Item(word="等级表", path=("profile",), kind="text"),
    Item(word="币种", path=("about", "currency"), kind="text"),
    Item(word="金额单位", path=("about", "unit"), kind="number"),
    Item(word="目的", path=("about", "purpose")),
    Item(word="范围", path=("about", "scope")),
    Item(word="实施过程", path=("about", "process"), many=True),
    Item(word="结论", path=("about", "conclusions"), many=True),
    Item(word="建议", path=("about", "suggestions"), many=True),
    Item(word="其他事项", path=("about", "other"), many=True),
)

_TITLE: Final = Column(heading="名称", path=("title",), kind="title", width=22)
_CLASS: Final = Column(
    heading="类别",
    path=("class",),
    kind="word",
    words=CLASSES,
    note="实时：交易、行情、通信类；非实时：结算、业务、风控、网站类",
)
_PRIORITY: Final = Column(heading="恢复优先级", path=("priority",), kind="number", note="整数，1 最先恢复")
_MTPD: Final = Column(
    heading="最大可容忍中断时间", path=("mtpd",), kind="duration", width=18, note="超过此时间，影响不可接受"
)
_RTO: Final = Column(heading="RTO", path=("rto",), kind="duration", note="小于最大可容忍中断时间")
_RPO: Final = Column(heading="RPO", path=("rpo",), kind="duration", note="0s 表示不允许丢失数据")

ABOUT: Final = Form(
    name="概况",
    note="分析的基本情况；“实施过程”“结论”“建议”“其他事项”可各写多行",
    columns=(
        Column(heading="项目", kind="word", words={item.word: item.word for item in ITEMS}, width=16),
        Column(heading="内容", kind="title", width=60),
    ),
)
DEPARTMENTS: Final = Form(
    name="参与部门",
    note="参与分析的部门、人员和职责分工",
    columns=(
        Column(heading="部门", path=("department",), kind="title", required=True),
        Column(heading="人员", path=("people",), kind="people", width=24, note="多人用顿号分隔"),
        Column(heading="职责", path=("duties",), kind="title", width=40),
    ),
)
BUSINESSES: Final = Form(
    name="业务",
    note="与经营有关的各项业务",
    columns=(
        Column(heading="业务编号", kind="id", note="字母、数字、点、横线、下划线"),
        _TITLE,
        Column(heading="主管部门", path=("owner",), kind="title"),
        _CLASS,
        Column(heading="重要程度", path=("importance",), kind="word", words=IMPORTANCE),
        _PRIORITY,
        _MTPD,
        _RTO,
        _RPO,
        Column(heading="响应时间", path=("response",), kind="duration", note="发现、决策并启动恢复所需时间"),
        Column(heading="验证时间", path=("verification",), kind="duration", note="验证业务恢复正常所需时间"),
    ),
)
SERVICES: Final = Form(
    name="IT服务",
    note="支撑业务的信息技术服务",
    columns=(
        Column(heading="服务编号", kind="id", note="演练脚本按此编号引用"),
        _TITLE,
        Column(heading="责任部门", path=("owner",), kind="title"),
        _CLASS,
        Column(heading="等级", path=("level",), kind="number", note="等级表中的等级，1 至 6，6 最高"),
        _PRIORITY,
        _MTPD,
        Column(heading="RTO", path=("rto",), kind="duration", required=True, note=_RTO.note),
        Column(heading="RPO", path=("rpo",), kind="duration", required=True, note=_RPO.note),
        Column(heading="是否写入", path=("writes",), kind="word", words=TRUTH, required=True, note="用户是否写入数据"),
        Column(heading="可接受速率", path=("acceptable", "rate"), note="不低于故障前的比例，例如 90%"),
        Column(heading="可接受P95", path=("acceptable", "p95"), note="不高于故障前的倍数，例如 2x"),
        Column(heading="P95下限", path=("acceptable", "p95_floor"), kind="duration", note="低于此值的延迟总可接受"),
        Column(heading="保持时间", path=("acceptable", "hold"), kind="duration", note="连续保持多久算恢复"),
    ),
)
DEPENDENCIES: Final = Form(
    name="依赖",
    note="业务依赖业务或 IT 服务；IT 服务依赖 IT 服务或供应商",
    columns=(
        Column(heading="依赖方", kind="word", words={key: PARTS[key] for key in ("业务", "IT服务")}),
        Column(heading="依赖方编号", kind="id", width=20),
        Column(heading="被依赖方", kind="word", words=PARTS),
        Column(heading="被依赖方编号", kind="id", width=20),
    ),
)
SUPPLIERS: Final = Form(
    name="供应商",
    note="恢复所依赖的外部供应商及其合同承诺",
    columns=(
        Column(heading="供应商编号", kind="id"),
        _TITLE,
        Column(heading="联系人", path=("contact",), width=20, note="通讯录中的编号"),
        Column(heading="承诺RTO", path=("rto",), kind="duration"),
        Column(heading="承诺RPO", path=("rpo",), kind="duration"),
        Column(heading="合同到期日", path=("contract_until",), note="例如 2026-12-31"),
    ),
)
IMPACTS: Final = Form(
    name="影响",
    note="各类影响随中断时间的变化；等级 1（几乎无感）至 5（不可接受）",
    columns=(
        Column(heading="业务编号", kind="id"),
        Column(heading="中断时长", path=("after",), kind="duration", required=True),
        Column(heading="经济损失", path=("loss",), kind="number", note="整数，按“概况”中的币种和单位"),
        Column(heading="经济等级", path=("economic",), kind="number"),
        Column(heading="声誉等级", path=("reputation",), kind="number"),
        Column(heading="信用等级", path=("credit",), kind="number"),
        Column(heading="法律合规等级", path=("legal",), kind="number"),
    ),
)
RESOURCE: Final = Form(
    name="资源",
    note="恢复 IT 服务所需的最低资源",
    columns=(
        Column(heading="服务编号", kind="id"),
        Column(heading="资源类别", kind="word", words=RESOURCES),
        Column(heading="内容", kind="title", width=50),
    ),
)
FORMS: Final = (ABOUT, DEPARTMENTS, BUSINESSES, SERVICES, DEPENDENCIES, SUPPLIERS, IMPACTS, RESOURCE)
GUIDE: Final = "说明"
"""The sheet that explains the others; it is not read."""
