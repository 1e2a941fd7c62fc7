"""The dependency graph as SVG: businesses, the services they need, the suppliers behind; the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenarios.bia import BiaInput
from scenarios.fields import TextInput, both
from scenarios.problems import Problem
from scenarios.quantities import show_duration
from service.bia.layout import PASSING, Edge, Layout, arranged
from service.report.charts.svg import SMALL, element, escaped, fitted, label, number, width_of
from service.words import Lang, in_language, say

Kind: TypeAlias = Literal["business", "service", "supplier"]
KINDS: Final[tuple[Kind, ...]] = ("business", "service", "supplier")
WIDTH: Final = 188.0
HEIGHT: Final = 38.0
GAP: Final = 10.0
BETWEEN: Final = 92.0
MARGIN: Final = 24.0
HEAD: Final = 90.0
PASS: Final = 9.0
"""Height of a place where edges pass a column."""
_FILLS: Final[Mapping[Kind, str]] = {"business": "#dbe9f6", "service": "#dff1e6", "supplier": "#fbe8cf"}
_LINES: Final[Mapping[Kind, str]] = {"business": "#0072b2", "service": "#009e73", "supplier": "#b26b00"}
_WRONG: Final = "#c02d00"
_GREY: Final = "#5b6b7a"
_FONTS: Final = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei', sans-serif"
Spot: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One box: what it is, its title, and the line below it."""

    kind: Kind
    name: str
    title: str
    note: str
    wrong: bool = False
    dashed: bool = False

    @property
    def key(self) -> str:
        """Return what tells it from boxes of another kind with the same name."""
        return f"{self.kind}:{self.name}"


def graph_svg(bia: BiaInput, lang: Lang, problems: Iterable[Problem] = ()) -> str:
    """Return the graph as a whole SVG file; boxes that a check complains of, and circles, are drawn in red."""
    nodes = {node.key: node for node in _nodes(bia, lang, _complained(problems))}
    edges = [edge for edge in _edges(bia) if edge[0] in nodes and edge[1] in nodes]
    groups = [[key for key, node in nodes.items() if node.kind == kind] for kind in KINDS]
    layout = arranged(groups, edges)
    spots = _spots(layout)
    width = max((x for x, _ in spots.values()), default=0) + WIDTH + MARGIN
    height = max((y for _, y in spots.values()), default=HEAD) + HEIGHT + MARGIN
    drawn = (*_arrows(layout, spots), *(_box(node, spots[key]) for key, node in nodes.items()))
    told = "; ".join(f"{nodes[one].title} → {nodes[other].title}" for one, other in edges)
    return _file((max(width, _least_width(lang)), height), _head(lang, nodes) + "".join(drawn), lang, told)


def _least_width(lang: Lang) -> float:
    """Return how wide the graph has to be for its legend."""
    return 2 * MARGIN + width_of(in_language(say("bia.graph.legend"), lang), SMALL)


def _complained(problems: Iterable[Problem]) -> tuple[str, ...]:
    return tuple(problem.field for problem in problems if problem.severity == "error")


def _is_in(section: str, name: str, wrong: tuple[str, ...]) -> bool:
    whole = f"{section}.{name}"
    return any(field == whole or field.startswith((f"{whole}.", f"{whole}[")) for field in wrong)


def _nodes(bia: BiaInput, lang: Lang, wrong: tuple[str, ...]) -> Iterator[Node]:
    for name, business in bia.businesses.items():
        yield Node(
            kind="business",
            name=name,
            title=_title(name, business.title, lang),
            note=_note(business.priority, None, business.rto, business.rpo),
            dashed=business.class_ == "non_real_time",
            wrong=_is_in("businesses", name, wrong),
        )
    for name, service in bia.services.items():
        yield Node(
            kind="service",
            name=name,
            title=_title(name, service.title, lang),
            note=_note(service.priority, service.level, service.rto, service.rpo),
            dashed=service.class_ == "non_real_time",
            wrong=_is_in("services", name, wrong),
        )
    for name, supplier in bia.suppliers.items():
        note, bad = _note(None, None, supplier.rto, supplier.rpo), _is_in("suppliers", name, wrong)
        yield Node(kind="supplier", name=name, title=_title(name, supplier.title, lang), note=note, wrong=bad)


def _title(name: str, title: str | TextInput | None, lang: Lang) -> str:
    return in_language(both(title or name), lang)


def _note(priority: int | None, level: int | None, rto: int | None, rpo: int | None) -> str:
    """Return `1 · RTO 5m · RPO 0s · L5`; what is not known is a question mark."""
    objectives = [f"RTO {_time(rto)}", f"RPO {_time(rpo)}"]
    return " · ".join([*([f"#{priority}"] if priority else []), *objectives, *([f"L{level}"] if level else [])])


def _time(ns: int | None) -> str:
    return "?" if ns is None else show_duration(ns)


def _edges(bia: BiaInput) -> Iterator[Edge]:
    for name, business in bia.businesses.items():
        yield from ((f"business:{name}", f"business:{other}") for other in business.needs.businesses)
        yield from ((f"business:{name}", f"service:{other}") for other in business.needs.services)
    for name, service in bia.services.items():
        yield from ((f"service:{name}", f"service:{other}") for other in service.depends_on)
        yield from ((f"service:{name}", f"supplier:{other}") for other in service.suppliers)


