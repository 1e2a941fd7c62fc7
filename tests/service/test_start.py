"""Nothing starts outside its window, and then nothing was touched."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runners.anywhere import hands_on
from runners.approvals import WaivingInbox
from runners.clock import SystemClock
from scenarios.plan import SECOND, DaySpan, Phase, Plan, PlannedHost, PlannedStep, Run, Text, Window
from scenarios.registers.calendars import shipped
from service.denial import DeniedError
from service.place import Place
from service.start import StartRefusedError, check_hosts, check_window, new_drill_id, open_drill
from tests.support.databases import journal_in
from tests.support.histories import plan
from tests.support.passes import lone_pass
from tests.support.sshd import serve

NEVER = Window(zone="Asia/Shanghai", allowed=(DaySpan(weekdays=(), start_s=0, end_s=86_400),))
OUTSIDE = Window(zone="Asia/Shanghai", outside_trading=True, calendar=shipped("shanghai-stocks"))


def windowed(window: Window | None) -> Plan:
    made = plan()
    return replace(made, safeguards=replace(made.safeguards, window=window))


def utc_ns(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()) * SECOND


def test_a_drill_without_window_may_start_at_any_time() -> None:
    check_window(windowed(None), utc_ns("2026-11-20T02:00"))


def test_a_drill_outside_trading_starts_when_the_market_is_closed() -> None:
    check_window(windowed(OUTSIDE), utc_ns("2026-11-21T02:00"))
    check_window(windowed(OUTSIDE), utc_ns("2026-11-20T08:00"))


def test_a_drill_that_could_last_into_trading_is_refused_in_both_languages() -> None:
    with pytest.raises(StartRefusedError) as refused:
        check_window(windowed(OUTSIDE), utc_ns("2026-11-20T01:10"))  # 09:10, and it may take ten minutes
    assert "trading hours of shanghai-stocks" in str(refused.value)
    assert "交易时段" in str(refused.value)


async def test_a_refused_start_connects_to_nothing_and_writes_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        host = PlannedHost(
            name="db-a",
            address="127.0.0.1",
            port=server.getsockname()[1],
            user="drill",
            roles=("primary",),
            environment="test",
            site="here",
            known_hosts=str(tmp_path / "known_hosts"),
        )
        journal = journal_in(tmp_path)
        place = Place(journal=journal, directory=tmp_path)
        made = replace(windowed(NEVER), hosts=(host,))
        with pytest.raises(DeniedError, match="outside the window"):
            lone_pass(made, "d", place, "tester")
        passed = lone_pass(replace(windowed(None), hosts=(host,)), "d", place, "tester")
        with pytest.raises(StartRefusedError, match="let another drill pass"):
            await open_drill(made, "d", place, WaivingInbox(), passed)
        with pytest.raises(StartRefusedError, match="let another drill pass"):
            await open_drill(replace(windowed(None), hosts=(host,)), "e", place, WaivingInbox(), passed)
        with pytest.raises(BlockingIOError):
            server.accept()
        assert await journal.drills() == []
        journal.close()


async def test_what_a_drill_will_need_of_its_hosts_is_asked_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve(tmp_path / "sshd") as sshd:
        monkeypatch.setenv("PATH", str(tmp_path))  # ours alone: the host keeps its own
        host = replace(sshd.host("db-a"), become_user="nobody-of-this-name")
        made = replace(plan(), hosts=(host,), steps=(doing("as-another", ("db-a",), become=True), PLAYBOOK))
        remote = hands_on(made.hosts, SystemClock())
        try:
            with pytest.raises(StartRefusedError) as refused:
                await check_hosts(made, remote)
            await check_hosts(replace(made, steps=(doing("plain", ("db-a",), become=False),)), remote)
        finally:
            await remote.close()
    sudo, playbook = refused.value.reasons
    assert "host db-a: db-a (" in sudo
    assert "did not let the script begin" in sudo
    assert playbook.startswith("host controller: ansible-playbook is not installed")


def doing(name: str, hosts: tuple[str, ...], *, become: bool, script: str = "true") -> PlannedStep:
    action = Run(script=script, become=become)
    title = Text(zh=name, en=name)
    return PlannedStep(id=name, title=title, phase=Phase.SWITCH, needs=(), action=action, hosts=hosts, within_ns=SECOND)


PLAYBOOK = doing("site", (), become=False, script="exec ansible-playbook site.yml")


def test_many_drills_begin_in_one_second_and_each_has_its_own_name() -> None:
    """With 1,000 of them four random digits would have met all but certainly."""
    assert len({new_drill_id(plan()) for _ in range(1_000)}) == 1_000
