"""What the recovery time was made of: one bar a phase, each beginning where the one before ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from measurements.report import Phases, Seconds
from service.report.charts.scale import Scale
from service.report.charts.svg import SMALL, WIDTH, Drawing, bar, element, fitted, label, lines
from service.report.figures import bounds
from service.words import Lang, in_language, say

_ROW: Final = 34
_LEFT: Final = 110
_RIGHT: Final = WIDTH - 140
_Named: TypeAlias = tuple[str, Seconds | None]


def phases(figures: Phases, lang: Lang, uid: str) -> str:
    """Return the phases as a cascade; the pale end of a bar is what is not certain."""
    named: tuple[_Named, ...] = (
        ("detect", figures.detect),
        ("decide", figures.decide),
        ("switch", figures.switch),
        ("verify", figures.verify),
    )
    height = _ROW * len(named)
    scale = Scale.over(0.0, sum(_reach(figure) for _, figure in named) * 1.02 or 1.0, _LEFT, _RIGHT)
    return Drawing(
        uid=uid,
        title=in_language(say("chart.phases"), lang),
        description="; ".join(_sentence(name, figure, lang) for name, figure in named),
        height=height + 34,
        body=scale.axis(4, height) + _axis_name(height, lang) + "".join(_rows(uid, named, scale, lang)),
    ).text()


def _axis_name(height: float, lang: Lang) -> str:
    return label(
        _RIGHT, height + 28, in_language(say("chart.axis.duration"), lang), anchor="end", size=SMALL, kind="note"
    )


def _rows(uid: str, named: Sequence[_Named], scale: Scale, lang: Lang) -> list[str]:
    drawn: list[str] = []
    begin = 0.0
    for place, (name, figure) in enumerate(named):
        drawn.append(_row(uid, (name, figure), (begin, place * _ROW), scale, lang))
        begin += _middle(figure)
    return drawn


def _row(uid: str, phase: _Named, at: tuple[float, float], scale: Scale, lang: Lang) -> str:
    (name, figure), (begin, top) = phase, at
    word = fitted(in_language(say(f"phase.{name}"), lang), _LEFT - 10)
    drawn = [lines(0, top + 21, word)]
    if figure is None or (figure.lower_s is None and figure.upper_s is None):
        return "".join((*drawn, label(_RIGHT + 10, top + 21, in_language(say("chart.empty"), lang), kind="note")))
    lower, upper = figure.lower_s or 0.0, figure.upper_s
    doubtful_x, doubtful = scale.span(begin + lower, scale.high if upper is None else begin + upper, 1.5)
    pale: dict[str, str | float] = {"x": doubtful_x, "y": top + 9, "width": doubtful, "height": 17}
    drawn.append(element("rect", {"class": f"doubt {name}", **pale, "fill": "currentColor", "fill-opacity": 0.25}))
    if lower > 0:
        x, width = scale.span(begin, begin + lower, 1.5)
        drawn.append(bar(uid, name, (x, top + 9, width, 17), _sentence(name, figure, lang)))
    at_least, at_most = (in_language(end, lang) for end in bounds(figure.lower_s, upper))
    ends = (
        f"≥ {at_least}" if figure.lower_s is not None else at_least,
        f"≤ {at_most}" if upper is not None else at_most,
    )
    return "".join((*drawn, lines(_RIGHT + 10, top + 15, ends, size=SMALL, kind="figure")))


def _reach(figure: Seconds | None) -> float:
    return 0.0 if figure is None else max(figure.lower_s or 0.0, figure.upper_s or 0.0)


def _middle(figure: Seconds | None) -> float:
    if figure is None:
        return 0.0
    upper = figure.upper_s if figure.upper_s is not None else figure.lower_s
    return ((figure.lower_s or 0.0) + (upper or 0.0)) / 2


def _sentence(name: str, figure: Seconds | None, lang: Lang) -> str:
    known = figure or Seconds(lower_s=None, upper_s=None)
    lower, upper = bounds(known.lower_s, known.upper_s)
    return in_language(say("chart.phases.row", phase=say(f"phase.{name}"), lower=lower, upper=upper), lang)
