"""What a dashboard is made of: panels in rows, each with what it asks Prometheus; nothing here knows Grafana's JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenarios.plan import Text

Kind: TypeAlias = Literal["stat", "gauge", "bargauge", "timeseries", "state-timeline", "table", "heatmap"]
Colour: TypeAlias = Literal["green", "yellow", "orange", "red", "blue", "purple", "text", "semi-dark-red"]
Steps: TypeAlias = tuple[tuple[float | None, Colour], ...]
"""From which value on which colour; the first from anywhere (None)."""

PLAIN: Final[Steps] = ((None, "text"),)
NONE_IS_GOOD: Final[Steps] = ((None, "green"), (1, "red"))
SOME_IS_GOOD: Final[Steps] = ((None, "red"), (1, "green"))
OF_TARGET: Final[Steps] = ((None, "green"), (0.8, "yellow"), (1, "red"))
"""Shares of a target: near it from four fifths on, beyond it from the whole on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question to Prometheus. `empty` says why there may be no answer where nothing is wrong; else there is one."""

    expr: str
    legend: str = ""
    instant: bool = False
    exemplars: bool = False
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """How one value is shown: as a word, in a colour."""

    value: str
    text: Text
    colour: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: the field it shows, its heading, its unit; `link` leads to the drill that it names."""

    field: str
    title: Text
    unit: str = ""
    steps: Steps = ()
    values: tuple[Value, ...] = ()
    link: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel. `width` is of 24; `target` names the ask whose value is a threshold of the others (by its place)."""

    title: Text
    told: Text
    kind: Kind
    asks: tuple[Ask, ...]
    unit: str = "short"
    width: int = 12
    height: int = 8
    steps: Steps = PLAIN
    values: tuple[Value, ...] = ()
    columns: tuple[Column, ...] = ()
    join: str = ""
    """The field by which the answers to several asks become one table."""
    target: int | None = None
    most: float | None = None
    stacked: bool = False
    link: bool = False
    """Whether a click on a series leads to the drill in its label `drill`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A heading and the panels under it, from left to right."""

    title: Text
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A variable that people choose at the head of the dashboard: the values of a label."""

    name: str
    title: Text
    query: str
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One dashboard. `phases` says that the beginnings of a drill's phases are drawn over the panels."""

    uid: str
    title: Text
    told: Text
    rows: tuple[Row, ...]
    choices: tuple[Choice, ...] = ()
    since: str = "now-24h"
    refresh: str = "1m"
    phases: bool = False
    tags: tuple[str, ...] = ("drillproof",)

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Return all panels, from the top."""
        return tuple(panel for row in self.rows for panel in row.panels)


PHASES: Final = Ask(
    expr='max by (drill, phase) (drillproof_drill_phase_start_timestamp_seconds{drill=~"$drill"}) * 1000',
    legend="{{phase}}",
)
"""What the annotations ask: the value is the time at which a phase began."""

YES_NO: Final = (
    Value(value="1", text=Text(zh="是", en="yes"), colour="green"),
    Value(value="0", text=Text(zh="否", en="no"), colour="red"),
)
STANDINGS: Final = (
    Value(value="ok", text=Text(zh="按期", en="ok"), colour="green"),
    Value(value="due", text=Text(zh="临期", en="due"), colour="yellow"),
    Value(value="overdue", text=Text(zh="逾期", en="overdue"), colour="red"),
    Value(value="stale", text=Text(zh="证明失效", en="stale"), colour="orange"),
    Value(value="unproven", text=Text(zh="未证明", en="unproven"), colour="purple"),
)
