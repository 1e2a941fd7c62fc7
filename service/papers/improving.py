"""The improvement report for a period: what was found, what is done about it by whom until when, what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from measurements.utc import utc_text
from service.improvement.item import SETTLED, Item
from service.papers import accounts
from service.papers.origin import Origin
from service.papers.period import Days
from service.papers.phrasing import (
    Shown,
    gap,
    heading,
    line,
    listed,
    row,
    section,
    share,
    signatures,
    statement,
    table_or,
)
from service.report.blocks import Block, Cell, Row, Tone
from service.report.paper import Paper
from service.software import SOFTWARE
from service.words import same, say

CLAUSES: Final = ("JRT0251-14", "JRT0251-14.2", "JRT0251-14.3", "CSRC-fix40")
CLAUSE: Final = "JRT0251-14.3"
STATUSES: Final = ("open", "planned", "done", "proved", "waiving", "closed", "waived")
_TONES: Final[dict[str, Tone]] = {"serious": "missed", "warning": "warning", "info": "plain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The improvement items of a firm, with every number that the book has of each, and the period to tell of."""

    days: Days
    items: tuple[Item, ...]
    numbers: dict[str, tuple[int, ...]]

    @property
    def alive(self) -> list[Item]:
        """Return the items that were open at any time of the period."""
        return accounts.alive_in(self.items, self.days)

    def row(self, item: Item, *cells: Shown) -> Row:
        """Return a row about an item, with its entries in the book."""
        return row(Cell(text=same(item.id), tone="code"), *cells, book=self.numbers.get(item.id, ()))


def improvement_report(told: Register, origin: Origin) -> Paper:
    """Return the report (JR/T 0251 14.3 a to d, with what 14.2 asks of a plan)."""
    now_ns = origin.made_ns
    sections = (
        section(1, "paper.part.purpose", CLAUSE, _purpose(told, now_ns), part="a"),
        section(2, "paper.part.people", CLAUSE, _people(told), part="b"),
        section(3, "paper.part.course", CLAUSE, _course(told, now_ns), part="c"),
        section(4, "paper.part.summary", CLAUSE, _summary(told, now_ns), part="d"),
        signatures(5),
    )
    span = say("paper.span", first=same(told.days.first.isoformat()), last=same(told.days.last.isoformat()))
    return Paper(
        kind=say("paper.improvement"),
        number=told.days.name,
        title=say("paper.improvement.title", period=told.days.name),
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(line("period", span), *origin.lines(*CLAUSES)),
        sections=sections,
    )


def _purpose(told: Register, now_ns: int) -> Iterator[Block]:
    yield statement("paper.improvement.purpose")
    yield accounts.improvement(told.items, told.days, now_ns)


def _people(told: Register) -> Iterator[Block]:
    counts: Counter[tuple[str, str]] = Counter()
    for item in told.alive:
        counts.update({(name, duty) for duty, names in _charged(item) for name in names if name})
    rows = (row(name, say(f"paper.duty.{duty}"), count) for (name, duty), count in sorted(counts.items()))
    yield table_or(say("paper.improvement.people"), ("name", "duty", "items"), rows, "paper.improvement.nobody")


def _charged(item: Item) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "owner", (item.owner,)
    if item.plan is not None:
        yield "lead", (item.plan.lead,)
        yield "supporting", item.plan.supporting
    yield "verifier", tuple(one.by for one in item.verifications)


def _course(told: Register, now_ns: int) -> Iterator[Block]:
    alive = told.alive
    counts = Counter(item.status for item in alive)
    rows = (row(say(f"paper.item.{status}"), counts[status]) for status in STATUSES)
    yield heading("paper.heading.standing")
    yield table_or(say("paper.improvement.counts"), ("status", "count"), rows, "paper.improvement.none")
    yield heading("paper.heading.problems")
    yield table_or(
        say("paper.improvement.problems"),
        ("item", "title", "severity", "services", "source", "found_on"),
        (_problem(told, item) for item in alive),
        "paper.improvement.none",
        proved=True,
    )
    yield heading("paper.heading.measures")
    yield table_or(
        say("paper.improvement.measures"),
        ("item", "control", "cause", "corrective", "preventive", "resources"),
        (_measure(told, item) for item in alive if item.plan is not None),
        "paper.improvement.no_measures",
        proved=True,
    )
    yield heading("paper.heading.progress")
    yield table_or(
        say("paper.improvement.progress"),
        ("item", "owner", "departments", "due", "status", "verified", "redrill"),
        (_progress(told, item, now_ns) for item in alive),
        "paper.improvement.none",
        proved=True,
    )


def _problem(told: Register, item: Item) -> Row:
    severity = item.trouble.severity
    return told.row(
        item,
        item.title,
        Cell(text=say(f"severity.{severity}"), tone=_TONES[severity]),
        listed(item.trouble.services),
        item.drill or item.dossier or say(f"paper.source.{item.trouble.kind}"),
        utc_text(item.opened_ns)[:10],
    )


def _measure(told: Register, item: Item) -> Row:
    plan = item.plan
    if plan is None:
        return told.row(item, None, None, None, None, None)
    return told.row(item, plan.control, plan.cause, plan.corrective, plan.preventive, plan.resources)


def _progress(told: Register, item: Item, now_ns: int) -> Row:
    plan = item.plan
    late = accounts.is_late(item, now_ns)
    due = utc_text(item.due_ns)[:10]
    verified = item.verifications[-1] if item.verifications else None
    return told.row(
        item,
        item.owner or Cell(text=say("paper.improvement.no_owner"), tone="gap"),
        None if plan is None else listed(one for one in (plan.lead, *plan.supporting) if one),
        Cell(text=say("paper.improvement.late", due=due), tone="missed") if late else due,
        Cell(text=say(f"paper.item.{item.status}"), tone="met" if item.status == "closed" else "plain"),
        None if verified is None else say(f"paper.verified.{verified.result}", person=verified.by),
        None if item.redrill is None else item.redrill.drill,
    )


def _summary(told: Register, now_ns: int) -> Iterator[Block]:
    alive = told.alive
    settled = sum(item.status in SETTLED for item in alive)
    yield statement("paper.improvement.settled", share=share(settled, len(alive)))
    found = {
        "unowned": [item for item in alive if not item.owner and item.status not in SETTLED],
        "unplanned": [item for item in alive if not item.plan_stands and item.status == "open"],
        "overdue": [item for item in alive if accounts.is_late(item, now_ns)],
        "returned": [item for item in alive if item.reopened or item.seen_in],
        "moved": [item for item in alive if item.moved_back],
        "waived": [item for item in alive if item.status == "waived"],
    }
    for name, items in found.items():
        if items:
            yield statement(
                f"paper.improvement.{name}", "warning", count=len(items), items=listed(one.id for one in items)
            )
    yield gap("paper.summary.by_hand")
