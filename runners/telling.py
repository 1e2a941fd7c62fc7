"""Telling contact groups: by every channel that each has, all at once; done when each was reached by one."""

from __future__ import annotations

import asyncio

from measurements.events import NoticeSent, Outcome
from runners.errand import Errand
from runners.notices import Notice, notice
from runners.remote import Answer
from scenarios.plan import Channel, ContactGroup, Notify


async def tell(errand: Errand, action: Notify) -> Answer:
    """Tell the groups of a step and write how each channel took it."""
    groups = [group for group in errand.plan.contacts if group.name in action.groups]
    message = notice(errand.plan, errand.drill, errand.step, action, errand.hands.clock.utc_ns())
    async with asyncio.TaskGroup() as sending:
        sent = {
            group.name: [sending.create_task(_send(errand, message, group, channel)) for channel in group.channels]
            for group in groups
        }
    reached = {name: _best([task.result() for task in sent.get(name, [])]) for name in action.groups}
    wrong = {name: how for name, how in reached.items() if how is not Outcome.OK}
    if not wrong:
        return Answer(outcome=Outcome.OK, stdout=f"told: {', '.join(action.groups)}")
    outcome = Outcome.FAILED if Outcome.FAILED in wrong.values() else Outcome.UNKNOWN
    return Answer(
        outcome=outcome, reason="; ".join(f"{name}: {_why(errand, name, how)}" for name, how in wrong.items())
    )


async def _send(errand: Errand, message: Notice, group: ContactGroup, channel: Channel) -> Outcome:
    told = await errand.hands.notifier.tell(message, channel, errand.timeout_ns)
    await errand.write(
        NoticeSent(
            at=errand.now(),
            step=errand.step.id,
            group=group.name,
            channel=channel.name,
            outcome=told.outcome,
            detail=told.detail,
        )
    )
    return told.outcome


def _best(outcomes: list[Outcome]) -> Outcome:
    """Return whether a group was reached: surely, perhaps, or surely not."""
    if Outcome.OK in outcomes:
        return Outcome.OK
    return Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else Outcome.FAILED


def _why(errand: Errand, name: str, how: Outcome) -> str:
    group = next((group for group in errand.plan.contacts if group.name == name), None)
    if group is None or not group.channels:
        return "has no channel; nothing was sent"
    return "no channel is sure to have reached it" if how is Outcome.UNKNOWN else "no channel reached it"
