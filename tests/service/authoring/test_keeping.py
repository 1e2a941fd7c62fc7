"""Scenarios that are kept: nothing leaves its folder, nobody overwrites what they did not read, every version stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.authoring.keeping import Keeping
from service.authoring.places import Places
from service.authoring.versions import difference
from service.denial import ConflictError, NoSuchError, StaleError, TooLargeError, UnfitError
from service.dossiers.files import SHIPPED
from tests.support.firms import SETUP, book_at

TEXT = "scenario: ours\ntitle: {zh: 甲, en: a}\nservices: [quote]\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def keeping(tmp_path: Path, home: Path) -> Keeping:
    return Keeping(book_at(tmp_path), home / "scenarios")


def test_a_text_is_kept_found_again_and_every_version_of_it_stays(keeping: Keeping, home: Path) -> None:
    first = keeping.save(SETUP, "ours.yaml", TEXT, "", 0)
    second = keeping.save(SETUP, "ours.yaml", f"{TEXT}form: live\n", first.sha256, 2)
    assert (home / "scenarios" / "ours.yaml").read_text("utf-8") == f"{TEXT}form: live\n"
    assert keeping.version(first.sha256) == TEXT
    assert [one.event.sha256 for one in keeping.told("ours.yaml")] == [first.sha256, second.sha256]
    found = Places([home], home).find("own:ours.yaml")
    assert (found.heading.name, found.heading.services) == ("ours", ("quote",))


def test_who_read_an_older_version_overwrites_nothing(keeping: Keeping) -> None:
    first = keeping.save(SETUP, "ours.yaml", TEXT, "", 0)
    for base in ("", "0" * 64):
        with pytest.raises(StaleError):
            keeping.save(SETUP, "ours.yaml", "scenario: theirs\n", base, 0)
    assert keeping.shelf.read_now("ours.yaml")[0].sha256 == first.sha256


@pytest.mark.parametrize(
    "name", ["../out.yaml", "a/b.yaml", ".hidden.yaml", "a.txt", "A.yaml", "", "a.yaml\n", "é.yaml", "-" * 70 + ".yaml"]
)
def test_a_name_that_leads_elsewhere_is_none(keeping: Keeping, home: Path, name: str) -> None:
    with pytest.raises(UnfitError):
        keeping.save(SETUP, name, TEXT, "", 0)
    assert not list(home.rglob("*.yaml"))


def test_what_is_no_scenario_or_too_large_is_not_kept(keeping: Keeping) -> None:
    for text in ("", "hosts: {}\n", "scenario: [", "services: {a: {}}\n"):
        with pytest.raises(UnfitError):
            keeping.save(SETUP, "ours.yaml", text, "", 0)
    with pytest.raises(TooLargeError):
        keeping.save(SETUP, "ours.yaml", TEXT + "#" * 140_000, "", 0)


def test_a_service_without_a_folder_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConflictError):
        Keeping(book_at(tmp_path), None).save(SETUP, "ours.yaml", TEXT, "", 0)
    assert Places([tmp_path / "elsewhere"], tmp_path / "home").own is None


def test_a_link_out_of_the_folders_is_no_file_of_theirs(tmp_path: Path, home: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(TEXT)
    (home / "linked.yaml").symlink_to(secret)
    (home / "up").symlink_to(tmp_path)
    places = Places([home], home)
    assert [one.id for one in places.every() if one.place != "library"] == []
    for name in ("home:linked.yaml", "home:up:secret.yaml", "home:..:secret.yaml", "home:/etc/passwd", "home:", ""):
        with pytest.raises(NoSuchError):
            places.find(name)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_name_finds_what_lies_outside(home: Path, name: str) -> None:
    places = Places([home], home)
    try:
        found = places.find(name)
    except NoSuchError:
        return
    assert found.path.resolve().is_relative_to(home)


def test_the_library_is_found_by_its_names(home: Path) -> None:
    every = Places((SHIPPED, home), home).every()
    names = {one.id for one in every}
    assert "library:emergency-patch.yaml" in names, "YAML 1.2 that other parsers refuse"
    assert "library:proved.yaml" not in names
    assert len({one.path.resolve() for one in every}) == len(every), "a folder in two places is listed once"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12), st.lists(st.sampled_from(["a", "b", "d"]), max_size=12)
)
def test_a_difference_tells_every_line_that_went_and_came(old: list[str], new: list[str]) -> None:
    pieces = difference("\n".join(old), "\n".join(new), around=100)
    before, after = "\n".join(old).splitlines(), "\n".join(new).splitlines()
    if before == after:
        assert pieces == []
        return
    assert [one.text for one in pieces if one.kind in {"same", "old"}] == before
    assert [one.text for one in pieces if one.kind in {"same", "new"}] == after
