"""What an archive promises, held against a directory and against an S3-compatible store."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from service.archive.bucket import BucketStore
from service.archive.stores import ArchivedError, ArchiveError, DirectoryStore, Kept, Store, digest_of
from tests.support.buckets import BUCKET, bucket, client_of


def bundle_in(folder: Path, content: bytes = b"content") -> Path:
    (folder / "b.zip").write_bytes(content)
    return folder / "b.zip"


def kept(path: Path, name: str = "2026/d.v1.drillproof.zip", until: str = "") -> Kept:
    facts = {"bytes": path.stat().st_size, "sha256": digest_of(path), "statement": "0" * 64}
    return Kept(name=name, drill="d", version=1, until=until, **facts)  # type: ignore[arg-type]


class StoreContract:
    """A fixture `store` gives an empty one."""

    def test_what_is_put_comes_out_as_it_was(self, store: Store, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        assert list(store.kept()) == []
        assert store.put(kept(path), path)
        assert list(store.kept()) == [kept(path)]
        store.fetch(kept(path), tmp_path / "out")
        assert (tmp_path / "out").read_bytes() == b"content"

    def test_the_same_is_put_once(self, store: Store, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        assert store.put(kept(path), path)
        assert not store.put(kept(path), path)
        assert len(list(store.kept())) == 1

    def test_nothing_takes_the_place_of_another(self, store: Store, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        store.put(kept(path), path)
        other = bundle_in(tmp_path, b"forged")
        with pytest.raises(ArchivedError, match="nothing is overwritten"):
            store.put(kept(other), other)
        store.fetch(next(iter(store.kept())), tmp_path / "out")
        assert (tmp_path / "out").read_bytes() == b"content"

    def test_names_come_in_order(self, store: Store, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        names = [f"2026/d.v{number}.drillproof.zip" for number in (3, 1, 2)]
        for name in names:
            store.put(kept(path, name), path)
        assert [one.name for one in store.kept()] == sorted(names)

    def test_what_is_not_there_is_told(self, store: Store, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        store.put(kept(path), path)
        with pytest.raises(ArchiveError, match="gone"):
            store.fetch(replace(kept(path), name="2026/gone"), tmp_path / "out")


class TestDirectory(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        (tmp_path / "archive").mkdir()
        return DirectoryStore(tmp_path / "archive")

    def test_what_is_kept_is_read_only(self, store: Store, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        store.put(kept(path), path)
        place = tmp_path / "archive" / kept(path).name
        assert place.stat().st_mode & 0o777 == 0o444

    def test_what_a_death_left_half_is_put_again(self, store: Store, tmp_path: Path) -> None:
        path, place = bundle_in(tmp_path), tmp_path / "archive/2026"
        place.mkdir()
        (place / ".d.v1.drillproof.zip.part").write_bytes(b"con")
        assert store.put(kept(path), path)
        assert [one.name for one in place.iterdir()] == ["d.v1.drillproof.zip"]

    def test_what_was_copied_and_not_entered_is_entered(self, store: Store, tmp_path: Path) -> None:
        path, place = bundle_in(tmp_path), tmp_path / "archive/2026"
        place.mkdir()
        (place / "d.v1.drillproof.zip").write_bytes(b"content")
        assert store.put(kept(path), path)
        assert list(store.kept()) == [kept(path)]

    def test_something_else_in_its_place_is_told(self, store: Store, tmp_path: Path) -> None:
        path, place = bundle_in(tmp_path), tmp_path / "archive/2026"
        place.mkdir()
        (place / "d.v1.drillproof.zip").write_bytes(b"another")
        with pytest.raises(ArchivedError, match="does not name"):
            store.put(kept(path), path)

    @pytest.mark.parametrize("line", ["x", "{}", '{"bytes": 1}'])
    def test_an_index_that_was_altered_is_told_with_its_line(self, store: Store, tmp_path: Path, line: str) -> None:
        path = bundle_in(tmp_path)
        store.put(kept(path), path)
        with (tmp_path / "archive/index.jsonl").open("a", encoding="utf-8") as index:
            index.write(f"{line}\n")
        with pytest.raises(ArchiveError, match=r"index\.jsonl:2"):
            list(store.kept())

    def test_a_name_that_leads_out_is_refused(self, store: Store, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        with pytest.raises(ArchiveError, match="altered"):
            store.put(kept(path, "../out"), path)

    def test_an_archive_that_is_not_mounted_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ArchiveError, match="mounted"):
            list(DirectoryStore(tmp_path / "nowhere").kept())


class TestBucket(StoreContract):
    @pytest.fixture
    def address(self, monkeypatch: pytest.MonkeyPatch) -> Generator[str]:
        with bucket(monkeypatch) as address:
            yield address

    @pytest.fixture
    def store(self, address: str) -> Store:
        return BucketStore(BUCKET, "dr", address)

    def test_a_bundle_is_locked_until_its_last_day(self, address: str, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        one = kept(path, until="2046-11-22")
        BucketStore(BUCKET, "dr", address, "compliance").put(one, path)
        told = client_of(address).head_object(Bucket=BUCKET, Key=f"dr/{one.name}")
        assert told["ObjectLockMode"] == "COMPLIANCE"
        assert told["ObjectLockRetainUntilDate"].date().isoformat() == "2046-11-22"

    def test_without_a_last_day_nothing_is_locked(self, address: str, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        BucketStore(BUCKET, "", address, "compliance").put(kept(path), path)
        told = client_of(address).head_object(Bucket=BUCKET, Key=kept(path).name)
        assert "ObjectLockMode" not in told

    def test_a_bundle_without_its_entry_is_entered(self, address: str, store: Store, tmp_path: Path) -> None:
        path = bundle_in(tmp_path)
        store.put(kept(path), path)
        client_of(address).delete_object(Bucket=BUCKET, Key=f"dr/{kept(path).name}.kept.json")
        assert list(store.kept()) == []
        assert store.put(kept(path), path)
        assert list(store.kept()) == [kept(path)]

    def test_a_store_that_is_away_or_has_no_bucket_is_told(self, address: str) -> None:
        with pytest.raises(ArchiveError, match="s3://none"):
            list(BucketStore("none", "", address).kept())
