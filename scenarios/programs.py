"""The shell programs that come with a kind of fault or action: kept in files beside it, carried by the plan."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files


def scripts(package: str | None, *names: str) -> tuple[str, ...]:
    """Return the texts of files that lie in a package, as in `scripts(__package__, "disk_full.sh")`."""
    here = files(package or "")
    return tuple(here.joinpath(name).read_text(encoding="utf-8") for name in names)


def program_of(texts: Iterable[str]) -> str:
    """Return texts of sh as one; lines that are empty or comments stay behind."""
    lines = [line for text in texts for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return "".join(f"{line}\n" for line in lines)
