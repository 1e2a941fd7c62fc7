"""A word to go on that a dead runner never heard answers no later interruption; whoever looks is told so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from measurements.events import Event, InterruptionDecided, RunnerStarted, StepInvoked
from runners.clock import SystemClock
from runners.opening import opening
from scenarios.plan import Plan
from service.desk import Desk
from service.firm import Firm, open_firm
from service.guard.asking import Unfit
from service.policy import read_policy
from service.progress import Progress
from service.running.door import Door
from service.running.lives import against_word
from tests.support.campaign.setting import POLICY
from tests.support.databases import journal_in
from tests.support.scripted_drills import twelve_steps

DRILL = "drill-1"
CLOCK = SystemClock()
GO_ON = InterruptionDecided(at=0, decision="continue", by="anna", reason="")
FREEZE = """\
  free_environments: []
  calendars: []
  daily_blackouts:
    - days: [mon, tue, wed, thu, fri, sat, sun]
      from: "00:00"
      to: "24:00"
      reason: {zh: 封网, en: freeze}
"""


@dataclass
class Elsewhere:
    """A door behind which one drill runs; nothing else is asked of it here."""

    running: tuple[str, ...] = (DRILL,)

    def unfit(self, _plan: Plan) -> Unfit:
        return Unfit()


@dataclass
class House:
    """A service whose drill was interrupted once, by the run `second`."""

    firm: Firm
    desk: Desk
    plan: Plan

    async def tell(self, *events: Event) -> None:
        await (await self.firm.journal.writer(DRILL)).append_many(events)

    @property
    def unheard(self) -> list[InterruptionDecided]:
        """Return what nobody has heard yet."""
        return [said.word for said in self.firm.words.unheard(DRILL) if isinstance(said.word, InterruptionDecided)]


def came(run: str, *, resumed: bool = True) -> RunnerStarted:
    return RunnerStarted(at=CLOCK.now(), run=run, pid=1, boot_id=CLOCK.boot_id(), resumed=resumed, runner=run)


async def house(tmp_path: Path, policy: str) -> House:
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    firm, plan = (
        open_firm(journal_in(tmp_path), tmp_path, read_policy(tmp_path / "policy.yaml")),
        twelve_steps(asks=True),
    )
    made = House(firm, Desk(firm, cast("Door", Elsewhere())), plan)
    begun = StepInvoked(at=CLOCK.now(), step="crash", host="a", run="first", detail="")
    await made.tell(opening(plan, DRILL, CLOCK, "anna", ""), came("first", resumed=False), begun, came("second"))
    return made


async def test_a_word_to_go_on_carries_the_interruption_that_it_answers(tmp_path: Path) -> None:
    at = await house(tmp_path, POLICY)
    await at.desk.decide(DRILL, GO_ON)
    await at.tell(came("third"))
    await at.desk.decide(DRILL, GO_ON)
    assert [word.interruption for word in at.unheard] == ["second", "third"]
    at.firm.journal.close()


async def test_a_late_word_is_no_reason_to_restore_and_is_told_as_passed_over(tmp_path: Path) -> None:
    """The guard would make a word that counts one to restore: it is a blackout now."""
    at = await house(tmp_path, POLICY.replace("guarding:\n", f"guarding:\n{FREEZE}"))
    said = InterruptionDecided(at=CLOCK.now(), decision="continue", by="anna", reason="", interruption="second")
    assert {reason.code for reason in await against_word(at.firm, DRILL, at.plan, said)} >= {"blackout"}
    await at.tell(came("third"))
    assert await against_word(at.firm, DRILL, at.plan, said) == ()
    assert (await at.desk.card(DRILL)).undecided
    await at.tell(said)
    assert (await at.desk.card(DRILL)).undecided, "it still asks"
    shown = Progress()
    lines = [shown.line(event) for event in (await at.firm.journal.replay(DRILL)).events]
    assert [line.word for line in lines if line is not None][-1] == "passed_over"
    at.firm.journal.close()
