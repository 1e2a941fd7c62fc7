"""What may be done with a notice now: found addresses, begun and ended tries, and how long to wait in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service.denial import ConflictError, because
from service.notices.events import (
    AddressingFailed,
    Delivery,
    DeliveryBegun,
    DeliveryEnded,
    Event,
    NoticeAddressed,
    NoticeAskedAgain,
    Outcome,
)
from service.notices.notice import NoticeState
from service.policy.notices import NoticesPolicy

_LEASE: Final = 3
"""A try may take this many times the policy's patience before another sender takes it over."""
_LONGEST_DETAIL: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What a decision rests on: the time, the policy, who decides, and a share in [0, 1) that spreads the pauses."""

    utc_ns: int
    policy: NoticesPolicy
    by: str
    share: float


def pause_ns(policy: NoticesPolicy, tries: int, share: float) -> int:
    """Return how long to wait after so many tries: doubling, bounded, and spread over its upper half."""
    longest = min(policy.longest_wait, policy.first_wait * 2 ** min(tries - 1, 40))
    return longest // 2 + int(longest / 2 * share)


def next_ns(now: Now, tries: int) -> int | None:
    """Return when to try again after so many tries, None: give up."""
    return None if tries >= now.policy.tries else now.utc_ns + pause_ns(now.policy, tries, now.share)


def is_due(at_ns: int | None, now: Now) -> bool:
    """Tell whether the time of something has come."""
    return at_ns is not None and at_ns <= now.utc_ns


def address(state: NoticeState, now: Now, found: Sequence[Delivery], unreached: Sequence[str]) -> Sequence[Event]:
    """Take down to whom it goes; nothing where somebody else did."""
    if not is_due(state.address_ns, now):
        return ()
    return (NoticeAddressed(deliveries=tuple(found), unreached=tuple(unreached)),)


def fail_to_address(state: NoticeState, now: Now, why: str) -> Sequence[Event]:
    """Take down that the register could not be read."""
    if not is_due(state.address_ns, now):
        return ()
    again = next_ns(now, state.addressing_tries + 1)
    return (AddressingFailed(why=why[:_LONGEST_DETAIL], next_ns=again),)


def begin(state: NoticeState, now: Now, delivery: str) -> Sequence[Event]:
    """Take a delivery that is due; nothing where it is not, or not any more: another sender has it.

    A try of which nothing was heard counts as one; after the last of them it is given up, in doubt.
    """
    sending = state.sendings.get(delivery)
    if sending is None or not is_due(sending.next_ns, now):
        return ()
    if sending.since_again >= now.policy.tries:
        return (_ended(delivery, sending.attempts, "unknown", "the sender ended in the middle of the last try", None),)
    until = now.utc_ns + _LEASE * now.policy.patience
    return (DeliveryBegun(delivery=delivery, attempt=sending.attempts + 1, by=now.by, until_ns=until),)


def end(state: NoticeState, now: Now, delivery: str, outcome: Outcome, detail: str) -> Sequence[Event]:
    """Take down how a try ended; nothing where it was taken over meanwhile."""
    sending = state.sendings[delivery]
    if sending.by != now.by:
        return ()
    again = None if outcome == "ok" else next_ns(now, sending.since_again)
    return (_ended(delivery, sending.attempts, outcome, detail, again),)


def ask_again(state: NoticeState, reason: str) -> Sequence[Event]:
    """Let what was given up be tried again; raises ConflictError where nothing was."""
    if state.status != "given_up":
        raise ConflictError(because("notice_not_given_up", notice=state.id, status=state.status))
    return (NoticeAskedAgain(reason=reason),)


def _ended(delivery: str, attempt: int, outcome: Outcome, detail: str, again: int | None) -> DeliveryEnded:
    return DeliveryEnded(
        delivery=delivery, attempt=attempt, outcome=outcome, detail=detail[:_LONGEST_DETAIL], next_ns=again
    )
