"""Attached files on disk: by their digest, once, whole, bounded, and nowhere else."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.attachments import FOLDER, Attachments
from service.attachments import store as module
from service.denial import ConflictError

DOSSIER = "pg-crash-20261107-1a2b3c4d"


def test_a_file_lies_under_its_digest_once_and_nothing_else_does(tmp_path: Path) -> None:
    store = Attachments(tmp_path)
    digest = store.keep(DOSSIER, b"seen")
    assert digest == sha256(b"seen").hexdigest()
    place = store.place(DOSSIER, digest)
    assert place == tmp_path / FOLDER / DOSSIER / digest
    assert place is not None
    before = place.stat()
    assert store.keep(DOSSIER, b"seen") == digest
    assert place.stat().st_mtime_ns == before.st_mtime_ns, "what is kept is not written again"
    assert [path.name for path in place.parent.iterdir()] == [digest]
    assert store.sizes(DOSSIER) == {digest: 4}


def test_one_dossier_has_nothing_of_another_and_what_is_dropped_is_gone(tmp_path: Path) -> None:
    store = Attachments(tmp_path)
    digest = store.keep("one", b"seen")
    assert store.place("other", digest) is None
    assert store.keep("other", b"seen") == digest
    assert store.dossiers() == ["one", "other"]
    store.drop("one")
    store.drop("nobody")
    assert store.place("one", digest) is None
    assert store.place("other", digest) is not None


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc", "a\x00", "a\\b"])
def test_a_name_that_leads_elsewhere_is_no_dossier(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a dossier"):
        Attachments(tmp_path / "home").keep(name, b"x")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("digest", ["", "..", "../journal", "A" * 64, "a" * 63, f"{'a' * 64}\n"])
def test_what_is_no_digest_lies_nowhere(tmp_path: Path, digest: str) -> None:
    store = Attachments(tmp_path)
    store.keep(DOSSIER, b"x")
    assert store.place(DOSSIER, digest) is None


def test_a_link_is_no_attached_file(tmp_path: Path) -> None:
    store = Attachments(tmp_path)
    store.keep(DOSSIER, b"x")
    secret = tmp_path / "secret"
    secret.write_bytes(b"s")
    link = tmp_path / FOLDER / DOSSIER / sha256(b"s").hexdigest()
    link.symlink_to(secret)
    assert store.place(DOSSIER, link.name) is None


def test_a_dossier_has_so_many_files_and_bytes_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Attachments(tmp_path)
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    store.keep(DOSSIER, b"12345")
    with pytest.raises(ConflictError) as full:
        store.keep(DOSSIER, b"123456")
    assert full.value.reasons[0].code == "attachments_many"
    store.keep(DOSSIER, b"1234")
    monkeypatch.setattr(module, "MOST_FILES", 2)
    with pytest.raises(ConflictError):
        store.keep(DOSSIER, b"1")
    assert store.keep(DOSSIER, b"1234"), "what is there already takes no room"


def test_what_a_killed_writer_left_half_is_swept_and_counts_for_nothing(tmp_path: Path) -> None:
    store = Attachments(tmp_path)
    store.keep(DOSSIER, b"1")
    half = tmp_path / FOLDER / DOSSIER / ".half.part"
    half.write_bytes(b"half a photo")
    assert len(store.sizes(DOSSIER)) == 1
    store.keep(DOSSIER, b"2")
    assert not half.exists()


@settings(max_examples=20)
@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8))
def test_what_is_kept_is_what_came(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    store = Attachments(tmp_path_factory.mktemp("home"))
    digests = {store.keep(DOSSIER, content): content for content in contents}
    assert store.sizes(DOSSIER) == {digest: len(content) for digest, content in digests.items()}
    for digest, content in digests.items():
        place = store.place(DOSSIER, digest)
        assert place is not None
        assert place.read_bytes() == content
