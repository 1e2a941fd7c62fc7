"""The two figures of each service that stand on the cover, in the digits of report.json."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from measurements.report import RpoFigure, RtoFigure, ServiceFigures, VerdictName
from scenarios.plan import Text
from service.report.figures import bounds, seconds
from service.words import same, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One figure on the cover; where it is not measured, both ends say so."""

    name: Text
    verdict: VerdictName
    lower: Text
    upper: Text
    target: str
    note: Text
    measured: bool


def headlines(service: ServiceFigures) -> Iterator[Headline]:
    """Yield RTO and RPO of a service."""
    rto, rpo = service.rto, service.rpo
    yield _headline("d.rto", rto, same(""))
    yield _headline("d.rpo", rpo, _basis(rpo))


def _basis(rpo: RpoFigure) -> Text:
    if rpo.source is None:
        return same("")
    if rpo.basis == "marker":
        return say("page.by_marker")
    return say("page.lost", lost=rpo.lost, acknowledged=rpo.acknowledged)


def _headline(name: str, figure: RtoFigure | RpoFigure, note: Text) -> Headline:
    lower, upper = bounds(figure.lower_s, figure.upper_s)
    return Headline(
        name=say(name),
        verdict=figure.verdict,
        lower=lower,
        upper=upper,
        target=seconds(figure.target_s),
        note=note,
        measured=not (figure.lower_s is None and figure.upper_s is None),
    )
