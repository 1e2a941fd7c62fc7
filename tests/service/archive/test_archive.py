"""An archive over years: what was filed goes in, what is altered there is found, and a drill comes back whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.archive.archive import Archive
from service.archive.chore import Archiving, last_check
from service.archive.imported import is_imported
from service.archive.profiles import PROFILES, Profile
from service.archive.restoring import restore
from service.archive.stores import ArchiveError, DirectoryStore
from service.book.entry import SYSTEM
from service.evidence import verify
from service.filed import Refiling, filing_of
from service.filing import bundles_of, file_drill
from service.firm import Firm, open_firm
from service.place import Place
from service.policy import default_policy
from service.settings import default_settings
from tests.support.databases import journal_in
from tests.support.firms import HandClock
from tests.support.stories import DRILL, crash


def firm_in(folder: Path, archive: Path | None = None) -> Firm:
    folder.mkdir(parents=True, exist_ok=True)
    told = default_settings()
    settings = told.model_copy(update={"archive": told.archive.model_copy(update={"to": archive})})
    firm = open_firm(journal_in(folder), folder, default_policy(), settings=settings)
    firm.book.utc_ns = HandClock()
    return firm


def filed(firm: Firm) -> Path:
    """Return the bundle of a drill that was run here."""
    firm.journal.take_pen(DRILL).store(crash().history().events)
    file_drill(Place(journal=firm.journal, directory=firm.home / "drills" / DRILL), DRILL, filing_of(firm))
    return bundles_of(firm.home / "drills" / DRILL)[0]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filed(firm_in(tmp_path_factory.mktemp("one")))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def test_what_was_filed_goes_into_the_archive_and_is_verified_there(tmp_path: Path, store: Path) -> None:
    firm = firm_in(tmp_path / "firm", store)
    path = filed(firm)
    archiving = Archiving(firm.book, firm.home, firm.settings)
    found = archiving.look()
    assert found is not None
    assert (found.count, found.wrong) == (1, ())
    [kept] = DirectoryStore(store).kept()
    assert (store / kept.name).read_bytes() == path.read_bytes()
    assert [entry.kind for entry in firm.book.entries()] == ["bundle_archived", "archive_checked"]
    assert archiving.look() is None, "nothing new, and no check is due"


def test_a_check_is_due_again_after_its_time(tmp_path: Path, store: Path) -> None:
    firm = firm_in(tmp_path / "firm", store)
    filed(firm)
    archiving = Archiving(firm.book, firm.home, firm.settings)
    archiving.look()
    later = firm.book.utc_ns() + firm.settings.archive.check
    firm.book.utc_ns = lambda: later
    assert archiving.look() is not None


def test_what_was_altered_in_the_archive_is_found_and_told(bundle: Path, store: Path, tmp_path: Path) -> None:
    firm = firm_in(tmp_path / "firm", store)
    archive = Archive(DirectoryStore(store), firm.book)
    kept = archive.export(SYSTEM, bundle)
    assert kept is not None
    place = store / kept.name
    place.chmod(0o644)
    content = place.read_bytes()
    place.write_bytes(content.replace(b'"verdict"', b'"Verdict"', 1))
    (store / "2026" / "smuggled.drillproof.zip").write_bytes(content)
    names = {wrong.name for wrong in archive.check(SYSTEM).wrong}
    assert names == {kept.name, "2026/smuggled.drillproof.zip"}
    told = last_check(firm.book)
    assert told is not None
    assert any("digest" in wrong for wrong in told.wrong)
    with pytest.raises(ArchiveError, match="not what was put there"):
        archive.fetch(DRILL, tmp_path / "out")


def test_a_bundle_that_is_gone_is_told(bundle: Path, store: Path) -> None:
    archive = Archive(DirectoryStore(store))
    kept = archive.export(SYSTEM, bundle)
    assert kept is not None
    (store / kept.name).unlink()
    assert [wrong.name for wrong in archive.check(SYSTEM).wrong] == [kept.name]


def test_a_drill_comes_back_into_an_empty_service_as_it_was(bundle: Path, store: Path, tmp_path: Path) -> None:
    archive = Archive(DirectoryStore(store))
    archive.export(SYSTEM, bundle)
    archive.fetch(DRILL, tmp_path / "fetched.drillproof.zip")
    firm = firm_in(tmp_path / "empty")
    assert restore(firm, SYSTEM, tmp_path / "fetched.drillproof.zip") == DRILL
    assert firm.journal.records(DRILL) == list(crash().records())
    assert all(check.status != "failed" for check in verify(firm.home / "drills" / DRILL))
    assert bundles_of(firm.home / "drills" / DRILL)[0].read_bytes() == bundle.read_bytes()
    assert is_imported(firm.book, DRILL)
    assert firm.index.services_of(DRILL)
    assert [entry.kind for entry in firm.book.entries()] == ["drill_imported"]


async def test_an_imported_drill_is_neither_told_of_nor_filed_anew(bundle: Path, tmp_path: Path) -> None:
    firm = firm_in(tmp_path)
    restore(firm, SYSTEM, bundle)
    await firm.index.fill()
    assert [entry.kind for entry in firm.book.entries()] == ["drill_imported"]
    later = firm.book.utc_ns() + 10**12
    firm.book.utc_ns = lambda: later
    assert Refiling(firm).look() == []


def test_a_drill_is_restored_once_and_never_beside_drills_that_were_run_here(bundle: Path, tmp_path: Path) -> None:
    firm = firm_in(tmp_path / "empty")
    restore(firm, SYSTEM, bundle)
    with pytest.raises(ArchiveError, match="here already"):
        restore(firm, SYSTEM, bundle)
    other = firm_in(tmp_path / "used")
    other.journal.take_pen("own").store(crash().history().events)
    with pytest.raises(ArchiveError, match="drills of its own"):
        restore(other, SYSTEM, bundle)
    assert other.journal.drills_now() == ["own"]


def test_a_bundle_in_which_anything_is_wrong_is_not_restored(bundle: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged.drillproof.zip"
    content = bundle.read_bytes()
    forged.write_bytes(content.replace(b'"verdict"', b'"Verdict"', 1))
    firm = firm_in(tmp_path / "empty")
    with pytest.raises(ArchiveError, match="nothing was restored"):
        restore(firm, SYSTEM, forged)
    assert firm.journal.drills_now() == []
    assert not (firm.home / "drills" / DRILL).exists()
    with pytest.raises(ArchiveError, match="no bundle"):
        restore(firm, SYSTEM, firm.home)


@given(ended=st.dates(date(2000, 1, 1), date(2100, 1, 1)), name=st.sampled_from(sorted(PROFILES)))
def test_no_day_of_a_retention_profile_is_lost(ended: date, name: str) -> None:
    profile: Profile = PROFILES[name]  # type: ignore[index]
    kept = profile.kept(f"{ended.isoformat()}T23:59:59.000000Z")
    assert kept is not None
    if profile.years is None:
        assert kept.until == ""
        return
    until = date.fromisoformat(kept.until)
    assert until.year == ended.year + profile.years
    assert (until - ended).days >= 365 * profile.years


def test_a_drill_that_has_not_ended_has_no_last_day() -> None:
    assert PROFILES["5y"].kept(None) is None
