"""Whether there are people for what a scenario asks of people: gates, manual steps, notices."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.plan import Person
from scenarios.problems import Problem
from scenarios.question import Question, WrittenStep
from scenarios.registers import people_of
from scenarios.registers.contacts import ContactsInput
from scenarios.steps import ApproveInput, ManualInput, NotifyInput


def check_staffing(question: Question) -> Iterator[Problem]:
    """Yield gates that too few people could pass, manual steps that nobody else could confirm, groups without a way.

    Where registers may still come, what cannot be done without them is not told.
    """
    contacts = question.registers.contacts
    for step in question.steps():
        if contacts is None and question.is_final:
            yield from _unknown(question, step)
        elif contacts is not None and contacts.model is not None:
            yield from _staffed(question, step, contacts.model, contacts.document.file)


def holders(people: tuple[Person, ...], role: str) -> frozenset[str]:
    """Return the ids of those who may speak in a role: who has it, and who stands in for one who has it."""
    named = [person for person in people if role in person.roles]
    deputies = {person.deputy for person in named if person.deputy is not None}
    known = {person.id for person in people}
    return frozenset(person.id for person in named) | (deputies & known)


def _unknown(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """Yield what cannot be done without knowing who is who."""
    told = question.scenario.problem
    match step.body:
        case ApproveInput(approve=gate) if gate.people > 1:
            path = (*step.path, "approve", "people")
            yield told(path, "gate_people_needed")
        case ManualInput(manual=work) if work.dual_control:
            path = (*step.path, "manual", "dual_control")
            yield told(path, "dual_people_needed")
        case NotifyInput():
            yield told((*step.path, "notify", "groups"), "contacts_needed")
        case _:
            pass


def _staffed(question: Question, step: WrittenStep, contacts: ContactsInput, source: str) -> Iterator[Problem]:
    people = people_of(contacts)
    told = question.scenario.problem
    match step.body:
        case ApproveInput(approve=gate):
            found = holders(people, gate.role)
            if not found:
                yield _nobody(question, (*step.path, "approve", "role"), gate.role, people, source)
            elif len(found) < gate.people:
                facts = {"people": str(gate.people), "count": str(len(found)), "name": gate.role, "source": source}
                yield told((*step.path, "approve", "people"), "too_few_holders", **facts)
        case ManualInput():
            yield from _manual(question, step, step.body, people, source)
        case NotifyInput(notify=notice):
            for index, name in enumerate(notice.groups):
                group = contacts.groups.get(name)
                if group is not None and not group.channels:
                    path = (*step.path, "notify", "groups", index)
                    yield told(path, "group_without_channel", name=name, source=source)
        case _:
            pass


def _manual(
    question: Question, step: WrittenStep, body: ManualInput, people: tuple[Person, ...], source: str
) -> Iterator[Problem]:
    work, path = body.manual, (*step.path, "manual")
    doers = holders(people, work.role)
    if not doers:
        yield _nobody(question, (*path, "role"), work.role, people, source)
    if not work.dual_control:
        return
    second = work.confirm_role or work.role
    confirmers = holders(people, second)
    if not confirmers and work.confirm_role is not None:
        yield _nobody(question, (*path, "confirm_role"), second, people, source)
    elif len(doers | confirmers) == 1 and doers:
        yield question.scenario.problem((*path, "dual_control"), "nobody_to_confirm", person=next(iter(doers)))


def _nobody(
    question: Question, path: tuple[str | int, ...], role: str, people: tuple[Person, ...], source: str
) -> Problem:
    roles = ", ".join(sorted({each for person in people for each in person.roles}))
    known = f" ({roles})" if roles else ""
    return question.scenario.problem(path, "role_without_people", name=role, source=source, known=known)
