"""An Ansible inventory gives the hosts, groups and variables that Ansible itself makes of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.draft import understand
from scenarios.inventory import InventoryInput, is_foreign, planned, read_inventory
from scenarios.inventory.ansible import ini
from scenarios.inventory.ansible.groups import ranked
from scenarios.inventory.ansible.ranges import NoRangeError, TooManyHostsError, name_and_port, names_of
from scenarios.inventory.ansible.source import variables_of
from scenarios.inventory.ansible.variables import VariableFiles
from scenarios.inventory.nodes import text_in
from scenarios.plan import JumpHost, PlannedHost
from scenarios.problems import Problem

ANSIBLE = shutil.which("ansible-inventory", path=os.environ.get("ANSIBLE_BIN", os.environ["PATH"]))
INI = """\
# hosts of the trading systems
bastion ansible_host=10.0.0.1 ansible_port=2022
[db]
db[01:03].sh:2222 ansible_host="10.0.1.1" # one line
[db:vars]
ansible_user = 'postgres'
ansible_ssh_private_key_file=keys/db
[web]
web-[a:b]
[prod:children]
db
web
[prod:vars]
ansible_user=ops
ansible_ssh_common_args='-o StrictHostKeyChecking=no -J bastion'
drillproof_site=shanghai
"""


def hosts_of(file: Path) -> tuple[dict[str, PlannedHost], tuple[Problem, ...]]:
    document = read_inventory(file)
    draft = understand(InventoryInput, document)
    model = draft.model
    if model is None:
        return {}, draft.problems
    hosts = {name: planned(name, host, (), document.folder, model.hosts) for name, host in model.hosts.items()}
    return hosts, draft.problems


def written(
    folder: Path, text: str, *, over: str = "from: hosts.ini\ndefaults: {environment: test, user: drill}\n"
) -> Path:
    (folder / "hosts.ini").write_text(text)
    (folder / "inventory.yaml").write_text(over)
    return folder / "inventory.yaml"


def test_an_ini_inventory_becomes_hosts(tmp_path: Path) -> None:
    hosts, problems = hosts_of(written(tmp_path, INI))
    assert problems == ()
    assert list(hosts) == ["bastion", "db01.sh", "db02.sh", "db03.sh", "web-a", "web-b"]
    db, web = hosts["db02.sh"], hosts["web-a"]
    assert (db.address, db.port, db.user, db.site) == ("10.0.1.1", 2222, "postgres", "shanghai")
    assert db.key_file == f"{tmp_path}/keys/db"
    assert (web.address, web.user) == ("web-a", "ops")
    assert db.jump == (
        JumpHost(
            name="bastion",
            address="10.0.0.1",
            port=2022,
            user="drill",
            known_hosts=hosts["bastion"].known_hosts,
            key_file=hosts["bastion"].key_file,
            agent=True,
        ),
    )
    document = read_inventory(tmp_path / "inventory.yaml")
    model = understand(InventoryInput, document).model
    assert model is not None
    assert model.groups["prod"] == ["db01.sh", "db02.sh", "db03.sh", "web-a", "web-b"]


def test_the_same_in_yaml_with_variables_beside_it(tmp_path: Path) -> None:
    (tmp_path / "group_vars" / "db").mkdir(parents=True)
    (tmp_path / "host_vars").mkdir()
    (tmp_path / "hosts.yml").write_text(
        "all:\n  vars: {ansible_user: ops}\n  children:\n    db:\n      hosts:\n        db[1:2]:\n        db3:\n"
        "          ansible_port: 2222\n"
    )
    (tmp_path / "group_vars" / "all.yml").write_text("ansible_user: everyone\ndrillproof_environment: standby\n")
    (tmp_path / "group_vars" / "db" / "main.yml").write_text("ansible_user: postgres\nother: !vault x\n")
    (tmp_path / "group_vars" / "db" / "vault.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n6162\n")
    (tmp_path / "host_vars" / "db2").write_text("ansible_user: two\n")
    hosts, problems = hosts_of(tmp_path / "hosts.yml")
    assert {name: (host.user, host.port) for name, host in hosts.items()} == {
        "db1": ("postgres", 22),
        "db2": ("two", 22),
        "db3": ("postgres", 2222),
    }
    assert {host.environment for host in hosts.values()} == {"standby"}
    assert [(problem.key, problem.severity) for problem in problems] == [("ansible_vault_file", "warning")]


@pytest.mark.parametrize(
    ("line", "key", "column"),
    [
        ("db1 ansible_host='{{ ip }}'", "ansible_template", 5),
        ("db1 ansible_password=secret", "ansible_password", 5),
        ("db1 ansible_connection=winrm", "ansible_connection", 5),
        ("db1 ansible_become_method=su", "ansible_become", 5),
        ("db1 ansible_port=abc", "not_whole", 5),
        ("db1 ansible_ssh_common_args='-F other'", "ansible_ssh_option", 5),
        ("db1 nonsense", "ansible_line", 5),
        ("db1 a='b", "ansible_line", 5),
        ("db[1:", "ansible_range", 1),
        ("db[10:1]", "ansible_range", 1),
        ("db[1:99999999]", "ansible_too_many", 1),
        ("[db:nonsense]", "ansible_line", 1),
        ("[a:children]\nmissing", "ansible_unknown_group", 1),
    ],
)
def test_what_is_wrong_has_its_place_and_a_repair_in_both_languages(
    line: str, key: str, column: int, tmp_path: Path
) -> None:
    _, problems = hosts_of(written(tmp_path, f"ok\n{line}\n"))
    errors = {problem.key: problem for problem in problems if problem.severity == "error"}
    assert list(errors) == [key]
    assert errors[key].file.endswith("hosts.ini")
    assert (errors[key].line, errors[key].column) == (2 + line.count("\n"), column)
    assert errors[key].told("zh") != errors[key].told("en")
    assert "secret" not in errors[key].told("en").replace("secret is found", "")


def test_what_ansible_keeps_locked_may_be_said_elsewhere(tmp_path: Path) -> None:
    over = "from: hosts.ini\ndefaults: {environment: test, user: drill}\nhosts: {db1: {password: {env: DB1}}}\n"
    hosts, problems = hosts_of(written(tmp_path, "db1 ansible_password='{{ vault_password }}'\n", over=over))
    assert problems == ()
    assert hosts["db1"].password is not None
    assert hosts["db1"].password.name == "DB1"


def test_groups_that_hold_each_other_are_told(tmp_path: Path) -> None:
    _, problems = hosts_of(written(tmp_path, "[a]\nx\n[a:children]\nb\n[b:children]\na\n"))
    assert {problem.key for problem in problems} == {"ansible_group_cycle"}


def test_only_the_chosen_hosts_are_looked_at(tmp_path: Path) -> None:
    over = "from: {file: hosts.ini, only: [db, x1]}\ndefaults: {environment: test, user: u}\n"
    text = "[db]\ndb1\ndb2\n[win]\nw1 ansible_connection=winrm\n"
    hosts, problems = hosts_of(written(tmp_path, text, over=over))
    assert list(hosts) == ["db1", "db2"]
    assert [(problem.key, problem.line, problem.column) for problem in problems] == [("from_unknown_host", 1, 36)]


def test_who_enters_is_never_guessed(tmp_path: Path) -> None:
    hosts, problems = hosts_of(written(tmp_path, "db1\n", over="from: hosts.ini\n"))
    assert hosts["db1"].environment == ""
    assert [(problem.key, problem.severity) for problem in problems] == [
        ("environment_not_stated", "warning"),
        ("foreign_no_user", "error"),
    ]


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("[db]\ndb1\n", True),
        ("db1 ansible_host=1.2.3.4\n", True),
        ("Host db1\n  User x\n", True),
        ("all:\n  hosts:\n    db1:\n", True),
        ("hosts:\n  db1: {address: 1.2.3.4}\n", False),
        ("scenario: x\nhosts: {a: b}\n", False),
        ("people:\n  a: {hosts: x}\n", False),
        ("", False),
    ],
)
def test_a_file_shows_whose_it_is(text: str, *, foreign: bool, tmp_path: Path) -> None:
    (tmp_path / "inventory").write_text(text)
    assert is_foreign(tmp_path / "inventory") is foreign


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("web[01:03]", ["web01", "web02", "web03"]),
        ("web[1:10:4].x", ["web1.x", "web5.x", "web9.x"]),
        ("[a:c]-db", ["a-db", "b-db", "c-db"]),
        ("r[1:2]n[1:2]", ["r1n1", "r1n2", "r2n1", "r2n2"]),
        ("plain", ["plain"]),
    ],
)
def test_a_range_stands_for_its_names(pattern: str, names: list[str]) -> None:
    assert names_of(pattern) == names


@pytest.mark.parametrize("pattern", ["web[01:3]", "web[", "web[a]", "web[b:a]", "web[:]", "w[1:2:0]", "w[aa:bb]"])
def test_what_is_no_range_is_refused(pattern: str) -> None:
    with pytest.raises(NoRangeError):
        names_of(pattern)


def test_a_range_without_end_is_not_written_out() -> None:
    with pytest.raises(TooManyHostsError):
        names_of("a[1:100000]")


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("db1:2222", ("db1", "2222")),
        ("db[1:2]:22", ("db[1:2]", "22")),
        ("db[1:2]", ("db[1:2]", None)),
        ("[2001:db8::1]:22", ("2001:db8::1", "22")),
        ("db1", ("db1", None)),
    ],
)
def test_a_port_is_told_from_a_range(pattern: str, parts: tuple[str, str | None]) -> None:
    assert name_and_port(pattern) == parts


VALUE = st.sampled_from(["ops", "'root'", '"a b"', "22", "x=y", "True", "10.0.0.1", "'it''s'", "a\\ b", "[1, 2]", "''"])
NAME = st.sampled_from(["ansible_host", "ansible_user", "ansible_port", "other"])
GROUPS = ["db", "web", "prod", "all", "ungrouped"]
HOSTS = ["h1", "h2", "h[3:5]", "x[a:b].y", "h1:2222", "long-name.example"]


@st.composite
def inventories(draw: st.DrawFn) -> str:
    """Return the text of an INI inventory that Ansible takes."""
    lines: list[str] = []
    section = "hosts"
    for _ in range(draw(st.integers(1, 10))):
        if draw(st.integers(0, 2)) == 0:
            group, section = draw(st.sampled_from(GROUPS)), draw(st.sampled_from(["hosts", "vars"]))
            lines += [f"[{group}]", f"[{group}:vars]"] if section == "vars" else [f"[{group}]"]
        if section == "vars":
            lines.append(f"{draw(NAME)}{draw(st.sampled_from(['=', ' = ']))}{draw(VALUE)}")
        else:
            given = " ".join(f"{draw(NAME)}={draw(VALUE)}" for _ in range(draw(st.integers(0, 2))))
            lines.append(f"{draw(st.sampled_from(HOSTS))} {given}{draw(st.sampled_from(['', ' # c']))}")
    lines += ["[db]", "[web]", "[prod:children]", *draw(st.sampled_from([["db"], ["web", "db"]]))]
    return "\n".join(lines) + "\n"


def by_ansible(file: Path) -> Any:
    told = subprocess.run(
        [ANSIBLE or "ansible-inventory", "-i", str(file), "--list"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "ANSIBLE_INVENTORY_UNPARSED_FAILED": "1", "ANSIBLE_LOCALHOST_WARNING": "0"},
    )
    return json.loads(told.stdout) if told.returncode == 0 else None


@pytest.mark.slow
@pytest.mark.skipif(
    ANSIBLE is None, reason="no ansible-inventory: pip install ansible-core (or name it in ANSIBLE_BIN)"
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=inventories())
def test_ansible_and_we_read_the_same(text: str, tmp_path: Path) -> None:
    file = tmp_path / "hosts.ini"
    file.write_text(text)
    theirs = by_ansible(file)
    groups = ini.read_groups("hosts.ini", text)
    if theirs is None:
        assert groups.problems
        return
    assert groups.problems == []
    ranks, files = ranked(groups), VariableFiles(tmp_path, "hosts.ini")
    ours = {host: variables_of(host, groups, ranks, files) for host in groups.hosts}
    meant = theirs["_meta"]["hostvars"]
    assert {name: sorted(each) for name, each in ours.items() if each} == {
        name: sorted(each) for name, each in meant.items()
    }
    for host, variables in ours.items():
        for name, node in variables.items():
            value = meant[host][name]
            if isinstance(value, str | int):
                assert text_in(node) == str(value), (host, name)
