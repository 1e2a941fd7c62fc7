"""When each service was back, in the order in which they were due: what is out of order stands out."""

from __future__ import annotations

from typing import Final, Literal

from measurements.report import OrderPlace, PairOutcome, RecoveryOrder
from service.report.charts.scale import Scale
from service.report.charts.svg import FAINT, SMALL, WIDTH, Drawing, bar, element, fitted, label, legend, lines
from service.report.figures import bounds
from service.words import Lang, in_language, say

Standing = Literal["met", "missed", "inconclusive"]

_ROW: Final = 34
_TOP: Final = 6
_LEFT: Final = 170
_RIGHT: Final = WIDTH - 150
_ALL: Final = slice(None)
_WORSE: Final[tuple[tuple[PairOutcome, Standing], ...]] = (("unknown", "inconclusive"), ("inverted", "missed"))
_LEGEND: Final = (("met", "chart.order.met"), ("missed", "chart.order.missed"), ("inconclusive", "chart.order.unknown"))


def order(found: RecoveryOrder, lang: Lang, uid: str, among: slice = _ALL) -> str:
    """Return one track for each service, first due first; the bar is the interval of its return.

    `among` are the places that this chart shows, on the scale of them all.
    """
    shown = list(enumerate(found.places))[among]
    height = _TOP + _ROW * len(shown)
    ends = [end for place in found.places for end in (place.lower_s, place.upper_s) if end is not None]
    scale = Scale.over(min((0.0, *ends)), max((0.0, *ends)) * 1.06 or 1.0, _LEFT, _RIGHT)
    standings = standing(found)
    rows = (
        _row(uid, (top, number), place, standings[place.service], scale, lang)
        for top, (number, place) in enumerate(shown)
    )
    words = [(fill, in_language(say(key), lang)) for fill, key in _LEGEND]
    axis = in_language(say("chart.axis.fault"), lang)
    return Drawing(
        uid=uid,
        title=in_language(say("chart.order"), lang),
        description="; ".join(_sentence(place, lang) for _, place in shown),
        height=height + 56,
        body=scale.axis(_TOP, height)
        + "".join(rows)
        + label(_RIGHT, height + 28, axis, anchor="end", size=SMALL, kind="note")
        + legend(uid, height + 48, words),
    ).text()


def standing(found: RecoveryOrder) -> dict[str, Standing]:
    """Return for each service whether it is part of an inversion, else of a pair that nobody can tell, else neither."""
    told: dict[str, Standing] = {place.service: "met" for place in found.places}
    for outcome, word in _WORSE:
        for pair in found.pairs:
            if pair.outcome == outcome:
                told[pair.first] = told[pair.second] = word
    return told


def _row(uid: str, at: tuple[int, int], place: OrderPlace, fill: Standing, scale: Scale, lang: Lang) -> str:
    row, number = at
    top = _TOP + row * _ROW
    name = fitted(f"{number + 1}. {in_language(place.title, lang)}", _LEFT - 12, rows=2, size=SMALL + 1)
    track: dict[str, str | float] = {"x": _LEFT, "y": top + 8, "width": _RIGHT - _LEFT, "height": 16}
    drawn = [
        lines(0, top + (20 if len(name) == 1 else 14), name, size=SMALL + 1),
        element("rect", {"class": "track", **FAINT, **track}),
    ]
    if place.lower_s is None:
        word = in_language(say(f"order.how.{place.how}"), lang)
        return "".join((*drawn, lines(_RIGHT + 10, top + 20, fitted(word, WIDTH - _RIGHT - 12), size=SMALL)))
    x, width = scale.span(place.lower_s, scale.high if place.upper_s is None else place.upper_s, 3)
    drawn.append(bar(uid, fill, (x, top + 9, width, 14), _sentence(place, lang)))
    at_least, at_most = (in_language(end, lang) for end in bounds(place.lower_s, place.upper_s))
    ends = (f"≥ {at_least}", at_most if place.upper_s is None else f"≤ {at_most}")
    return "".join((*drawn, lines(_RIGHT + 10, top + 14, ends, size=SMALL, kind="figure")))


def _sentence(place: OrderPlace, lang: Lang) -> str:
    lower, upper = bounds(place.lower_s, place.upper_s)
    how = say(f"order.how.{place.how}")
    return in_language(say("chart.order.row", service=place.title, lower=lower, upper=upper, how=how), lang)
