"""The last section of docs/api.md: every address that the OpenAPI document has, written from the code.

`python -m service.api.reference` prints it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from runners.journal import Journal
from service.api.app import create_app
from service.api.document import RIGHT_KEY

HEADING: Final = "## Every address"
_LEAD: Final = (
    "Written from the code by `python -m service.api.reference`; a test holds it to what the service answers. "
    "*Right* is what the caller\nmust have for the services that are concerned (who has which: [access](access.md)); "
    "where it is empty, the address is open or everybody's own.\nPages for people (the console, the emergency stop) "
    "are no promise to programs and not listed.\n"
)
_HEAD: Final = "| address | right | what it does |\n|---|---|---|\n"


def reference(document: dict[str, Any]) -> str:
    """Return the section as Markdown: a table for each part of the service, in the order of the OpenAPI document."""
    parts: dict[str, list[str]] = {}
    for path, item in document["paths"].items():
        for method, told in item.items():
            parts.setdefault(told["tags"][0], []).append(_row(method.upper(), path, told))
    tables = (f"### {part}\n\n{_HEAD}{''.join(rows)}" for part, rows in parts.items())
    return f"{HEADING}\n\n{_LEAD}\n" + "\n".join(tables)


def _row(method: str, path: str, told: dict[str, Any]) -> str:
    first = told.get("description", "").partition("\n")[0].replace("|", "\\|")
    return f"| `{method} {path}` | {told.get(RIGHT_KEY, '')} | {first} |\n"


def _document() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(make_url(f"sqlite:///{folder}/journal.sqlite"))
        try:
            return create_app(journal, Path(folder)).openapi()
        finally:
            journal.close()


if __name__ == "__main__":
    print(reference(_document()), end="")  # noqa: T201  it is asked for on a terminal
