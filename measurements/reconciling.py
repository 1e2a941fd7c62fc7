"""What was lost in a ledger, what of it was written again, and what is still missing after that.

Definitions: docs/measurement.md, section 6 (JR/T 0251 10.4 c). Nothing here changes an RPO.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from measurements.course import Course
from measurements.events import LedgerReplayed, WriteOutcome
from measurements.findings import Code, finding
from measurements.losses import Loss
from measurements.report import Finding, Numbers, Reconciliation, Replay
from measurements.rpo import altered, spelled
from measurements.streams import LedgerStream
from measurements.writes import ReadBack
from scenarios.plan import Reconcile

State: TypeAlias = Literal["nothing_lost", "complete", "still_missing", "not_replayed", "not_read", "not_read_again"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """The newest outcome of writing each number again."""

    outcomes: dict[int, WriteOutcome]
    evidence: tuple[int, ...]

    def with_outcome(self, outcome: WriteOutcome) -> list[int]:
        return sorted(number for number, one in self.outcomes.items() if one is outcome)


def reconcile(drill: str, course: Course, stream: LedgerStream, loss: Loss) -> Reconciliation | None:
    """Return what became of a ledger's lost writes; None where the plan has no step for that and none was begun."""
    step = _step(course, stream)
    if step is None:
        return None
    lost = [] if loss.fates is None else loss.fates.lost
    again, last = _again(stream.replays), _complete(stream.again)
    missing = _still_missing(loss, again, last)
    duplicated = [] if last is None else sorted(n for n, times in Counter(last.number).items() if times > 1)
    return Reconciliation(
        ledger=stream.ledger.name,
        step=step,
        state=_state(loss, again, last, missing),
        lost=len(lost),
        lost_numbers=ranges(lost),
        replay=_told(again) if again.outcomes else None,
        replayed=len(again.outcomes),
        still_missing=len(missing),
        still_missing_numbers=ranges(missing),
        altered_numbers=ranges([] if last is None else altered(drill, stream.ledger.name, last)),
        duplicated_numbers=ranges(duplicated),
        evidence=_evidence(loss, again, stream.again),
    )


def _step(course: Course, stream: LedgerStream) -> str | None:
    planned = (step for step in course.plan.steps if isinstance(step.action, Reconcile))
    own = [
        step.id for step in planned if isinstance(step.action, Reconcile) and step.action.ledger == stream.ledger.name
    ]
    begun = {act.step.id for act in course.acts}
    return next((step for step in own if step in begun), None) or next((e.step for _, e in stream.replays), None)


def _complete(found: ReadBack | None) -> ReadBack | None:
    return found if found is not None and found.complete else None


def _again(replays: Iterable[tuple[int, LedgerReplayed]]) -> _Again:
    told = list(replays)
    outcomes = {n: how for _, event in told for n, how in zip(event.number, event.outcome, strict=True)}
    return _Again(outcomes=outcomes, evidence=tuple(seq for seq, _ in told))


def _told(again: _Again) -> Replay:
    return Replay(
        ok=ranges(again.with_outcome(WriteOutcome.OK)),
        failed=ranges(again.with_outcome(WriteOutcome.FAIL)),
        unknown=ranges(again.with_outcome(WriteOutcome.INFO)),
    )


def _still_missing(loss: Loss, again: _Again, last: ReadBack | None) -> list[int]:
    """Return what was acknowledged, at first or when written again, and is not in the newest reading."""
    if loss.fates is None:
        return []
    if last is None:
        return loss.fates.lost
    due = {*loss.fates.acknowledged, *again.with_outcome(WriteOutcome.OK)}
    return sorted(due - set(last.number))


def _state(loss: Loss, again: _Again, last: ReadBack | None, missing: Sequence[int]) -> State:
    if loss.fates is None:
        return "not_read"
    if not again.outcomes and last is None:
        return "not_replayed" if loss.fates.lost else "nothing_lost"
    if last is None:
        return "not_read_again"
    return "still_missing" if missing else "complete"


def _evidence(loss: Loss, again: _Again, last: ReadBack | None) -> tuple[int, ...]:
    readings = (one.evidence for one in (loss.found, last) if one is not None)
    return tuple(sorted({*again.evidence, *(seq for evidence in readings for seq in evidence)}))


def check_reconciliation(made: Reconciliation) -> Iterator[Finding]:
    """Yield what is still missing, a replay that nobody read back, and a loss that was made up for."""
    names = {"ledger": made.ledger}
    match made.state:
        case "still_missing" | "not_replayed":
            numbers = spelled([n for first, last in made.still_missing_numbers for n in range(first, last + 1)])
            yield finding(Code.STILL_MISSING, made.evidence, **names, count=str(made.still_missing), numbers=numbers)
        case "not_read_again":
            yield finding(Code.REPLAY_UNPROVED, made.evidence, **names, count=str(made.replayed))
        case "complete":
            yield finding(Code.MADE_UP_FOR, made.evidence, **names, count=str(made.lost))
        case _:
            pass


def ranges(numbers: Sequence[int]) -> Numbers:
    """Return ascending numbers as ranges (first, last)."""
    if not numbers:
        return ()
    breaks = [place for place, (one, two) in enumerate(pairwise(numbers), start=1) if two != one + 1]
    return tuple((numbers[start], numbers[end - 1]) for start, end in pairwise([0, *breaks, len(numbers)]))
