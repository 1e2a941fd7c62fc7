"""Bundles made to stop their verifier: each ends in clear words, in little memory and time."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import pytest

from service.evidence import exit_code, verify
from service.evidence.case import LARGEST
from service.evidence.checks import Check
from service.evidence.rendering import Remembering
from service.evidence.verification import SCHEMA_FILE, as_data, schema_text
from service.keys import Trust, new_key
from tests.support.forging.honest import Files, bundle_of, honest_bundles, trust_in

HOSTILE = {
    "deep": b"[" * 200_000,
    "deep and closed": b"[" * 900 + b"]" * 900,
    "NaN": b'{"drill": NaN, "schema": Infinity}',
    "huge": b'{"drill": ' + b"9" * 100_000 + b"}",
    "surrogate": b'{"\\ud800": "\\udfff\\u001b[2J"}',
    "not UTF-8": b"\xff\xfe\x00",
    "nothing": b"",
    "a number": b"1",
}
RENDER = Remembering()
FILES = (
    "report.json",
    "evidence/statement.json",
    "evidence/envelope.json",
    "evidence/records.jsonl",
    "evidence/journal.jsonl",
    "evidence/software.json",
)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Trust, Files]:
    folder = tmp_path_factory.mktemp("firm")
    key = new_key(folder / "operator.pem")
    return folder, trust_in(key), honest_bundles(folder, key, few=True)[-1].files


def verified(firm: tuple[Path, Trust, Files], content: bytes) -> list[Check]:
    folder, trust, _ = firm
    place = folder / "bundle.drillproof.zip"
    place.write_bytes(content)
    checks = verify(place, trust, RENDER)
    told = json.dumps(as_data(checks), ensure_ascii=False)
    told.encode()
    assert all(sign.isprintable() for check in checks for sign in check.detail.en + check.detail.zh)
    return checks


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_made_to_break_its_reader_is_named(
    firm: tuple[Path, Trust, Files], name: str, what: str
) -> None:
    checks = verified(firm, bundle_of({**firm[2], name: HOSTILE[what]}))
    assert exit_code(checks) == 1
    assert any(name in one.told.en or name == one.file for check in checks for one in check.wrong)
    assert not any("it cannot be checked:" in check.detail.en for check in checks)


def test_a_file_larger_than_any_of_a_drill_is_not_read(firm: tuple[Path, Trust, Files]) -> None:
    checks = verified(firm, bundle_of({**firm[2], "report.json": b" " * (LARGEST + 1)}))
    assert exit_code(checks) == 1
    assert any("report.json" in one.file for check in checks for one in check.wrong)


def test_a_compressed_bomb_is_not_unpacked(firm: tuple[Path, Trust, Files]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.json", b"0" * 50_000_000)
    checks = verified(firm, stream.getvalue())
    assert exit_code(checks) == 1
    assert checks[0].wrong[0].told.en == "report.json: compressed; the files of a bundle never are"


def test_a_bundle_of_very_many_files_is_not_gone_through(firm: tuple[Path, Trust, Files]) -> None:
    many = bundle_of({f"evidence/{number}": b"" for number in range(20_000)})
    checks = verified(firm, many)
    assert checks[0].wrong[0].told.en == "bundle.drillproof.zip: more files than a drill has"
    claimed = bundle_of(firm[2])[:-12] + struct.pack("<HLLH", 60_000, 60_000 * 50, 0, 0)
    assert verified(firm, b"junk" + claimed)[0].status == "failed"


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04" + b"\xff" * 60, b"\0" * 999])
def test_what_is_no_bundle_says_so(firm: tuple[Path, Trust, Files], content: bytes) -> None:
    checks = verified(firm, content)
    assert exit_code(checks) == 1
    assert checks[0].status == "failed"


def test_the_published_schema_is_what_is_printed() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


def test_exit_codes(firm: tuple[Path, Trust, Files]) -> None:
    folder, trust, files = firm
    place = folder / "bundle.drillproof.zip"
    place.write_bytes(bundle_of(files))
    assert [exit_code(verify(place, trust)), exit_code(verify(place))] == [0, 2]
    place.write_bytes(bundle_of({**files, "report.json": files["report.json"].replace(b"missed", b"met")}))
    assert exit_code(verify(place, trust)) == 1
