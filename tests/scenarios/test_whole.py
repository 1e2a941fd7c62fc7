"""The drill that uses every word of the language: what its plan holds."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from scenarios.canonical import canonical
from scenarios.describe import describe
from scenarios.plan import (
    BackupFresh,
    Capture,
    Captured,
    CheckCommand,
    CheckStream,
    ClockOffset,
    DaySpan,
    DiskSpace,
    LeaseWorks,
    Manual,
    Measure,
    Notify,
    Phase,
    Plan,
    Ready,
    Reconcile,
    Repeat,
    ReplicationHealthy,
    Run,
    StandbyCapacity,
    Text,
    Undo,
    plan_from_json,
    plan_to_json,
    store_secrets,
)
from scenarios.planner import plan_digest
from tests.support.drill_files import WHOLE, DrillFiles

SECOND = 1_000_000_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> DrillFiles:
    return DrillFiles.copied(tmp_path_factory.mktemp("whole"), WHOLE)


@pytest.fixture(scope="module")
def plan(files: DrillFiles) -> Plan:
    return files.plan()


def needs(plan: Plan, step: str) -> set[str]:
    return set(plan.step(step).needs)


def test_steps_stand_after_what_they_need_phase_by_phase(plan: Plan) -> None:
    ids = [step.id for step in plan.steps]
    assert [list(Phase).index(step.phase) for step in plan.steps] == sorted(
        list(Phase).index(step.phase) for step in plan.steps
    )
    assert all(ids.index(need) < ids.index(step.id) for step in plan.steps for need in step.needs)


def test_readiness_comes_before_everything_and_each_check_is_asked_once(plan: Plan) -> None:
    checks = [step for step in plan.steps if isinstance(step.action, Ready)]
    assert [step.id for step in checks] == [
        "ready.1.clock_offset",
        "ready.2.disk_space",
        "ready.3.backup_fresh",
        "ready.4.lease_works",
        "ready.5.standby_capacity",
        "ready.6.replication_healthy",
    ]
    assert plan.steps[: len(checks)] == tuple(checks)
    assert all(step.needs == () and step.phase is Phase.PREPARE and step.essential for step in checks)
    assert set(plan.step("ledger.orders.open").needs) == {step.id for step in checks}
    assert [step.hosts for step in checks] == [
        ("db-a", "db-b", "web-1", "web-2", "web-3"),
        ("db-a", "db-b"),
        ("db-b",),
        ("web-1", "web-2", "web-3", "db-b"),
        ("db-b",),
        (),
    ]
    gib, (dsn,) = 1_000_000_000, store_secrets(plan.ledgers[0].store)
    assert [step.action.check for step in checks if isinstance(step.action, Ready)] == [
        ClockOffset(below_ns=SECOND),
        DiskSpace(path="/var/lib", free_bytes=5 * gib),
        BackupFresh(path="/backup", newer_than_ns=26 * 3600 * SECOND, match="*.dump", least_bytes=1_000_000),
        LeaseWorks(),
        StandbyCapacity(processors=4, memory_bytes=8 * gib, load_permille=500),
        ReplicationHealthy(dsn=dsn, standbys=1, lag_bytes=16_000_000, lag_ns=10 * SECOND),
    ]


def test_without_ledgers_the_first_steps_need_the_checks(files: DrillFiles, tmp_path: Path) -> None:
    other = DrillFiles.copied(tmp_path)
    other.replace(
        "scenario",
        "  most_hosts: 2\n",
        "  most_hosts: 2\n  ready: [lease_works, {disk_space: {path: /, free: 10%, on: standby}}]\n",
    )
    text = other.path("scenario").read_text("utf-8")
    other.write(
        "scenario",
        text.replace("ledger: orders", "probe: port").replace(
            text[text.index("ledger:\n") : text.index("safeguards:")], ""
        ),
    )
    plan = other.plan()
    assert needs(plan, "starve") == {"ready.1.lease_works", "ready.2.disk_space"}
    assert plan.step("ready.2.disk_space").action == Ready(check=DiskSpace(path="/", free_permille=100))
    del files


def test_a_step_says_how_often_how_long_and_on_how_many_hosts(plan: Plan) -> None:
    fence, warm, cut = plan.step("fence"), plan.step("warm"), plan.step("cut")
    assert (fence.within_ns, fence.whole_ns) == (20 * SECOND, 120 * SECOND)
    assert fence.repeat == Repeat(tries=3, pause_ns=5 * SECOND)
    assert (warm.at_once, warm.essential, warm.group, cut.at_once) == (2, False, "both", 2)
    assert (plan.parallel, plan.groups, plan.safeguards.most_hosts_at_once) == (8, {"both": 2}, 3)
    assert [step.id for step in plan.steps if not step.essential] == ["begin", "warm"]


def test_a_group_begins_together_and_what_follows_needs_all_of_it(plan: Plan) -> None:
    assert needs(plan, "warm") == needs(plan, "play") == {"db.promote", "db.lead"}
    assert needs(plan, "call") == {"warm", "play"}


def test_values_are_captured_and_handed_on(plan: Plan) -> None:
    fence, asks = plan.step("fence").action, plan.step("asks").action
    assert isinstance(fence, Run)
    assert fence.captures == (
        Capture(name="lsn", type="string", after="lsn: "),
        Capture(name="sessions", type="integer"),
    )
    assert fence.become
    assert isinstance(asks, CheckCommand)
    assert asks.inputs == {"LSN": Captured(step="fence", name="lsn")}


def test_a_playbook_is_one_script_and_gets_everything_by_its_environment(files: DrillFiles, plan: Plan) -> None:
    play = plan.step("play")
    assert play.hosts == ()
    assert isinstance(play.action, Run)
    env = play.action.env
    assert "400" not in play.action.script
    assert json.loads(env["DRILLPROOF_PLAYBOOK_VARIABLES"]) == {"lag": 400, "names": ["a", "b"], "release": "2026.11"}
    assert env["DRILLPROOF_PLAYBOOK"] == str(files.folder / "site.yml")
    assert env["DRILLPROOF_PLAYBOOK_INVENTORY"] == str(files.folder / "hosts.ini")
    assert (env["DRILLPROOF_PLAYBOOK_LIMIT"], env["DRILLPROOF_PLAYBOOK_CHECK"]) == ("web", "")
    due = hashlib.sha256((files.folder / "site.yml").read_bytes()).hexdigest()
    assert env["DRILLPROOF_PLAYBOOK_SHA256"] == due


def test_people_are_asked_and_told(plan: Plan) -> None:
    assert plan.step("call").action == Manual(
        instruction=Text(
            zh="按手册切换柜台入口，并核对地址", en="Move the counter's entry by the manual and compare the address"
        ),
        role="operator",
        dual_control=True,
        confirm_role="checker",
        manual="OM-12 v3",
    )
    tell = plan.step("tell")
    assert tell.essential
    assert isinstance(tell.action, Notify)
    assert tell.action.groups == ("it-duty", "bosses")
    assert [person.id for person in plan.people] == ["zhang.wei", "li.na", "wang.fang"]
    assert [group.name for group in plan.contacts] == ["it-duty", "bosses"]


def test_data_is_reconciled_in_place_of_the_last_reading_and_markers_are_read(plan: Plan) -> None:
    assert plan.step("lost").action == Reconcile(ledger="orders", replay=True)
    assert [step.id for step in plan.steps if step.id.startswith("ledger.") and "read" in step.id] == [
        "ledger.db_rows.read"
    ]
    newest, newer = plan.step("newest"), plan.step("newer")
    assert isinstance(newest.action, Measure)
    assert isinstance(newer.action, Measure)
    assert (newest.action.side, newest.action.query, newest.hosts) == ("before", "select pg_current_wal_lsn()", ())
    assert (newer.action.script, newer.hosts, newer.action.env["STEP"]) == ("pg-lsn", ("db-b",), "after")


def test_an_included_scenario_gets_names_hosts_and_parameters(plan: Plan) -> None:
    lead, slow = plan.step("db.lead"), plan.step("db.slow")
    assert isinstance(lead.action, Run)
    assert lead.action.inputs == {"LINE": Captured(step="db.promote", name="line")}
    assert lead.action.env == {"DRILL_LAG": "400"}
    assert lead.when is not None
    assert lead.when.step == "db.promote"
    assert (lead.hosts, slow.hosts) == (("db-b",), ("db-b",))
    assert plan.step("db.unslow").action == Undo(fault="db.slow")
    assert plan.step("db.writes").action == CheckStream(stream="db_rows", state="up", hold_ns=5 * SECOND)
    assert [probe.name for probe in plan.probes] == ["page", "desk", "db.entry"]
    assert [ledger.name for ledger in plan.ledgers] == ["orders", "db_rows"]
    assert plan.parameters == {"lag_kbit": "400", "release": "2026.11", "db.lag": "400"}
    assert plan.included == ("db",)


def test_included_steps_stand_at_their_line_or_after_the_phases_own(plan: Plan) -> None:
    assert needs(plan, "db.promote") == {"fence"}
    assert needs(plan, "db.lead") == {"db.promote"}
    assert needs(plan, "db.slow") == {"newest", "begin"}
    assert needs(plan, "db.unslow") == {"bring_back", "tell"}


def test_what_a_drill_exercises_is_that_of_all_scenarios(plan: Plan) -> None:
    assert plan.threats == ("power_loss", "hardware_fault")
    assert plan.clauses == ("JRT0251-12.2-b", "JRT0251-10.4")
    assert (plan.risks, plan.procedures) == (("R-003",), ("P-trading-switch",))
    assert [one.service for one in plan.objectives] == ["trading-db", "quotes"]


def test_the_stricter_safeguards_hold(plan: Plan) -> None:
    guards = plan.safeguards
    assert guards.environments == ("test",)
    assert (guards.most_hosts, guards.longest_ns, guards.lease_ns) == (5, 7200 * SECOND, 45 * SECOND)
    assert guards.bystanders[0].slower_than_ns == SECOND // 2
    window = guards.window
    assert window is not None
    assert window.outside_trading
    assert window.calendar is not None
    assert window.allowed == (
        DaySpan(weekdays=(5, 6), start_s=4 * 3600, end_s=20 * 3600),
        DaySpan(weekdays=(4,), start_s=22 * 3600, end_s=23 * 3600),
    )


def test_every_file_has_its_sum_in_the_sources(files: DrillFiles, plan: Plan) -> None:
    for role, name in (
        ("scenario", "scenario"),
        ("contacts", "contacts"),
        ("risks", "risks"),
        ("procedures", "procedures"),
        ("include-db", "parts/switch"),
    ):
        assert plan.sources[role] == hashlib.sha256(files.path(name).read_bytes()).hexdigest()
    assert set(plan.sources) == {
        "scenario", "bia", "inventory", "contacts", "risks", "procedures", "calendar", "include-db",
    }  # fmt: skip


def test_a_plan_is_the_same_each_time_and_through_json(files: DrillFiles, plan: Plan) -> None:
    assert plan_from_json(json.loads(canonical(plan_to_json(plan)))) == plan
    assert plan_digest(files.plan()) == plan_digest(plan)
    assert plan_digest(files.plan(lag_kbit="401")) != plan_digest(plan)


def test_both_languages_tell_the_whole_plan(plan: Plan) -> None:
    english, chinese = describe(plan, "en"), describe(plan, "zh")
    assert len(english) == len(chinese)
    told = "\n".join(english)
    for line in (
        "window: Sat, Sun 04:00-20:00 (Asia/Shanghai)",
        "outside the trading of shanghai-stocks",
        "touches no other hosts than db-a, db-b, web-1, web-2, web-3",
        "at most 3 hosts at one time",
        "at most 8 acts at one time",
        "at most 2 acts of group both at one time",
        "stops when bystander desk fails or is slower than 500ms 3 times in a row",
        "by way of gate drill@127.0.0.2:22",
        "commander: Zhang Wei (deputy Li Na), Wang Fang",
        "told it-duty (IT duty, people: 1): duty (wecom)",
        "the newest /backup/*.dump is younger than 26h and has at least 1MB",
        "up to 3 tries, 5s apart",
        "2m in all",
        "captures lsn (string) after 'lsn: '",
        "LSN = fence.lsn",
        "dual control: done by operator, confirmed by another person who is checker",
        "manual: OM-12 v3",
        "what is lost is written again and read back again",
        "log_position, before the fault",
        "ansible-playbook --limit=web",
        "included scenarios: db",
        "procedures: P-trading-switch",
    ):
        assert line in told, line
    for line in (
        "时间窗口：周六、周日 04:00-20:00",
        "双人复核",
        "操作手册：OM-12 v3",
        "避开 shanghai-stocks 的交易时段",
    ):
        assert line in "\n".join(chinese), line
