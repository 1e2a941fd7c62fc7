"""A service that is told to end: it restores its drills or leaves them, whatever else it is told, and says which."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest

from measurements.events import AbortAsked, InterruptionDecided, RunnerHandedOver, RunnerStarted
from measurements.history import History
from tests.support.databases import journal_in
from tests.support.serving import API, Service, served, until
from tests.support.small_drill import SmallDrill, small_drill

pytestmark = [pytest.mark.slow(20), pytest.mark.timeout(400)]


async def at_the_gate(service: Service, drill: SmallDrill) -> str:
    started = await service.start(drill)
    assert started.status_code == 201, started.text
    name = started.json()["id"]
    await until(service.client, name, "waiting")
    return name


async def ended(service: Service, *signals: signal.Signals) -> None:
    """Send the signals, a moment apart, and wait for the end."""
    for number in signals:
        service.process.send_signal(number)
        await asyncio.sleep(0.3)
    await asyncio.wait_for(service.process.wait(), 90)


async def told(home: Path, drill: str) -> History:
    journal = journal_in(home)
    try:
        return await journal.replay(drill)
    finally:
        journal.close()


async def test_two_signals_in_a_row_and_a_viewer_do_not_keep_it_from_restoring(tmp_path: Path) -> None:
    async with small_drill(tmp_path, gate="2m") as drill, served(tmp_path / "service") as service:
        name = await at_the_gate(service, drill)
        async with service.client.stream("GET", f"{API}/{name}/events") as viewer:
            assert viewer.status_code == 200
            await ended(service, signal.SIGINT, signal.SIGINT, signal.SIGTERM)
        history = await told(tmp_path / "service", name)
        assert history.closed is not None
        assert history.closed.restored
        assert [event.by for event in history.of(AbortAsked)] == ["service"]
        assert drill.is_serving()


async def test_with_on_stop_hand_over_the_next_service_goes_on_as_if_nothing_had_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scenario would restore after an interruption; it is approved by the next service and completes."""
    monkeypatch.setenv("DRILLPROOF_ON_STOP", "hand_over")
    async with small_drill(tmp_path, gate="10m") as drill:
        text = drill.scenario.read_text("utf-8").replace("longest: 2m", "longest: 20m")
        drill.scenario.write_text(text.replace("lease: 30s", "lease: 10m"), "utf-8")
        async with served(tmp_path / "service") as service:
            name = await at_the_gate(service, drill)
            await ended(service, signal.SIGTERM, signal.SIGTERM)
        assert not drill.is_serving(), "the fault stands"
        left = await told(tmp_path / "service", name)
        assert [event.unfinished for event in left.of(RunnerHandedOver)] == [()]
        async with served(tmp_path / "service") as service:
            card = await _taken_up(service, name)
            assert [run["why"] for run in card["runs"]] == ["opened", "handed_over"]
            assert (card["runs"][0]["left_because"], card["restoring"]) == ("the service is stopping", False)
            word = {"step": "release", "decision": "approve"}
            assert (await service.client.post(f"{API}/{name}/approvals", json=word)).status_code == 202
            card = await until(service.client, name, "completed", "failed", "aborted", "interrupted")
        _completed(card, await told(tmp_path / "service", name))


async def _taken_up(service: Service, name: str) -> dict[str, Any]:
    """Return the card once another runner has the drill, and it waits at its gate again."""
    async with asyncio.timeout(90):
        while True:
            card = await until(service.client, name, "waiting")
            if len(card["runs"]) > 1:
                return card
            await asyncio.sleep(0.1)


def _completed(card: dict[str, Any], history: History) -> None:
    assert (card["status"], card["restored"]) == ("completed", True)
    assert not list(history.of(InterruptionDecided))
    names = [event.runner for event in history.of(RunnerStarted)]
    assert all(names)
    assert len(set(names)) == 2
