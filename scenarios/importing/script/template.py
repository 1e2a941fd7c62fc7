"""An empty drill script sheet with the headings that the import knows, and rows that show how it is filled in."""

from __future__ import annotations

from typing import Final

from scenarios.sheets.writing import Filled

HEADINGS: Final = (
    "序号", "阶段", "步骤", "执行人", "复核人", "预计用时", "命令", "主机", "前置步骤", "预期结果", "回退命令",
    "备注",
)  # fmt: skip
PHASES: Final = ("准备", "启动", "发现", "研判", "切换", "验证", "恢复")
_ROWS: Final = (
    (
        "1", "准备", "核对备份完成情况", "操作员", "复核员", "10分钟", "", "", "", "当日备份齐全", "",
        "示例行，填写时请删除",
    ),
    (
        "2", "切换", "提升备库", "", "", "2分钟", 'pg_ctl promote -w -D "$PGDATA"', "db-b", "1",
        '"server promoted"', "", "示例行",
    ),
)  # fmt: skip


def template() -> Filled:
    """Return the sheet 演练脚本."""
    widths = dict(enumerate((6, 10, 32, 12, 12, 12, 44, 14, 10, 24, 32, 24), 1))
    return Filled(name="演练脚本", rows=(HEADINGS, *_ROWS), choices={2: PHASES}, widths=widths)