def _spots(layout: Layout) -> dict[str, Spot]:
    """Return the upper left corner of every box and place of passing; columns stand around one middle line."""
    tallest = max((_tall(column) for column in layout.columns), default=0)
    spots: dict[str, Spot] = {}
    for place, column in enumerate(layout.columns):
        top = HEAD + (tallest - _tall(column)) / 2
        for key in column:
            spots[key] = (MARGIN + place * (WIDTH + BETWEEN), top)
            top += _room(key)
    return spots


def _room(key: str) -> float:
    return PASS if key.startswith(PASSING) else HEIGHT + GAP


def _tall(column: Iterable[str]) -> float:
    return sum(_room(key) for key in column)


def _arrows(layout: Layout, spots: Mapping[str, Spot]) -> Iterator[str]:
    for start, end in layout.pieces:
        way = _way(start, end, spots)
        line: dict[str, str | float] = {"class": "needs", "d": way, "fill": "none", "stroke": _GREY}
        tip = {} if end.startswith(PASSING) else {"marker-end": "url(#bia-end)"}
        yield element("path", {**line, "stroke-opacity": 0.55, "stroke-width": 1.1, **tip})
    for start, end in sorted(layout.back):
        line = {"class": "circle", "d": _around(spots[start], spots[end]), "fill": "none", "stroke": _WRONG}
        yield element("path", {**line, "stroke-width": 2.0, "marker-end": "url(#bia-wrong)"})


def _way(start: str, end: str, spots: Mapping[str, Spot]) -> str:
    """Return a curve from the right side of one place to the left of the next; a place of passing is crossed."""
    (left, y1), (x2, y2) = _middle(start, spots), _middle(end, spots)
    x1 = left + WIDTH
    bend = (x2 - x1) / 2
    across = (
        f"M{number(left)} {number(y1)} H{number(x1)}" if start.startswith(PASSING) else f"M{number(x1)} {number(y1)}"
    )
    points = ((x1 + bend, y1), (x2 - bend, y2), (x2 if end.startswith(PASSING) else x2 - 2, y2))
    return f"{across} C" + ", ".join(f"{number(x)} {number(y)}" for x, y in points)


def _middle(key: str, spots: Mapping[str, Spot]) -> Spot:
    x, y = spots[key]
    return x, y + (PASS if key.startswith(PASSING) else HEIGHT) / 2


def _around(start: Spot, end: Spot) -> str:
    """Return a curve back to a box that does not lie to the right."""
    x1, y1 = start[0] + WIDTH, start[1] + HEIGHT / 2
    x2, y2 = end[0], end[1] + HEIGHT / 2
    points = ((x1 + 70, y1 - 40), (x2 - 70, y2 - 40), (x2 - 2, y2))
    return f"M{number(x1)} {number(y1)} C" + ", ".join(f"{number(x)} {number(y)}" for x, y in points)


def _box(node: Node, spot: Spot) -> str:
    x, y = spot
    shape = {
        "class": node.kind,
        "x": x,
        "y": y,
        "width": WIDTH,
        "height": HEIGHT,
        "rx": 5.0,
        "fill": _FILLS[node.kind],
        "stroke": _WRONG if node.wrong else _LINES[node.kind],
        "stroke-width": 2.4 if node.wrong else 1.2,
        **({"stroke-dasharray": "5 3"} if node.dashed else {}),
    }
    title = fitted(node.title, WIDTH - 16, size=12)[0]
    tip = element("title", {}, escaped(f"{node.title} ({node.name})\n{node.note}"))
    text = label(x + 8, y + 16, title, size=12) + label(x + 8, y + 31, node.note, size=SMALL, kind="note")
    return element("g", {"id": node.key}, tip + element("rect", shape) + text)


def _head(lang: Lang, nodes: Mapping[str, Node]) -> str:
    title = label(MARGIN, 30, in_language(say("bia.graph.title"), lang), size=17, kind="title")
    left, drawn = MARGIN, [title]
    for kind in KINDS:
        count = sum(node.kind == kind for node in nodes.values())
        word = in_language(say(f"bia.graph.{kind}", count=count), lang)
        swatch = {"x": left, "y": 44.0, "width": 16.0, "height": 12.0, "rx": 2.0}
        drawn.append(element("rect", {**swatch, "fill": _FILLS[kind], "stroke": _LINES[kind]}))
        drawn.append(label(left + 22, 54, word, size=12))
        left += 130
    drawn.append(label(MARGIN, 74, in_language(say("bia.graph.legend"), lang), size=SMALL, kind="note"))
    return "".join(drawn)


def _file(size: Spot, body: str, lang: Lang, told: str) -> str:
    width, height = size
    title = escaped(in_language(say("bia.graph.title"), lang))
    ends = "".join(
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 L8 4 L0 8 z" fill="{paint}"/></marker>'
        for name, paint in (("bia-end", _GREY), ("bia-wrong", _WRONG))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}" height="{number(height)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" role="img" lang="{"zh-CN" if lang == "zh" else "en"}" '
        f'style="color:#16202a;background:#fff" font-family="{escaped(_FONTS)}">'
        f"<title>{title}</title><desc>{escaped(told or '-')}</desc><defs>{ends}</defs>{body}</svg>\n"
    )
