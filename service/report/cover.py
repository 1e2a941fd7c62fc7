"""The cover: number, version, classification, who prepared, reviewed and approved, standards, digests."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.report import Report
from scenarios.plan import Text
from service.report.blocks import Line, Tone
from service.report.figures import moment, seconds_or, term
from service.report.records import DrillRecords
from service.report.signed import DUTIES, signatures, signer, version
from service.words import same, say


def cover(report: Report, records: DrillRecords) -> Iterator[Line]:
    """Yield the lines of the cover; a firm's own style replaces those of the same key."""
    drill = report.drill
    yield Line(key="number", label=say("label.report_number"), value=same(drill.id), tone="code")
    yield _line("version", same(version(records)))
    yield _line("classification", say("cover.unclassified"), "gap")
    yield from _signed(records)
    yield _line("scenario", same(drill.scenario), "code")
    yield _line("form", term("form", drill.form))
    yield _line("started", moment(drill.started_at))
    yield _line("ended", moment(drill.ended_at), "plain" if drill.ended_at else "gap")
    yield _line("duration", seconds_or(drill.duration_s, "word.no_evidence"))
    yield _line("ending", term("ending", drill.ending or "open"))
    yield _line("opened_by", same(drill.opened_by))
    yield _line("standards", say("page.standards"))
    yield _line("software", same(drill.software))
    yield _line("events", same(str(drill.events)))
    yield _line("plan_sha256", same(drill.plan_sha256), "code")
    yield _line("head", same(drill.head), "code")
    if records:
        yield _line("records_digest", same(records.digest), "code")


def _signed(records: DrillRecords) -> Iterator[Line]:
    """Yield who prepared, reviewed and approved the report and when, or that nobody has."""
    found = signatures(records)
    for duty in DUTIES:
        told = found.get(duty)
        yield _line(duty, say("cover.unsigned"), "gap") if told is None else _line(duty, signer(told))


def _line(key: str, value: Text, tone: Tone = "plain") -> Line:
    return Line(key=key, label=say(f"label.{key}"), value=value, tone=tone)
