"""A firm's people, who answer when a drill asks them: whoever holds the role and is not absent, by name."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.counting import holds
from measurements.events import ApprovalGiven, ManualReported
from runners.actions import AskApproval, AskManual
from runners.approvals import Inbox, Question
from scenarios.plan import Person, Plan


class Office(Inbox):
    """Everybody of the plan's register but the absent, each with a mouth of their own."""

    def __init__(self, plan: Plan, absent: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._plan, self._absent = plan, absent

    async def ask(self, question: Question) -> None:
        await super().ask(question)
        match question:
            case AskApproval():
                for person, _ in zip(self._holders(question.role), range(question.people), strict=False):
                    self.put(_approves(question.step, person))
            case AskManual():
                person = next(one for one in self._holders(question.role) if one.id != question.doer)
                self.put(_reports(question, person))
            case _:
                pass

    def _holders(self, role: str) -> Iterator[Person]:
        """Those who have the role before those who stand in for somebody."""
        present = [person for person in self._plan.people if person.id not in self._absent]
        able = [person for person in present if holds(self._plan.people, person.id, role)]
        yield from sorted(able, key=lambda person: role not in person.roles)


def _approves(step: str, person: Person) -> ApprovalGiven:
    return ApprovalGiven(
        at=0, step=step, person=person.title.zh, decision="approve", reason="同意", channel="table", waived=False
    )


def _reports(question: AskManual, person: Person) -> ManualReported:
    what = "done" if question.what == "do" else "confirmed"
    return ManualReported(
        at=0, step=question.step, person=person.title.zh, what=what, note="已完成", channel="table", waived=False
    )
