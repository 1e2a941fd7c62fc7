"""The RPO of one service against its target: by its ledgers, or by a marker where it has none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from measurements import remarks
from measurements.fault import Fault
from measurements.losses import Loss, acknowledged, judge_loss, unknown
from measurements.markers import Marked
from measurements.reading import Reading
from measurements.report import RpoFigure, Verdict
from measurements.seconds import SECOND, to_seconds
from measurements.verdict import capped, judged, name
from scenarios.plan import Objective, Text


def rpo_figure(
    objective: Objective, losses: Sequence[Loss], markers: Sequence[Marked], fault: Fault | None, *, is_sound: bool
) -> tuple[RpoFigure, Verdict, Marked | None]:
    """Return the figure of the ledger that fared worst, its verdict, and the marker that it is from, if it is.

    Losses of several ledgers are never added up. A marker counts only where the service has no ledger: it says less.
    """
    if not losses and markers:
        return _by_marker(objective, markers, fault, is_sound=is_sound)
    judgements = [(loss, *judge_loss(loss, objective.rpo_ns, has_fault=fault is not None)) for loss in losses]
    worst = max(judgements, key=lambda one: (one[1], _reach(one[0].window)), default=None)
    if worst is None:
        remark = remarks.NO_LEDGER if objective.writes else remarks.NOT_WRITTEN
        return _unmeasured(objective, remark), Verdict.INCONCLUSIVE, None
    loss, raw, remark = worst
    verdict = capped(raw, is_sound=is_sound)
    return _counted(objective, loss, verdict, remark if verdict is raw else remarks.NOT_SOUND), verdict, None


def _reach(window: Reading | None) -> tuple[float, float]:
    if window is None:
        return -1, -1
    return (math.inf if window.upper is None else window.upper), window.lower


def _unmeasured(objective: Objective, remark: Text | None) -> RpoFigure:
    return RpoFigure(
        target_s=objective.rpo_ns / SECOND,
        lower_s=None,
        upper_s=None,
        verdict=name(Verdict.INCONCLUSIVE),
        source=None,
        basis=None,
        acknowledged=0,
        lost=0,
        holes=0,
        split_brain=0,
        split_brain_span=None,
        duplicated=0,
        altered=0,
        resurrected=0,
        recovered_unknown=0,
        reordered=0,
        unknown=0,
        remark=remark,
    )


def _counted(objective: Objective, loss: Loss, verdict: Verdict, remark: Text | None) -> RpoFigure:
    fates = loss.fates
    window = None if loss.window is None else to_seconds(loss.window)
    return RpoFigure(
        target_s=objective.rpo_ns / SECOND,
        lower_s=None if window is None else window.lower_s,
        upper_s=None if window is None else window.upper_s,
        verdict=name(verdict),
        source=None if fates is None else loss.ledger.name,
        basis=None if fates is None else "ledger",
        acknowledged=acknowledged(loss),
        lost=0 if fates is None else len(fates.lost),
        holes=0 if fates is None else len(fates.holes),
        split_brain=0 if fates is None else len(fates.split_brain),
        split_brain_span=None if loss.span is None else to_seconds(loss.span),
        duplicated=0 if fates is None else len(fates.duplicated),
        altered=0 if fates is None else len(fates.altered),
        resurrected=0 if fates is None else len(fates.resurrected),
        recovered_unknown=0 if fates is None else len(fates.recovered_unknown),
        reordered=0 if fates is None else len(fates.reordered),
        unknown=unknown(loss),
        evidence=loss.evidence,
        remark=remark,
    )


def _by_marker(
    objective: Objective, markers: Sequence[Marked], fault: Fault | None, *, is_sound: bool
) -> tuple[RpoFigure, Verdict, Marked]:
    """Return the figure of the marker that says the worst."""
    judgements = [(marked, *_judge_marker(marked, objective.rpo_ns, has_fault=fault is not None)) for marked in markers]
    marked, raw, remark = max(judgements, key=lambda one: (one[1], _reach(one[0].loss)))
    verdict = capped(raw, is_sound=is_sound)
    shown = to_seconds(marked.loss.proved_by(*marked.used, *(fault.evidence if fault else ())))
    is_told = marked.after is not None and fault is not None
    figure = replace(
        _unmeasured(objective, remark if verdict is raw else remarks.NOT_SOUND),
        lower_s=shown.lower_s if is_told else None,
        upper_s=shown.upper_s if is_told else None,
        verdict=name(verdict),
        source=marked.after.event.step if marked.after is not None else None,
        basis="marker",
        evidence=shown.evidence,
    )
    return figure, verdict, marked


def _judge_marker(marked: Marked, target_ns: int, *, has_fault: bool) -> tuple[Verdict, Text | None]:
    """Return the verdict on one marker and the remark beside it; a proved loss misses a target of zero."""
    if not has_fault:
        return Verdict.INCONCLUSIVE, remarks.NO_FAULT
    if marked.after is None:
        return Verdict.INCONCLUSIVE, remarks.MARKER_NOT_READ
    if marked.fell:
        return Verdict.INCONCLUSIVE, remarks.MARKER_FELL
    if target_ns == 0 and marked.is_lost:
        return Verdict.MISSED, remarks.MARKER_LOST
    verdict = judged(marked.loss, target_ns)
    if verdict is not Verdict.INCONCLUSIVE:
        return verdict, remarks.MARKER_BASIS
    if not marked.is_clean:
        return verdict, remarks.MARKER_UNSURE
    return verdict, remarks.MARKER_TOO_FAR if marked.loss.upper is not None else remarks.MARKER_UNBOUNDED
