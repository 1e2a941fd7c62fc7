"""Our own form: defaults, groups, jumps and labels; what counts, and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.draft import understand
from scenarios.inventory import InventoryInput, planned, read_inventory
from scenarios.plan import PlannedHost
from scenarios.problems import Problem

WHOLE = """\
defaults: {user: drill, environment: test, known_hosts: kh, key: k, labels: {tier: db, rack: a}, env: {A: "1", B: "2"}}
groups:
  primary_site: {hosts: [db-a], site: sh, labels: {rack: b}}
  all_dbs: [db-a, db-b]
hosts:
  db-a: {address: 10.0.0.1, jump: [gate], owner: DBA, env: {B: "3"}}
  db-b: {address: 10.0.0.2, user: other, certificate: k-cert.pub, become_user: postgres, agent: true, jump: [inner]}
  gate: {address: 10.0.0.3, environment: production}
  inner: {address: 10.0.0.4, jump: [gate]}
  win: {address: 10.0.0.5, shell: powershell, jump: [{address: 10.0.0.9, user: hop, known_hosts: kh, agent: true}]}
"""


def hosts_of(folder: Path, text: str) -> tuple[dict[str, PlannedHost], tuple[Problem, ...]]:
    (folder / "inventory.yaml").write_text(text, encoding="utf-8")
    document = read_inventory(folder / "inventory.yaml", "inventory.yaml")
    draft = understand(InventoryInput, document)
    model = draft.model
    if model is None:
        return {}, draft.problems
    hosts = {name: planned(name, host, (), document.folder, model.hosts) for name, host in model.hosts.items()}
    return hosts, draft.problems


def test_a_hosts_own_word_counts_then_its_groups_then_the_defaults(tmp_path: Path) -> None:
    hosts, problems = hosts_of(tmp_path, WHOLE)
    assert problems == ()
    a, b = hosts["db-a"], hosts["db-b"]
    assert (a.user, a.site, a.environment, a.owner) == ("drill", "sh", "test", "DBA")
    assert a.labels == {"rack": "b", "tier": "db"}
    assert a.env == {"A": "1", "B": "3"}
    assert (b.user, b.site, b.become_user, b.agent) == ("other", "main", "postgres", True)
    assert b.certificate_file == f"{tmp_path}/k-cert.pub"
    assert hosts["gate"].environment == "production"


def test_jumps_are_written_out_the_first_one_first(tmp_path: Path) -> None:
    hosts, _ = hosts_of(tmp_path, WHOLE)
    assert [jump.name for jump in hosts["db-a"].jump] == ["gate"]
    assert [jump.name for jump in hosts["db-b"].jump] == ["gate", "inner"]
    assert [(jump.name, jump.user) for jump in hosts["win"].jump] == [("10.0.0.9", "hop")]
    assert hosts["gate"].jump == ()


FOLLOWING = {"unknown_key": {"missing"}, "key_or_password": {"certificate_without_key"}}
"""What else is true then."""


@pytest.mark.parametrize(
    ("old", "new", "key", "line", "column"),
    [
        ("environment: test, ", "", "missing", 6, 3),
        ("jump: [gate], owner", "jump: [gat], owner", "jump_unknown", 6, 36),
        ("environment: production", "jump: [inner]", "jump_cycle", 8, 36),
        ("[db-a, db-b]", "[db-a, db-c]", "group_unknown_host", 4, 19),
        ("all_dbs: [db-a, db-b]", "other: {hosts: [db-a], site: bj}", "group_conflict", 4, 26),
        ("shell: powershell", "shell: cmd", "no_choice", 10, 35),
        ("user: drill", "user: 5", "number_for_text", 1, 18),
        ("user: drill", "usr: drill", "unknown_key", 1, 12),
        ("certificate: k-cert.pub", "port: 0", "too_small", 7, 48),
        ("known_hosts: kh, key: k, ", "known_hosts: kh, ", "key_or_password", 6, 3),
        ("{address: 10.0.0.9, user: hop", "{user: hop", "missing", 10, 54),
        ("labels: {tier: db", "labels: {tier: 5", "number_for_text", 1, 84),
    ],
)
def test_what_is_wrong_is_told_once_where_it_stands(
    old: str, new: str, key: str, line: int, column: int, tmp_path: Path
) -> None:
    assert WHOLE.count(old) == 1
    _, problems = hosts_of(tmp_path, WHOLE.replace(old, new))
    first = min(problems, key=lambda problem: (problem.line, problem.column))
    assert (first.key, first.line, first.column) == (key, line, column)
    assert {problem.key for problem in problems} - FOLLOWING.get(key, set()) == {key}
    assert first.told("zh") != first.told("en")


def test_a_wrong_file_is_told_at_the_line_that_names_it(tmp_path: Path) -> None:
    _, problems = hosts_of(tmp_path, "from: missing.ini\n")
    assert [(p.key, p.file, p.line, p.column) for p in problems if p.key == "foreign_unreadable"] == [
        ("foreign_unreadable", "inventory.yaml", 1, 7)
    ]


def test_the_digest_covers_every_file_that_was_read(tmp_path: Path) -> None:
    (tmp_path / "group_vars").mkdir()
    (tmp_path / "hosts.ini").write_text("db1\n")
    (tmp_path / "inventory.yaml").write_text("from: hosts.ini\ndefaults: {environment: test, user: u}\n")
    seen = {read_inventory(tmp_path / "inventory.yaml").sha256}
    (tmp_path / "hosts.ini").write_text("db1 ansible_port=23\n")
    seen.add(read_inventory(tmp_path / "inventory.yaml").sha256)
    (tmp_path / "group_vars" / "all.yml").write_text("ansible_user: x\n")
    seen.add(read_inventory(tmp_path / "inventory.yaml").sha256)
    assert len(seen) == 3


ODD = [
    "[",
    "]",
    "{",
    ":",
    "=",
    "'",
    '"',
    "#",
    "\\",
    "%",
    "\t",
    "\n",
    "\0",
    "\u202e",
    "é",
    "",
    " ",
    "{{ x }}",
    "!vault |",
]
FOREIGN = {
    "hosts.ini": "db1 ansible_host=10.0.0.1 ansible_port=22\n[db]\ndb[2:4]:2222 ansible_user='ops'\n[db:vars]\n"
    "ansible_ssh_common_args='-o ProxyJump=db1'\n[all:children]\ndb\n",
    "hosts.yml": "all:\n  vars: {ansible_user: ops}\n  children:\n    db:\n      hosts:\n"
    "        db[1:2]: {ansible_port: 22}\n        db3:\n",
    "ssh_config": "Host db1 db2\n  HostName %h.x\n  User ops\n  ProxyJump a@b:22,c\n  IdentityFile ~/.ssh/k\n"
    "Match host *.x\n"
    '  Port 2222\nHost *\n  UserKnownHostsFile /k "/l m"\n',
    "inventory.yaml": WHOLE,
}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(FOREIGN)),
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), st.sampled_from(ODD)), min_size=1, max_size=4),
)
def test_whatever_is_done_to_a_file_there_are_hosts_or_problems_with_a_place_and_a_repair(
    name: str, places: list[tuple[float, int, str]], tmp_path: Path
) -> None:
    text = FOREIGN[name]
    for where, drop, put in places:
        at = int(where * len(text))
        text = text[:at] + put + text[at + drop :]
    (tmp_path / name).write_text(text, encoding="utf-8")
    document = read_inventory(tmp_path / name)
    draft = understand(InventoryInput, document)
    for problem in draft.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.file
        assert problem.repair
        assert problem.told("zh")
    if draft.model is not None:
        for host, read in draft.model.hosts.items():
            assert planned(host, read, (), document.folder, draft.model.hosts).name == host
    else:
        assert draft.problems
