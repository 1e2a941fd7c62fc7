"""Every kind of probe from a scenario into a plan, and what is told of one that does not fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.describe import describe
from scenarios.plan import (
    DnsProbe,
    HttpProbe,
    MariaDBProbe,
    PlannedProbe,
    ProbeTarget,
    RedisProbe,
    SecretRef,
    SshProbe,
    TlsProbe,
    plan_from_json,
    plan_to_json,
    probe_secrets,
)
from scenarios.probing import PROBES
from tests.support.command import ROOT, drillproof
from tests.support.drill_files import DrillFiles

PORT = "  port: {kind: tcp, service: trading-db, address: 127.0.0.10, port: 5432, every: 50ms, timeout: 500ms}\n"
_SECOND = "probes.look.expect[1]"
DAY = 24 * 3600 * 10**9


def with_probe(files: DrillFiles, written: str) -> None:
    """Put a probe called `look` beside those of the example."""
    files.replace("scenario", PORT, f"{PORT}  look: {{service: trading-db, {written}}}\n")


def look(files: DrillFiles) -> PlannedProbe:
    return next(probe for probe in files.plan().probes if probe.name == "look")


def dsn(files: DrillFiles) -> SecretRef:
    return SecretRef(source="file", name=str(files.folder / "secrets" / "entry_dsn"))


@pytest.mark.parametrize(
    ("written", "target"),
    [
        (
            "kind: tls, address: 10.0.0.1, port: 443, server_name: db.example, ca_file: ca.pem, valid_for: 14d",
            TlsProbe(
                address="10.0.0.1", port=443, server_name="db.example", ca_file="HERE/ca.pem", valid_for_ns=14 * DAY
            ),
        ),
        (
            "kind: dns, server: 10.0.0.53, name: db.example, expect: [10.0.0.1, 10.0.0.2]",
            DnsProbe(server="10.0.0.53", name="db.example", expect=("10.0.0.1", "10.0.0.2")),
        ),
        (
            "kind: ssh, on: standby, run: systemctl is-active pg, contains: active",
            SshProbe(host="db-b", command="systemctl is-active pg", contains="active"),
        ),
        ("kind: http, url: 'http://a/', method: HEAD", HttpProbe(url="http://a/", method="HEAD")),
    ],
)
def test_a_probe_becomes_what_is_looked_at(files: DrillFiles, written: str, target: ProbeTarget) -> None:
    with_probe(files, written)
    found = look(files).target
    if isinstance(found, TlsProbe):
        assert found.ca_file == str(files.folder / "ca.pem")
        assert isinstance(target, TlsProbe)
        assert (found.address, found.server_name, found.valid_for_ns) == ("10.0.0.1", "db.example", target.valid_for_ns)
    else:
        assert found == target


@pytest.mark.parametrize(
    "written",
    ["kind: mariadb_read, dsn: entry_dsn", "kind: redis, dsn: entry_dsn, role: master"],
)
def test_what_a_probe_must_know_in_secret_is_named_and_never_carried(files: DrillFiles, written: str) -> None:
    with_probe(files, written)
    assert isinstance(look(files).target, MariaDBProbe | RedisProbe)
    assert probe_secrets(look(files)) == (dsn(files),)


def test_a_header_is_a_secret(files: DrillFiles) -> None:
    with_probe(files, "kind: http, url: 'http://a/', headers: {Authorization: entry_dsn}")
    assert probe_secrets(look(files)) == (dsn(files),)


@pytest.mark.parametrize("via", ["db-b", "standby"])
def test_a_probe_looks_through_a_host_of_the_inventory_or_a_role(files: DrillFiles, via: str) -> None:
    with_probe(files, f"kind: tcp, address: 10.0.0.1, port: 5432, via: {via}")
    found = look(files)
    assert found.via == "db-b"
    assert [(hop.address, hop.port, hop.user) for hop in found.through] == [("127.0.0.12", 2202, "drill")]
    assert found.through[0].known_hosts == str(files.folder / "known_hosts")


def test_the_way_leads_through_the_jump_hosts_of_the_host(files: DrillFiles) -> None:
    files.replace("inventory", "    env: {PGDATA: /srv/pg/b}\n", "    env: {PGDATA: /srv/pg/b}\n    jump: [db-a]\n")
    with_probe(files, "kind: tcp, address: 10.0.0.1, port: 5432, via: db-b")
    assert [hop.name for hop in look(files).through] == ["db-a", "db-b"]


def test_a_plan_with_every_way_of_looking_comes_back_from_json_and_is_told(files: DrillFiles) -> None:
    with_probe(files, "kind: redis, dsn: entry_dsn, role: master, via: standby")
    plan = files.plan()
    assert plan_from_json(plan_to_json(plan)) == plan
    told = "\n".join(describe(plan, "en"))
    assert "look [trading-db] redis" in told
    assert ", by SSH from db-b drill@127.0.0.12:2202" in told
    assert "，经 SSH 自 db-b" in "\n".join(describe(plan, "zh"))


@pytest.mark.parametrize(
    ("written", "key", "field"),
    [
        ("kind: tpc, address: a, port: 1", "unknown_probe", "probes.look.kind"),
        ("address: a, port: 1", "missing", "probes.look.kind"),
        ("kind: tcp, address: a, port: 1, via: db-z", "host_not_in_inventory", "probes.look.via"),
        ("kind: ssh, on: standbi, run: 'true'", "unknown_role", "probes.look.on"),
        ("kind: redis, dsn: other", "unknown_secret", "probes.look.dsn"),
        ("kind: redis, dsn: 'redis://:word@a'", "inline_secret", "probes.look.dsn"),
        ("kind: http, url: 'http://a/', headers: {X: other}", "unknown_secret", "probes.look.headers.X"),
        ("kind: http, url: 'http://a/', method: POST", "no_choice", "probes.look.method"),
        ("kind: dns, server: a, name: b, expect: [10.0.0.1, c]", "dns_expects_address", _SECOND),
        (
            "kind: dns, server: a, name: b, record: AAAA, expect: [10.0.0.1]",
            "dns_expects_address",
            "probes.look.expect[0]",
        ),
        ("kind: tls, address: a, port: 443, valid_for: 500d", "duration_out_of_range", "probes.look.valid_for"),
        ("kind: ssh, on: standby", "missing", "probes.look.run"),
    ],
)
def test_a_probe_that_does_not_fit_is_told_where_it_stands(
    files: DrillFiles, written: str, key: str, field: str
) -> None:
    with_probe(files, written)
    assert (key, field) in [(each.key, each.field) for each in files.problems()]


@pytest.mark.parametrize("written", ["kind: ssh, on: both, run: 'true'", "kind: tcp, address: a, port: 1, via: both"])
def test_a_role_of_several_hosts_is_no_place_to_look_from(files: DrillFiles, written: str) -> None:
    files.replace("scenario", "standby: db-b}", "standby: db-b, both: [db-a, db-b]}")
    with_probe(files, written)
    (problem,) = files.problems()
    assert problem.key == "probe_many_hosts"
    assert "db-a, db-b" in str(problem)


def test_the_guides_examples_are_probes(files: DrillFiles) -> None:
    guide = (ROOT / "docs" / "writing-a-drill.md").read_text("utf-8")
    shown = re.search(r"```yaml\nprobes:\n(  lookup:.*?)```", guide, re.DOTALL)
    assert shown is not None
    files.replace("scenario", PORT, PORT + shown[1].replace("branch-gw", "db-b"))
    assert [probe.name for probe in files.plan().probes][-4:] == ["lookup", "branch", "unit", "page"]
    assert [kind for kind in PROBES if f"| `{kind}` |" not in guide] == []


@pytest.mark.slow
async def test_a_probe_that_another_distribution_brings_is_one_of_ours(files: DrillFiles, tmp_path: Path) -> None:
    about = tmp_path / "site" / "greeting-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[drillproof.probes]\ngreeting = tests.support.other_probe:KIND\n")
    with_probe(files, "kind: greeting, address: mail, port: 25, begins: '220', word: entry_dsn, via: standby")
    beside = [f"--{name}={files.path(name)}" for name in ("inventory", "bia")]
    told = await drillproof(
        "plan", str(files.path("scenario")), *beside, env={"PYTHONPATH": f"{tmp_path / 'site'}:{ROOT}"}
    )
    assert told.code == 0, told.err
    assert "look [trading-db] greeting address=mail port=25 begins=220, by SSH from db-b" in " ".join(told.out.split())


def test_the_kinds_in_the_box() -> None:
    assert list(PROBES) == ["tcp", "tls", "http", "dns", "ssh", "postgres_read", "mariadb_read", "redis"]
