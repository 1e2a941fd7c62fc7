"""What a step is called where its author gave it no title, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scenarios.actions.registry import ACTIONS
from scenarios.plan import (
    Action,
    Approve,
    CheckCommand,
    CheckStream,
    Inject,
    LedgerAct,
    Manual,
    Measure,
    Notify,
    Ready,
    Reconcile,
    Run,
    Text,
    Undo,
    WaitFor,
)

_HERE: Final = " on the runner's own machine"
STATES: Final[dict[str, Text]] = {"up": Text(zh="正常", en="up"), "down": Text(zh="中断", en="down")}
ACTS: Final[dict[str, Text]] = {
    "open": Text(zh="开始写账本", en="start writing the ledger"),
    "read": Text(zh="回读账本", en="read back the ledger"),
    "drop": Text(zh="删除账本表", en="remove the table of the ledger"),
}


def titled(name: str, action: Action, roles: Sequence[str]) -> Text:
    """Return what a step does, in one line."""
    on = ", ".join(roles)
    match action:
        case Run(action=called) | CheckCommand(action=called) if called:
            words = ACTIONS[called].title
            where = Text(zh=f"在 {on} 上", en=f" on {on}") if roles else Text(zh="在执行机上", en=_HERE)
            return Text(zh=f"{where.zh}{words.zh}", en=f"{words.en}{where.en}")
        case Run() | CheckCommand() if not roles:
            verb = Text(zh="执行", en="run") if isinstance(action, Run) else Text(zh="检查", en="check")
            return Text(zh=f"在执行机上{verb.zh} {name}", en=f"{verb.en} {name}{_HERE}")
        case Run():
            return Text(zh=f"在 {on} 上执行 {name}", en=f"run {name} on {on}")
        case CheckCommand():
            return Text(zh=f"在 {on} 上检查 {name}", en=f"check {name} on {on}")
        case Inject(fault=fault) if not roles:
            return Text(zh=f"在执行机上{fault.title.zh}", en=f"{fault.title.en}{_HERE}")
        case Inject(fault=fault):
            return Text(zh=f"在 {on} 上{fault.title.zh}", en=f"{fault.title.en} on {on}")
        case Manual() | Notify() | Reconcile() | Measure() | Ready():
            return _worded(name, action)
        case _:
            return _on_no_host(action)


def _worded(name: str, action: Manual | Notify | Reconcile | Measure | Ready) -> Text:
    match action:
        case Manual(role=role):
            return Text(zh=f"{role} 人工执行 {name}", en=f"{role} does {name} by hand")
        case Notify(groups=groups):
            told = ", ".join(groups)
            return Text(zh=f"通知 {told}", en=f"notify {told}")
        case Reconcile(ledger=ledger):
            return Text(zh=f"核对 {ledger}", en=f"reconcile {ledger}")
        case Measure(service=service):
            return Text(zh=f"读取 {service} 的业务标记", en=f"read a marker of {service}")
        case Ready():
            return Text(zh=f"就绪检查 {name}", en=f"readiness check {name}")


def _on_no_host(action: CheckStream | WaitFor | Approve | Undo | LedgerAct) -> Text:
    match action:
        case CheckStream(stream=stream, state=state):
            words = STATES[state]
            return Text(zh=f"检查 {stream} 是否{words.zh}", en=f"check that {stream} is {words.en}")
        case WaitFor(stream=stream, state=state):
            words = STATES[state]
            return Text(zh=f"等待 {stream} {words.zh}", en=f"wait until {stream} is {words.en}")
        case Approve(role=role, people=people):
            return Text(zh=f"{role} 批准（{people} 人）", en=f"approval by {role} ({people})")
        case Undo(fault=fault):
            return Text(zh=f"撤销 {fault}", en=f"undo {fault}")
        case LedgerAct(ledger=ledger, act=act):
            return Text(zh=f"{ACTS[act].zh} {ledger}", en=f"{ACTS[act].en} {ledger}")
