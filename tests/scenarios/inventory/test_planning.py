"""A whole plan from what firms have: another tool's file under ours, groups as roles, what a host may not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from runners.secrets import secrets_of
from scenarios.loader import validate_files
from scenarios.plan import SecretRef, plan_from_json, plan_to_json
from tests.support.drill_files import DrillFiles

HOSTS_INI = "[dbs]\ndb-a ansible_host=10.0.0.1\ndb-b ansible_host=10.0.0.2\n[dbs:vars]\nansible_user=drill\n"
OVER = (
    "from: hosts.ini\ndefaults: {environment: test, known_hosts: kh, env: {PGDATA: /pg}}\n"
    "secrets: {entry_dsn: {file: secrets/entry_dsn}}\n"
)


@pytest.fixture
def files(tmp_path: Path) -> DrillFiles:
    made = DrillFiles.copied(tmp_path)
    (tmp_path / "hosts.ini").write_text(HOSTS_INI)
    made.write("inventory", OVER)
    return made


def test_another_tools_file_under_ours_makes_a_plan(files: DrillFiles) -> None:
    plan = files.plan()
    assert {host.name: (host.address, host.user, host.environment) for host in plan.hosts} == {
        "db-a": ("10.0.0.1", "drill", "test"),
        "db-b": ("10.0.0.2", "drill", "test"),
    }


def test_a_host_whose_environment_nobody_states_is_refused_where_it_is_named(files: DrillFiles) -> None:
    files.write("inventory", OVER.replace("environment: test, ", ""))
    told = {(problem.key, Path(problem.file).name) for problem in files.problems() if problem.severity == "error"}
    assert told == {("host_without_environment", "scenario.yaml")}


def test_an_authority_takes_the_place_of_a_key_and_secrets_may_lie_in_vault(files: DrillFiles) -> None:
    over = OVER.replace("known_hosts: kh", "known_hosts: kh, key: k, certificate: c, authority: {vault: ssh/drill}")
    files.write("inventory", over.replace("{file: secrets/entry_dsn}", "{vault: kv/drills/orders#dsn}"))
    plan = files.plan()
    assert {(host.key_file, host.certificate_file) for host in plan.hosts} == {(None, None)}
    assert {host.authority for host in plan.hosts} == {SecretRef(source="vault", name="ssh/drill")}
    refs = {ref.source: ref.name for ref in secrets_of(plan)}
    assert refs == {"signed": "drill by vault:ssh/drill", "vault": "kv/drills/orders#dsn"}
    assert plan_from_json(plan_to_json(plan)) == plan


def test_an_authority_of_one_s_own_is_found_beside_the_inventory(files: DrillFiles) -> None:
    files.write("inventory", OVER.replace("known_hosts: kh", "known_hosts: kh, authority: {file: keys/ca}"))
    ca = SecretRef(source="file", name=str(files.path("inventory").parent / "keys/ca"))
    plan = files.plan()
    assert {host.authority for host in plan.hosts} == {ca}
    assert ca in secrets_of(plan), "so it is checked before the start, and masked"


def test_a_role_may_name_a_group(files: DrillFiles) -> None:
    files.replace("scenario", "standby: db-b", "standby: spares")
    files.write("inventory", f"{OVER}groups: {{spares: [db-b]}}\n")
    assert {host.name: host.roles for host in files.plan().hosts} == {"db-a": ("primary",), "db-b": ("standby",)}


def test_a_powershell_host_gets_no_fault(files: DrillFiles) -> None:
    files.write("inventory", f"{OVER}hosts: {{db-a: {{shell: powershell}}, db-b: {{shell: powershell}}}}\n")
    told = [problem for problem in files.problems() if problem.key == "powershell_no_fault"]
    assert {problem.facts[0][1] for problem in told} == {"db-a", "db-b"}
    assert all(problem.line > 1 for problem in told)


def test_files_of_every_form_are_validated_together(files: DrillFiles) -> None:
    (files.folder / "ssh_config").write_text("Host db-a\n  User drill\n  Prot 22\n")
    told = validate_files([files.folder / "ssh_config", files.folder / "hosts.ini", files.path("inventory")])
    errors = [(Path(problem.file).name, problem.key) for problem in told if problem.severity == "error"]
    assert errors == [("ssh_config", "ssh_unknown_keyword")]
