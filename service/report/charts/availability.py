"""Availability strips: what each observer saw over time, with the fault and the samples that bound the RTO marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from measurements.report import Strip
from service.report.charts.scale import Scale
from service.report.charts.svg import (
    FAINT,
    SMALL,
    WIDTH,
    Drawing,
    bar,
    element,
    fitted,
    label,
    legend,
    lines,
    rule,
    triangle,
)
from service.report.figures import seconds
from service.words import Lang, in_language, say

State: TypeAlias = Literal["up", "down", "unknown"]
Run: TypeAlias = tuple[float, float, State]

_ROW: Final = 40
_LEFT: Final = 120
_RIGHT: Final = WIDTH - 14
_TOP: Final = 20
_TRACK: Final = 18
_STATES: Final[tuple[State, ...]] = ("up", "unknown", "down")
_LEAST: Final = {"up": 0.5, "unknown": 1.0, "down": 2.0}
_CLOSER: Final = 0.5
"""Runs of one state closer than this many pixels are drawn as one; what is worse is drawn on top, and no thinner."""


def availability(
    strips: Sequence[Strip], lang: Lang, uid: str, *, around_fault: bool, among: Sequence[Strip] = ()
) -> str:
    """Return one strip a stream: the whole drill, or what lies around the fault and the bounding samples.

    `among` are the strips of all the charts that are to have one scale.
    """
    low, high = _window(among or strips, around_fault=around_fault)
    scale = Scale.over(low, high, _LEFT, _RIGHT)
    bottom = _TOP + _ROW * len(strips)
    title = say("chart.strip" if around_fault else "chart.overview")
    body = (
        scale.axis(_TOP - 4, bottom),
        *(_strip(uid, strip, scale, _TOP + place * _ROW, lang) for place, strip in enumerate(strips)),
        _fault(scale, bottom, lang),
        label(_RIGHT, bottom + 28, in_language(say("chart.axis.seconds"), lang), anchor="end", size=SMALL, kind="note"),
        legend(uid, bottom + 50, _legend(strips, lang)),
    )
    description = "; ".join(_sentence(strip, lang) for strip in strips)
    drawing = Drawing(
        uid=uid, title=in_language(title, lang), description=description, height=bottom + 58, body="".join(body)
    )
    return drawing.text()


def _legend(strips: Iterable[Strip], lang: Lang) -> Iterator[tuple[str, str]]:
    yield from ((state, in_language(say(f"chart.state.{state}"), lang)) for state in _STATES)
    if any(strip.bounds for strip in strips):
        yield "bound", in_language(say("chart.bound"), lang)


def _window(strips: Iterable[Strip], *, around_fault: bool) -> tuple[float, float]:
    known = list(strips)
    ends = [end for strip in known for begin, finish, _ in strip.runs for end in (begin, finish)]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    marks = [mark for strip in known for mark in strip.bounds]
    reach = max([*marks, 0.0]) - min([*marks, 0.0])
    if not around_fault or not reach:
        return min(low, 0.0), max(high, 0.0)
    return max(low, min(*marks, 0.0) - reach * 0.25), min(high, max(*marks, 0.0) + reach * 0.25)


def _strip(uid: str, strip: Strip, scale: Scale, top: float, lang: Lang) -> str:
    name = fitted(strip.stream, _LEFT - 12, rows=2, size=SMALL)
    return "".join(
        (
            lines(0, top + (13 if len(name) == 1 else 7), name, size=SMALL),
            element(
                "rect", {"class": "track", **FAINT, "x": _LEFT, "y": top, "width": _RIGHT - _LEFT, "height": _TRACK}
            ),
            *(
                _run(uid, strip.stream, run, scale, top, lang)
                for state in _STATES
                for run in _visible(strip, state, scale)
            ),
            *(
                _bound(scale(mark), top + _TRACK, mark, lang)
                for mark in strip.bounds
                if scale.low <= mark <= scale.high
            ),
        )
    )


def _visible(strip: Strip, state: State, scale: Scale) -> Iterator[Run]:
    last: Run | None = None
    for begin, end, _ in sorted(run for run in strip.runs if run[2] == state):
        if end < scale.low or begin > scale.high:
            continue
        if last is not None and scale(begin) - scale(last[1]) < _CLOSER:
            last = (last[0], max(last[1], end), state)
            continue
        if last is not None:
            yield last
        last = (begin, end, state)
    if last is not None:
        yield last


def _run(uid: str, stream: str, run: Run, scale: Scale, top: float, lang: Lang) -> str:
    begin, end, state = run
    x, width = scale.span(begin, end, _LEAST[state])
    tip = say(
        "chart.strip.run", stream=stream, begin=seconds(begin), end=seconds(end), state=say(f"chart.state.{state}")
    )
    return bar(uid, state, (x, top, width, _TRACK), in_language(tip, lang))


def _bound(x: float, y: float, at: float, lang: Lang) -> str:
    return triangle(x, y, in_language(say("chart.bound.at", at=seconds(at)), lang))


def _fault(scale: Scale, bottom: float, lang: Lang) -> str:
    if not scale.low <= 0.0 <= scale.high:
        return ""
    x = scale(0.0)
    word = in_language(say("chart.fault"), lang)
    return rule(x, _TOP - 6, x, bottom, "fault") + label(x, _TOP - 9, word, anchor="middle", size=SMALL, kind="note")


def _sentence(strip: Strip, lang: Lang) -> str:
    downs = [(begin, end) for begin, end, state in strip.runs if state == "down"]
    spans = ", ".join(f"{seconds(begin)}..{seconds(end)}" for begin, end in downs[:20])
    return f"{strip.stream}: {in_language(say('chart.state.down'), lang)} {spans or '–'}"  # noqa: RUF001
