"""How a store is fenced by its name: what was addressed to the old name finds nothing there any more.

A write that was given up may still lie in a socket, in a queue or in a frozen process. If the table is called otherwise
before it is read, such a write fails when it comes at last, and what was read stays true.
"""

from __future__ import annotations

from typing import Final

_FIRST: Final = "drillproof_"
_LAST: Final = 9


def generations(table: str) -> tuple[str, ...]:
    """Return the names that `table` has, one after the other; all are equally long, because databases cut names."""
    rest = table.removeprefix(_FIRST)
    return (table, *(f"drillread{number}_{rest}" for number in range(1, _LAST + 1)))


def after(table: str, current: str) -> str | None:
    """Return the name that comes after `current`, None where there is no more."""
    names = generations(table)
    place = names.index(current) + 1
    return names[place] if place < len(names) else None


USED_UP: Final = f"it was fenced {_LAST} times already and has no further name"
"""Why a store cannot be fenced once more."""
