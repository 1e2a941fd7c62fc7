"""What a plan holds: every name resolved, every default filled in, ledgers around the author's steps."""

from __future__ import annotations

import hashlib
import json

from scenarios.canonical import canonical
from scenarios.faults.processes import kill_process
from scenarios.plan import (
    Acceptable,
    Approve,
    Bystander,
    CheckCommand,
    HttpProbe,
    Inject,
    LedgerAct,
    Phase,
    PostgresProbe,
    PostgresStoreSpec,
    Run,
    SecretRef,
    TcpProbe,
    Text,
    Undo,
    WaitFor,
    When,
    plan_from_json,
    plan_to_json,
)
from scenarios.planner import plan_digest
from tests.support.drill_files import DrillFiles

SECOND = 1_000_000_000


def test_targets_come_from_the_bia(files: DrillFiles) -> None:
    (objective,) = files.plan().objectives
    assert (objective.service, objective.rto_ns, objective.rpo_ns) == ("trading-db", 30 * SECOND, 0)
    assert objective.title == Text(zh="集中交易数据库", en="Trading database")
    assert objective.acceptable == Acceptable(p95_floor_ns=SECOND // 10)


def test_hosts_come_from_the_inventory_with_paths_beside_it(files: DrillFiles) -> None:
    primary, standby = files.plan().hosts
    assert (primary.name, primary.roles, primary.port) == ("db-a", ("primary",), 2201)
    assert primary.known_hosts == str(files.folder / "known_hosts")
    assert primary.key_file == str(files.folder / "keys" / "drill")
    assert primary.env == {"PGDATA": "/srv/pg/a"}
    assert standby.state_dir == "/var/tmp/drillproof"


def test_a_host_may_play_two_roles_and_a_role_have_many_hosts(files: DrillFiles) -> None:
    files.replace("scenario", "standby: db-b", "standby: [db-b, db-a]")
    files.replace("scenario", "expect: server promoted\n      within", "within")
    files.replace(
        "scenario", "run: {file: move-entry.sh}, on: standby", "run: {file: move-entry.sh}, on: [primary, standby]"
    )
    plan = files.plan()
    assert [(host.name, host.roles) for host in plan.hosts] == [
        ("db-a", ("primary", "standby")),
        ("db-b", ("standby",)),
    ]
    assert plan.step("promote").hosts == ("db-b", "db-a")
    assert plan.step("move").hosts == ("db-a", "db-b")


def test_probes_and_ledger_refer_to_secrets(files: DrillFiles) -> None:
    plan = files.plan()
    dsn = SecretRef(source="file", name=str(files.folder / "secrets" / "entry_dsn"))
    assert [probe.target for probe in plan.probes] == [
        PostgresProbe(dsn=dsn),
        TcpProbe(address="127.0.0.10", port=5432),
        HttpProbe(url="http://127.0.0.10:8080/health"),
    ]
    assert plan.probes[2].service is None
    (ledger,) = plan.ledgers
    assert (ledger.store, ledger.every_ns, ledger.timeout_ns) == (PostgresStoreSpec(dsn=dsn), SECOND // 200, 2 * SECOND)
    assert plan.safeguards.bystanders == (Bystander(probe="page", stop_after=3),)


def test_steps_become_actions(files: DrillFiles) -> None:
    plan = files.plan()
    assert plan.step("crash").action == Inject(
        fault=kill_process(restart='pg_ctl start -w -D "$PGDATA"', pid_file="/srv/pg/postmaster.pid"),
        lease_ns=60 * SECOND,
    )
    assert plan.step("noticed").action == WaitFor(stream="entry", state="down", in_a_row=1)
    assert plan.step("release").action == Approve(role="commander", people=1)
    assert plan.step("revive").action == Undo(fault="crash")
    assert plan.step("rebuild").when == When(step="promote", was=("ok", "unknown"))
    caught_up = plan.step("caught_up").action
    assert isinstance(caught_up, CheckCommand)
    assert caught_up.expect == "streaming"


def test_a_script_file_becomes_part_of_the_plan(files: DrillFiles) -> None:
    move = files.plan().step("move").action
    assert isinstance(move, Run)
    assert move.script == (files.folder / "move-entry.sh").read_text("utf-8")


def test_a_command_may_be_given_secrets_by_name(files: DrillFiles) -> None:
    files.replace("scenario", "env: {LAG: $lag_kbit}", "secrets: {PGPASSWORD: db_password}")
    (problem,) = files.problems()
    assert (problem.key, problem.field) == ("unknown_secret", "switch.promote.secrets.PGPASSWORD")
    files.replace("inventory", "secrets:\n", "secrets:\n  db_password: {env: DB_PASSWORD}\n")
    promote = files.plan().step("promote").action
    assert isinstance(promote, Run)
    assert promote.secrets == {"PGPASSWORD": SecretRef(source="env", name="DB_PASSWORD")}


def test_without_needs_a_step_needs_the_one_before_it(files: DrillFiles) -> None:
    needs = {step.id: step.needs for step in files.plan().steps}
    assert needs["baseline"] == ("starve",)
    assert needs["move"] == ("promote",)
    assert needs["crash"] == ()
    assert needs["caught_up"] == ("revive",)


def test_an_empty_needs_begins_with_its_phase(files: DrillFiles) -> None:
    files.replace("scenario", "needs: [promote]", "needs: []")
    assert files.plan().step("move").needs == ()


def test_steps_stand_after_what_they_wait_for(files: DrillFiles) -> None:
    files.replace("scenario", "      within: 30s\n  - move", "      within: 30s\n      needs: [move]\n  - move")
    files.replace("scenario", "needs: [promote]", "needs: []")
    order = [step.id for step in files.plan().steps]
    assert order.index("move") < order.index("promote")


def test_the_plan_opens_reads_and_drops_each_ledger(files: DrillFiles) -> None:
    plan = files.plan()
    assert plan.steps[0].id == "ledger.orders.open"
    assert plan.step("starve").needs == ("ledger.orders.open",)
    read, drop = plan.step("ledger.orders.read"), plan.steps[-1]
    assert (read.phase, read.needs) == (Phase.VERIFY, ("writes",))
    assert (drop.phase, drop.needs) == (Phase.RESTORE, ("unstarve", "rebuild", "revive", "caught_up"))
    assert drop.action == LedgerAct(ledger="orders", act="drop")


def test_deadlines_have_a_default_by_kind(files: DrillFiles) -> None:
    within = {step.id: step.within_ns // SECOND for step in files.plan().steps}
    assert within["crash"] == 30
    assert within["move"] == 60
    assert within["revive"] == 60
    assert within["ledger.orders.read"] == 300


def test_titles_may_be_given_or_are_derived(files: DrillFiles) -> None:
    files.replace("scenario", "revive: {undo: crash}", "revive: {undo: crash, title: Start the old primary again}")
    plan = files.plan()
    assert plan.step("revive").title == Text(zh="Start the old primary again", en="Start the old primary again")
    assert plan.step("crash").title == Text(zh="在 primary 上杀死进程", en="kill the process on primary")


def test_words_and_digits_that_other_yaml_bends_are_kept(files: DrillFiles) -> None:
    """A step called `no`, and `012` where text is wanted, are what they read."""
    files.replace("scenario", "- writes: {check", "- no: {check")
    files.replace("scenario", "expect: streaming", "expect: 012")
    files.replace("scenario", "env: {LAG: $lag_kbit}", "env: {LAG: 012, PORT: 5432, SURE: no}")
    plan = files.plan()
    assert plan.step("no").phase is Phase.VERIFY
    caught_up, promote = plan.step("caught_up").action, plan.step("promote").action
    assert isinstance(caught_up, CheckCommand)
    assert caught_up.expect == "012"
    assert isinstance(promote, Run)
    assert {name: promote.env[name] for name in ("LAG", "PORT", "SURE")} == {"LAG": "012", "PORT": "5432", "SURE": "no"}


def test_a_fraction_in_an_environment_is_refused_because_its_text_would_be_lost(files: DrillFiles) -> None:
    files.replace("scenario", "env: {LAG: $lag_kbit}", "env: {VERSION: 1.10}")
    (problem,) = files.problems()
    assert (problem.key, problem.field) == ("number_for_text", "switch.promote.env.VERSION")


def test_a_service_that_nothing_measures_is_refused(files: DrillFiles) -> None:
    files.replace("scenario", "services: [trading-db]", "services: [trading-db, quotes]")
    files.replace("bia", "services:\n", "services:\n  quotes: {rto: 1m, rpo: 1m, writes: true}\n")
    (problem,) = files.problems()
    assert (problem.key, problem.field) == ("unmeasured_service", "services[1]")


def test_sources_are_the_sums_of_the_files(files: DrillFiles) -> None:
    sources = files.plan().sources
    for name in ("scenario", "bia", "inventory"):
        assert sources[name] == hashlib.sha256(files.path(name).read_bytes()).hexdigest()


def test_a_plan_goes_through_json_unchanged_and_has_a_digest(files: DrillFiles) -> None:
    plan = files.plan()
    assert plan_from_json(json.loads(canonical(plan_to_json(plan)))) == plan
    assert plan_digest(plan) == hashlib.sha256(canonical(plan_to_json(plan)).encode()).hexdigest()
    assert plan_digest(files.plan()) == plan_digest(plan)
    assert plan_digest(files.plan(lag_kbit="401")) != plan_digest(plan)


def test_a_cycle_is_named(files: DrillFiles) -> None:
    files.replace("scenario", "      within: 30s\n  - move", "      within: 30s\n      needs: [move]\n  - move")
    (problem,) = files.problems()
    assert problem.message == "steps wait for each other: promote -> move -> promote"
    assert problem.field == "switch.promote.needs"


def test_a_when_can_close_a_cycle(files: DrillFiles) -> None:
    files.replace("scenario", "unstarve: {undo: starve}", "unstarve: {undo: starve, when: {revive: [ok]}}")
    assert [problem.key for problem in files.problems()] == ["cycle"]


def test_a_script_must_be_text_inside_the_scenarios_folder(files: DrillFiles) -> None:
    script = files.folder / "move-entry.sh"
    script.unlink()
    script.symlink_to("/etc/passwd")
    assert [problem.key for problem in files.problems()] == ["script_outside"]
    for content in (b"\xff\xfe", b"", b"echo \0", b"x" * 300_000):
        script.unlink()
        script.write_bytes(content)
        (problem,) = files.problems()
        assert (problem.key, problem.field) == ("script_unreadable", "switch.move.run.file")
