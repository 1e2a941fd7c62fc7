"""`keys`, `bundle`, `countersign` and `archive` as a person at a terminal meets them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from service import evidence
from service.cli import run
from service.evidence.bundle import open_bundle
from service.evidence.layout import ENVELOPE, STATEMENT, TIMESTAMP
from service.evidence.lines import lines_of
from service.keys import open_key, read_trust
from tests.support.authorities import authority
from tests.support.stories import DRILL, crash

Told = Callable[[], str]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Told:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def read() -> str:
        found = capsys.readouterr()
        assert "Traceback" not in found.out + found.err
        return found.out + found.err

    return read


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("filed") / "drill"
    evidence.write(place, crash().records(), {"scenario": b"scenario"})
    return place


def test_a_key_is_made_listed_exported_and_trusted(told: Told) -> None:
    assert run(["keys", "new", "operator.pem"]) == 0
    key = open_key(Path("operator.pem"))
    assert key.keyid in told()
    assert run(["keys", "list", "--json"]) == 0
    listed = [json.loads(line) for line in told().splitlines()]
    assert {(one["keyid"], one["kind"]) for one in listed} == {(key.keyid, "private"), (key.keyid, "public")}
    for path in ("operator.pem", "operator.pub.pem"):
        assert run(["keys", "export", path]) == 0
        assert told() == key.public
    assert run(["keys", "trust", "trust.yaml", "--add", "operator.pub.pem", "--who", "王芳", "--role", "auditor"]) == 0
    found = read_trust(Path("trust.yaml")).of(key.keyid)
    assert found is not None
    assert (found.who, found.role) == ("王芳", "auditor")


def test_what_people_wrote_in_a_trust_file_stays_when_a_key_is_revoked(told: Told) -> None:
    run(["keys", "new", "operator.pem"])
    keyid = open_key(Path("operator.pem")).keyid
    run(["keys", "trust", "trust.yaml", "--add", "operator.pub.pem", "--who", "IT"])
    path = Path("trust.yaml")
    path.write_text(f"# whom we trust\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert run(["keys", "trust", "trust.yaml", "--revoke", keyid, "--on", "2026-11-22"]) == 0
    assert path.read_text(encoding="utf-8").startswith("# whom we trust")
    told()
    assert run(["keys", "trust", "trust.yaml", "--lang", "zh"]) == 0
    assert "2026-11-22 吊销" in told()


def test_an_encrypted_key_signs_with_its_password(told: Told, drill: Path) -> None:
    Path("password").write_text("秘密\n", encoding="utf-8")
    assert run(["keys", "new", "k.pem", "--password-file", "password"]) == 0
    asked = ["bundle", str(drill), "--out", "b.drillproof.zip", "--sign", "k.pem"]
    assert run(asked) == 4
    assert "password" in told()
    assert run([*asked, "--password-file", "password"]) == 0
    assert "1 signatures" in told()


def test_a_drill_becomes_a_bundle_that_an_auditor_signs_too(told: Told, drill: Path) -> None:
    assert run(["bundle", str(drill), "--out", "b.drillproof.zip"]) == 0
    assert "not signed" in told()
    run(["keys", "new", "auditor.pem"])
    for count in (1, 1):
        assert run(["countersign", "b.drillproof.zip", "--key", "auditor.pem"]) == 0
        assert f"it has {count} signatures now" in told()
    assert open_bundle(Path("b.drillproof.zip")).read(STATEMENT) == (drill / STATEMENT).read_bytes()
    assert not (drill / ENVELOPE).exists(), "the folder is as it was"


def test_a_bundle_is_stamped_where_an_authority_is_named(told: Told, drill: Path, tmp_path: Path) -> None:
    with authority(tmp_path / "tsa") as ours:
        assert run(["bundle", str(drill), "--out", "b.drillproof.zip", "--timestamp", ours.url]) == 0
    assert "time stamp: 20" in told()
    assert TIMESTAMP in open_bundle(Path("b.drillproof.zip")).names


def test_a_bundle_in_which_something_is_wrong_is_not_signed(told: Told, drill: Path) -> None:
    run(["bundle", str(drill), "--out", "b.drillproof.zip"])
    run(["keys", "new", "auditor.pem"])
    path = Path("b.drillproof.zip")
    forged = path.read_bytes().replace(b'"verdict"', b'"Verdict"', 1)
    path.write_bytes(forged)
    told()
    assert run(["countersign", "b.drillproof.zip", "--key", "auditor.pem"]) == 4
    assert "nothing was signed" in told()
    assert path.read_bytes() == forged


def test_a_journal_of_an_older_form_is_filed_anew_in_its_bundle(told: Told) -> None:
    (Path("old") / "evidence").mkdir(parents=True)
    (Path("old") / "evidence/journal.jsonl").write_text(lines_of(crash().records()), encoding="utf-8")
    (Path("old") / "evidence/scenario.yaml").write_text("scenario", encoding="utf-8")
    assert run(["bundle", "old", "--out", "b.drillproof.zip"]) == 0, told()
    assert {"report.json", STATEMENT, "evidence/scenario.yaml"} <= set(open_bundle(Path("b.drillproof.zip")).names)
    assert not (Path("old") / "report.json").exists()


def test_a_drill_goes_into_an_archive_and_out_of_it_into_an_empty_service(told: Told, drill: Path) -> None:
    run(["bundle", str(drill), "--out", "b.drillproof.zip"])
    Path("archive").mkdir()
    assert run(["db", "upgrade", "--db", "first.sqlite"]) in {0, 4}
    assert run(["archive", "restore", "b.drillproof.zip", "--into", "first.sqlite", "--home", "first"]) == 0, told()
    asked = ["--to", "archive", "--db", "first.sqlite"]
    assert run(["archive", "export", "b.drillproof.zip", *asked]) == 0
    assert run(["archive", "export", "b.drillproof.zip", *asked]) == 0
    assert "nothing was written" in told()
    assert run(["archive", "list", "--to", "archive", "--json"]) == 0
    assert json.loads(told())["drill"] == DRILL
    assert run(["archive", "check", *asked]) == 0
    assert "1 bundles verified, 0 wrong" in told()
    assert run(["archive", "restore", DRILL, "--to", "archive", "--into", "second.sqlite", "--home", "second"]) == 0
    assert "imported" in told()
    [kept] = Path("archive").glob("*/*.drillproof.zip")
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes()[:-1])
    assert run(["archive", "check", *asked]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["keys", "list", "nowhere"],
        ["keys", "export", "nowhere.pem"],
        ["keys", "new", "/proc/no/key.pem"],
        ["keys", "new", "k.pem", "--password-file", "nowhere"],
        ["keys", "trust", "nowhere.yaml"],
        ["keys", "trust", "t.yaml", "--add", "nowhere.pem", "--who", "x"],
        ["keys", "trust", "t.yaml", "--revoke", "x", "--on", "2026-01-01"],
        ["bundle", "nowhere", "--out", "b"],
        ["bundle", "../x", "--out", "b"],
        ["bundle", ".", "--out", "b"],
        ["countersign", "nowhere", "--key", "nowhere.pem"],
        ["archive", "check", "--to", "nowhere", "--db", "none.sqlite"],
        ["archive", "list"],
        ["archive", "list", "--to", "nowhere"],
        ["archive", "restore", "nowhere", "--into", "x.sqlite", "--to", "nowhere"],
        ["archive", "export", "nowhere", "--to", "."],
    ],
)
def test_what_cannot_be_done_ends_with_4_and_says_why(told: Told, arguments: list[str]) -> None:
    assert run(arguments) == 4
    assert told().strip()


def test_a_pdf_is_signed_and_nothing_else_is(told: Told, drill: Path) -> None:
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.key", "-out", "k.pem", "-subj", "/CN=IT"]
    subprocess.run(["openssl", *made], check=True, capture_output=True)
    asked = ["report", str(drill), "--lang", "en", "--sign-pdf", "k.key", "k.pem", "--out", "report"]
    assert run([*asked, "--format", "html"]) == 4
    assert "is no PDF" in told()
    assert run([*asked, "--format", "pdf"]) in {0, 1, 2}, told()
    assert b"/ETSI.CAdES.detached" in Path("report").read_bytes()
