"""The drill over time: for each step on each host, by phase, when it was planned and when it was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Literal, TypeAlias

from measurements.report import TimelineEntry
from scenarios.plan import Phase, Text
from service.report.charts.scale import Scale
from service.report.charts.svg import SIZE, SMALL, WIDTH, Drawing, bar, fitted, hollow, label, legend, rule
from service.report.figures import entry_title, faults, seconds, seconds_or, term
from service.report.hands import attempted
from service.words import Lang, in_language, joined, say

Zero: TypeAlias = Literal["fault", "opening"]
"""What the seconds count from: the fault, or the opening of a drill that never came to its inject phase."""

_LEFT: Final = 210
_RIGHT: Final = WIDTH - 14
_TOP: Final = 20
_HEAD: Final = 22
_ROW: Final = 27
_BAR: Final = 13
_TALLEST: Final = 780
"""A chart is not cut by a page break, so it must fit on one page."""
_FILLS: Final = {"failed": "missed", "unknown": "unknown", "running": "unknown"}
_OUTCOMES: Final = (("up", "ok"), ("missed", "failed"), ("unknown", "unknown"))


@dataclass(frozen=True, slots=True)
class _Item:
    """A row of the chart: a phase's heading, or one entry."""

    phase: str
    entry: TimelineEntry | None

    @property
    def height(self) -> float:
        return _HEAD if self.entry is None else _ROW


def timeline(entries: Sequence[TimelineEntry], lang: Lang, uid: str) -> tuple[str, ...]:
    """Return the charts of a drill, all on the same scale; a long drill takes several.

    A step that never began has no bar; where the plan gives no times either it stands in the table only.
    """
    undone = faults(entries)
    shown = [
        replace(entry, title=attempted(entry_title(entry, undone), entry.attempt))
        for entry in entries
        if _began(entry) or entry.planned_start_s is not None
    ]
    if not shown:
        return ()
    scale = _scale(shown)
    pages = list(_pages(_items(shown)))
    zero: Zero = "fault" if any(entry.phase == Phase.INJECT and _began(entry) for entry in shown) else "opening"
    return tuple(
        _page(f"{uid}-{place}", page, (place, len(pages)), scale, lang, zero) for place, page in enumerate(pages, 1)
    )


def _began(entry: TimelineEntry) -> bool:
    return entry.started_s is not None and entry.outcome != "skipped"


def _scale(entries: Iterable[TimelineEntry]) -> Scale:
    instants = ((entry.started_s, entry.ended_s, entry.planned_start_s, entry.planned_end_s) for entry in entries)
    ends = [end for known in instants for end in known if end is not None]
    return Scale.over(min(*ends, 0.0), max(*ends, 0.0), _LEFT, _RIGHT)


def _items(entries: Iterable[TimelineEntry]) -> Iterator[_Item]:
    for phase, group in groupby(entries, key=lambda entry: entry.phase):
        yield _Item(phase, None)
        yield from (_Item(phase, entry) for entry in group)


