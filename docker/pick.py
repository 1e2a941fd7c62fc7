"""Prints some of a lock file's packages, each with version and hashes; ends with 1 where one is not there.

pick.py LOCK --only NAME ...     pick.py LOCK --without NAME ...
"""

from __future__ import annotations

import sys
from pathlib import Path


def blocks(text: str) -> dict[str, str]:
    """Return each package's lines, by its name."""
    found, name = dict[str, str](), ""
    for line in text.splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            name = line.partition("==")[0].partition("[")[0].strip().lower()
            found[name] = ""
        if name:
            found[name] += line + "\n"
    return found


def picked(text: str, names: set[str], *, only: bool) -> str:
    """Return the packages that are named, or those that are not; raises SystemExit where there is none of a name."""
    known = blocks(text)
    if unknown := sorted(names - known.keys()):
        sys.exit(f"not in the lock file: {', '.join(unknown)}; correct docker/aside.txt or docker/extras.txt")
    return "".join(lines for name, lines in known.items() if (name in names) is only)


if __name__ == "__main__":
    lock, how, *told = sys.argv[1:]
    sys.stdout.write(picked(Path(lock).read_text("utf-8"), {name.lower() for name in told}, only=how == "--only"))
