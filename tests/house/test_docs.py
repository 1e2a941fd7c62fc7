"""What the pages say can be followed: every link leads somewhere, every command and target that is named is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from service.cli.app import COMMANDS, GROUPS, app_for

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "scenarios/library/README.md"])
_FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE: Final = re.compile(r"`([^`\n]+)`")
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_HEADING: Final = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_BEGINS: Final = r"(?:^|[;&|(]\s*|bin/|exec [\w-]+ )"
_COMMAND: Final = re.compile(_BEGINS + r"drillproof +([a-z][a-z-]*)\b(?: +([a-z][a-z-]*)(?![\w./=-]))?", re.MULTILINE)
_MAKE: Final = re.compile(_BEGINS + r"make +(?:[A-Z_]+=\S+ +)*([a-z][a-z-]*)", re.MULTILINE)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def unfenced(text: str) -> str:
    return _FENCE.sub("", text)


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = _HEADING.findall(unfenced(page.read_text("utf-8")))
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", one) for one in headings)
    return frozenset(re.sub(r"[^\w\- ]", "", one.strip().lower()).replace(" ", "-") for one in plain)


def dead(page: Path) -> Iterator[str]:
    """Yield the links of a page that lead nowhere."""
    for link in _LINK.findall(_INLINE.sub("", unfenced(page.read_text("utf-8")))):
        path, _, anchor = link.partition("#")
        to = (page.parent / path).resolve() if path else page
        if re.match(r"[a-z]+:", link):
            continue
        if not to.exists() or (anchor and anchor not in anchors(to)):
            yield link


def code(page: Path) -> str:
    """Return what a page sets as code, a piece a line."""
    text = page.read_text("utf-8")
    return "\n".join([*(block for _, block in _FENCE.findall(text)), *_INLINE.findall(unfenced(text))])


@cache
def members(group: str) -> frozenset[str]:
    """Return the commands of a group, as the command line itself lists them."""
    whole = get_command(app_for([group]))
    assert isinstance(whole, TyperGroup)
    found = whole.commands[group]
    assert isinstance(found, TyperGroup)
    return frozenset(found.commands)


def unknown(page: Path) -> Iterator[str]:
    """Yield the commands of a page that are none."""
    for command, member in _COMMAND.findall(code(page)):
        if command not in COMMANDS:
            yield f"drillproof {command}"
        elif member and command in GROUPS and member not in members(command):
            yield f"drillproof {command} {member}"


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(dead(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_and_target_is_there(page: Path) -> None:
    assert list(unknown(page)) == []
    assert [one for one in _MAKE.findall(code(page)) if one not in targets()] == []


def test_what_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A b\n[x](#a-b) [y](#c) [z](none.md)\n`drillproof lab upp`, `make nothing`\n```\ndrillproof no\n```\n"
    )
    assert list(dead(page)) == ["#c", "none.md"]
    assert set(unknown(page)) == {"drillproof lab upp", "drillproof no"}
    assert [one for one in _MAKE.findall(code(page)) if one not in targets()] == ["nothing"]


def commands(page: Path) -> list[str]:
    """Return the command lines of a page's shell blocks, without what is said beside them."""
    blocks = (block for kind, block in _FENCE.findall(page.read_text("utf-8")) if kind == "sh")
    lines = (line.partition("  #")[0].partition("# ")[0].strip() for block in blocks for line in block.splitlines())
    return [line for line in lines if line]


def test_both_first_pages_show_the_same_commands() -> None:
    assert commands(ROOT / "README.md") == commands(ROOT / "README.zh.md")


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs/README.md"
    led_to = {(index.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(index.read_text("utf-8"))}
    pages = {page for page in ROOT.glob("docs/*.md") if page != index}
    assert sorted(named(page) for page in pages - led_to) == []
