"""From what a paper is made: as of when, up to which entry of the book, of which services, by which software."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.papers.phrasing import at, line, listed
from service.report.blocks import Line
from service.software import SOFTWARE
from service.trace import cited
from service.words import joined, same, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`entries` and `head` are the book's length and the hash of its last entry; 0 and empty where no book was read."""

    made_ns: int
    zone: str = "Asia/Shanghai"
    entries: int = 0
    head: str = ""
    seen: tuple[str, ...] | None = None
    """The services that whoever asked may read, None for all: a paper tells of no others."""

    def lines(self, *clauses: str) -> Iterator[Line]:
        """Yield the lines that close every cover: clauses, standards, as of when, from what, by what software."""
        yield line("clauses", joined(cited(clause) for clause in clauses))
        yield line("standards", say("page.standards"))
        yield line("as_of", at(self.made_ns))
        if self.entries:
            yield line("entries", same(str(self.entries)))
            yield line("head", same(self.head), "code")
        if self.seen is not None:
            yield line("seen", listed(self.seen), "warning")
        yield line("software", same(SOFTWARE))
