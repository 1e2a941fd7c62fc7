"""How a service files: signed by its key, bundled, in versions; anew when people added something and fell silent."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from service.aside import Aside
from service.book import Note
from service.book.entry import SYSTEM
from service.evidence.bundle import open_bundle
from service.evidence.bundling import read_statement
from service.evidence.judged import judged
from service.evidence.layout import ENVELOPE, RECORDS, STATEMENT
from service.filed import Refiling, filed, filing_of
from service.filing import BUNDLES, PLAIN, Filing, bundles_of, file_drill, keys_of
from service.firm import Firm, open_firm
from service.happenings import DrillEnded
from service.improvement.reviewing import Reviewer
from service.keys import NOBODY, Standing, new_key, signers
from service.keys.signing import envelope_of
from service.place import Place
from service.policy import default_policy
from service.settings import default_settings
from tests.support.databases import journal_in
from tests.support.firms import HandClock
from tests.support.stories import DRILL, crash


def place_in(folder: Path) -> Place:
    journal = journal_in(folder)
    if journal.last(DRILL) is None:
        journal.take_pen(DRILL).store(crash().history().events)
    return Place(journal=journal, directory=folder / "drills" / DRILL)


def firm_in(folder: Path) -> Firm:
    """Return a service that knows one closed drill, filed and signed, and whose clock stands."""
    new_key(folder / "key.pem")
    settings = default_settings().model_copy(update={"evidence_key": folder / "key.pem"})
    firm = open_firm(place_in(folder).journal, folder, default_policy(), settings=settings)
    firm.book.utc_ns = HandClock()
    file_drill(place_in(folder), DRILL, filing_of(firm))
    asyncio.run(firm.index.fill())
    return firm


def statement(folder: Path) -> tuple[int, str, int]:
    about = read_statement(open_bundle(folder / "drills" / DRILL)).about
    return about.version, about.supersedes, about.records.count


def test_a_drill_that_is_filed_again_as_it_was_is_the_same_version(tmp_path: Path) -> None:
    place, filing = place_in(tmp_path), Filing(is_bundled=True)
    file_drill(place, DRILL, filing)
    [bundle] = bundles_of(place.directory)
    before = bundle.read_bytes()
    file_drill(place, DRILL, filing)
    assert bundles_of(place.directory) == [bundle]
    assert bundle.read_bytes() == before
    assert statement(tmp_path) == (1, "", 0)


def test_a_drill_of_the_command_line_is_a_folder_that_nobody_signed(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    file_drill(place, DRILL, PLAIN)
    assert not (place.directory / BUNDLES).exists()
    assert not (place.directory / ENVELOPE).exists()
    assert (place.directory / STATEMENT).is_file()


def test_what_the_service_files_is_signed_and_says_how_long_it_is_kept(tmp_path: Path) -> None:
    firm = firm_in(tmp_path)
    [bundle] = bundles_of(tmp_path / "drills" / DRILL)
    found = open_bundle(bundle)
    [key] = keys_of(firm.settings)
    envelope = envelope_of(found.read(ENVELOPE) or b"")
    [signer] = signers(envelope, lambda _: key.public.encode(), NOBODY, None, None)
    assert (signer.keyid, signer.standing) == (key.keyid, Standing.STRANGER)
    kept = read_statement(found).about.retention
    assert kept is not None
    assert (kept.profile, kept.years, kept.until) == ("for_ever", None, "")


def test_a_key_that_cannot_be_used_keeps_no_drill_from_being_filed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    firm = firm_in(tmp_path)
    (tmp_path / "key.pem").chmod(0o644)
    assert keys_of(firm.settings) == ()
    assert "not signed" in caplog.text


def added(firm: Firm) -> None:
    """Let the end of the drill be heard of, so that the register knows what it found."""
    found = judged(crash().records())
    ended = DrillEnded(drill=DRILL, dossier=None, plan=found.plan, report=found.report, utc_ns=firm.book.utc_ns())
    asyncio.run(Reviewer(firm.improvements).hear(ended))


def later(firm: Firm, seconds: int) -> None:
    now = firm.book.utc_ns()
    firm.book.utc_ns = lambda: now + seconds * 10**9


def test_what_people_add_makes_a_new_version_when_they_fell_silent(tmp_path: Path) -> None:
    firm = firm_in(tmp_path)
    refiling = Refiling(firm)
    first = hashlib.sha256((tmp_path / "drills" / DRILL / STATEMENT).read_bytes()).hexdigest()
    added(firm)
    assert refiling.look() == []
    later(firm, 301)
    assert refiling.look() == [DRILL]
    version, before, count = statement(tmp_path)
    assert (version, before) == (2, first)
    assert count == len((tmp_path / "drills" / DRILL / RECORDS).read_text(encoding="utf-8").splitlines()) > 0
    assert [path.name for path in bundles_of(tmp_path / "drills" / DRILL)] == [
        f"{DRILL}.v{number}.drillproof.zip" for number in (1, 2)
    ]
    assert refiling.look() == []


def test_nothing_is_filed_anew_for_what_is_about_no_drill(tmp_path: Path) -> None:
    firm = firm_in(tmp_path)
    firm.book.store(SYSTEM, [Note(stream="review/another", kind="x", body={"kind": "x"})])
    later(firm, 301)
    assert Refiling(firm).look() == []
    assert statement(tmp_path)[0] == 1


def test_a_drill_that_cannot_be_filed_anew_is_told_and_tried_again(tmp_path: Path) -> None:
    firm = firm_in(tmp_path)
    refiling = Refiling(firm)
    added(firm)
    refiling.look()
    bundles = tmp_path / "drills" / DRILL / BUNDLES
    bundles.rename(tmp_path / "aside")
    bundles.write_text("in the way", encoding="utf-8")
    later(firm, 301)
    assert refiling.look() == []
    assert DRILL in refiling.rounds.last


@pytest.mark.slow
def test_a_drill_that_is_filed_beside_the_service_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    firm, directory = firm_in(tmp_path), tmp_path / "drills" / DRILL
    before = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
    (directory / "report.html").unlink()
    beside = Aside()
    try:
        report = filed(replace(firm, aside=beside), DRILL)
    finally:
        beside.close()
    assert report == judged(crash().records()).report
    assert {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()} == before
