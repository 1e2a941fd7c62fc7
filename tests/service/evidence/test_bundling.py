"""One file for a drill: bytes that the drill decides, read by other tools too, and no changed byte unnoticed."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import struct
import subprocess
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import evidence
from service.evidence.bundle import Bundle, BundleError, open_bundle
from service.evidence.bundling import BundleThereError, Overlaid, pack, read_statement
from service.evidence.layout import ENVELOPE, JOURNAL, STATEMENT, Fault, Flaw, is_fit
from service.evidence.sealing import Seal, signature_files
from service.evidence.statement import statement_bytes
from service.evidence.zipping import Member, directory, laid_out
from service.keys import new_key
from tests.support.stories import missing

SOURCES = {"scenario": b"scenario", "bia": b"bia"}


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("honest")
    evidence.write(place / "drill", missing().records(), SOURCES, seal=Seal(keys=[new_key(place / "k.pem")]))
    pack(open_bundle(place / "drill"), place / "one.drillproof.zip")
    return place


@pytest.fixture
def folder(honest: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(honest / "drill", tmp_path / "drill"))


@pytest.fixture
def bundle(honest: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(honest / "one.drillproof.zip", tmp_path / "x.drillproof.zip"))


def flaws(path: Path) -> list[tuple[Fault, str]]:
    return [(flaw.fault, flaw.name) for flaw in open_bundle(path).flaws()]


def test_a_bundle_holds_what_the_folder_holds(honest: Path) -> None:
    one, other = open_bundle(honest / "drill"), open_bundle(honest / "one.drillproof.zip")
    assert (one.form, other.form) == ("folder", "bundle")
    assert one.names == other.names
    assert all(one.read(name) == other.read(name) for name in one.names)
    assert all(one.size(name) == other.size(name) for name in one.names)
    assert list(other.flaws()) == []
    assert list(one.flaws()) == []


def test_the_same_drill_gives_the_same_bytes(honest: Path, tmp_path: Path) -> None:
    pack(open_bundle(honest / "drill"), tmp_path / "two.drillproof.zip")
    pack(open_bundle(tmp_path / "two.drillproof.zip"), tmp_path / "three.drillproof.zip")
    whole = (honest / "one.drillproof.zip").read_bytes()
    assert (tmp_path / "two.drillproof.zip").read_bytes() == whole
    assert (tmp_path / "three.drillproof.zip").read_bytes() == whole


def test_other_tools_read_it(bundle: Path, tmp_path: Path, honest: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unpacked")
    if shutil.which("unzip") is not None:
        subprocess.run(["unzip", "-tqq", str(bundle)], check=True)
    for name in open_bundle(bundle).names:
        assert (tmp_path / "unpacked" / name).read_bytes() == (honest / "drill" / name).read_bytes()


def test_a_member_is_read_as_a_stream(bundle: Path) -> None:
    whole = open_bundle(bundle).read(JOURNAL)
    with open_bundle(bundle).open(JOURNAL) as file:
        assert b"".join(file) == whole
        file.seek(-5, 2)
        assert whole is not None
        assert file.read() == whole[-5:]
    with pytest.raises(FileNotFoundError):
        open_bundle(bundle).open("nowhere")
    assert open_bundle(bundle).read("nowhere") is None
    assert open_bundle(bundle).size("nowhere") is None


def test_a_file_that_is_not_what_the_statement_says_is_not_packed(folder: Path, tmp_path: Path) -> None:
    (folder / "report.json").write_bytes(b"{}")
    with pytest.raises(BundleError, match=r"report\.json: it is not what the statement says"):
        pack(open_bundle(folder), tmp_path / "x.drillproof.zip")
    (folder / "report.json").unlink()
    with pytest.raises(BundleError, match=r"report\.json: it is missing"):
        pack(open_bundle(folder), tmp_path / "x.drillproof.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["drill"]


def test_what_the_statement_does_not_name_does_not_come_along(folder: Path, tmp_path: Path) -> None:
    (folder / "evidence/notes.txt").write_text("private", encoding="utf-8")
    pack(open_bundle(folder), tmp_path / "x.drillproof.zip")
    assert "evidence/notes.txt" not in open_bundle(tmp_path / "x.drillproof.zip").names


def test_no_bundle_takes_the_place_of_another(bundle: Path, folder: Path) -> None:
    before = bundle.read_bytes()
    with pytest.raises(BundleThereError, match="there already"):
        pack(open_bundle(folder), bundle)
    assert bundle.read_bytes() == before


def test_a_folder_without_a_statement_is_told_what_to_do(folder: Path, tmp_path: Path) -> None:
    (folder / STATEMENT).write_bytes(b"{}")
    with pytest.raises(BundleError, match="_type"):
        pack(open_bundle(folder), tmp_path / "x.drillproof.zip")
    (folder / STATEMENT).unlink()
    with pytest.raises(BundleError, match="drillproof bundle DIR"):
        pack(open_bundle(folder), tmp_path / "x.drillproof.zip")


def test_an_auditor_signs_a_bundle_and_nothing_else_of_it_changes(bundle: Path, tmp_path: Path) -> None:
    auditor, before = new_key(tmp_path / "auditor.pem"), open_bundle(bundle)
    statement, envelope = before.read(STATEMENT), before.read(ENVELOPE)
    assert statement is not None
    pack(Overlaid(below=before, over=signature_files(statement, [auditor], envelope)), tmp_path / "2.drillproof.zip")
    after = open_bundle(tmp_path / "2.drillproof.zip")
    assert set(after.names) - set(before.names) == {f"evidence/signers/{auditor.keyid}.pem"}
    assert {name for name in before.names if before.read(name) != after.read(name)} == {ENVELOPE}
    assert read_statement(after) == read_statement(before)


def test_any_changed_bit_of_the_container_is_noticed(bundle: Path) -> None:
    """Every byte that is no content, and of the contents some: those have their own digests as well."""
    whole = bundle.read_bytes()
    members: tuple[Any, ...] = getattr(open_bundle(bundle), "members", ())
    frame = [place for member in members for place in range(member.at, member.start)]
    rng = random.Random(20261122)  # noqa: S311  reproducible, not secret
    inside = [rng.randrange(len(whole)) for _ in range(60)]
    for place in [*rng.sample(frame, 150), *range(members[-1].end, len(whole), 7), *inside]:
        bundle.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1 :])
        assert flaws(bundle), place


def test_what_is_before_between_or_behind_is_found(bundle: Path) -> None:
    whole = bundle.read_bytes()
    members: Any = getattr(open_bundle(bundle), "members", ())
    first = members[0]
    for changed in (b"MZ" + whole, whole[: first.end] + b"hidden" + whole[first.end :], whole + b"\0", whole[:-1]):
        bundle.write_bytes(changed)
        assert flaws(bundle)
        assert open_bundle(bundle).names is not None


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04", b"hello", b"PK\x05\x06" + b"\0" * 18, b"\0" * 5000])
def test_what_is_no_bundle_is_told_and_no_crash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.drillproof.zip"
    path.write_bytes(content)
    assert flaws(path) == [(Fault.NOT_ZIP, "")]
    assert open_bundle(path).names == ()


def test_a_bundle_packed_by_another_tool_is_told_apart(bundle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.drillproof.zip"
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert {fault for fault, _ in flaws(other)} == {Fault.COMPRESSED, Fault.NOT_ZIP}
    assert open_bundle(other).names == ()


def test_two_files_of_one_name_are_found(tmp_path: Path) -> None:
    path = tmp_path / "x.drillproof.zip"
    path.write_bytes(made([("a", b"1"), ("a", b"2")]))
    assert (Fault.DUPLICATE, "a") in flaws(path)
    assert open_bundle(path).names == ("a",)


@pytest.mark.parametrize("name", ["/etc/passwd", "../up", "a/../../up", "a\\b", "C:x", "a//b", "a/", "a\nb", "./a", ""])
def test_a_name_that_leads_elsewhere_is_found(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.drillproof.zip"
    path.write_bytes(made([(name, b"1")]))
    assert (Fault.UNFIT_NAME, name) in flaws(path)
    assert not is_fit(name)


def test_members_out_of_order_are_found(tmp_path: Path) -> None:
    path = tmp_path / "x.drillproof.zip"
    path.write_bytes(made([("b", b"1"), ("a", b"2")]))
    assert flaws(path) == [(Fault.ORDER, "a")]


def test_a_link_in_a_folder_is_found(folder: Path) -> None:
    (folder / "evidence/link.json").symlink_to("/etc/passwd")
    assert list(open_bundle(folder).flaws()) == [Flaw(fault=Fault.LINK, name="evidence/link.json")]
    assert open_bundle(folder).read("evidence/link.json") is None


def made(files: list[tuple[str, bytes]]) -> bytes:
    return b"".join(_parts(files))


def _parts(files: list[tuple[str, bytes]]) -> Iterator[bytes]:
    members = list(laid_out((name, len(content), zlib.crc32(content)) for name, content in files))
    for member, (_, content) in zip(members, files, strict=True):
        yield member.header + content
    yield directory(members)


@given(
    files=st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8), st.binary())
)
def test_any_files_are_read_alike_by_pythons_own_zip(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made(sorted(files.items())))) as archive:
        assert {info.filename: archive.read(info) for info in archive.infolist()} == files


def test_what_is_larger_than_four_gigabytes_is_read_by_pythons_own_zip(tmp_path: Path) -> None:
    members = list(laid_out([("a", 5 * 2**30, 1), ("b", 3, zlib.crc32(b"abc"))]))
    path = tmp_path / "x.drillproof.zip"
    with path.open("wb") as file:  # sparse: nothing of the five gigabytes is on the disk
        for member in members:
            file.seek(member.at)
            file.write(member.header)
        file.write(b"abc" + directory(members))
    with zipfile.ZipFile(path) as archive:
        assert [(one.filename, one.file_size, one.header_offset) for one in archive.infolist()] == [
            (one.name, one.size, one.at) for one in members
        ]
        assert archive.read("b") == b"abc"
    found = open_bundle(path)
    assert isinstance(found, Bundle)
    assert found.members == tuple(members)
    assert found.read("b") == b"abc"


def test_very_many_files_have_their_own_end_record() -> None:
    members = [Member(name="a", size=0, crc=0, at=0)] * 70_000
    end = directory(members)[-22:]
    assert struct.unpack("<H", end[10:12]) == (0xFFFF,)


def test_a_large_journal_is_packed_in_little_memory(folder: Path, tmp_path: Path) -> None:
    """Forty megabytes go through a few: what is held at once does not grow with what is packed."""
    line = b'{"event":{"kind":"samples_taken"}}' * 30_000
    with (folder / JOURNAL).open("wb") as file:
        for _ in range(40):
            file.write(line)
    told = read_statement(open_bundle(folder))
    with (folder / JOURNAL).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    (folder / STATEMENT).write_bytes(statement_bytes(replace(told, files={**told.files, JOURNAL: digest})))
    tracemalloc.start()
    try:
        pack(open_bundle(folder), tmp_path / "x.drillproof.zip")
        assert list(open_bundle(tmp_path / "x.drillproof.zip").flaws()) == []
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()
    assert open_bundle(tmp_path / "x.drillproof.zip").size(JOURNAL) == 40 * len(line)
