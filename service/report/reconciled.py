"""Part d: which lost writes were made up for (JR/T 0251 10.4 c), and what the markers of a business say of a loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from measurements.report import MarkerFigure, MarkerReading, Numbers, Reconciliation, Report
from scenarios.plan import Plan, Text
from service.report.blocks import Block, Cell, Heading, Row, Statement, Table, Tone
from service.report.figures import bound_cells, seconds
from service.report.hands import step_title
from service.words import same, say

MOST_RANGES: Final = 40
_STATES: Final[dict[str, Tone]] = {
    "nothing_lost": "met",
    "complete": "met",
    "still_missing": "missed",
    "not_replayed": "missed",
    "not_read": "gap",
    "not_read_again": "warning",
}


def reconciliations(report: Report) -> Iterator[Block]:
    """Yield, ledger by ledger, the lost writes, what was written again, and what is still missing."""
    if report.reconciliations:
        yield Heading(text=say("d.heading.reconcile"))
    for made in report.reconciliations:
        text = say("d.reconciled", ledger=made.ledger, state=say(f"state.{made.state}"))
        yield Statement(text=text, evidence=made.evidence, tone=_STATES[made.state])
        if made.state == "not_read":
            continue
        yield Table(
            caption=say("d.table.reconcile", ledger=made.ledger),
            heads=tuple(say(f"label.{head}") for head in ("outcome", "count", "numbers")),
            rows=tuple(_row(name, numbers) for name, numbers in _parts(made)),
            proved=False,
        )
    if report.reconciliations:
        yield Statement(text=say("d.reconcile.rpo"))


def _parts(made: Reconciliation) -> Iterator[tuple[str, Numbers]]:
    yield "lost", made.lost_numbers
    if made.replay is not None:
        yield "replayed_ok", made.replay.ok
        yield "replayed_failed", made.replay.failed
        yield "replayed_unknown", made.replay.unknown
    yield "still_missing", made.still_missing_numbers
    yield "altered", made.altered_numbers
    yield "duplicated", made.duplicated_numbers


def _row(name: str, numbers: Numbers) -> Row:
    return Row(
        cells=(
            Cell(text=say(f"d.reconcile.{name}")),
            Cell(text=same(str(sum(last - first + 1 for first, last in numbers))), tone="number"),
            Cell(text=_listed(numbers)),
        )
    )


def _listed(numbers: Numbers) -> Text:
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in numbers[:MOST_RANGES]]
    if len(numbers) > MOST_RANGES:
        return say("d.reconcile.more", numbers=", ".join(texts), count=len(numbers) - MOST_RANGES)
    return same(", ".join(texts)) if texts else say("word.none")


def markers(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield what each marker says of the loss, and the readings behind it."""
    if not report.markers:
        return
    yield Heading(text=say("d.heading.markers"))
    yield Table(
        caption=say("d.table.markers"),
        heads=tuple(say(f"label.{head}") for head in ("service", "marker", "reading", "lower", "upper", "use")),
        rows=tuple(row for marker in report.markers for row in _figures(marker, plan)),
    )
    yield Table(
        caption=say("d.table.readings"),
        heads=tuple(say(f"label.{head}") for head in ("marker", "step", "host", "side", "at", "value", "use")),
        rows=tuple(_reading(marker, one, plan) for marker in report.markers for one in marker.readings),
    )
    yield Statement(text=say("d.markers.assumed"))


def _figures(marker: MarkerFigure, plan: Plan) -> Iterator[Row]:
    title = next((one.title for one in plan.objectives if one.service == marker.service), same(marker.service))
    named = (Cell(text=title), Cell(text=say(f"marker.{marker.marker}")))
    use = Cell(
        text=say("d.marker.counts" if marker.counts else "d.no_target"), tone="plain" if marker.counts else "muted"
    )
    ends = bound_cells(marker.loss.lower_s, marker.loss.upper_s)
    yield Row(cells=(*named, Cell(text=say("d.marker.by_readings")), *ends, use), evidence=marker.evidence)
    shown = Cell(text=say("d.no_target"), tone="muted")
    if marker.by_value is not None:
        ends = bound_cells(marker.by_value.lower_s, marker.by_value.upper_s)
        yield Row(cells=(*named, Cell(text=say("d.marker.by_value")), *ends, shown), evidence=marker.by_value.evidence)
    if marker.marker == "log_position":
        least, most = (_bytes(marker.least_bytes, "word.no_lower"), _bytes(marker.most_bytes, "word.no_upper"))
        yield Row(cells=(*named, Cell(text=say("d.marker.bytes")), least, most, shown), evidence=marker.evidence)


def _bytes(value: int | None, missing: str) -> Cell:
    return Cell(text=say(missing), tone="gap") if value is None else Cell(text=same(f"{value} B"), tone="number")


def _reading(marker: MarkerFigure, one: MarkerReading, plan: Plan) -> Row:
    return Row(
        cells=(
            Cell(text=say(f"marker.{marker.marker}")),
            Cell(text=step_title(plan, one.step)),
            Cell(text=same(one.host) if one.host else say("word.controller")),
            Cell(text=say(f"side.{one.side}")),
            Cell(text=same(seconds(one.at_s)), tone="number"),
            Cell(text=same(one.value), tone="code"),
            Cell(text=say("d.marker.used" if one.used else "d.marker.unused"), tone="plain" if one.used else "muted"),
        ),
        evidence=one.evidence,
    )
