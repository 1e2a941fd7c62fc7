"""One ledger's answer: what became of its writes, the RPO that follows, and what to make of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measurements import remarks
from measurements.doubts import stalled_ns
from measurements.events import WriteOutcome
from measurements.fault import Fault
from measurements.findings import Code, finding
from measurements.reading import Reading
from measurements.report import Finding, Verdict
from measurements.rpo import Fates, classify, loss_window, spelled, split_brain_span
from measurements.seconds import lower_text, upper_text
from measurements.verdict import judged, why_undecided
from measurements.writes import ReadBack, Writes
from scenarios.plan import Objective, PlannedLedger, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What one ledger proves. `fates` is None without a complete read-back, `window` where nothing bounds it."""

    ledger: PlannedLedger
    writes: Writes
    found: ReadBack | None
    fates: Fates | None
    window: Reading | None
    span: Reading | None
    stalled_ns: int
    """How long it wrote nothing around the fault, 0 where it wrote on."""
    evidence: tuple[int, ...]


def find_loss(drill: str, ledger: PlannedLedger, writes: Writes, found: ReadBack | None, fault: Fault | None) -> Loss:
    """Return what became of the writes of one ledger."""
    fates, window, span = None, None, None
    if found is not None and found.complete:
        fates = classify(drill, ledger.name, writes, found, None if fault is None else fault.instant)
        if fault is not None:
            window = loss_window(writes, fates, fault.instant)
            span = split_brain_span(writes, fates, fault.instant)
    proofs = (window.evidence if window else (), fault.evidence if fault else (), found.evidence if found else ())
    return Loss(
        ledger=ledger,
        writes=writes,
        found=found,
        fates=fates,
        window=window,
        span=span,
        stalled_ns=0 if fault is None else stalled_ns(writes, found, fault.instant, ledger.every_ns),
        evidence=tuple(sorted({seq for proof in proofs for seq in proof})),
    )


def judge_loss(loss: Loss, target_ns: int, *, has_fault: bool) -> tuple[Verdict, Text | None]:
    """Return the verdict on one ledger's loss and the remark beside it.

    A target of zero is met by a count, none lost of all acknowledged, because no interval of time can prove it; but
    only where something was acknowledged before the fault, since else there was nothing to lose. A split-brain loss
    misses it like any other. Altered writes are never met: they are there and yet lost. Nor is what a stalled ledger
    says: nothing was written that could have been lost.
    """
    if loss.fates is None:
        return Verdict.INCONCLUSIVE, remarks.NOT_READ
    if not has_fault:
        return Verdict.INCONCLUSIVE, remarks.NO_FAULT
    if not loss.fates.acknowledged:
        return Verdict.INCONCLUSIVE, remarks.NOT_MEASURED
    verdict, remark = _against(loss, loss.fates, target_ns)
    if loss.stalled_ns and verdict is Verdict.MET:
        return Verdict.INCONCLUSIVE, remarks.DOUBTED
    if loss.fates.altered and verdict is Verdict.MET:
        return Verdict.INCONCLUSIVE, remarks.ALTERED
    return verdict, remark


def _against(loss: Loss, fates: Fates, target_ns: int) -> tuple[Verdict, Text | None]:
    if target_ns == 0 and (fates.lost or loss.window is not None):
        verdict = Verdict.MISSED if fates.lost else Verdict.MET
        return verdict, remarks.lost_of(len(fates.lost), len(fates.acknowledged))
    verdict = judged(loss.window, target_ns)
    if verdict is not Verdict.INCONCLUSIVE:
        return verdict, None
    if loss.window is None:
        return verdict, remarks.NONE_BEFORE
    if loss.window.upper is None:
        return verdict, remarks.NONE_KEPT
    likely = None if loss.window.lower else 0
    return verdict, why_undecided(loss.window, target_ns, loss.ledger.every_ns, likely)


def acknowledged(loss: Loss) -> int:
    """Return how many writes were acknowledged: those that are judged, or all where nothing was read back."""
    return loss.writes.outcome.count(WriteOutcome.OK) if loss.fates is None else len(loss.fates.acknowledged)


def unknown(loss: Loss) -> int:
    """Return how many writes the client never learned the outcome of."""
    return loss.writes.outcome.count(WriteOutcome.INFO)


def loss_findings(loss: Loss, objective: Objective) -> Iterator[Finding]:
    """Yield what a person must look at among the fates of the writes."""
    names = {"service": objective.service, "ledger": loss.ledger.name}
    if loss.stalled_ns:
        yield finding(Code.LEDGER_STALLED, loss.evidence, **names, seconds=lower_text(loss.stalled_ns))
    if loss.fates is None or loss.found is None:
        code = Code.READ_BACK_MISSING if loss.found is None else Code.READ_BACK_INCOMPLETE
        yield finding(code, loss.evidence, **names)
        return
    for code, numbers, more in _counts(loss, loss.fates):
        if numbers:
            facts = {"count": str(len(numbers)), "numbers": spelled(numbers), **more}
            yield finding(code, loss.evidence, **names, **facts)
    yield from _limits(loss, loss.found, loss.fates, names)


def _limits(loss: Loss, found: ReadBack, fates: Fates, names: dict[str, str]) -> Iterator[Finding]:
    """Yield what the store could not tell."""
    if found.torn:
        yield finding(Code.TORN_ROWS, loss.evidence, **names, count=str(found.torn))
    if len(found.number) > 1 and max(found.position) < 0:
        yield finding(Code.COMMIT_ORDER_UNKNOWN, loss.evidence, **names)
    if found.fenced is False and fates.unknown:
        yield finding(Code.NOT_FENCED, loss.evidence, **names, count=str(len(fates.unknown)))


def _counts(loss: Loss, fates: Fates) -> Iterator[tuple[Code, Sequence[int], dict[str, str]]]:
    span = loss.span
    reach = {} if span is None else {"lower": lower_text(span.lower), "upper": upper_text(span.upper)}
    yield Code.WRITES_LOST, fates.lost, {"acknowledged": str(len(fates.acknowledged))}
    yield Code.HOLES, fates.holes, {}
    yield Code.SPLIT_BRAIN, fates.split_brain, reach
    yield Code.DUPLICATED, fates.duplicated, {}
    yield Code.ALTERED, fates.altered, {}
    yield Code.RESURRECTED, fates.resurrected, {}
    yield Code.REORDERED, fates.reordered, {}
    yield Code.ALIEN_ROWS, fates.alien, {}
    yield Code.UNKNOWN_WRITES, fates.unknown, {"recovered": str(len(fates.recovered_unknown))}
