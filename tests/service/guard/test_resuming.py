"""An interrupted drill: restoring is always allowed, going on only where the guard lets a start pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from measurements.events import AbortAsked, InterruptionDecided
from runners.approvals import Inbox, Word
from service.denial import Reason, because
from service.guard.resuming import GuardedApprovals
from tests.support.serving import API, EASY, ended, served, taken_up, until
from tests.support.small_drill import small_drill

BLACKOUT = because("findings_open", findings="IMP-1")


async def heard(word: Word, *reasons: Reason) -> Word:
    inbox = Inbox()

    async def against(_word: InterruptionDecided) -> tuple[Reason, ...]:
        return reasons

    inbox.put(word)
    return await anext(aiter(GuardedApprovals(inbox, against).words()))


def decided(decision: str) -> InterruptionDecided:
    return InterruptionDecided(
        at=0, decision="continue" if decision == "continue" else "restore", by="omar", reason="monitoring is green"
    )


async def test_a_word_to_go_on_becomes_one_to_restore_while_the_guard_has_reasons() -> None:
    told = await heard(decided("continue"), BLACKOUT)
    assert isinstance(told, InterruptionDecided)
    assert (told.decision, told.by) == ("restore", "guard")
    assert "omar said to go on (monitoring is green)" in told.reason
    assert "IMP-1" in told.reason
    assert "恢复" in told.reason


@pytest.mark.parametrize(
    ("word", "reasons"),
    [
        (decided("continue"), ()),
        (decided("restore"), (BLACKOUT,)),
        (AbortAsked(at=0, by="omar", reason="enough"), (BLACKOUT,)),
    ],
)
async def test_every_other_word_passes_as_it_is(word: Word, reasons: tuple[Reason, ...]) -> None:
    assert await heard(word, *reasons) is word


FROZEN = f"""\
{EASY}guarding:
  free_environments: []
  calendars: []
  daily_blackouts:
    - days: [mon, tue, wed, thu, fri, sat, sun]
      from: "00:00"
      to: "24:00"
      reason: {{zh: 封网, en: freeze}}
"""


@pytest.mark.slow(30)
async def test_a_killed_drill_does_not_go_on_into_a_blackout_and_restores(tmp_path: Path) -> None:
    async with small_drill(tmp_path, gate="2m") as drill:
        text = drill.scenario.read_text("utf-8")
        drill.scenario.write_text(text.replace("on_interruption: restore", "on_interruption: ask"), "utf-8")
        async with served(tmp_path / "service") as service:
            name = (await service.start(drill)).json()["id"]
            await until(service.client, name, "waiting")
            service.process.kill()
            await service.process.wait()
        async with served(tmp_path / "service", policy_text=FROZEN) as service:
            place = f"{API}/{name}/interruption"
            await taken_up(service.client, name)
            refused = await service.client.post(place, json={"decision": "continue"})
            assert refused.status_code == 409, refused.text
            assert [error["code"] for error in refused.json()["errors"]] == ["blackout"]
            assert not drill.is_serving()
            again = await service.start(drill)
            assert {error["code"] for error in again.json()["errors"]} == {
                "blackout",
                "service_claimed",
                "host_claimed",
            }
            answer = await service.client.post(place, json={"decision": "restore"})
            assert answer.status_code == 202, answer.text
            card = await ended(service.client, name)
            assert card["status"] in {"interrupted", "aborted"}
            assert card["restored"] is True
            assert drill.is_serving()
