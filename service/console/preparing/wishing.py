"""A wish as a form has it: from fields to a Wish and back, with everything wrong in them told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast, get_args
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from service.authoring.places import Filed
from service.authoring.reading import KINDS, Kind, Parameter
from service.console.fields import Fields
from service.denial import Reason, UnfitError, because
from service.dossiers.wish import REGISTERS, Form, Span, Wish
from service.words import say

FORMS: Final[tuple[str, ...]] = get_args(Form)
_LOCAL: Final = "%Y-%m-%dT%H:%M"
_MORNING: Final = 9
_HOURS: Final = 8
PREFIX: Final = "parameter."
_NAMED: Final = {"scenario": "scenario", "inventory": "wish.inventory", "bia": "wish.bia"}
"""Files that have to be chosen, and the labels of their fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A file that can be chosen: the path that the wish writes, and how people see it."""

    path: str
    shown: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The form as it was filled in, right or wrong. Times are local times of the firm's zone."""

    files: dict[str, str] = field(default_factory=dict[str, str])
    parameters: dict[str, str] = field(default_factory=dict[str, str])
    opens: str = ""
    closes: str = ""
    form: str = ""

    def wish(self, zone: ZoneInfo) -> Wish:
        """Return the wish; raises UnfitError with everything that is wrong."""
        reasons = list(self._missing())
        window = self._window(zone, reasons)
        if reasons or window is None:
            raise UnfitError(*reasons)
        given = {name: path for name, path in self.files.items() if path}
        told = {name: value for name, value in self.parameters.items() if value}
        try:
            return Wish.model_validate({**given, "parameters": told, "window": window, "form": self.form or None})
        except ValidationError as error:
            raise UnfitError(*(_wrong(each) for each in error.errors())) from None

    def _missing(self) -> Iterator[Reason]:
        for name, label in _NAMED.items():
            if not self.files.get(name):
                yield because("wish_no_file", what=say(f"console.preparing.{label}"))

    def _window(self, zone: ZoneInfo, reasons: list[Reason]) -> Span | None:
        moments = [_moment(told, zone) for told in (self.opens, self.closes)]
        names = say("console.preparing.wish.opens"), say("console.preparing.wish.closes")
        for name, told, moment in zip(names, (self.opens, self.closes), moments, strict=True):
            if not told:
                reasons.append(because("form_empty", field=name))
            elif moment is None:
                reasons.append(because("wish_no_time", told=told[:40]))
        opens, closes = moments
        if opens is None or closes is None:
            return None
        try:
            return Span(opens=opens, closes=closes)
        except ValidationError:
            reasons.append(because("wish_window"))
            return None


def asked_in(fields: Fields) -> Asked:
    """Return the form that somebody sent."""
    return Asked(
        files={kind: fields.text(kind) for kind in KINDS},
        parameters=dict(fields.named(PREFIX)),
        opens=fields.text("opens"),
        closes=fields.text("closes"),
        form=fields.text("form"),
    )


def asked_of(wish: Wish, zone: ZoneInfo) -> Asked:
    """Return the form that a wish fills in."""
    files = {name: getattr(wish, name) or "" for name in ("scenario", "inventory", "bia", *REGISTERS)}
    return Asked(
        files=files,
        parameters=dict(wish.parameters),
        opens=wish.window.opens.astimezone(zone).strftime(_LOCAL),
        closes=wish.window.closes.astimezone(zone).strftime(_LOCAL),
        form=wish.form or "",
    )


def asked_anew(scenario: str, utc_ns: int, zone: ZoneInfo) -> Asked:
    """Return the form for a scenario that was chosen: the window of tomorrow, nine to five on the firm's clock."""
    today = datetime.fromtimestamp(utc_ns // 10**9, UTC).astimezone(zone)
    opens = today.replace(hour=_MORNING, minute=0, second=0, microsecond=0) + timedelta(days=1)
    closes = opens + timedelta(hours=_HOURS)
    return Asked(files={"scenario": scenario}, opens=opens.strftime(_LOCAL), closes=closes.strftime(_LOCAL))


def choices_of(files: Sequence[Filed], asked: Asked, lang: str) -> dict[Kind, list[Choice]]:
    """Return what can be chosen for each kind of file; what was chosen is among it, wherever it lies."""
    found: dict[Kind, list[Choice]] = {kind: [] for kind in KINDS}
    for one in files:
        title = one.heading.title.zh if lang == "zh" else one.heading.title.en
        found[one.heading.kind].append(Choice(path=str(one.path), shown=one.shown, title=title))
    for kind in KINDS:
        chosen = asked.files.get(kind, "")
        if chosen and all(not _is_same(one.path, chosen) for one in found[kind]):
            found[kind].insert(0, Choice(path=chosen, shown=chosen))
    return found


def chosen(asked: Asked, choices: Mapping[Kind, Sequence[Choice]]) -> dict[Kind, str]:
    """Return for each kind of file the path, as the choices write it, that is chosen."""
    return {
        kind: next((one.path for one in choices[kind] if _is_same(one.path, asked.files.get(kind, ""))), "")
        for kind in KINDS
    }


def parameters_of(files: Sequence[Filed], asked: Asked) -> tuple[Parameter, ...]:
    """Return the parameters of the scenario that is chosen; of a file that is not listed those that were given."""
    path = asked.files.get("scenario", "")
    found = next((one for one in files if _is_same(str(one.path), path)), None)
    return () if found is None else found.heading.parameters


def _is_same(one: str, other: str) -> bool:
    return bool(other) and (one == other or Path(one) == Path(other).absolute())


def _moment(told: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.fromisoformat(told).replace(tzinfo=zone)
    except ValueError:
        return None


def _wrong(error: object) -> Reason:
    told = cast("Mapping[str, object]", error)
    place = told.get("loc")
    shown = ".".join(str(part) for part in cast("tuple[object, ...]", place)) if isinstance(place, tuple) else "-"
    return because("wish_wrong", field=shown[:100], why=str(told.get("msg", "-"))[:200])
