"""When a begun fault is undone, looked at, tried again, or given up as residue."""

from __future__ import annotations

from typing import Final

from runners.actions import Action, Prove, UndoFault, Wait
from runners.acts import Act, Tries

_ROUNDS: Final = 8
"""A fault that would not go is tried again about every eighth part of the time that its undo may take."""


def heal(act: Act, within_ns: int, now: int, *, because: str, last: bool) -> Action | None:
    """Return the next thing to do about this fault, or None once it is gone or given up.

    `last`: after all restore steps, when a fault that was given up before gets its time once more.
    """
    if act.is_gone or is_given_up(act, within_ns, last=last):
        return None
    if act.outcome is None and not act.in_doubt:
        return Wait(until=None, for_what=f"{act.name} to end before it is undone")
    if act.undoing:
        return Wait(until=None, for_what=f"the undo of {act.name}")
    tries = _tries(act, last=last)
    end = (tries.since if tries.count else now) + within_ns
    share = within_ns // _ROUNDS
    if not act.looked_since:
        return Prove(step=act.step.id, host=act.host, until=max(end, now + share), reason="it was undone")
    if tries.count and now < _again_at(act, within_ns):
        return Wait(until=_again_at(act, within_ns), for_what=f"another try at undoing {act.name}")
    until = now + max(share, (end - now) * 2 // 3)  # the last third is for looking
    return UndoFault(step=act.step.id, host=act.host, until=until, because=because)


def is_given_up(act: Act, within_ns: int, *, last: bool) -> bool:
    """Tell whether this fault was tried for as long as it may be and is not gone."""
    tries = _tries(act, last=last)
    if act.is_gone or act.undoing or not act.looked_since or not tries.count:
        return False
    return _again_at(act, within_ns) >= tries.since + within_ns


def _tries(act: Act, *, last: bool) -> Tries:
    return act.last_tries if last else act.tries


def _again_at(act: Act, within_ns: int) -> int:
    return (act.undone_at or 0) + within_ns // _ROUNDS
