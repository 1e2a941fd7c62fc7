"""What may happen to an improvement item: every reason against it at once, or what happens. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service.denial import Reason, UnfitError, because, deny_any
from service.improvement.events import (
    Event,
    ItemPlanned,
    MeasureDone,
    RedrillShown,
    Reopened,
    SeenAgain,
    Verified,
    WaiverAsked,
    WaiverDecided,
)
from service.improvement.item import SETTLED, Item, Status
from service.improvement.trouble import Trouble, Use

DAY_NS: Final = 86_400 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who does it: the account, and the name that belongs to it."""

    user: str
    name: str = ""

    def is_one_of(self, people: frozenset[str]) -> bool:
        """Tell whether it is one of these (written as `Item.involved` is)."""
        return bool({self.user.strip().casefold(), self.name.strip().casefold()} & people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """What is to be changed in the plan of an item; None leaves it as it is."""

    owner: str | None = None
    lead: str | None = None
    supporting: tuple[str, ...] | None = None
    due_ns: int | None = None
    cause: str | None = None
    control: str | None = None
    corrective: str | None = None
    preventive: str | None = None
    resources: str | None = None
    use: Use | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is known of the drill that somebody says showed it gone."""

    drill: str
    services: tuple[str, ...]
    started_ns: int
    completed: bool
    restored: bool
    marks: frozenset[str]


def plan(item: Item, wish: Planning, now_ns: int, longest_ns: int) -> Sequence[Event]:
    """Let an item have this plan, which may still be unfinished; none is made of what was carried out already."""
    made = _merged(item, wish)
    deny_any(_unless(item, "open", "planned"))
    deny_any(_dates(item, wish, made, now_ns, longest_ns), UnfitError)
    return (made,)


def check_due(due_ns: int | None, now_ns: int, longest_ns: int) -> None:
    """Raise UnfitError for a date that lies in the past or further away than the policy allows."""
    if due_ns is not None and not now_ns < due_ns <= now_ns + longest_ns:
        raise UnfitError(because("improvement_due_unfit", days=longest_ns // DAY_NS))


def done(item: Item, told: MeasureDone) -> Sequence[Event]:
    """Let the measure be carried out: one that somebody planned and owns."""
    reasons = _unless(item, "open", "planned")
    if not item.owner:
        reasons.append(because("improvement_no_owner", item=item.id))
    if item.status == "open":
        reasons.append(because("improvement_no_measure", item=item.id))
    deny_any(reasons)
    return (told,)


def redrilled(item: Item, shown: Shown) -> Sequence[Event]:
    """Let a person say that a drill showed it gone: a later one of the same service, to its end, without finding it."""
    reasons = _unless(item, "done")
    facts = {"drill": shown.drill, "item": item.id}
    if not set(item.trouble.services) & set(shown.services):
        reasons.append(because("improvement_other_service", **facts))
    if item.done is not None and shown.started_ns <= item.done.utc_ns:
        reasons.append(because("improvement_too_early", **facts))
    if not (shown.completed and shown.restored):
        reasons.append(because("improvement_not_completed", **facts))
    if item.trouble.mark in shown.marks:
        reasons.append(because("improvement_still_there", **facts))
    deny_any(reasons)
    return (RedrillShown(drill=shown.drill, by_report=False),)


def verify(item: Item, told: Verified, who: Person) -> Sequence[Event]:
    """Let somebody who has no part in it say whether the measure worked; that alone closes an item."""
    reasons = _unless(item, "done", "proved")
    reasons += _not_own(item, who)
    if told.result == "worked" and item.redrill_needed and item.status == "done":
        reasons.append(because("improvement_no_redrill", item=item.id))
    deny_any(reasons)
    return (told,)


def ask_waiver(item: Item, asked: WaiverAsked, now_ns: int, longest_ns: int) -> Sequence[Event]:
    """Let somebody ask that nothing be done."""
    deny_any(_unless(item, "open", "planned"))
    check_due(asked.until_ns, now_ns, longest_ns)
    return (asked,)


def decide_waiver(item: Item, decided: WaiverDecided, who: Person) -> Sequence[Event]:
    """Let somebody who has no part in it decide that."""
    deny_any([*_unless(item, "waiving"), *_not_own(item, who)])
    return (decided,)


def reopen(item: Item, reason: str, due_ns: int) -> Sequence[Event]:
    """Let a settled item be opened again."""
    deny_any(_unless(item, *SETTLED))
    return (Reopened(reason=reason, due_ns=due_ns),)


def expired(item: Item, reason: str, due_ns: int, now_ns: int) -> Sequence[Event]:
    """Open an item again whose waiver has ended; nothing where it has not."""
    ended = item.status == "waived" and item.rests_until_ns is not None and item.rests_until_ns <= now_ns
    return (Reopened(reason=reason, due_ns=due_ns),) if ended else ()


def seen(item: Item, drill: str, trouble: Trouble, due_ns: int) -> Sequence[Event]:
    """Take note that a drill showed it again; what was closed is open again, once for a drill."""
    if drill == item.drill or drill in item.seen_in:
        return ()
    again = SeenAgain(drill=drill, trouble=trouble)
    if item.status == "closed":
        return (again, Reopened(reason="seen_again", drill=drill, due_ns=due_ns))
    return (again,)


def shown_gone(item: Item, drill: str, started_ns: int) -> Sequence[Event]:
    """Take note that a drill which began after the measure was carried out showed it gone."""
    if item.status != "done" or item.done is None or started_ns <= item.done.utc_ns:
        return ()
    return (RedrillShown(drill=drill, by_report=True),)


def _merged(item: Item, wish: Planning) -> ItemPlanned:
    old = item.plan or ItemPlanned(
        owner=item.owner,
        lead="",
        supporting=(),
        due_ns=item.due_ns,
        cause="",
        control="",
        corrective="",
        preventive="",
        resources="",
        use=item.use,
    )
    return ItemPlanned(
        owner=old.owner if wish.owner is None else wish.owner.strip(),
        lead=old.lead if wish.lead is None else wish.lead,
        supporting=old.supporting if wish.supporting is None else wish.supporting,
        due_ns=item.due_ns if wish.due_ns is None else wish.due_ns,
        cause=old.cause if wish.cause is None else wish.cause,
        control=old.control if wish.control is None else wish.control,
        corrective=old.corrective if wish.corrective is None else wish.corrective.strip(),
        preventive=old.preventive if wish.preventive is None else wish.preventive,
        resources=old.resources if wish.resources is None else wish.resources,
        use=old.use if wish.use is None else wish.use,
        reason=wish.reason,
    )


def _dates(item: Item, wish: Planning, made: ItemPlanned, now_ns: int, longest_ns: int) -> list[Reason]:
    reasons: list[Reason] = []
    if wish.due_ns is not None and not now_ns < wish.due_ns <= max(item.due_ns, item.since_ns + longest_ns):
        reasons.append(because("improvement_due_unfit", days=longest_ns // DAY_NS))
    if made.due_ns > item.due_ns and not wish.reason.strip():
        reasons.append(because("improvement_due_reason"))
    return reasons


def _unless(item: Item, *statuses: Status) -> list[Reason]:
    if item.status in statuses:
        return []
    return [because("improvement_status", item=item.id, status=item.status, wanted=", ".join(statuses))]


def _not_own(item: Item, who: Person) -> list[Reason]:
    return [because("improvement_own_work", user=who.user, item=item.id)] if who.is_one_of(item.involved) else []
