"""docs/api.md is true: its blocks are run as they stand, one after the other, against a living service."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from service.access.first import first_token
from service.api.addresses import addresses
from service.api.app import create_app
from service.api.reference import reference
from tests.support.databases import journal_in
from tests.support.firms import enlist
from tests.support.living import Living, living
from tests.support.roles import MAY
from tests.support.small_drill import SmallDrill, small_drill

pytestmark = pytest.mark.slow
DOC: Final = Path(__file__).parents[3] / "docs/api.md"
BLOCK: Final = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CALLS: Final = 10
INTERNAL: Final = ("/console", "/stop")
"""Where pages for people begin: they are no promise to programs."""


def blocks() -> list[str]:
    """Return the blocks of the document."""
    return BLOCK.findall(DOC.read_text(encoding="utf-8"))


async def run_all(served: Living, drill: SmallDrill, first: str) -> tuple[int, str]:
    """Run the blocks in one shell; return its status and what it said."""
    people = {name.upper(): served.tokens[name] for name in ("olga", "omar", "anna", "amir")}
    own = {"URL": served.url, "FILES": str(drill.directory), "FIRST_TOKEN": first, "NO_PROXY": "*"}
    script = "set -euo pipefail\n" + "\n".join(f"echo '# block {n}'\n{block}" for n, block in enumerate(blocks()))
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        script,
        env={**os.environ, **own, **people},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(120):
        said, _ = await shell.communicate()
    return shell.returncode or 0, said.decode()


async def test_every_call_of_the_document_does_what_it_says(tmp_path: Path) -> None:
    if shutil.which("curl") is None or shutil.which("jq") is None:
        pytest.skip("needs curl and jq")
    async with small_drill(tmp_path, gate="2m") as drill:
        with living(tmp_path, people=False) as empty:
            access = empty.app.state.firm.access
            first = first_token(access)
            assert first is not None, "a service that knows nobody makes one administrator"
            served = Living(empty.url, enlist(access), empty.app)
            status, said = await run_all(served, drill, first)
            assert status == 0, said
            assert f"# block {len(blocks()) - 1}" in said
            report = await asyncio.to_thread(served.app.state.firm.book.entries, 0, 1000)
    assert {"dossier_opened", "approval_decided", "user_added"} & {entry.kind for entry in report}


def test_the_document_shows_ten_calls() -> None:
    text = DOC.read_text(encoding="utf-8")
    headings = re.findall(r"^## (\d+)\. ", text, re.MULTILINE)
    assert headings == [str(number) for number in range(1, CALLS + 1)]
    calls = [part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part[:1].isdigit()]
    assert all("curl" in part for part in calls)


def test_every_address_of_the_document_is_one_of_the_api() -> None:
    known = {re.sub(r"\{[^}]*\}", "*", name.partition(" ")[2]) for name in MAY}
    told = re.findall(r"/api/v1/[^\s\"`'?]*[^\s\"`'?.,;)]", DOC.read_text(encoding="utf-8"))
    named = {re.sub(r"(\$\w+|li\.wei|\{[^}]*\})", "*", path).rstrip("/") for path in told}
    assert named - known == set()


def test_every_address_of_the_api_is_in_the_document(tmp_path: Path) -> None:
    """A new route is told to those who call it, or kept out of the OpenAPI document and named here as internal."""
    app = create_app(journal_in(tmp_path), tmp_path)
    assert DOC.read_text(encoding="utf-8").endswith(reference(app.openapi())), (
        "write the section anew: python -m service.api.reference"
    )
    untold = {address.path for address in addresses(app) if not address.is_told}
    assert {path for path in untold if not path.startswith(INTERNAL)} == {"/"}


def test_the_examples_of_the_document_are_json() -> None:
    for block in re.findall(r"^```json\n(.*?)^```$", DOC.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        told: dict[str, Any] = json.loads(block)
        assert set(told) >= {"type", "title", "status", "detail", "errors"}
