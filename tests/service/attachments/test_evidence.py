"""Attached files in the evidence: filed by their digest, verified, and found out where somebody changed them."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from measurements.events.governed import Attached
from service import evidence
from service.dossiers.events import NoteTaken
from service.evidence.layout import ATTACHED, RECORDS, STATEMENT
from service.filed import filed
from service.filing import bundles_of
from tests.support.firms import Served, caller
from tests.support.histories import DRILL

PHOTO = bytes(range(256)) * 40
DIGEST = sha256(PHOTO).hexdigest()
AWAY = "0" * 64


async def drilled(served: Served, *named: Attached) -> Path:
    """File the drill with a note that names documents, and return its folder."""
    firm = served.app.state.firm
    firm.attaching.store.keep(served.app.state.name, PHOTO)
    await firm.dossiers.note(caller("olga"), served.app.state.name, NoteTaken(text="seen", attachments=named))
    filed(firm, DRILL)
    return firm.home / "drills" / DRILL


def told(place: Path) -> Mapping[str, tuple[str, str]]:
    return {check.name: (check.status, check.detail.en) for check in evidence.verify(place)}


async def test_what_was_attached_lies_in_the_bundle_under_its_digest_and_verifies(served: Served) -> None:
    folder = await drilled(served, Attached(name="screen.png", sha256=DIGEST), Attached(name="m.pdf", sha256=AWAY))
    (bundle,) = bundles_of(folder)
    for place in (folder, bundle):
        found = told(place)
        assert {found[name][0] for name in ("container", "digests", "completeness")} == {"passed"}
        said = "kept here, each as a note, a record or the archive names it: 1; lying elsewhere: 1"
        assert found["attachments"] == ("passed", said)
    with zipfile.ZipFile(bundle) as packed:
        assert packed.read(f"{ATTACHED}{DIGEST}") == PHOTO


async def test_the_report_tells_the_note_and_its_file_in_every_form(served: Served) -> None:
    folder = await drilled(served, Attached(name="screen.png", sha256=DIGEST))
    for page, said in (("report.html", "现场记录及附件"), ("report.en.html", "Notes and what was attached")):
        text = (folder / page).read_text("utf-8").replace("<wbr>", "")
        assert [one for one in (said, "seen", "screen.png", DIGEST, "olga") if one not in text] == []


async def test_a_drill_is_filed_again_as_it_was(served: Served) -> None:
    folder = await drilled(served, Attached(name="screen.png", sha256=DIGEST))
    before = (folder / STATEMENT).read_bytes()
    filed(served.app.state.firm, DRILL)
    assert (folder / STATEMENT).read_bytes() == before
    served.app.state.firm.attaching.store.drop(served.app.state.name)
    filed(served.app.state.firm, DRILL)
    assert (folder / STATEMENT).read_bytes() == before, "what is among the evidence stays there"


async def test_documents_that_lie_elsewhere_prove_nothing_and_are_no_flaw(served: Served) -> None:
    folder = await drilled(served, Attached(name="m.pdf", sha256=AWAY))
    assert told(folder)["attachments"] == (
        "absent",
        "lying elsewhere, with their digests alone here: 1",
    )


async def test_a_file_that_rotted_before_it_was_filed_is_left_out(served: Served) -> None:
    firm = served.app.state.firm
    firm.attaching.store.keep(served.app.state.name, PHOTO)
    firm.attaching.store.place(served.app.state.name, DIGEST).write_bytes(b"rotten")
    folder = await drilled(served, Attached(name="screen.png", sha256=DIGEST))
    assert told(folder)["attachments"][0] == "absent"
    assert not list((folder / ATTACHED).glob("*"))


@pytest.mark.parametrize(("content", "said"), [(b"another photo", "it is not the file that was attached")])
async def test_a_file_that_was_exchanged_is_named_even_where_the_statement_was_made_anew(
    served: Served, tmp_path: Path, content: bytes, said: str
) -> None:
    folder = tmp_path / "forged"
    shutil.copytree(await drilled(served, Attached(name="screen.png", sha256=DIGEST)), folder)
    (folder / ATTACHED / DIGEST).write_bytes(content)
    statement = (folder / STATEMENT).read_text("utf-8")
    forged = json.loads(statement)
    next(one for one in forged["subject"] if one["name"].endswith(DIGEST))["digest"]["sha256"] = sha256(
        content
    ).hexdigest()
    (folder / STATEMENT).write_text(json.dumps(forged, separators=(",", ":"), sort_keys=True), "utf-8")
    assert told(folder)["attachments"] == ("failed", f"{ATTACHED}{DIGEST}: {said}")


async def test_a_file_that_nobody_attached_is_named(served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "forged"
    shutil.copytree(await drilled(served), folder)
    assert told(folder)["attachments"] == ("absent", "nothing is attached")
    (folder / ATTACHED).mkdir(exist_ok=True)
    (folder / ATTACHED / DIGEST).write_bytes(PHOTO)
    found = told(folder)
    assert found["attachments"] == ("failed", f"{ATTACHED}{DIGEST}: nobody attached this file")
    assert found["completeness"][0] == "failed"
    (folder / RECORDS).write_bytes(b"x")
    assert told(folder)["attachments"][0] == "absent", "no records, no opinion"
