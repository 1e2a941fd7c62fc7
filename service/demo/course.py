"""What happens in a demo by itself: dossiers are prepared and approved, two drills run for real, a third waits.

Everything goes through the same doors as what people do: the guard lets the drills pass, the gates wait for a word,
and the book has who said it. Only the two drills that run by themselves are answered by the demo, and it says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from measurements.events import ApprovalGiven
from scenarios.plan import Text
from service.access import Caller
from service.archive.chore import Archiving
from service.demo.people import person
from service.denial import DeniedError
from service.desk import Desk, NotCountedError, NotNowError
from service.dossiers import Dossier, Span, Wish
from service.dossiers.approving import digest_now
from service.dossiers.events import ParticipantNamed, Record, RecordFiled
from service.dossiers.files import SHIPPED
from service.firm import Firm
from service.lab.state import LabState
from service.words import Lang, in_language, say

RUN: Final = ("pg-crash-async", "pg-crash-sync")
"""The drills that run by themselves: one loses data, one must not."""
PREPARED: Final = "pg-crash-sync"
"""The drill that waits for somebody to start it."""
_LIBRARY: Final = SHIPPED / "library"
_HOURS: Final = 8
_LOOK_S: Final = 0.5
_APPROVERS: Final = ("approver", "approver2")


@dataclass(slots=True, kw_only=True)
class Course:
    """The course of one demo. `tell` is given every sentence for whoever started it."""

    desk: Desk
    lab: LabState
    lang: Lang
    tell: Callable[[Text], None]

    @property
    def firm(self) -> Firm:
        """Return the service's parts."""
        return self.desk.firm

    async def run(self) -> None:
        """Prepare three drills, run two of them one after the other, and file them; ends then."""
        try:
            waiting = await self._prepared(PREPARED)
            for number, scenario in enumerate(RUN, start=1):
                await self._drilled(number, await self._prepared(scenario))
            self.tell(say("demo.ready", dossier=waiting.id))
        except DeniedError as error:
            for reason in error.reasons:
                self.tell(say("demo.denied", why=reason.text))
        except Exception as error:  # noqa: BLE001  the service goes on being looked at, and says what went wrong
            self.tell(say("demo.denied", why=f"{type(error).__name__}: {error}"))

    async def _drilled(self, number: int, dossier: Dossier) -> None:
        """Run the drill of a dossier to its end, and archive what was filed of it."""
        operator = await self._person("operator")
        drill = await self.desk.start(dossier.id, operator, "demo")
        self.tell(say("demo.runs", number=number, count=len(RUN), drill=drill))
        async with asyncio.TaskGroup() as group:
            answering = group.create_task(self._answer(drill))
            await self.desk.ended(drill)
            answering.cancel()
        await asyncio.to_thread(Archiving(self.firm.book, self.firm.home, self.firm.settings).look)
        self.tell(say("demo.ended", number=number, count=len(RUN), drill=drill))

    async def _answer(self, drill: str) -> None:
        """Approve at every gate of the drill, as the demo's approver, and say that the demo did; for ever."""
        while True:
            card = await self.desk.card(drill)
            for asked in (one for one in card.questions if one.what == "approve"):
                with suppress(NotNowError, NotCountedError):  # somebody who looks on was faster
                    await self.desk.approve(drill, self._word(asked.step))
            await asyncio.sleep(_LOOK_S)

    def _word(self, step: str) -> ApprovalGiven:
        return ApprovalGiven(
            at=0, step=step, person="approver", decision="approve", reason=self._said("demo.approves"), channel="demo"
        )

    async def _prepared(self, scenario: str) -> Dossier:
        """Return a dossier with its five records, people, and two approvals: ready to be started."""
        dossiers, operator = self.firm.dossiers, await self._person("operator")
        dossier = await dossiers.open(operator, self._wish(scenario))
        for record in Record:
            filed = RecordFiled(record=record, text=self._said(f"demo.record.{record.value}"))
            dossier = await dossiers.file_record(operator, dossier.id, filed)
        for account in ("operator", *_APPROVERS):
            await dossiers.name_participant(operator, dossier.id, self._participant(account))
            await dossiers.sign_in(await self._person(account), dossier.id)
        dossier = await dossiers.ask_approval(operator, dossier.id)
        for account in _APPROVERS:
            approver, reason = await self._person(account), self._said("demo.approves")
            dossier = await dossiers.decide(approver, dossier.id, "approve", reason, digest_now(dossier))
        return dossier

    def _participant(self, account: str) -> ParticipantNamed:
        return ParticipantNamed(
            name=self._said(f"demo.person.{account}"),
            account=account,
            department=self._said("demo.department"),
            role="commander" if account in _APPROVERS else "operator",
            deputy="",
            duty=self._said(f"demo.duty.{account}"),
            external=False,
        )

    def _wish(self, scenario: str) -> Wish:
        now = datetime.now(UTC)
        return Wish(
            scenario=str(_LIBRARY / f"{scenario}.yaml"),
            inventory=str(self.lab.inventory),
            bia=str(_LIBRARY / "lab-bia.yaml"),
            parameters=self.lab.parameters(scenario),
            window=Span(opens=now - timedelta(minutes=1), closes=now + timedelta(hours=_HOURS)),
        )

    async def _person(self, account: str) -> Caller:
        return await asyncio.to_thread(person, self.firm.access, account)

    def _said(self, key: str) -> str:
        return in_language(say(key), self.lang)


def roots_of(directory: Path) -> tuple[Path, ...]:
    """Return the folders whose files the demo's dossiers may name: its own, and what ships."""
    return (directory, SHIPPED)
