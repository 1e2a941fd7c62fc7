"""The figures of one service in part d: both readings of the RTO, phases, observers, and what became of the writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from measurements.report import Report, RpoFigure, Seconds, ServiceFigures, StreamFigure, VerdictName
from scenarios.plan import Text
from service.report.blocks import Block, Cell, Chart, Heading, Row, Statement, Table, Tone
from service.report.figures import bound_cells, bounds, seconds, seconds_or
from service.words import same, say

WRITES: Final = (
    "acknowledged",
    "lost",
    "holes",
    "split_brain",
    "duplicated",
    "altered",
    "resurrected",
    "unknown",
    "recovered_unknown",
    "reordered",
)
_STREAM_HEADS: Final = ("stream", "kind", "rto_seen", "outages", "samples", "missed_beats", "lateness", "p95")


def service_results(service: ServiceFigures, report: Report) -> Iterator[Block]:
    """Yield everything that part d says about one service."""
    yield Heading(text=say("d.heading.results", service=service.title))
    yield Statement(text=rto_sentence(service), evidence=service.rto.evidence, tone=service.rto.verdict)
    yield Statement(text=rpo_sentence(service), evidence=service.rpo.evidence, tone=service.rpo.verdict)
    yield _figures(service)
    yield from _remarks(service)
    yield Chart(name="targets", caption=say("chart.targets"), of=service.service)
    yield from _phases(service)
    yield from _streams(service, report)
    yield from _writes(service, report)


def rto_sentence(service: ServiceFigures) -> Text:
    """Return the verdict on the RTO in one sentence."""
    rto = service.rto
    lower, upper = bounds(rto.lower_s, rto.upper_s)
    key = f"d.verdict.rto.{rto.verdict}"
    if rto.verdict == "inconclusive" and rto.upper_s is None:
        key = "d.verdict.rto.no_evidence" if rto.lower_s is None else "d.verdict.rto.open"
    return say(key, service=service.title, lower=lower, upper=upper, target=seconds(rto.target_s))


def rpo_sentence(service: ServiceFigures) -> Text:
    """Return the verdict on the RPO in one sentence."""
    rpo = service.rpo
    lower, upper = bounds(rpo.lower_s, rpo.upper_s)
    return say(
        f"d.verdict.rpo.{_rpo_case(rpo)}",
        service=service.title,
        lower=lower,
        upper=upper,
        target=seconds(rpo.target_s),
        acknowledged=rpo.acknowledged,
        lost=rpo.lost,
        split_brain=rpo.split_brain,
    )


def _rpo_case(rpo: RpoFigure) -> str:
    if rpo.basis == "marker" and rpo.lower_s is not None:
        return f"marker.{rpo.verdict}"
    if rpo.verdict == "met" and rpo.lost == 0:
        return "zero"
    if rpo.verdict == "missed" and rpo.split_brain:
        return "split"
    if rpo.verdict != "inconclusive" or (rpo.source is not None and rpo.upper_s is not None):
        return rpo.verdict
    return "no_evidence" if rpo.source is None or rpo.lower_s is None else "open"


def _figures(service: ServiceFigures) -> Table:
    return Table(
        caption=say("d.table.figures", service=service.title),
        heads=tuple(say(f"label.{head}") for head in ("metric", "reading", "target", "lower", "upper", "verdict")),
        rows=tuple(_figure_rows(service)),
    )


def _figure_rows(service: ServiceFigures) -> Iterator[Row]:
    rto, rpo, outage = service.rto, service.rpo, service.outage
    yield Row(
        cells=(
            Cell(text=say("d.rto")),
            Cell(text=say("d.rto.from_interruption")),
            Cell(text=same(seconds(rto.target_s)), tone="number"),
            *bound_cells(rto.lower_s, rto.upper_s),
            _verdict(rto.verdict),
        ),
        evidence=rto.evidence,
    )
    yield _ungraded("d.rto", say("d.rto.from_switch"), service.switchover)
    seen = Seconds(lower_s=outage.lower_s, upper_s=outage.upper_s, evidence=outage.evidence)
    yield _ungraded("d.outage", say("d.outage.reading", count=outage.count), seen)
    yield Row(
        cells=(
            Cell(text=say("d.rpo")),
            Cell(text=say("d.rpo.reading", source=_source(rpo))),
            Cell(text=same(seconds(rpo.target_s)), tone="number"),
            *bound_cells(rpo.lower_s, rpo.upper_s),
            _verdict(rpo.verdict),
        ),
        evidence=rpo.evidence,
    )
    if rpo.split_brain_span is not None:
        yield _ungraded("d.split_span", say("d.split_span.reading"), rpo.split_brain_span)


def _source(rpo: RpoFigure) -> Text:
    if rpo.source is None:
        return say("word.no_evidence")
    return say("d.rpo.marker", step=rpo.source) if rpo.basis == "marker" else same(rpo.source)


def _verdict(verdict: VerdictName) -> Cell:
    return Cell(text=say(f"verdict.{verdict}"), tone=verdict)


def _ungraded(metric: str, reading: Text, figure: Seconds | None) -> Row:
    measured = figure or Seconds(lower_s=None, upper_s=None)
    return Row(
        cells=(
            Cell(text=say(metric)),
            Cell(text=reading),
            Cell(text=same("–"), tone="muted"),  # noqa: RUF001
            *bound_cells(measured.lower_s, measured.upper_s),
            Cell(text=say("d.no_target"), tone="muted"),
        ),
        evidence=measured.evidence,
    )


def _remarks(service: ServiceFigures) -> Iterator[Statement]:
    for remark in (service.rto.remark, service.rpo.remark):
        if remark is not None:
            yield Statement(text=say("d.remark", remark=remark))
    if service.rto.stream is not None:
        yield Statement(text=say("d.decided_by", stream=service.rto.stream), evidence=service.rto.evidence)


def _phases(service: ServiceFigures) -> Iterator[Block]:
    phases = service.phases
    named = (
        ("detect", phases.detect),
        ("decide", phases.decide),
        ("switch", phases.switch),
        ("verify", phases.verify),
        ("people", phases.people),
    )
    if all(figure is None for _, figure in named):
        yield Statement(text=say("d.no_phases"), tone="gap")
        return
    yield Table(
        caption=say("d.table.phases", service=service.title),
        heads=tuple(say(f"label.{head}") for head in ("phase", "lower", "upper")),
        rows=tuple(_phase(name, figure) for name, figure in named),
    )
    yield Chart(name="phases", caption=say("chart.phases"), of=service.service)


def _phase(name: str, figure: Seconds | None) -> Row:
    measured = figure or Seconds(lower_s=None, upper_s=None)
    cells = (Cell(text=say(f"d.phase.{name}")), *bound_cells(measured.lower_s, measured.upper_s))
    return Row(cells=cells, evidence=measured.evidence)


def _streams(service: ServiceFigures, report: Report) -> Iterator[Block]:
    if not service.streams:
        return
    yield Table(
        caption=say("d.table.streams", service=service.title),
        heads=tuple(say(f"label.{head}") for head in _STREAM_HEADS),
        rows=tuple(_stream(stream) for stream in service.streams),
    )
    names = {stream.stream for stream in service.streams}
    if any(strip.stream in names for strip in report.strips):
        yield Chart(name="strip", caption=say("chart.strip"), of=service.service)


def _stream(stream: StreamFigure) -> Row:
    rto = stream.rto or Seconds(lower_s=None, upper_s=None)
    gap: Tone = "gap" if stream.rto is None else "number"
    return Row(
        cells=(
            Cell(text=same(stream.stream)),
            Cell(text=say(f"stream.{stream.kind}")),
            Cell(text=say("page.interval", **_ends(rto)) if stream.rto else say("word.no_evidence"), tone=gap),
            Cell(text=same(str(stream.outage.count)), tone="number"),
            Cell(text=same(str(stream.samples)), tone="number"),
            Cell(text=same(str(stream.missed_beats)), tone="number"),
            Cell(text=same(seconds(stream.worst_lateness_s)), tone="number"),
            Cell(text=seconds_or(stream.baseline_p95_s, "word.no_evidence"), tone="number"),
        ),
        evidence=rto.evidence,
    )


def _ends(figure: Seconds) -> dict[str, Text]:
    lower, upper = bounds(figure.lower_s, figure.upper_s)
    return {"lower": lower, "upper": upper}


def _writes(service: ServiceFigures, report: Report) -> Iterator[Block]:
    rpo = service.rpo
    if rpo.source is None or rpo.basis == "marker":
        return
    yield Table(
        caption=say("d.table.writes", service=service.title),
        heads=tuple(say(f"label.{head}") for head in ("outcome", "count", "meaning")),
        rows=tuple(_write(name, getattr(rpo, name)) for name in WRITES),
        proved=False,
    )
    if any(view.ledger == rpo.source for view in report.ledgers):
        yield Chart(name="ledger", caption=say("chart.ledger.caption", ledger=rpo.source), of=rpo.source)
    if all(made.ledger != rpo.source for made in report.reconciliations):
        yield _reconciled(rpo)


def _write(name: str, count: int) -> Row:
    texts = (say(f"d.writes.{name}"), same(str(count)), say(f"d.writes.{name}.means"))
    tones: tuple[Tone, ...] = ("plain", "number", "muted")
    return Row(cells=tuple(Cell(text=text, tone=tone) for text, tone in zip(texts, tones, strict=True)))


def _reconciled(rpo: RpoFigure) -> Statement:
    if rpo.lost:
        return Statement(text=say("d.reconcile", lost=rpo.lost), evidence=rpo.evidence, tone="gap")
    return Statement(text=say("d.reconcile.none", acknowledged=rpo.acknowledged), evidence=rpo.evidence)
