"""SVG text: elements, labels that know their width, patterns that colour-blind readers can tell apart."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 680
SIZE: Final = 12
SMALL: Final = 10.5
FONT: Final = "Noto Sans CJK SC"
"""For who draws without a page around the chart; the style of a page goes before it."""

# Okabe and Ito's colours, which people with any kind of colour blindness can tell apart.
COLOURS: Final[Mapping[str, str]] = {
    "up": "#0072b2",
    "down": "#d55e00",
    "unknown": "#8c8c8c",
    "met": "#009e73",
    "missed": "#d55e00",
    "inconclusive": "#e69f00",
    "prepare": "#8c8c8c",
    "inject": "#d55e00",
    "detect": "#e69f00",
    "decide": "#cc79a7",
    "switch": "#0072b2",
    "verify": "#009e73",
    "restore": "#56b4e9",
}
FAINT: Final[Mapping[str, str | float]] = {"fill": "currentColor", "fill-opacity": 0.06}
_HOLLOW: Final[Mapping[str, str | float]] = {
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": 0.9,
}
HATCHED: Final = frozenset({"down", "missed"})
DOTTED: Final = frozenset({"unknown", "inconclusive"})

_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_WIDE: Final = frozenset("WFA")
_NARROW: Final = frozenset("ijl.,:;'|!()[]{} ftrI1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart before it is text; `uid` keeps the ids of several charts on one page apart."""

    uid: str
    title: str
    description: str
    height: float
    body: str
    width: float = WIDTH

    def text(self) -> str:
        """Return the chart as an `svg` element that says what it shows."""
        return (
            f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(self.width)} '
            f'{number(self.height)}" font-family="{FONT}" role="img" aria-labelledby="{self.uid}-t {self.uid}-d">'
            f'<title id="{self.uid}-t">{escaped(self.title)}</title>'
            f'<desc id="{self.uid}-d">{escaped(self.description)}</desc>'
            f"<defs>{_patterns(self.uid)}</defs>{self.body}</svg>"
        )


def cleaned(value: str) -> str:
    """Return the text without characters that markup may not hold or that turn the reading direction."""
    return _UNFIT.sub("\ufffd", value)


def escaped(value: str) -> str:
    """Return the text fit to stand in markup or in an attribute."""
    return html.escape(cleaned(value))


def number(value: float) -> str:
    """Return a coordinate with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(name: str, attributes: Mapping[str, str | float], content: str = "") -> str:
    """Return one element; `content` is markup already."""
    written = "".join(
        f' {key}="{escaped(value) if isinstance(value, str) else number(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def label(x: float, y: float, content: str, *, anchor: str = "start", kind: str = "label", size: float = SIZE) -> str:
    """Return one line of text; `y` is its baseline."""
    attributes = {"class": kind, "x": x, "y": y, "text-anchor": anchor, "font-size": size, "fill": "currentColor"}
    return element("text", attributes, escaped(content))


def lines(x: float, y: float, content: Iterable[str], *, kind: str = "label", size: float = SIZE) -> str:
    """Return several lines of text, the first with its baseline at `y`."""
    return "".join(label(x, y + place * size * 1.2, line, kind=kind, size=size) for place, line in enumerate(content))


def bar(uid: str, fill: str, box: tuple[float, float, float, float], tip: str = "") -> str:
    """Return a filled rectangle (x, y, width, height) of one of COLOURS, with its pattern and a tool tip."""
    x, y, width, height = box
    paint = f"url(#{uid}-{fill})" if fill in HATCHED | DOTTED else COLOURS[fill]
    shape = {"class": f"mark {fill}", "x": x, "y": y, "width": width, "height": height, "fill": paint}
    return element("rect", shape, element("title", {}, escaped(tip)) if tip else "")


def hollow(box: tuple[float, float, float, float], tip: str = "") -> str:
    """Return an empty rectangle (x, y, width, height) with a tool tip: what was planned."""
    x, y, width, height = box
    shape = {"class": "planned", "x": x, "y": y, "width": width, "height": height, **_HOLLOW}
    return element("rect", shape, element("title", {}, escaped(tip)) if tip else "")


def rule(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a line; `kind` is grid, axis, fault or target."""
    dashes: dict[str, str | float] = {"stroke-dasharray": "4 3"} if kind in {"fault", "target"} else {}
    ends: dict[str, str | float] = {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": "currentColor"}
    faint: dict[str, str | float] = {"stroke-opacity": 0.18} if kind == "grid" else {}
    strength = 1.5 if kind in {"fault", "target"} else 1
    return element("line", {"class": kind, **ends, "stroke-width": strength, **faint, **dashes})


def legend(uid: str, y: float, items: Iterable[tuple[str, str]], left: float = 0) -> str:
    """Return swatches with their words in one line; `bound` is the triangle below a sample, `planned` a hollow bar."""
    drawn: list[str] = []
    for fill, word in items:
        drawn.append(_swatch(uid, fill, left, y) + label(left + 19, y, word, size=SMALL, kind="note"))
        left += 19 + width_of(word, SMALL) + 18
    return "".join(drawn)


def _swatch(uid: str, fill: str, left: float, y: float) -> str:
    match fill:
        case "bound":
            return triangle(left + 7, y - 10)
        case "planned":
            return hollow((left, y - 7, 14, 5))
        case _:
            return bar(uid, fill, (left, y - 9, 14, 10))


def triangle(x: float, y: float, tip: str = "") -> str:
    """Return a triangle that points up at (x, y)."""
    corners = " ".join(f"{number(x + dx)},{number(y + dy)}" for dx, dy in ((0, 1), (-4.5, 9), (4.5, 9)))
    content = element("title", {}, escaped(tip)) if tip else ""
    return element("polygon", {"class": "bound", "points": corners, "fill": "currentColor"}, content)


def width_of(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is drawn: a Chinese character is as wide as it is high."""
    return sum(_advance(character) for character in text) * size


def fitted(text: str, width: float, *, rows: int = 1, size: float = SIZE) -> tuple[str, ...]:
    """Return the text in up to `rows` lines no wider than `width`; what does not fit ends in an ellipsis."""
    found: list[str] = []
    rest = " ".join(cleaned(text).split())
    while rest and len(found) < rows:
        cut = _cut(rest, width, size)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        found[-1] = found[-1][: _cut(found[-1] + "…", width - size, size)] + "…"
    return tuple(found) or ("",)


def _cut(text: str, width: float, size: float) -> int:
    used = 0.0
    for place, character in enumerate(text):
        used += _advance(character) * size
        if used > width and place:
            gap = text.rfind(" ", 0, place + 1)
            return gap if gap > place // 2 else place
    return len(text)


def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in _WIDE:
        return 1.0
    if unicodedata.combining(character):
        return 0.0
    return 0.34 if character in _NARROW else 0.72 if character.isupper() or character in "mwMW%" else 0.57


def _patterns(uid: str) -> str:
    hatched = (
        f'<pattern id="{uid}-{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{COLOURS[name]}"/>'
        '<rect width="2" height="6" fill="#fff" fill-opacity=".55"/>'
        "</pattern>"
        for name in sorted(HATCHED)
    )
    dotted = (
        f'<pattern id="{uid}-{name}" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<rect width="5" height="5" fill="{COLOURS[name]}"/><circle cx="2.5" cy="2.5" r="1.1" fill="#fff" '
        'fill-opacity=".8"/></pattern>'
        for name in sorted(DOTTED)
    )
    return "".join((*hatched, *dotted))
