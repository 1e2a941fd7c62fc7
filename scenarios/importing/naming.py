"""Names for what has only a text: the same text in the same place always gets the same one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

_LONGEST: Final = 40
RESERVED: Final = frozenset(("controller",))


def slug(text: str) -> str:
    """Return the Latin letters and digits of `text`, small and joined by `-`; nothing if it holds other letters.

    A name from which letters were left out could be taken for another, so it is numbered instead.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    if any(letter.isalnum() and not letter.isascii() for letter in plain):
        return ""
    return "-".join(re.findall(r"[a-z0-9.]*[a-z0-9]", plain))[:_LONGEST].strip("-.")


@dataclass(slots=True)
class Names:
    """Gives each text a name of its own: its Latin letters, else `prefix` and a running number."""

    prefix: str
    taken: set[str] = field(default_factory=lambda: set(RESERVED))

    def name(self, text: str) -> str:
        """Return a name that was not given yet."""
        wanted = slug(text)
        name = wanted if wanted and wanted not in self.taken else self._numbered(wanted or self.prefix)
        self.taken.add(name)
        return name

    def _numbered(self, stem: str) -> str:
        numbers = (f"{stem}{number:02d}" if stem == self.prefix else f"{stem}-{number}" for number in range(1, 100_000))
        return next(name for name in numbers if name not in self.taken)


def row_ids(numbers: Collection[str]) -> list[str]:
    """Return ids for rows: by their own numbers where these are all there and all different, else by their order."""
    own = [number_of(text) for text in numbers]
    if all(own) and len(set(own)) == len(own):
        return [f"s{number}" for number in own]
    return [f"s{place:02d}" for place in range(1, len(own) + 1)]


def number_of(text: str) -> str:
    """Return the number that a cell such as 步骤 3、or 2.1 holds, two digits at least; nothing if it holds none."""
    found = re.fullmatch(
        r"(?:步骤|step|no\.?|第|s)?([0-9]{1,6}(?:[.-][0-9]{1,6}){0,4})[.、)步]?",
        "".join(unicodedata.normalize("NFKC", text).casefold().split()),
        re.ASCII,
    )
    if found is None:
        return ""
    return found[1] if not found[1].isdigit() else f"{int(found[1]):02d}"
