"""What an improvement item is now; it follows from its entries alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from scenarios.plan import Text
from service.book import Family, Head, Told
from service.improvement.events import (
    EVENTS,
    Event,
    Evidence,
    ItemOpened,
    ItemPlanned,
    MeasureDone,
    RedrillShown,
    Reopened,
    SeenAgain,
    Verified,
    WaiverAsked,
    WaiverDecided,
)
from service.improvement.trouble import RANK, Trouble, Use, tag_of

FAMILY: Final = "improvement"
Status: TypeAlias = Literal["open", "planned", "done", "proved", "waiving", "closed", "waived"]
"""Found; somebody has a measure; it was carried out; a drill showed it gone; verified: closed. Or a waiver."""
UNTREATED: Final[tuple[Status, ...]] = ("open", "planned", "waiving")
"""Nothing was done about it yet."""
UNSETTLED: Final[tuple[Status, ...]] = (*UNTREATED, "done", "proved")
SETTLED: Final[tuple[Status, ...]] = ("closed", "waived")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A measure that was carried out: by `by`, who told it, and `doers`."""

    text: str
    by: str
    doers: tuple[str, ...]
    done_on: str
    utc_ns: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrill:
    """The drill that showed it gone."""

    drill: str
    by_report: bool
    by: str
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One verification record; `redrill` is the drill that it could rest on."""

    by: str
    utc_ns: int
    result: Literal["worked", "failed"]
    method: str
    finding: str
    redrill: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A wish that nothing be done; `decided_by` is None until somebody else has decided."""

    reason: str
    until_ns: int
    asked_by: str
    asked_ns: int
    decided_by: str | None = None
    decision: Literal["accept", "refuse"] | None = None
    decided_ns: int | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One improvement item. `involved` are all who ever owned it, did something about it or asked to waive it."""

    id: str
    status: Status
    title: Text
    trouble: Trouble
    opened_by: str
    opened_ns: int
    since_ns: int
    """Since when it is open: since it was opened, or last opened again."""
    drill: str
    dossier: str
    reported_to: tuple[str, ...]
    redrill_needed: bool
    owner: str
    due_ns: int
    opened_use: Use = "process"
    plan: ItemPlanned | None = None
    plan_stands: bool = False
    """Whether the plan was made since the item was opened, or opened again, or its measure failed."""
    done: Done | None = None
    redrill: Redrill | None = None
    verifications: tuple[Verification, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    seen_in: tuple[str, ...] = ()
    """Drills that showed it after it was opened."""
    involved: frozenset[str] = frozenset()
    moved_back: int = 0
    """How often the due date was moved back."""
    reopened: int = 0
    closed_ns: int | None = None
    rests_until_ns: int | None = None
    """Until when a waiver holds."""

    @property
    def use(self) -> Use:
        """Return what is to be improved."""
        return self.opened_use if self.plan is None else self.plan.use


def fold(name: str, told: Sequence[Told[Event]]) -> Item:
    """Return what an item is now."""
    opening = told[0]
    assert isinstance(opening.event, ItemOpened)  # noqa: S101  no item begins otherwise
    item = _opened(name, opening.event, opening)
    for one in told[1:]:
        item = _after(item, one)
    return item


def _opened(name: str, event: ItemOpened, told: Told[Event]) -> Item:
    return Item(
        id=name,
        status="open",
        title=event.title,
        trouble=event.trouble,
        opened_by=told.author.user,
        opened_ns=told.utc_ns,
        since_ns=told.utc_ns,
        drill=event.drill,
        dossier=event.dossier,
        reported_to=event.reported_to,
        redrill_needed=event.redrill,
        owner=event.owner,
        due_ns=event.due_ns,
        involved=_people(event.owner),
        opened_use=event.use,
    )


def _after(item: Item, told: Told[Event]) -> Item:
    match told.event:
        case ItemOpened():
            return item
        case ItemPlanned() as plan:
            return _planned(item, plan)
        case MeasureDone() as done:
            return _done(item, done, told)
        case RedrillShown(drill=drill, by_report=by_report):
            shown = Redrill(drill=drill, by_report=by_report, by=told.author.user, utc_ns=told.utc_ns)
            involved = item.involved if by_report else item.involved | _people(told.author.user)
            return replace(item, status="proved", redrill=shown, involved=involved)
        case SeenAgain() as seen:
            return _seen(item, seen)
        case Verified() as verified:
            return _verified(item, verified, told)
        case WaiverAsked() as asked:
            return _asked(item, asked, told)
        case WaiverDecided() as decided:
            return _decided(item, decided, told)
        case Reopened(due_ns=due_ns):
            cleared = replace(_back(item), closed_ns=None, rests_until_ns=None, since_ns=told.utc_ns)
            return replace(cleared, due_ns=due_ns, reopened=item.reopened + 1)


def _planned(item: Item, plan: ItemPlanned) -> Item:
    stands = bool(plan.owner and plan.corrective)
    return replace(
        item,
        status="planned" if stands else "open",
        plan=plan,
        plan_stands=stands,
        owner=plan.owner,
        due_ns=plan.due_ns,
        moved_back=item.moved_back + (plan.due_ns > item.due_ns),
        involved=item.involved | _people(plan.owner),
    )


def _done(item: Item, event: MeasureDone, told: Told[Event]) -> Item:
    done = Done(
        text=event.text,
        by=told.author.user,
        doers=event.doers,
        done_on=event.done_on,
        utc_ns=told.utc_ns,
        evidence=event.evidence,
    )
    return replace(item, status="done", done=done, redrill=None, involved=item.involved | _people(done.by, *done.doers))


def _seen(item: Item, seen: SeenAgain) -> Item:
    trouble = max((item.trouble, seen.trouble), key=lambda one: RANK[one.severity])
    item = replace(item, seen_in=(*item.seen_in, seen.drill), trouble=trouble)
    return _back(item) if item.status in {"done", "proved"} else item


def _verified(item: Item, event: Verified, told: Told[Event]) -> Item:
    record = Verification(
        by=told.author.user,
        utc_ns=told.utc_ns,
        result=event.result,
        method=event.method,
        finding=event.finding,
        redrill="" if item.redrill is None else item.redrill.drill,
        evidence=event.evidence,
    )
    item = replace(item, verifications=(*item.verifications, record))
    return replace(item, status="closed", closed_ns=told.utc_ns) if event.result == "worked" else _back(item)


def _asked(item: Item, asked: WaiverAsked, told: Told[Event]) -> Item:
    by = told.author.user
    wish = Waiver(reason=asked.reason, until_ns=asked.until_ns, asked_by=by, asked_ns=told.utc_ns)
    return replace(item, status="waiving", waivers=(*item.waivers, wish), involved=item.involved | _people(by))


def _decided(item: Item, decided: WaiverDecided, told: Told[Event]) -> Item:
    wish = replace(
        item.waivers[-1],
        decided_by=told.author.user,
        decision=decided.decision,
        decided_ns=told.utc_ns,
        answer=decided.reason,
    )
    item = replace(item, waivers=(*item.waivers[:-1], wish))
    if decided.decision == "refuse":
        return replace(item, status="planned" if item.plan_stands else "open")
    return replace(item, status="waived", closed_ns=told.utc_ns, rests_until_ns=wish.until_ns)


def _back(item: Item) -> Item:
    """Return an item of which what was planned and done so far did not help."""
    return replace(item, status="open", plan_stands=False, done=None, redrill=None)


def _people(*names: str) -> frozenset[str]:
    return frozenset(name.strip().casefold() for name in names if name.strip())


def head(item: Item) -> Head:
    """Return an item for lists."""
    return Head(
        stream=f"{FAMILY}/{item.id}",
        family=FAMILY,
        status=item.status,
        order_ns=item.opened_ns,
        due_ns=item.rests_until_ns if item.status in SETTLED else item.due_ns,
        tags=frozenset(_tags(item)),
        shown=_shown(item),
    )


def _tags(item: Item) -> list[str]:
    trouble = item.trouble
    return [
        *(f"service:{service}" for service in trouble.services),
        *(f"seen:{drill}" for drill in dict.fromkeys((item.drill, *item.seen_in)) if drill),
        *([f"owner:{item.owner}"] if item.owner else []),
        *([f"dossier:{item.dossier}"] if item.dossier else []),
        tag_of(trouble.mark),
        f"kind:{trouble.kind}",
        f"severity:{trouble.severity}",
    ]


def _shown(item: Item) -> dict[str, Any]:
    return {
        "title": asdict(item.title),
        "kind": item.trouble.kind,
        "code": item.trouble.code,
        "severity": item.trouble.severity,
        "services": list(item.trouble.services),
        "owner": item.owner,
        "due_ns": item.due_ns,
        "opened_ns": item.opened_ns,
        "drill": item.drill,
        "dossier": item.dossier,
        "redrill_needed": item.redrill_needed,
        "reopened": item.reopened,
        "rests_until_ns": item.rests_until_ns,
    }


ITEMS: Final[Family[Event, Item]] = Family(name=FAMILY, events=EVENTS, fold=fold, head=head)
