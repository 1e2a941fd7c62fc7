"""Which of the wanted items scenarios and drills have touched, and which not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenarios.plan import Plan
from scenarios.registers import RisksInput
from scenarios.registers.taxonomy import ancestors, titles_of
from service.coverage.register import Item, Kind, Wanted
from service.coverage.written import Written
from service.past import PastDrill

Form: TypeAlias = Literal["live", "simulated", "tabletop"]
Gap: TypeAlias = Literal["scenario", "drill", "both"]
_REGISTERS: Final[Mapping[Kind, str]] = {"risk": "risks", "procedure": "procedures"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One completed drill that touched an item."""

    drill: str
    form: Form
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A name that a scenario cites and that nothing registers: probably misspelt, so it touches nothing."""

    scenario: str
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item with what touched it; `last` is the last completed drill before the months that count.

    `looked` says whether drills were looked at, else only scenarios count.
    """

    item: Item
    scenarios: tuple[str, ...]
    drills: tuple[Touch, ...]
    last: Touch | None
    looked: bool

    @property
    def gap(self) -> Gap | None:
        """Return what is missing, None where nothing is."""
        no_drill = self.looked and not self.drills
        if not self.scenarios:
            return "both" if no_drill else "scenario"
        return "drill" if no_drill else None


def coverage(
    wanted: Wanted, scenarios: Sequence[Written], drills: Sequence[PastDrill] | None, since_utc_ns: int
) -> tuple[Row, ...]:
    """Return a row for every item; drills opened before `since_utc_ns`, and those not completed, do not count.

    `drills` is None where none were looked at. A threat is touched by whatever touches a kind of it, or a risk of it.
    """
    written = [(one.name, touches(one, wanted.risks)) for one in scenarios]
    done = [(_touch(one), touches(cited_by(one.plan), wanted.risks)) for one in drills or () if one.completed]
    return tuple(_row(item, written, done, since_utc_ns, looked=drills is not None) for item in wanted.items)


def _row(
    item: Item,
    written: Iterable[tuple[str, frozenset[tuple[Kind, str]]]],
    done: Iterable[tuple[Touch, frozenset[tuple[Kind, str]]]],
    since_utc_ns: int,
    *,
    looked: bool,
) -> Row:
    key = (item.kind, item.id)
    touched = [touch for touch, keys in done if key in keys]
    before = [touch for touch in touched if touch.utc_ns < since_utc_ns]
    return Row(
        item=item,
        scenarios=tuple(name for name, keys in written if key in keys),
        drills=tuple(touch for touch in touched if touch.utc_ns >= since_utc_ns),
        last=max(before, key=lambda touch: touch.utc_ns, default=None),
        looked=looked,
    )


def strangers(wanted: Wanted, scenarios: Sequence[Written], missing: Collection[str]) -> tuple[Stranger, ...]:
    """Return every name that a scenario cites and that nothing registers; `missing` are registers not given."""
    known = {(item.kind, item.id) for item in wanted.items}
    known |= {("threat", name) for name in titles_of(wanted.risks)}
    unlooked: set[Kind] = {kind for kind, register in _REGISTERS.items() if register in missing}
    return tuple(
        Stranger(scenario=one.name, kind=kind, name=name)
        for one in scenarios
        for kind, names in _cited(one).items()
        for name in names
        if kind not in unlooked and (kind, name) not in known
    )


def _cited(written: Written) -> dict[Kind, tuple[str, ...]]:
    return {
        "service": written.services,
        "threat": written.threats,
        "risk": written.risks,
        "procedure": written.procedures,
    }


def _touch(drill: PastDrill) -> Touch:
    return Touch(drill=drill.id, form=drill.plan.form, utc_ns=drill.opened.utc_ns)


def cited_by(plan: Plan) -> Written:
    """Return what the plan of a drill cites."""
    return Written(
        name=plan.scenario,
        services=tuple(objective.service for objective in plan.objectives),
        threats=plan.threats,
        risks=plan.risks,
        procedures=plan.procedures,
    )


def touches(written: Written, risks: RisksInput | None) -> frozenset[tuple[Kind, str]]:
    """Return the kind and id of everything that is touched where `written` is drilled."""
    known = {} if risks is None else risks.risks
    named = (*written.threats, *(known[name].threat for name in written.risks if name in known))
    threats = {above for name in named for above in ancestors(name, risks)}
    of_kind: dict[Kind, Iterable[str]] = {**_cited(written), "threat": threats}
    return frozenset((kind, name) for kind, names in of_kind.items() for name in names)
