"""The order of recovery in part d: what was due, what was seen, and of each pair whether its order is proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from measurements.report import OrderPair, OrderPlace, PairOutcome, RecoveryOrder, Report
from scenarios.plan import Text
from service.report.blocks import Block, Cell, Chart, Heading, Row, Statement, Table, Tone
from service.report.figures import bound_cells
from service.words import joined, same, say

_PLACE_HEADS: Final = ("number", "service", "priority", "depends_on", "back_lower", "back_upper", "order_state")
_PAIR_HEADS: Final = ("due_first", "due_later", "because", "lead_lower", "lead_upper", "order_outcome")
_NONE: Final = Cell(text=same("–"), tone="muted")  # noqa: RUF001
_TONES: Final[Mapping[PairOutcome, Tone]] = {"kept": "met", "inverted": "missed", "unknown": "inconclusive"}


def recovery_order(report: Report) -> Iterator[Block]:
    """Yield everything that part d says about the order of recovery."""
    yield Heading(text=say("d.heading.order"))
    titles = {service.service: service.title for service in report.services}
    if not report.recovery_order:
        yield Statement(text=say("d.order.none"), tone="gap")
    if report.order is None or len(report.order.places) < 2:  # noqa: PLR2004  one service has no order
        if report.recovery_order:
            names = joined(titles.get(one, same(one)) for one in report.recovery_order)
            yield Statement(text=say("d.order", services=names))
        return
    yield from _several(report.order)


def _several(order: RecoveryOrder) -> Iterator[Block]:
    titles = {place.service: place.title for place in order.places}
    yield Statement(text=say("d.order.due", services=_then(titles.values())))
    if order.achieved:
        groups = [_together([titles[name] for name in group]) for group in order.achieved]
        evidence = tuple(seq for place in order.places if place.how == "back" for seq in place.evidence)
        yield Statement(text=say("d.order.achieved", services=_then(groups)), evidence=evidence)
    yield _told(order)
    yield Chart(name="order", caption=say("chart.order"))
    yield Table(
        caption=say("d.table.order"),
        heads=tuple(say(f"label.{head}") for head in _PLACE_HEADS),
        rows=tuple(_place(number, place, titles) for number, place in enumerate(order.places, start=1)),
    )
    if order.pairs:
        yield Table(
            caption=say("d.table.order_pairs"),
            heads=tuple(say(f"label.{head}") for head in _PAIR_HEADS),
            rows=tuple(_pair(pair, titles) for pair in order.pairs),
        )


def _told(order: RecoveryOrder) -> Statement:
    counts = {outcome: sum(pair.outcome == outcome for pair in order.pairs) for outcome in _TONES}
    if not order.pairs:
        return Statement(text=say("d.order.no_pairs"), tone="gap")
    worst: Tone = "missed" if counts["inverted"] else "inconclusive" if counts["unknown"] else "met"
    evidence = tuple(seq for pair in order.pairs for seq in pair.lead.evidence)
    return Statement(text=say("d.order.pairs", of=len(order.pairs), **counts), evidence=evidence, tone=worst)


def _then(texts: Iterable[Text]) -> Text:
    listed = tuple(texts)
    return Text(zh=" → ".join(text.zh for text in listed), en=" → ".join(text.en for text in listed))


def _together(texts: list[Text]) -> Text:
    return texts[0] if len(texts) == 1 else say("d.order.together", services=joined(texts))


def _place(number: int, place: OrderPlace, titles: Mapping[str, Text]) -> Row:
    needed = Cell(text=joined(titles[name] for name in place.depends_on)) if place.depends_on else _NONE
    return Row(
        cells=(
            Cell(text=same(str(number)), tone="number"),
            Cell(text=place.title),
            Cell(text=same(str(place.priority)), tone="number"),
            needed,
            *((_NONE, _NONE) if place.how == "untouched" else bound_cells(place.lower_s, place.upper_s)),
            Cell(text=say(f"order.how.{place.how}"), tone="gap" if place.how == "unseen" else "plain"),
        ),
        evidence=place.evidence,
    )


def _pair(pair: OrderPair, titles: Mapping[str, Text]) -> Row:
    return Row(
        cells=(
            Cell(text=titles[pair.first]),
            Cell(text=titles[pair.second]),
            Cell(text=say(f"order.because.{pair.because}")),
            *bound_cells(pair.lead.lower_s, pair.lead.upper_s),
            Cell(text=say(f"order.outcome.{pair.outcome}"), tone=_TONES[pair.outcome]),
        ),
        evidence=pair.lead.evidence,
    )
