"""How a firm wants its reports to look: its names, classification, numbers, logo and sections of its own.

Nothing here can reach a figure: lines are added to the cover, and sections between those of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, TypeVar

from measurements.report import Report
from scenarios.plan import Text
from service.report.blocks import Line, Section
from service.report.document import ReportDocument
from service.report.paper import Paper
from service.words import same, say

P = TypeVar("P", bound=Paper)
LogoKind: TypeAlias = Literal["image/svg+xml", "image/png"]
NUMBER_PARTS: Final = ("drill", "scenario", "year", "date")
"""What may stand in braces in the form of a report's number."""
GAP: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The firm's picture, as it lay in the template folder."""

    kind: LogoKind
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A section of the firm's own, and beside which section of a drill's report it stands.

    `beside` is that section's letter or number, `told_at` the place in `firm.yaml` that says so.
    """

    side: Literal["before", "after"]
    beside: str
    told_at: str
    section: Section


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmStyle:
    """What a template folder says; everything may be missing."""

    name: Text | None = None
    classification: Text | None = None
    number: str | None = None
    """The form of a report's number, with NUMBER_PARTS in braces: `DR-{year}-{drill}`."""
    logo: Logo | None = None
    extras: tuple[Extra, ...] = ()


PLAIN: Final = FirmStyle()
"""No template: the report as it is."""


class NoSuchSectionError(Exception):
    """A template puts a section beside one that the report does not have; `extra` is the firm's."""

    def __init__(self, extra: Extra, known: tuple[str, ...]) -> None:
        self.extra, self.known = extra, known
        super().__init__(
            f"{extra.told_at}: the report has no section {extra.beside!r}; write one of: {', '.join(known)}"
        )


def number_of(firm: FirmStyle, report: Report) -> str | None:
    """Return the number of a drill's report in the firm's form, None where the firm has none."""
    if firm.number is None:
        return None
    drill = report.drill
    day = (drill.started_at or "").partition("T")[0]
    facts = {"drill": drill.id, "scenario": drill.scenario, "year": day[:4], "date": day.replace("-", "")}
    return GAP.sub(lambda gap: facts.get(gap[1], gap[0]), firm.number)


def styled(whole: P, firm: FirmStyle) -> P:
    """Return the paper with the firm's lines on its cover and, in a drill's report, the firm's sections in it.

    Every section of the paper stays as it is. Raises NoSuchSectionError.
    """
    if firm == PLAIN:
        return whole
    told = {line.key: line for line in _cover(firm, whole)}
    known = {line.key for line in whole.cover}
    new = tuple(line for key, line in told.items() if key not in known)
    cover = (*new, *(told.get(line.key, line) for line in whole.cover))
    if not isinstance(whole, ReportDocument):
        return replace(whole, cover=cover)
    return replace(whole, cover=cover, sections=_sections(whole.sections, firm.extras))


def _cover(firm: FirmStyle, whole: Paper) -> Iterator[Line]:
    number = number_of(firm, whole.report) if isinstance(whole, ReportDocument) else None
    told = (("firm", firm.name), ("number", None if number is None else same(number)))
    for key, value in (*told, ("classification", firm.classification)):
        if value is not None:
            yield Line(key=key, label=say(f"firm.{key}"), value=value)


def _sections(sections: tuple[Section, ...], extras: tuple[Extra, ...]) -> tuple[Section, ...]:
    told = list(sections)
    for extra in extras:
        beside = next((one for one in sections if extra.beside in _names(one)), None)
        if beside is None:
            raise NoSuchSectionError(extra, tuple(" ".join(_names(one)) for one in sections))
    for extra in (one for one in extras if one.side == "before"):
        told.insert(_place(told, extra), extra.section)
    for extra in reversed([one for one in extras if one.side == "after"]):
        told.insert(_place(told, extra) + 1, extra.section)
    return tuple(told)


def _place(sections: list[Section], extra: Extra) -> int:
    return next(place for place, one in enumerate(sections) if extra.beside in _names(one))


def _names(section: Section) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (section.number, section.letter) if name))
