"""The plan in words."""

from __future__ import annotations

import re

from scenarios.describe import describe
from tests.support.drill_files import DrillFiles


def test_hosts_faults_undo_lease_guards_and_order_are_told(files: DrillFiles) -> None:
    told = "\n".join(describe(files.plan(), "en"))
    for line in (
        "trading-db (Trading database): RTO 30s, RPO 0s",
        "primary: db-a drill@127.0.0.11:2201 (test, sh)",
        "crash: kill the process (pid_file /srv/pg/postmaster.pid) on db-a",
        'undo: pg_ctl start -w -D "$PGDATA", step revive',
        "undoes itself 1m after the last renewal",
        "turns to restoring after 10m",
        "stops when bystander page fails 3 times in a row",
        "rebuild: run rebuild on primary · @ db-a · after unstarve · only if promote was ok/unknown · within 2m",
        '| pg_ctl promote -w -D "$PGDATA"',
        "lag_kbit = 400",
    ):
        assert line in told


def test_both_languages_tell_as_much(files: DrillFiles) -> None:
    english, chinese = describe(files.plan(), "en"), describe(files.plan(), "zh")
    assert len(english) == len(chinese)
    for line, line_zh in zip(english, chinese, strict=True):
        if re.search(r"RTO|lease|drill@|within", line):
            assert re.search("[\u4e00-\u9fff]", line_zh), line_zh
    assert "撤销：取消限速，步骤 unstarve；无人续约 1m 后自动撤销" in "\n".join(chinese)


def test_a_secret_appears_only_as_where_it_is_found(files: DrillFiles) -> None:
    (files.folder / "secrets").mkdir()
    (files.folder / "secrets" / "entry_dsn").write_text("postgres://me:hunter2@db", encoding="utf-8")
    told = "\n".join(describe(files.plan(), "en"))
    assert f"file:{files.folder}/secrets/entry_dsn" in told
    assert "hunter2" not in told


def test_writes_without_a_ledger_are_noted(files: DrillFiles) -> None:
    text = files.path("scenario").read_text("utf-8")
    text = re.sub(r"ledger:\n  orders: .*\n", "", text).replace("ledger: orders", "probe: port")
    files.write("scenario", text)
    assert "so its RPO will not be judged" in "\n".join(describe(files.plan(), "en"))
    assert "RPO 将无法判断" in "\n".join(describe(files.plan(), "zh"))


def test_every_fault_is_told_with_its_undo(files: DrillFiles) -> None:
    text = files.path("scenario").read_text("utf-8")
    for fault, undo in (
        ("{fault: stop_service, on: primary, name: pg}", "undo: systemctl start pg"),
        ("{fault: stop_service, on: primary, name: pg, stop: a, start: b c, status: d}", "undo: b c"),
        ("{fault: freeze_process, on: primary, match: postgres -D}", "freeze the process (match postgres -D)"),
        ("{fault: block_port, on: primary, port: 5432, peer: 10.0.0.9}", "block the port (tcp 5432 in 10.0.0.9)"),
        ("{fault: limit_bandwidth, on: primary, kbit: 9, interface: eth0}", "limit the bandwidth (9 kbit, eth0)"),
    ):
        files.write("scenario", re.sub(r"crash: \{fault.*\}", f"crash: {fault}", text))
        assert undo in "\n".join(describe(files.plan(), "en"))
        assert len(describe(files.plan(), "zh")) == len(describe(files.plan(), "en"))
