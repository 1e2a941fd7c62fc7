"""Settings: three places in their order of weight, and every mistake told at once with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runners.secrets import SecretMissingError
from scenarios.problems import Problem, Problems
from service.cli import run
from service.settings import Settings, database_of, default_settings, home_of, read_settings, settle
from service.settings.layers import OPTIONS, field_at
from service.settings.reference import PAGE, about, every_key, settings_page, settings_schema
from service.settings.showing import digest_of, shown


def written(folder: Path, text: str) -> Path:
    file = folder / "drillproof.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(file: Path | None = None, **environ: str) -> list[Problem]:
    with pytest.raises(Problems) as told:
        settle(file, {}, environ)
    return list(told.value.problems)


def test_nothing_has_to_be_set() -> None:
    assert read_settings(None, {}, {}) == default_settings()
    assert default_settings().database == "var/service/journal.sqlite"


def test_an_option_goes_before_a_variable_and_a_variable_before_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "listen: {host: 127.0.0.2, port: 1, names: [a]}\nworker: {drills: 2}\n")
    environ = {"DRILLPROOF_LISTEN__PORT": "2", "DRILLPROOF_LISTEN__NAMES": "b, c", "DRILLPROOF_WORKER__DRILLS": "3"}
    told = read_settings(file, {"worker.drills": 4, "listen.proxy": None, "roots": []}, environ)
    assert (told.listen.host, told.listen.port, told.worker.drills) == ("127.0.0.2", 2, 4)
    assert (told.listen.names, told.listen.proxy, told.roots) == (["b", "c"], None, [])


def test_every_mistake_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    file = written(tmp_path, "listen:\n  prot: 8443\npatience: 10\ntakeover: {act: 6s}\n")
    told = refused(file, DRILLPROOF_LISTEN__PORT="99999", DRILLPROOF_RUNERS="here", DRILLPROOF_WORKER__DRILLS="")
    places = {str(problem).partition(": ")[0] for problem in told}
    assert places == {
        f"{file}:2:3",
        f"{file}:3:11",
        f"{file}:4:17",
        "environment:DRILLPROOF_LISTEN__PORT",
        "environment:DRILLPROOF_RUNERS",
        "environment:DRILLPROOF_WORKER__DRILLS",
    }
    said = "\n".join(map(str, told))
    assert "did you mean port?" in said
    assert "did you mean runners?" in said


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("takeover: {act: 5s500ms}", "not_a_duration"),
        ("takeover: {act: 4001ms}", "acts_too_long"),
        ("takeover: {beat: 3s}", "beats_too_slow"),
        ("runners: queue", "queue_needs_server"),
        ("database: mysql://h/d", "bad_database"),
        ("database: {url: x}", "unknown_key"),
        ("database: [a]", "inline_secret"),
        ("listen: {tls_cert: a.pem}", "half_of_tls"),
        ("evidence_key_password_file: a.txt", "password_without_key"),
        ("limits: {viewers: 600}", "viewers_take_all"),
        ("listen: {port: '80'}", "not_whole"),
        ("listen: {port: true}", "not_whole"),
        ("home: [a]", "not_text"),
        ('home: ""', "empty_text"),
        ("worker: {site: S H}", "bad_id"),
        ("log: {form: jsn}", "no_choice"),
        ("log: ~", "nothing_here"),
        ("- a", "not_a_mapping_file"),
        ("", "empty_file"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, key: str) -> None:
    told = refused(written(tmp_path, text))
    assert key in [problem.key for problem in told]
    assert all(problem.told("zh") and problem.file == str(tmp_path / "drillproof.yaml") for problem in told)


def test_a_file_that_is_not_there_is_refused_and_one_that_nobody_named_is_not_missed(tmp_path: Path) -> None:
    assert [problem.key for problem in refused(tmp_path / "gone.yaml")] == ["no_file"]
    assert [problem.key for problem in refused(None, DRILLPROOF_CONFIG=str(tmp_path / "gone.yaml"))] == ["no_file"]


def test_a_part_cannot_be_set_beside_the_whole() -> None:
    told = refused(None, DRILLPROOF_DATABASE="a.sqlite", DRILLPROOF_DATABASE__FILE="/run/secret")
    assert [problem.key for problem in told] == ["set_twice"]


def test_paths_of_the_file_start_at_its_folder_and_all_others_where_they_are(tmp_path: Path) -> None:
    file = written(tmp_path, "database: data/j.sqlite\npolicy: policy.yaml\nroots: [a, /b]\n")
    told = read_settings(file, {}, {"DRILLPROOF_EVIDENCE_KEY": "key.pem"})
    assert database_of(told) == str(tmp_path / "data/j.sqlite")
    assert (told.policy, told.evidence_key) == (tmp_path / "policy.yaml", Path("key.pem"))
    assert told.roots == [tmp_path / "a", Path("/b")]
    assert home_of(told, database_of(told)) == tmp_path / "data"


def test_a_database_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://u:p@h/d\n")
    told = read_settings(written(tmp_path, "database: {file: url}\nrunners: queue\n"), {}, {})
    assert database_of(told) == "postgresql://u:p@h/d"
    assert home_of(told, database_of(told)) == Path("var/service")
    gone = read_settings(None, {}, {"DRILLPROOF_DATABASE__ENV": "NOWHERE"})
    with pytest.raises(SecretMissingError, match="NOWHERE"):
        database_of(gone, {})


def test_a_password_is_never_shown_and_one_in_the_file_is_worth_a_word(tmp_path: Path) -> None:
    file = written(tmp_path, "database: postgresql://dp:s3cret-word@h/d\n")
    settled = settle(file, {}, {})
    assert [problem.key for problem in settled.warnings] == ["password_in_file"]
    told = {each.key: each for each in shown(settled)}
    assert told["database"].value == "postgresql://dp:***@h/d"
    assert told["database"].place == f"{file}:1:11"
    assert told["listen.port"].said_by == "default"
    assert "s3cret" not in str(list(told.values()))
    assert settle(None, {}, {"DRILLPROOF_DATABASE": "postgresql://dp:word@h/d"}).warnings == ()


def test_other_settings_have_another_digest_and_the_password_is_none_of_it() -> None:
    def one(url: str) -> str:
        return digest_of(read_settings(None, {"database": url}, {}))

    assert one("postgresql://u:a1234@h/d") == one("postgresql://u:b1234@h/d") != one("postgresql://u@i/d")


def told_of(environ: dict[str, str]) -> list[Problem]:
    try:
        return list(settle(None, {}, environ).warnings)
    except Problems as problems:
        return list(problems.problems)


@pytest.mark.parametrize("keys", list(every_key()), ids=".".join)
@settings(max_examples=30)
@given(text=st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40))
def test_what_is_wrong_with_a_variable_is_told_by_its_name(keys: tuple[str, ...], text: str) -> None:
    name = f"DRILLPROOF_{'__'.join(keys).upper()}"
    assert [problem for problem in told_of({name: text}) if name not in str(problem)] == []


@given(st.dictionaries(st.text("ABCDEFGHIKLMNOPRSTUWY_0", min_size=1, max_size=20), st.text("ab1,[]{}:", max_size=8)))
def test_no_variable_brings_a_traceback_or_is_passed_over(environ: dict[str, str]) -> None:
    told = told_of({f"DRILLPROOF_{name}": text for name, text in environ.items()})
    assert bool(told) == bool(environ)


def test_every_key_is_described_and_every_option_sets_one() -> None:
    assert all(about(keys).zh and about(keys).en for keys in every_key())
    assert all(field_at(tuple(key.split("."))) is not None for key in OPTIONS)


def test_the_page_is_what_the_code_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run: python -m service.settings.reference"


def test_the_form_takes_what_the_service_takes() -> None:
    schema = settings_schema()
    jsonschema.validate({"listen": {"port": 1}, "patience": "5m", "database": {"env": "URL"}}, schema)
    refused: list[dict[str, Any]] = [{"listen": {"port": 0}}, {"patience": 5}, {"lsten": {}}]
    for wrong in refused:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)
    assert Settings.model_validate({"patience": "5m"}, context={}).patience == 5 * 60 * 10**9


def test_config_tells_checks_and_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def asked(*arguments: str) -> tuple[int, str, str]:
        code = run(["config", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    file = str(written(tmp_path, "listen: {port: 9000}\n"))
    assert asked("check", "--config", file, "--lang", "zh")[:2] == (0, f"运行设置无误：{file}\n")
    told = json.loads(asked("show", "--config", file, "--json")[1])
    assert [one["value"] for one in told if one["key"] == "listen.port"] == ["9000"]
    assert "listen.port" in asked("show", "--config", file)[1]
    assert json.loads(asked("schema")[1])["title"] == "drillproof settings"
    code, _, wrong = asked("check", "--config", str(written(tmp_path, "listen: {port: 0}\n")))
    assert (code, "drillproof.yaml:1:16: listen.port" in wrong) == (4, True)
