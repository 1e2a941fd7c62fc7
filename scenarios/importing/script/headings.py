"""Which column of a drill script sheet means what, however the firm calls it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenarios.importing.spans import plainly
from scenarios.sheets import Cell, Sheet

Column: TypeAlias = Literal[
    "number", "phase", "step", "performer", "checker", "duration", "begin", "end", "span", "command", "host", "needs",
    "remark", "undo_command", "undo", "expected", "detail", "manual",
]  # fmt: skip
DEPTH: Final = 40
"""How many rows may stand above the headings."""
WORDS: Final[Mapping[Column, tuple[str, ...]]] = {
    "number": (
        "序号", "编号", "步骤号", "步骤编号", "步骤序号", "行号", "no", "no.", "number", "#", "seq", "stepno",
        "stepno.", "id",
    ),
    "phase": ("阶段", "演练阶段", "所属阶段", "阶段名称", "环节", "演练环节", "phase", "stage"),
    "step": (
        "步骤", "操作步骤", "演练步骤", "步骤名称", "操作内容", "演练内容", "工作内容", "任务", "任务内容", "操作",
        "内容", "事项",
        "演练主线", "演练事项", "执行内容", "动作", "step", "task", "action", "activity", "description",
        "operation", "title",
    ),
    "performer": (
        "执行人", "责任人", "操作人", "操作人员", "执行人员", "负责人", "实施人", "执行岗位", "操作岗", "执行角色",
        "角色", "执行者", "责任部门",
        "performer", "operator", "owner", "responsible", "executor", "assignee", "role", "who", "doneby",
    ),
    "checker": (
        "复核人", "监督人", "复核人员", "复核", "监护人", "检查人", "确认人", "审核人", "复核岗", "监督人员",
        "见证人",
        "checker", "reviewer", "confirmer", "verifier", "supervisor", "witness", "checkedby", "confirmedby",
    ),
    "duration": (
        "预计用时", "计划用时", "预计时间", "预计时长", "用时", "计划时长", "时长", "预计耗时", "计划耗时", "耗时",
        "时限", "标准用时",
        "duration", "plannedduration", "estimatedtime", "estimate", "estimatedduration", "plannedtime", "timelimit",
    ),
    "begin": ("开始时间", "计划开始时间", "计划开始", "预计开始时间", "starttime", "plannedstart", "begin"),
    "end": ("结束时间", "计划结束时间", "计划结束", "完成时间", "预计结束时间", "endtime", "plannedend"),
    "span": ("起止时间", "计划起止时间", "时间段", "from-to"),
    "command": (
        "命令", "脚本", "执行命令", "操作命令", "命令/脚本", "脚本/命令", "指令脚本", "command", "commands",
        "script", "cmd",
    ),
    "host": (
        "主机", "系统", "主机/系统", "服务器", "目标主机", "执行主机", "主机名", "节点", "设备", "涉及系统",
        "host", "hosts", "hostname",
        "server", "target", "node", "system",
    ),
    "needs": (
        "前置步骤", "前置", "依赖步骤", "依赖", "前序步骤", "前提步骤", "needs", "after", "dependson",
        "predecessor", "predecessors",
    ),
    "remark": ("备注", "说明", "注意事项", "remark", "remarks", "note", "notes", "comment", "comments"),
    "undo_command": ("回退命令", "回退脚本", "回滚命令", "rollbackcommand", "rollbackscript", "undocommand"),
    "undo": ("回退", "回退措施", "回退方案", "回退步骤", "回滚", "回退操作", "rollback", "undo", "fallback"),
    "expected": (
        "预期结果", "预期", "预期输出", "检查结果标准", "成功标准", "验证标准", "判断标准", "expected",
        "expectedresult", "expectedoutput",
    ),
    "detail": (
        "指令/报告/应答", "指令", "口令", "报告", "应答", "场景展示", "同步场景", "角色/动作", "操作说明",
        "具体操作", "操作方法", "详细步骤",
        "验证方法", "配合人", "配合部门", "detail", "details", "method", "instruction", "instructions",
    ),
    "manual": ("操作手册", "手册", "手册编号", "操作手册版本", "作业指导书", "manual", "runbook"),
}  # fmt: skip
_COLUMN_OF: Final[dict[str, Column]] = {plainly(word): column for column, words in WORDS.items() for word in words}
_BRACKETS: Final = re.compile(r"[(\[【].*?[)\]】]")
SEVERAL: Final[frozenset[Column]] = frozenset(("step", "detail", "remark"))
"""What a sheet may have more than one column of."""
_TELLING: Final[frozenset[Column]] = frozenset(("step", "command", "detail"))
_LEAST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The row of headings: which columns mean what, the cells of those that mean nothing here and of the doubles."""

    row: int
    columns: Mapping[Column, tuple[Cell, ...]]
    unread: tuple[Cell, ...]
    twice: tuple[tuple[Cell, Cell], ...]

    @property
    def score(self) -> int:
        """Return how many columns are understood."""
        return sum(len(cells) for cells in self.columns.values())


def column_of(heading: str) -> Column | None:
    """Return what a heading means; one of several words (步骤/操作内容) if all that are known mean the same."""
    told = plainly(heading)
    for known in (told, _BRACKETS.sub("", told).rstrip(":*")):
        if known in _COLUMN_OF:
            return _COLUMN_OF[known]
    meant: set[Column] = {
        _COLUMN_OF[part] for part in re.split(r"[/|、]", _BRACKETS.sub("", told)) if part in _COLUMN_OF
    }
    return meant.pop() if len(meant) == 1 else None


def find_headings(sheet: Sheet) -> Headings | None:
    """Return the row among the first that names most columns; None if none names a step and something beside it."""
    found = [_headings(sheet.row(number)) for number in range(1, min(sheet.height, DEPTH) + 1)]
    fitting = [one for one in found if one.score >= _LEAST and _TELLING.intersection(one.columns)]
    return max(fitting, key=lambda one: one.score, default=None)


def _headings(row: Sequence[Cell]) -> Headings:
    columns: dict[Column, tuple[Cell, ...]] = {}
    unread: list[Cell] = []
    twice: list[tuple[Cell, Cell]] = []
    for cell in row:
        column = column_of(cell.text) if cell.text and not cell.spread else None
        if column is None:
            unread += [cell] if cell.text and not cell.spread else []
        elif column in columns and column not in SEVERAL:
            twice.append((cell, columns[column][0]))
        else:
            columns[column] = (*columns.get(column, ()), cell)
    return Headings(row=row[0].row if row else 0, columns=columns, unread=tuple(unread), twice=tuple(twice))
