"""People and what they say, for hand-made histories."""

from __future__ import annotations

from typing import Literal

from measurements.events import ApprovalGiven, ManualReported
from scenarios.plan import Manual, Person, Text
from tests.support.histories import ns

WANG = Person(
    id="wang.fang",
    title=Text(zh="王芳", en="Wang Fang"),
    names=("王芳", "Wang Fang", "Fang WANG"),
    accounts=("wangf", "token-7"),
    roles=("operator", "checker"),
)
LI = Person(
    id="li.ming", title=Text(zh="李明", en="Li Ming"), names=("李明",), roles=("operator",), deputy="zhao.qiang"
)
ZHAO = Person(id="zhao.qiang", title=Text(zh="赵强", en="Zhao Qiang"), names=("赵强",), roles=("checker",))
GUEST = Person(id="guest", title=Text(zh="来宾", en="Guest"), names=("来宾",))
PEOPLE = (WANG, LI, ZHAO, GUEST)

CALL = Manual(
    instruction=Text(zh="致电交易所", en="Call the exchange"),
    role="operator",
    dual_control=True,
    confirm_role="checker",
    manual="OM-12 v3",
)


def said(
    at: float,
    person: str,
    what: Literal["done", "failed", "confirmed", "refused"] = "done",
    step: str = "call",
    *,
    waived: bool = False,
) -> ManualReported:
    return ManualReported(at=ns(at), step=step, person=person, what=what, note="seen", channel="console", waived=waived)


def approves(at: float, person: str, step: str = "release", *, refuse: bool = False) -> ApprovalGiven:
    decision = "refuse" if refuse else "approve"
    return ApprovalGiven(at=ns(at), step=step, person=person, decision=decision, reason="seen", channel="console")
