"""Markdown that a firm wrote, as the blocks that every format knows; HTML in it is text, and pictures are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from scenarios.plan import Text
from service.report.blocks import Block, Cell, Heading, Row, Statement, Table
from service.words import same

Kind: TypeAlias = Literal["heading", "paragraph", "item", "code", "table"]
_BREAK: Final = re.compile(r"\n")
_BREAK_IN_CHINESE: Final = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
"""A line's end between two Chinese characters is no space."""
_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One block of one file: `cells` are the rows of a table, the heads first; else `cells` holds one text."""

    kind: Kind
    line: int
    cells: tuple[tuple[str, ...], ...]

    @property
    def shape(self) -> tuple[Kind, tuple[int, ...]]:
        """What two languages have in common."""
        return self.kind, tuple(len(row) for row in self.cells)


class PictureError(ValueError):
    """A picture is named in the text; `line` says where, from 1."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}: a picture is not taken")


def pieces(markdown: str) -> tuple[Piece, ...]:
    """Return what the text is made of, in its order; raises PictureError."""
    return tuple(_pieces(SyntaxTreeNode(_PARSER.parse(markdown)), ""))


def unlike(zh: Sequence[Piece], en: Sequence[Piece]) -> int | None:
    """Return the place of the first piece (from 0) that one of two languages lacks or has in another form."""
    shared = min(len(zh), len(en))
    for place in range(shared):
        if zh[place].shape != en[place].shape:
            return place
    return None if len(zh) == len(en) else shared


def blocks(zh: Sequence[Piece], en: Sequence[Piece]) -> tuple[Block, ...]:
    """Return the blocks of two texts that are alike."""
    return tuple(_block(one, other) for one, other in zip(zh, en, strict=True))


def _block(zh: Piece, en: Piece) -> Block:
    rows = [
        [Text(zh=one, en=other) for one, other in zip(left, right, strict=True)]
        for left, right in zip(zh.cells, en.cells, strict=True)
    ]
    match zh.kind:
        case "table":
            told = tuple(Row(cells=tuple(Cell(text=text) for text in row)) for row in rows[1:])
            return Table(caption=same(""), heads=tuple(rows[0]), rows=told, proved=False)
        case "heading":
            return Heading(text=rows[0][0])
        case "code":
            return Statement(text=rows[0][0], tone="code")
        case "paragraph" | "item":
            return Statement(text=rows[0][0])


def _pieces(node: SyntaxTreeNode, mark: str) -> Iterator[Piece]:
    """Yield what stands below a node; `mark` is what the first line of a list's item begins with."""
    for child in node.children:
        match child.type:
            case "heading":
                yield _piece("heading", child, _plain(child))
            case "paragraph":
                yield _piece("item" if mark else "paragraph", child, mark + _plain(child))
                mark = " " * len(mark)
            case "fence" | "code_block":
                yield _piece("code", child, child.content.rstrip("\n"))
            case "table":
                rows = [cell for row in child.children for cell in row.children]
                cells = tuple(tuple(_plain(cell) for cell in row.children) for row in rows)
                yield Piece(kind="table", line=_line(child), cells=cells)
            case "bullet_list" | "ordered_list":
                yield from _items(child, len(mark))
            case _:
                yield from _pieces(child, mark)


def _items(node: SyntaxTreeNode, indent: int) -> Iterator[Piece]:
    for item in node.children:
        sign = "•" if node.type == "bullet_list" else f"{item.info}{item.markup}"
        yield from _pieces(item, f"{' ' * indent}{sign} ")


def _piece(kind: Kind, node: SyntaxTreeNode, text: str) -> Piece:
    return Piece(kind=kind, line=_line(node), cells=((text,),))


def _plain(node: SyntaxTreeNode) -> str:
    """Return the words of a node; an address is told behind what it is linked from."""
    told: list[str] = []
    for child in node.children:
        match child.type:
            case "image":
                raise PictureError(_line(child))
            case "text" | "code_inline" | "html_inline":
                told.append(child.content)
            case "softbreak" | "hardbreak":
                told.append("\n")
            case "link":
                told.append(_linked(_plain(child), str(child.attrs.get("href", ""))))
            case _:
                told.append(_plain(child))
    return _BREAK.sub(" ", _BREAK_IN_CHINESE.sub("", "".join(told)))


def _linked(text: str, address: str) -> str:
    return text if text == address else f"{text} ({address})"


def _line(node: SyntaxTreeNode) -> int:
    """Return the line of a node from 1: its own, or that of the block that holds it."""
    while node.map is None and node.parent is not None:
        node = node.parent
    return node.map[0] + 1 if node.map else 1
