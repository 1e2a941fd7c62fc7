"""What an ssh_config says about a host is what OpenSSH's own client makes of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.draft import understand
from scenarios.inventory import InventoryInput, planned, read_inventory
from scenarios.inventory.openssh.directives import read_config
from scenarios.inventory.openssh.resolve import settings_of
from scenarios.plan import PlannedHost
from scenarios.problems import Problem
from scenarios.tree import Scalar

SSH = shutil.which("ssh")
NAMES = ["db1", "db2", "web-a", "gate", "db1.example", "DB1"]
PATTERNS = [*NAMES, "*", "db*", "?b1", "web-?", "!db1", "!*.example", "d*1", "*a*", "!gate"]
VALUES: Mapping[str, list[str]] = {
    "HostName": ["10.0.0.1", "%h.internal", "host.example", "%%h", '"10.0.0.2"'],
    "User": ["ops", "root", '"drill"'],
    "Port": ["22", "2222", "=2022", " = 99"],
    "IdentityFile": ["/k/one", "~/.ssh/two", "/k/%h", "none", '"/k/with space"'],
    "CertificateFile": ["/k/one-cert.pub", "/k/%n"],
    "UserKnownHostsFile": ["/k/known", "/k/a /k/b"],
    "ProxyJump": ["jump", "ops@jump:2022", "a,b", "none"],
    "ProxyCommand": ["none", "ssh -W %h:%p jump"],
    "IdentitiesOnly": ["yes", "no"],
    "Compression": ["yes"],
}


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """Return the lines of a configuration, its blocks and settings drawn."""
    made: list[str] = []
    for _ in range(draw(st.integers(1, 9))):
        match draw(st.sampled_from(["host", "match", "set", "set", "set", "set", "noise"])):
            case "host":
                patterns = draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3))
                made.append(draw(st.sampled_from(["Host ", "host\t", "HOST = "])) + " ".join(patterns))
            case "match":
                pattern = draw(st.sampled_from(PATTERNS))
                made.append(
                    draw(st.sampled_from([f"Match host {pattern}", f"Match originalhost {pattern}", "Match all"]))
                )
            case "set":
                key = draw(st.sampled_from(sorted(VALUES)))
                indent = draw(st.sampled_from(["", "  ", "\t"]))
                made.append(
                    f"{indent}{key} {draw(st.sampled_from(VALUES[key]))}{draw(st.sampled_from(['', ' # why']))}"
                )
            case _:
                made.append(draw(st.sampled_from(["", "# a comment", "   # another"])))
    return made


def by_openssh(file: Path, name: str) -> dict[str, list[str]]:
    told = subprocess.run(
        [SSH or "ssh", "-G", "-F", str(file), name], capture_output=True, text=True, timeout=30, check=False
    )
    assert told.returncode == 0, told.stderr
    answer: dict[str, list[str]] = {}
    for line in told.stdout.splitlines():
        key, _, value = line.partition(" ")
        answer.setdefault(key, []).append(value)
    return answer


@pytest.mark.slow
@pytest.mark.skipif(SSH is None, reason="no ssh client: apt-get install openssh-client")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=lines(), included=st.none() | lines(), name=st.sampled_from(NAMES))
def test_the_client_and_we_read_the_same(
    first: list[str], included: list[str] | None, name: str, tmp_path: Path
) -> None:
    file, other = tmp_path / "config", tmp_path / "other"
    if included is not None:
        other.write_text("\n".join(included) + "\n")
        first = [*first[: len(first) // 2], f"Include {other}", *first[len(first) // 2 :]]
    text = "\n".join(first) + "\n"
    file.write_text(text)
    theirs = by_openssh(file, name)
    config = read_config(file, "config", text)
    assert config.problems == ()
    ours = settings_of(config, name)

    def said(keyword: str) -> str | None:
        word = ours.word(keyword)
        return None if word is None else word.text

    assert ours.address.lower() == theirs["hostname"][0].lower()
    assert (said("port") or "22") == theirs["port"][0]
    if said("user") is not None:
        assert said("user") == theirs["user"][0]
    keys = [word.text for word in ours.words("identityfile")]
    if keys:
        assert keys == theirs["identityfile"]
    assert [word.text for word in ours.words("certificatefile")] == theirs.get("certificatefile", [])
    jump = said("proxyjump")
    assert (jump or "none") == theirs.get("proxyjump", ["none"])[0]


def hosts_of(file: Path) -> tuple[dict[str, PlannedHost], tuple[Problem, ...]]:
    document = read_inventory(file)
    draft = understand(InventoryInput, document)
    model = draft.model
    if model is None:
        return {}, draft.problems
    hosts = {name: planned(name, host, (), document.folder, model.hosts) for name, host in model.hosts.items()}
    return hosts, draft.problems


def test_a_configuration_becomes_hosts_with_their_jumps(tmp_path: Path) -> None:
    (tmp_path / "ssh_config").write_text(
        "Host db1 db2\n  HostName %h.internal\n  ProxyJump ops@inner\n  IdentityFile keys/db\n"
        "  UserKnownHostsFile known\n"
        "Host inner\n  HostName 10.0.0.2\n  ProxyJump outer:2022\n  CertificateFile keys/inner-cert.pub\n"
        "Host *\n  User drill\n  IdentitiesOnly yes\n  IdentityFile keys/all\n"
    )
    (tmp_path / "inventory.yaml").write_text(
        "from: ssh_config\ndefaults: {environment: test, known_hosts: kh}\nhosts: {db2: {environment: production}}\n"
    )
    hosts, problems = hosts_of(tmp_path / "inventory.yaml")
    assert problems == ()
    db1 = hosts["db1"]
    assert (db1.address, db1.user, db1.agent) == ("db1.internal", "drill", False)
    assert (db1.key_file, db1.known_hosts) == (f"{tmp_path}/keys/db", f"{tmp_path}/known")
    assert [(jump.name, jump.address, jump.user, jump.port) for jump in db1.jump] == [
        ("outer", "outer", "drill", 2022),
        ("inner", "10.0.0.2", "ops", 22),
    ]
    assert [jump.key_file for jump in db1.jump] == [f"{tmp_path}/keys/all"] * 2
    assert db1.jump[1].certificate_file == f"{tmp_path}/keys/inner-cert.pub"
    assert (hosts["db1"].environment, hosts["db2"].environment) == ("test", "production")


def test_a_configuration_alone_says_no_environment_and_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("Host db1\n  User drill\n  HostName 10.0.0.1\n")
    hosts, problems = hosts_of(tmp_path / "config")
    assert hosts["db1"].environment == ""
    told = [(problem.key, problem.severity, problem.line, problem.column) for problem in problems]
    assert ("environment_not_stated", "warning", 1, 6) in told


@pytest.mark.parametrize(
    ("line", "key", "column"),
    [
        ("  Hostnam x", "ssh_unknown_keyword", 3),
        ("  User", "ssh_no_value", 3),
        ('  IdentityFile "k', "ssh_line", 16),
        ("  ProxyJump a b:c", "ssh_bad_jump", 3),
        ("  ProxyCommand nc %h %p", "ssh_proxy_command", 3),
        ("  HostKeyAlias other", "ssh_unsupported", 3),
        ("  IdentityFile /k/%u", "ssh_token", 16),
        ("  IdentityFile ${HOME}/k", "ssh_token", 16),
        ("  Port abc", "not_whole", 8),
        ("  ProxyJump db1", "jump_cycle", 13),
        ("Match exec true", "ssh_match", 7),
        ("  Include /nonexistent/*", "", 0),
    ],
)
def test_what_is_wrong_has_its_place_and_a_repair_in_both_languages(
    line: str, key: str, column: int, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text(f"Host db1\n  User drill\n{line}\n")
    _, problems = hosts_of(tmp_path / "config")
    errors = [problem for problem in problems if problem.severity == "error"]
    assert [(problem.key, problem.line, problem.column) for problem in errors] == ([(key, 3, column)] if key else [])
    for problem in errors:
        assert problem.file.endswith("config")
        assert problem.told("zh") != problem.told("en")


def test_a_place_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "more").write_text("\nHostnam x\n")
    (tmp_path / "config").write_text("Host db1\n  User drill\nInclude more\n")
    _, problems = hosts_of(tmp_path / "config")
    assert [(Path(p.file).name, p.line) for p in problems if p.severity == "error"] == [("more", 2)]


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("Host db1\n  User drill\nInclude config\n")
    _, problems = hosts_of(tmp_path / "config")
    assert "ssh_include_deep" in {problem.key for problem in problems}


def test_values_know_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("Host db1\n  User drill\n  Port 2022\n")
    root = read_inventory(tmp_path / "config").root
    assert root is not None
    hosts = root.entries["hosts"]
    port = getattr(hosts, "entries")["db1"].entries["port"]  # noqa: B009  it is a Table
    assert isinstance(port, Scalar)
    assert (port.mark.line, port.mark.column) == (3, 8)
