"""What stands above the headings of a drill script sheet: the drill's name, its form, its purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scenarios.importing.script.headings import Headings
from scenarios.importing.spans import plainly
from scenarios.sheets import Sheet

_TITLE: Final = frozenset(
    ("演练名称", "演练项目", "演练主题", "名称", "脚本名称", "方案名称", "title", "drill", "name")
)
_FORM: Final = frozenset(("演练形式", "演练方式", "form"))
_FORMS: Final = {
    "tabletop": ("桌面", "tabletop"),
    "simulated": ("模拟演练", "仿真", "simulated"),
    "live": ("实战", "实操", "真实", "live"),
}
_TICKED: Final = re.compile(r"[☑✓✔■√](\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamble:
    """What is known of the drill before its steps; `form` is empty unless exactly one is named."""

    title: str = ""
    form: str = ""
    about: tuple[str, ...] = ()


def read_preamble(sheet: Sheet, headings: Headings) -> Preamble:
    """Return what the rows above the headings tell: `label: value` in one cell or in two, and a line alone as title."""
    title = form = alone = ""
    about: list[str] = []
    for label, value in _labelled(sheet, headings.row):
        name = plainly(label).rstrip(":")
        if not label:
            alone = alone or value
        elif name in _TITLE:
            title = title or value
        else:
            form = form or (_form(value) if name in _FORM else "")
            about.append(f"{label}：{value}")
    return Preamble(title=" ".join((title or alone).split())[:200], form=form, about=tuple(about))


def _labelled(sheet: Sheet, end: int) -> Iterator[tuple[str, str]]:
    for row in sheet.rows():
        if row[0].row >= end:
            return
        texts = list(dict.fromkeys(cell.text for cell in row if cell.text and not cell.spread))
        if len(texts) == 1:
            label, colon, value = texts[0].replace("：", ":", 1).partition(":")
            yield (label.strip(), value.strip()) if colon and value.strip() and len(label) <= 20 else ("", texts[0])  # noqa: PLR2004
            continue
        yield from zip(texts[::2], texts[1::2], strict=False)


def _form(value: str) -> str:
    """Return the form that is ticked, or named alone."""
    ticked = " ".join(_TICKED.findall(value)) or ("" if "□" in value else value)
    named = [form for form, words in _FORMS.items() if any(word in ticked for word in words)]
    return named[0] if len(named) == 1 else ""
