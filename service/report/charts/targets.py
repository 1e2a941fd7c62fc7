"""Interval against target: one track for each figure that has a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from measurements.report import RpoFigure, RtoFigure, ServiceFigures
from scenarios.plan import Text
from service.report.charts.scale import Scale
from service.report.charts.svg import FAINT, SIZE, SMALL, WIDTH, Drawing, bar, element, label, rule, width_of
from service.report.figures import bounds, seconds
from service.words import Lang, in_language, say

_ROW: Final = 92
_TRACK: Final = 16
_LEFT: Final = 8
_RIGHT: Final = WIDTH - 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Track:
    what: str
    figure: RtoFigure | RpoFigure
    lang: Lang

    def say(self, text: Text) -> str:
        return in_language(text, self.lang)

    @property
    def sentence(self) -> str:
        lower, upper = bounds(self.figure.lower_s, self.figure.upper_s)
        return self.say(
            say(
                "chart.targets.row",
                what=self.what,
                target=seconds(self.figure.target_s),
                lower=lower,
                upper=upper,
                verdict=say(f"verdict.{self.figure.verdict}"),
            )
        )


def targets(service: ServiceFigures, lang: Lang, uid: str) -> str:
    """Return RTO and RPO of a service against their targets."""
    named = (("d.rto", service.rto), ("d.rpo", service.rpo))
    tracks = [_Track(what=in_language(say(key), lang), figure=figure, lang=lang) for key, figure in named]
    return Drawing(
        uid=uid,
        title=in_language(say("chart.targets"), lang),
        description="; ".join(track.sentence for track in tracks),
        height=_ROW * len(tracks),
        body="".join(_row(uid, track, place * _ROW) for place, track in enumerate(tracks)),
    ).text()


def _row(uid: str, track: _Track, top: float) -> str:
    figure = track.figure
    ends = [figure.target_s, *(end for end in (figure.lower_s, figure.upper_s) if end is not None)]
    scale = Scale.over(0.0, max(ends) * 1.12 or 1.0, _LEFT, _RIGHT)
    y = top + 46
    return "".join(
        (
            label(_LEFT, top + 14, track.what, kind="label strong"),
            label(_RIGHT, top + 14, _outcome(track), anchor="end", kind="label"),
            element("rect", {"class": "track", **FAINT, "x": _LEFT, "y": y, "width": _RIGHT - _LEFT, "height": _TRACK}),
            scale.axis(y, y + _TRACK, most=8),
            _interval(uid, track, scale, y),
            _target(track, scale, y),
        )
    )


def _outcome(track: _Track) -> str:
    lower, upper = bounds(track.figure.lower_s, track.figure.upper_s)
    if track.figure.lower_s is None and track.figure.upper_s is None:
        return track.say(say("chart.empty"))
    verdict = track.say(say(f"verdict.{track.figure.verdict}"))
    return f"{track.say(say('page.interval', lower=lower, upper=upper))} · {verdict}"


def _interval(uid: str, track: _Track, scale: Scale, y: float) -> str:
    lower, upper = track.figure.lower_s, track.figure.upper_s
    if lower is None and upper is None:
        return ""
    x, width = scale.span(lower or 0.0, scale.high if upper is None else upper, 4)
    return bar(uid, track.figure.verdict, (x, y + 1, width, _TRACK - 2), track.sentence)


def _target(track: _Track, scale: Scale, y: float) -> str:
    words = track.say(say("chart.targets.target", target=seconds(track.figure.target_s)))
    x = scale(track.figure.target_s)
    room = width_of(words, SMALL)
    start = min(max(_LEFT, x - room / 2), _RIGHT - room)
    return rule(x, y - 6, x, y + _TRACK + 3, "target") + label(start, y - SIZE + 2, words, size=SMALL, kind="note")