def _pages(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    page: list[_Item] = []
    for item in items:
        too_tall = sum(one.height for one in page) + item.height + (_ROW if item.entry is None else 0) > _TALLEST
        if page and too_tall:
            yield page
            page = [] if item.entry is None else [_Item(item.phase, None)]
        page.append(item)
    if page:
        yield page


def _page(uid: str, items: Sequence[_Item], part: tuple[int, int], scale: Scale, lang: Lang, zero: Zero) -> str:
    bottom = _TOP + sum(item.height for item in items)
    words = say("chart.timeline") if part[1] == 1 else say("chart.timeline.part", part=part[0], parts=part[1])
    body = (
        scale.axis(_TOP - 4, bottom),
        _zero(scale, bottom, lang, zero),
        *_rows(uid, items, scale, lang),
        label(_RIGHT, bottom + 28, in_language(say(f"chart.axis.{zero}"), lang), anchor="end", size=SMALL, kind="note"),
        legend(uid, bottom + 28, _legend(items, lang)),
    )
    return Drawing(
        uid=uid,
        title=in_language(words, lang),
        description="; ".join(_sentence(item.entry, lang) for item in items if item.entry is not None),
        height=bottom + 38,
        body="".join(body),
    ).text()


def _legend(items: Iterable[_Item], lang: Lang) -> Iterator[tuple[str, str]]:
    yield from ((fill, in_language(say(f"outcome.{name}"), lang)) for fill, name in _OUTCOMES)
    if any(item.entry is not None and item.entry.planned_start_s is not None for item in items):
        yield "planned", in_language(say("chart.planned"), lang)


def _rows(uid: str, items: Iterable[_Item], scale: Scale, lang: Lang) -> Iterator[str]:
    top = float(_TOP)
    for item in items:
        if item.entry is None:
            name = in_language(term("phase", item.phase), lang)
            yield label(0, top + 15, name, kind="label strong") + rule(
                0, top + _HEAD - 2, _RIGHT, top + _HEAD - 2, "grid"
            )
        else:
            yield _entry(uid, item.entry, scale, top, lang)
        top += item.height


def _entry(uid: str, entry: TimelineEntry, scale: Scale, top: float, lang: Lang) -> str:
    name = fitted(in_language(entry.title, lang), _LEFT - 16, size=SIZE - 0.5)[0]
    host = entry.host or in_language(say("word.controller"), lang)
    return "".join(
        (
            label(8, top + 12, name, size=SIZE - 0.5),
            label(8, top + 23.5, fitted(host, _LEFT - 16, size=SMALL - 1)[0], size=SMALL - 1, kind="note"),
            _done(uid, entry, scale, top, lang),
            _planned(entry, scale, top, lang),
        )
    )


def _done(uid: str, entry: TimelineEntry, scale: Scale, top: float, lang: Lang) -> str:
    if not _began(entry):
        return ""
    end = scale.high if entry.ended_s is None else entry.ended_s
    x, width = scale.span(entry.started_s or 0.0, end, 3)
    y = top + (_ROW - _BAR) / 2 if entry.planned_start_s is None else top + 3
    return bar(uid, _FILLS.get(entry.outcome, "up"), (x, y, width, _BAR), _sentence(entry, lang))


def _planned(entry: TimelineEntry, scale: Scale, top: float, lang: Lang) -> str:
    """Return the planned time as a hollow bar below the actual one; it is thin where no length was planned."""
    if entry.planned_start_s is None or entry.planned_end_s is None:
        return ""
    x, width = scale.span(entry.planned_start_s, entry.planned_end_s, 2)
    return hollow((x, top + 5 + _BAR, width, 5), _sentence(entry, lang))


def _sentence(entry: TimelineEntry, lang: Lang) -> str:
    told = [_outcome_sentence(entry)] if _began(entry) else []
    if entry.planned_start_s is not None:
        told.append(_planned_sentence(entry))
    return in_language(joined(told), lang)


def _planned_sentence(entry: TimelineEntry) -> Text:
    return say(
        "chart.timeline.planned",
        step=entry.title,
        begin=seconds_or(entry.planned_start_s, "word.no_evidence"),
        end=seconds_or(entry.planned_end_s, "word.no_evidence"),
        deviation=seconds_or(entry.deviation_s, "word.no_evidence"),
    )


def _outcome_sentence(entry: TimelineEntry) -> Text:
    return say(
        "chart.timeline.row",
        phase=term("phase", entry.phase),
        step=entry.title,
        host=entry.host or say("word.controller"),
        begin=seconds(entry.started_s or 0.0),
        end=seconds_or(entry.ended_s, "outcome.running"),
        outcome=say(f"outcome.{entry.outcome}"),
    )


def _zero(scale: Scale, bottom: float, lang: Lang, zero: Zero) -> str:
    x = scale(0.0)
    word = in_language(say(f"chart.{zero}"), lang)
    return rule(x, _TOP - 6, x, bottom, "fault") + label(x, _TOP - 9, word, anchor="middle", size=SMALL, kind="note")
