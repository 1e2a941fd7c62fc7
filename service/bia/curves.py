"""How the impact of an interruption grows with time, as one small chart for each business."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scenarios.bia.business import BusinessInput, ImpactInput
from scenarios.bia.checks.impact import Measure, measured
from scenarios.quantities import show_duration
from service.report.charts.svg import COLOURS, SMALL, Drawing, element, label, number, rule
from service.words import Lang, in_language, say

GRADED: Final[tuple[Measure, ...]] = ("economic", "reputation", "credit", "legal")
GRADES: Final = 5
HEIGHT: Final = 176.0
LEFT: Final = 34.0
RIGHT: Final = 560.0
TOP: Final = 26.0
BOTTOM: Final = 140.0
_PAINTS: Final[Mapping[Measure, str]] = {
    "economic": COLOURS["down"],
    "reputation": COLOURS["up"],
    "credit": COLOURS["decide"],
    "legal": COLOURS["met"],
}
_DASHES: Final[Mapping[Measure, str]] = {"economic": "", "reputation": "7 3", "credit": "2 3", "legal": "9 3 2 3"}
_APART: Final = 2.5
"""Pixels between curves of the same grade, so that none hides another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """Time on a logarithmic axis; what is earlier than its begin stands there."""

    low: float
    high: float

    def x(self, ns: int) -> float:
        share = (math.log(max(ns, self.low)) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return LEFT + 16 + (RIGHT - LEFT - 32) * min(share, 1.0)


def impact_chart(name: str, business: BusinessInput, lang: Lang, uid: str) -> str:
    """Return the grades over time with the RTO and the tolerable period; nothing where no grade is given."""
    points = sorted(business.impact, key=lambda point: point.after)
    shown: list[Measure] = [measure for measure in GRADED if any(measured(point, measure) for point in points)]
    if not shown:
        return ""
    axis = _axis(business, points)
    drawn = (
        *_grid(lang),
        *_ticks(axis, points),
        *_limits(axis, business),
        *(_curve(axis, points, measure) for measure in shown),
        *_legend(shown, lang),
    )
    words = "; ".join(_told(point, lang) for point in points)
    title = f"{in_language(say('bia.report.impact'), lang)}: {name}"
    return Drawing(uid=uid, title=title, description=words, height=HEIGHT, body="".join(drawn)).text()


def _axis(business: BusinessInput, points: Sequence[ImpactInput]) -> _Axis:
    times = [ns for ns in (*(point.after for point in points), business.rto, business.mtpd) if ns]
    low, high = min(times, default=1), max(times, default=10)
    return _Axis(low=low, high=max(high, low * 2) * 1.15)


def _y(grade: int, place: int = 0) -> float:
    return BOTTOM - (BOTTOM - TOP - 6) * (grade - 1) / (GRADES - 1) - place * _APART


def _grid(lang: Lang) -> Iterator[str]:
    yield label(0, TOP - 12, in_language(say("bia.impact.grade"), lang), size=SMALL, kind="note")
    for grade in range(1, GRADES + 1):
        yield rule(LEFT, _y(grade), RIGHT, _y(grade), "grid")
        yield label(LEFT - 8, _y(grade) + 4, str(grade), anchor="end", size=SMALL, kind="note")


def _ticks(axis: _Axis, points: Sequence[ImpactInput]) -> Iterator[str]:
    edge = 0.0
    for point in points:
        x = axis.x(point.after)
        yield rule(x, BOTTOM, x, BOTTOM + 4, "axis")
        if x - edge > 36:  # noqa: PLR2004  the width of a time, in pixels
            yield label(x, BOTTOM + 17, show_duration(point.after), anchor="middle", size=SMALL, kind="note")
            edge = x


def _limits(axis: _Axis, business: BusinessInput) -> Iterator[str]:
    for word, ns, lower in (("RTO", business.rto, 0), ("MTPD", business.mtpd, 0)):
        if ns:
            x = axis.x(ns)
            yield rule(x, TOP - 4, x, BOTTOM, "target")
            yield label(x + 3, TOP + 3 + lower, f"{word} {show_duration(ns)}", size=SMALL, kind="note")


def _curve(axis: _Axis, points: Iterable[ImpactInput], measure: Measure) -> str:
    place = GRADED.index(measure)
    graded = [(axis.x(point.after), _y(grade, place)) for point in points if (grade := measured(point, measure))]
    path = " ".join(f"{number(x)},{number(y)}" for x, y in graded)
    line: dict[str, str | float] = {"fill": "none", "stroke": _PAINTS[measure], "stroke-width": 2}
    dashes = {"stroke-dasharray": _DASHES[measure]} if _DASHES[measure] else {}
    dots = (element("circle", {"cx": x, "cy": y, "r": 2.6, "fill": _PAINTS[measure]}) for x, y in graded)
    return element("polyline", {"points": path, **line, **dashes}) + "".join(dots)


def _legend(measures: Iterable[Measure], lang: Lang) -> Iterator[str]:
    for place, measure in enumerate(measures):
        y = TOP + 8 + place * 20
        line: dict[str, str | float] = {"x1": RIGHT + 14, "y1": y, "x2": RIGHT + 40, "y2": y, "stroke-width": 2}
        dashes = {"stroke-dasharray": _DASHES[measure]} if _DASHES[measure] else {}
        yield element("line", {**line, "stroke": _PAINTS[measure], **dashes})
        yield label(RIGHT + 46, y + 4, in_language(say(f"bia.impact.{measure}"), lang), size=SMALL, kind="note")


def _told(point: ImpactInput, lang: Lang) -> str:
    grades = ((measure, measured(point, measure)) for measure in GRADED)
    words = (f"{in_language(say(f'bia.impact.{measure}'), lang)} {grade}" for measure, grade in grades if grade)
    return f"{show_duration(point.after)}: {', '.join(words)}"
