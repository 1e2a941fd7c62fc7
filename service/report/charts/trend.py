"""Trend over drills: what each measured of one objective of one service, as an interval, against the target it had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from measurements.report import VerdictName
from scenarios.plan import Text
from service.report.charts.scale import Scale, mark
from service.report.charts.svg import COLOURS, SMALL, WIDTH, Drawing, bar, label, legend, rule
from service.report.figures import bounds, seconds
from service.words import Lang, in_language, say

MOST: Final = 30
"""Drills in one drawing; more go on in the next one."""
_LEFT: Final = 56.0
_RIGHT: Final = WIDTH - 8.0
_TOP: Final = 30.0
_BOTTOM: Final = 190.0
_HEIGHT: Final = 236.0
_LEAST: Final = 4.0
_WIDEST: Final = 26.0
_VERDICTS: Final[tuple[VerdictName, ...]] = ("met", "inconclusive", "missed")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One drill: what it measured, and the target that it was held against. `day` is its local day."""

    drill: str
    day: str
    target_s: float
    lower_s: float | None
    upper_s: float | None
    verdict: VerdictName

    @property
    def ends(self) -> tuple[float, ...]:
        """Return every value that is drawn."""
        return (self.target_s, *(end for end in (self.lower_s, self.upper_s) if end is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One objective of one service over drills, the earliest first; `of` is the name by which a chart asks for it."""

    of: str
    title: Text
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    uid: str
    lang: Lang
    y: Scale
    width: float
    """Of one drill's column."""

    def said(self, text: Text) -> str:
        return in_language(text, self.lang)


def trend(told: Trend, lang: Lang, uid: str) -> tuple[str, ...]:
    """Return the drawings, MOST drills in each; drills are numbered on, as the table beside them is."""
    whole = [end for point in told.points for end in point.ends]
    high = max(whole, default=0.0) * 1.12 or 1.0
    scale = Scale.over(0.0, high, _BOTTOM, _TOP)
    parts = [told.points[start : start + MOST] for start in range(0, len(told.points), MOST)]
    return tuple(
        _drawing(told, part, place * MOST, _Frame(uid=f"{uid}n{place}", lang=lang, y=scale, width=_width(part)))
        for place, part in enumerate(parts)
    )


def _width(points: Sequence[TrendPoint]) -> float:
    return (_RIGHT - _LEFT) / max(1, len(points))


def _drawing(told: Trend, points: Sequence[TrendPoint], before: int, frame: _Frame) -> str:
    numbered = list(enumerate(points, start=before + 1))
    columns = (_column(place, *one, frame) for place, one in enumerate(numbered))
    return Drawing(
        uid=frame.uid,
        title=frame.said(told.title),
        description="; ".join(_sentence(number, point, frame.lang) for number, point in numbered),
        height=_HEIGHT,
        body="".join((*_axis(frame), *columns, _key(frame))),
    ).text()


def _axis(frame: _Frame) -> Iterator[str]:
    yield label(0, _TOP - 14, frame.said(say("chart.trend.axis")), size=SMALL, kind="note")
    for tick in frame.y.ticks(5):
        y = frame.y(tick)
        yield rule(_LEFT, y, _RIGHT, y, "grid") + label(
            _LEFT - 6, y + 4, mark(tick), anchor="end", size=SMALL, kind="tick"
        )


def _column(place: int, number: int, point: TrendPoint, frame: _Frame) -> str:
    middle = _LEFT + (place + 0.5) * frame.width
    target = frame.y(point.target_s)
    half = frame.width * 0.46
    return "".join(
        (
            _interval(middle, point, number, frame),
            rule(middle - half, target, middle + half, target, "target"),
            label(middle, _BOTTOM + 14, str(number), anchor="middle", size=SMALL, kind="tick"),
        )
    )


def _interval(middle: float, point: TrendPoint, number: int, frame: _Frame) -> str:
    if point.lower_s is None and point.upper_s is None:
        return label(middle, _BOTTOM - 4, "?", anchor="middle", kind="label strong")
    top = frame.y(frame.y.high if point.upper_s is None else point.upper_s)
    height = max(_LEAST, frame.y(point.lower_s or 0.0) - top)
    width = min(_WIDEST, frame.width * 0.6)
    box = (middle - width / 2, min(top, _BOTTOM - height), width, height)
    return bar(frame.uid, point.verdict, box, _sentence(number, point, frame.lang))


def _sentence(number: int, point: TrendPoint, lang: Lang) -> str:
    lower, upper = bounds(point.lower_s, point.upper_s)
    told = say(
        "chart.trend.point",
        number=number,
        drill=point.drill,
        day=point.day,
        target=seconds(point.target_s),
        lower=lower,
        upper=upper,
        verdict=say(f"verdict.{point.verdict}"),
    )
    return in_language(told, lang)


def _key(frame: _Frame) -> str:
    named = [(verdict, frame.said(say(f"verdict.{verdict}"))) for verdict in _VERDICTS if verdict in COLOURS]
    line = rule(_RIGHT - 180, _HEIGHT - 12, _RIGHT - 152, _HEIGHT - 12, "target")
    words = label(_RIGHT - 146, _HEIGHT - 8, frame.said(say("chart.trend.target")), size=SMALL, kind="note")
    return legend(frame.uid, _HEIGHT - 8, named, _LEFT) + line + words
