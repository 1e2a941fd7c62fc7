"""The sheet that tells whoever fills in the others what goes where."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.bia.sheets.forms import ENGLISH, FORMS, GUIDE, Column
from scenarios.sheets.writing import Filled

_OPENING = (
    (
        "业务影响分析登记表",
        "",
        "依据 JR/T 0251 第 6 章。用 drillproof bia check 检查，用 drillproof bia import 导入。",
    ),
    ("时长", "", "写数字加单位：500ms、30s、10m、4h、2d；也可写 30分钟、4小时、2天。"),
    ("编号", "", "由字母、数字、点、横线、下划线组成，在同一张表内不重复；演练脚本按编号引用服务。"),
    ("英文", "", f"列名带“{ENGLISH}”的列可以不填；不填时英文报告沿用中文。"),
    ("其他", "", "不要改动工作表名和列名；不用的列可以删除，带 * 的除外。本表不会被读取。"),
)


def guide() -> Filled:
    """Return the sheet 说明."""
    rows = (("工作表", "列", "填写说明"), *_OPENING, *_columns())
    return Filled(name=GUIDE, rows=tuple(rows), widths={1: 20, 2: 22, 3: 80})


def _columns() -> Iterator[tuple[str, str, str]]:
    for form in FORMS:
        yield form.name, "", form.note
        for column in form.columns:
            yield "", column.heading + ("*" if column.required or not column.path else ""), _meaning(column)


def _meaning(column: Column) -> str:
    choices = f"可填：{'、'.join(column.words)}" if column.words else ""
    return "；".join(part for part in (column.note, choices) if part)
