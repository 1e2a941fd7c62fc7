"""The template folder of a firm: `firm.yaml`, the logo, Markdown files; everything wrong at once, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from pydantic import Field

from scenarios.documents import Document, Unreadable, decode, load, read_bytes
from scenarios.draft import Draft, understand
from scenarios.fields import Input, Line, LocalPath, TextInput, Title, both
from scenarios.problems import Mark, Problem, Problems, found
from scenarios.tree import Table
from service.report.blocks import Section, Statement
from service.report.firm import GAP, NUMBER_PARTS, Extra, FirmStyle, Logo, LogoKind
from service.report.markdown import PictureError, Piece, blocks, pieces, unlike
from service.words import say

FILE: Final = "firm.yaml"
LARGEST_LOGO: Final = 1_000_000
LARGEST_TEXT: Final = 500_000
_LOGOS: Final[dict[str, LogoKind]] = {".svg": "image/svg+xml", ".png": "image/png"}
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "{http://www.w3.org/2000/svg}svg"


class SectionInput(Input):
    """A section of the firm's own: beside which one, its title, its Markdown file (one, or one a language)."""

    before: Line | None = None
    after: Line | None = None
    title: Title
    text: Title


class FirmInput(Input):
    """What `firm.yaml` says."""

    name: Title | None = None
    classification: Title | None = None
    number: Line | None = None
    logo: LocalPath | None = None
    sections: list[SectionInput] = Field(default_factory=list[SectionInput], max_length=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A folder being read, and what was wrong so far."""

    folder: Path
    draft: Draft[FirmInput]
    problems: list[Problem]


def read_template(folder: Path | None) -> FirmStyle:
    """Return the style that a folder describes, PLAIN's where there is none.

    Raises:
        Problems: everything that is wrong with `firm.yaml` and the files that it names.
    """
    if folder is None:
        return FirmStyle()
    if not folder.is_dir():
        raise Problems([found(str(folder), Mark(), "", "template_no_folder")])
    draft = understand(FirmInput, _document(folder))
    reading = _Reading(folder=folder, draft=draft, problems=list(draft.problems))
    style = None if draft.model is None else _style(draft.model, reading)
    if style is None or reading.problems:
        raise Problems(reading.problems)
    return style


def _document(folder: Path) -> Document:
    """Return `firm.yaml`; a folder that holds a logo alone needs none."""
    if (folder / FILE).exists() or not any((folder / f"logo{ending}").is_file() for ending in _LOGOS):
        return load(folder / FILE)
    return Document(
        file=str(folder / FILE), folder=folder, root=Table(mark=Mark(), entries={}, marks={}, size=1, depth=1)
    )


def _style(told: FirmInput, reading: _Reading) -> FirmStyle:
    reading.problems.extend(_wrong_number(told, reading.draft))
    return FirmStyle(
        name=None if told.name is None else both(told.name),
        classification=None if told.classification is None else both(told.classification),
        number=told.number,
        logo=_logo(told, reading),
        extras=tuple(_extras(told, reading)),
    )


def _wrong_number(told: FirmInput, draft: Draft[FirmInput]) -> Iterator[Problem]:
    known = ", ".join(f"{{{name}}}" for name in NUMBER_PARTS)
    for name in GAP.findall(told.number or ""):
        if name not in NUMBER_PARTS:
            yield draft.problem(("number",), "template_number", gap=f"{{{name}}}", known=known)


def _logo(told: FirmInput, reading: _Reading) -> Logo | None:
    named = (told.logo,) if told.logo is not None else tuple(f"logo{ending}" for ending in _LOGOS)
    name = next((name for name in named if told.logo is not None or (reading.folder / name).is_file()), None)
    if name is None:
        return None
    content = _content(name, ("logo",), LARGEST_LOGO, reading)
    if content is None:
        return None
    kind = _LOGOS.get(Path(name).suffix.lower())
    why = "its name ends neither in .svg nor in .png" if kind is None else _flaw(kind, content)
    if kind is None or why:
        reading.problems.append(reading.draft.problem(("logo",), "template_logo", name=name, why=why))
        return None
    return Logo(kind=kind, content=content)


def _flaw(kind: LogoKind, content: bytes) -> str:
    if kind == "image/png":
        return "" if content.startswith(_PNG) else "it is no PNG"
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "it begins with a document type, which could name other files"
    try:
        root = ET.fromstring(content)  # noqa: S314  without a document type there are no entities to expand
    except ET.ParseError as error:
        return str(error)
    return "" if root.tag == _SVG else "it is no SVG"


def _extras(told: FirmInput, reading: _Reading) -> Iterator[Extra]:
    for place, section in enumerate(told.sections):
        if (section.before is None) == (section.after is None):
            reading.problems.append(reading.draft.problem(("sections", place), "template_side"))
        extra = _extra(section, place, reading)
        if extra is not None:
            yield extra


def _extra(section: SectionInput, place: int, reading: _Reading) -> Extra | None:
    names = section.text
    zh, en = (names.zh, names.en) if isinstance(names, TextInput) else (names, names)
    left, right = _text(zh, place, reading), _text(en, place, reading)
    beside = section.before or section.after
    if left is None or right is None or beside is None:
        return None
    if (odd := unlike(left, right)) is not None:
        lines = {"line": _line(left, odd), "other": en, "other_line": _line(right, odd)}
        mark = Mark(line=int(lines["line"]))
        reading.problems.append(found(str(reading.folder / zh), mark, "", "template_unlike", **lines))
        return None
    own = Statement(text=say("firm.own"), tone="muted")
    letter, title = f"firm-{place + 1}", both(section.title)
    told = Section(letter=letter, clause="", title=title, blocks=(own, *blocks(left, right)))
    side = "before" if section.before else "after"
    spot = reading.draft.problem(("sections", place, side), "template_side")
    return Extra(side=side, beside=beside, told_at=f"{spot.file}:{spot.place}: {spot.field}", section=told)


def _line(told: tuple[Piece, ...], place: int) -> str:
    return str(told[place].line if place < len(told) else told[-1].line if told else 1)


def _text(name: str, place: int, reading: _Reading) -> tuple[Piece, ...] | None:
    raw = _content(name, ("sections", place, "text"), LARGEST_TEXT, reading)
    if raw is None:
        return None
    text, file = decode(raw), str(reading.folder / name)
    if isinstance(text, Unreadable):
        reading.problems.append(found(file, text.mark, "", text.key, **dict(text.facts)))
        return None
    try:
        return pieces(text)
    except PictureError as error:
        reading.problems.append(found(file, Mark(line=error.line), "", "template_picture"))
        return None


def _content(name: str, path: tuple[str | int, ...], largest: int, reading: _Reading) -> bytes | None:
    place = reading.folder / name
    if not place.resolve().is_relative_to(reading.folder.resolve()):
        reading.problems.append(reading.draft.problem(path, "template_outside", name=name))
        return None
    raw = read_bytes(place, largest)
    if isinstance(raw, Unreadable):
        reading.problems.append(found(str(place), raw.mark, "", raw.key, **dict(raw.facts)))
        return None
    return raw
