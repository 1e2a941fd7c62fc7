"""Numbers of tables: the section's number, and the place of the table in it."""

from __future__ import annotations

from dataclasses import replace

from service.report.blocks import Section, Table
from service.words import say


def counted(section: Section) -> Section:
    """Return the section with its tables numbered: `5-2` is the second table of section 5."""
    places = [place for place, block in enumerate(section.blocks) if isinstance(block, Table)]
    blocks = list(section.blocks)
    for count, place in enumerate(places, start=1):
        block = blocks[place]
        assert isinstance(block, Table)  # noqa: S101  as chosen above
        caption = say("page.table", number=f"{section.number}-{count}", caption=block.caption)
        blocks[place] = replace(block, caption=caption)
    return replace(section, blocks=tuple(blocks))
