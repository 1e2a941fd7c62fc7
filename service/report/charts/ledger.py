"""The ledger over time: what was acknowledged and kept, acknowledged and lost, and never answered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from measurements.report import LedgerView
from service.report.charts.scale import Scale, mark
from service.report.charts.svg import SMALL, WIDTH, Drawing, bar, label, legend, rule
from service.report.figures import seconds
from service.words import Lang, in_language, say

Fate: TypeAlias = Literal["kept", "lost", "unknown"]

_LEFT: Final = 52
_RIGHT: Final = WIDTH - 14
_TOP: Final = 20
_HEIGHT: Final = 130
_BOTTOM: Final = _TOP + _HEIGHT
_MOST_BINS: Final = 220
_FILLS: Final[dict[Fate, str]] = {"kept": "up", "lost": "down", "unknown": "unknown"}


def ledger(view: LedgerView, lang: Lang, uid: str) -> str:
    """Return the writes of a ledger as stacked columns, neighbouring bins together where they are too many."""
    columns = _columns(view)
    bin_s = view.bin_s * _together(view)
    across = Scale.over(min(view.start_s, 0.0), max(view.start_s + bin_s * len(columns), 0.0), _LEFT, _RIGHT)
    up = Scale.over(0, max((sum(column) for column in columns), default=0) * 1.05 or 1, 0, _HEIGHT)
    legend_items = [(_FILLS[fate], in_language(say(f"chart.write.{fate}"), lang)) for fate in _FILLS]
    body = (
        across.axis(_TOP, _BOTTOM),
        _counts(up),
        *(
            _column(uid, column, view.start_s + place * bin_s, bin_s, (across, up), lang)
            for place, column in enumerate(columns)
        ),
        _fault(across, lang),
        label(
            _RIGHT, _BOTTOM + 28, in_language(say("chart.axis.seconds"), lang), anchor="end", size=SMALL, kind="note"
        ),
        legend(uid, _BOTTOM + 50, legend_items, left=_LEFT),
    )
    return Drawing(
        uid=uid,
        title=in_language(say("chart.ledger", ledger=view.ledger, bin=f"{mark(bin_s)} s"), lang),
        description=_sentence(view, lang),
        height=_BOTTOM + 58,
        body="".join(body),
    ).text()


def _together(view: LedgerView) -> int:
    return max(1, math.ceil(_length(view) / _MOST_BINS))


def _length(view: LedgerView) -> int:
    return max(len(view.kept), len(view.lost), len(view.unknown))


def _columns(view: LedgerView) -> list[tuple[int, int, int]]:
    width = _together(view)
    starts = range(0, _length(view), width)
    return [
        (sum(view.kept[at : at + width]), sum(view.lost[at : at + width]), sum(view.unknown[at : at + width]))
        for at in starts
    ]


def _column(
    uid: str, column: Sequence[int], begin: float, bin_s: float, scales: tuple[Scale, Scale], lang: Lang
) -> str:
    across, up = scales
    x, width = across.span(begin, begin + bin_s, 1)
    kept, lost, unknown = column
    tip = in_language(say("chart.ledger.bin", begin=f"{mark(begin)} s", kept=kept, lost=lost, unknown=unknown), lang)
    drawn: list[str] = []
    base = 0
    for count, fill in zip(column, _FILLS.values(), strict=True):
        if count:
            height = max(1.5, up(base + count) - up(base))
            drawn.append(bar(uid, fill, (x, _BOTTOM - up(base) - height, max(1.0, width - 0.4), height), tip))
        base += count
    return "".join(drawn)


def _counts(up: Scale) -> str:
    return "".join(
        rule(_LEFT, _BOTTOM - up(tick), _RIGHT, _BOTTOM - up(tick), "grid")
        + label(_LEFT - 6, _BOTTOM - up(tick) + 4, mark(tick), anchor="end", size=SMALL, kind="tick")
        for tick in up.ticks(4)
        if tick == int(tick)
    )


def _fault(across: Scale, lang: Lang) -> str:
    x = across(0.0)
    word = in_language(say("chart.fault"), lang)
    return rule(x, _TOP - 6, x, _BOTTOM, "fault") + label(x, _TOP - 9, word, anchor="middle", size=SMALL, kind="note")


def _sentence(view: LedgerView, lang: Lang) -> str:
    totals = say(
        "chart.ledger.bin",
        begin=seconds(view.start_s),
        kept=sum(view.kept),
        lost=sum(view.lost),
        unknown=sum(view.unknown),
    )
    return in_language(totals, lang)
