"""How a firm wants its reports to look: its names, classification, numbers, logo and sections of its own.

Nothing here can reach a figure: lines are added to the cover, and sections between those of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from measurements.report import Report
from scenarios.plan import Text
from service.report.blocks import Letter, Line, Section
from service.report.document import ReportDocument
from service.words import same, say

LogoKind: TypeAlias = Literal["image/svg+xml", "image/png"]
NUMBER_PARTS: Final = ("drill", "scenario", "year", "date")
"""What may stand in braces in the form of a report's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The firm's picture, as it lay in the template folder."""

    kind: LogoKind
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A section of the firm's own, and beside which section of the report it stands."""

    side: Literal["before", "after"]
    letter: Letter
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


def number_of(firm: FirmStyle, report: Report) -> str | None:
    """Return the number of a report in the firm's form, None where the firm has none."""
    if firm.number is None:
        return None
    drill = report.drill
    day = (drill.started_at or "").partition("T")[0]
    facts = {"drill": drill.id, "scenario": drill.scenario, "year": day[:4], "date": day.replace("-", "")}
    number = firm.number
    for name in NUMBER_PARTS:
        number = number.replace(f"{{{name}}}", facts[name])
    return number


def styled(whole: ReportDocument, firm: FirmStyle) -> ReportDocument:
    """Return the document with the firm's lines on its cover and the firm's sections in it; the rest is untouched.

    A section beside one that this document does not have comes last.
    """
    lines = tuple(_cover(firm, whole.report))
    return replace(whole, cover=(*lines, *whole.cover), sections=tuple(_sections(whole.sections, firm.extras)))


def _cover(firm: FirmStyle, report: Report) -> Iterator[Line]:
    number = number_of(firm, report)
    told = (("firm", firm.name), ("number", None if number is None else same(number)))
    for label, value in (*told, ("classification", firm.classification)):
        if value is not None:
            yield Line(label=say(f"firm.{label}"), value=value)


def _sections(sections: tuple[Section, ...], extras: tuple[Extra, ...]) -> Iterator[Section]:
    for section in sections:
        yield from (one.section for one in extras if (one.side, one.letter) == ("before", section.letter))
        yield section
        yield from (one.section for one in extras if (one.side, one.letter) == ("after", section.letter))
    known = {section.letter for section in sections}
    yield from (one.section for one in extras if one.letter not in known)
