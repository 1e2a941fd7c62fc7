"""The figure of several ledgers and several markers: the worst, with every count, and why it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from measurements import remarks
from measurements.fault import Fault
from measurements.losses import Loss
from measurements.markers import Marked, Point
from measurements.reading import Reading
from measurements.report import RpoFigure, Seconds, Verdict
from measurements.rpo import Fates
from measurements.rpo_figure import rpo_figure
from measurements.writes import gather_writes
from tests.support.histories import SECOND, ledger, ns, objective
from tests.support.streams import between

FAULT = Fault(step="crash", instant=between(100, 100), evidence=(1, 2))


def numbers(count: int) -> list[int]:
    return list(range(count))


def fates(lost: int = 2) -> Fates:
    return Fates(
        acknowledged=numbers(12),
        lost=numbers(lost),
        holes=numbers(3),
        split_brain=numbers(4),
        duplicated=numbers(5),
        altered=[],
        resurrected=numbers(6),
        unknown=numbers(7),
        recovered_unknown=numbers(8),
        reordered=numbers(9),
        alien=numbers(10),
    )


def loss(name: str, window: Reading | None, what: Fates | None = None) -> Loss:
    return Loss(
        ledger=ledger(name),
        writes=gather_writes([]),
        found=None,
        fates=what or fates(),
        window=window,
        span=Reading(lower=SECOND, upper=2 * SECOND, evidence=(5,)),
        stalled_ns=0,
        evidence=(3, 7),
    )


def reading(low: float, high: float | None) -> Reading:
    return Reading(lower=ns(low), upper=None if high is None else ns(high))


def test_every_count_of_a_ledger_is_told() -> None:
    one = objective(rpo=2)
    figure, verdict, marker = rpo_figure(one, [loss("orders", reading(0.5, 1.5))], [], FAULT, is_sound=True)
    assert (verdict, marker) == (Verdict.MET, None)
    assert figure == RpoFigure(
        target_s=2.0,
        lower_s=0.5,
        upper_s=1.5,
        verdict="met",
        source="orders",
        basis="ledger",
        acknowledged=12,
        lost=2,
        holes=3,
        split_brain=4,
        split_brain_span=Seconds(lower_s=1.0, upper_s=2.0, evidence=(5,)),
        duplicated=5,
        altered=0,
        resurrected=6,
        recovered_unknown=8,
        reordered=9,
        unknown=0,
        evidence=(3, 7),
        remark=None,
    )
    altered = Fates(**{name: getattr(fates(), name) for name in Fates.__slots__} | {"altered": numbers(11)})
    figure, verdict, _ = rpo_figure(one, [loss("orders", reading(0.5, 1.5), altered)], [], FAULT, is_sound=True)
    assert (figure.altered, verdict, figure.remark) == (11, Verdict.INCONCLUSIVE, remarks.ALTERED)
    assert rpo_figure(objective(rpo=2), [], [], FAULT, is_sound=True)[0].target_s == 2.0


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (reading(0.1, 1.9), reading(0.5, 1.5)),  # both met: the one that may reach further
        (reading(0.5, 1.9), reading(0.4, 1.9)),
        (reading(3.0, 4.0), reading(0.1, 1.9)),  # missed is worse than met
        (reading(2.1, None), reading(3.0, 4.0)),  # both missed, and nothing bounds the one
        (reading(1.0, None), reading(1.9, 9.0)),  # both undecided
        (reading(0.0, 3.0), None),  # both undecided, and of the other nothing is known
    ],
)
def test_of_several_ledgers_the_one_that_may_reach_furthest_counts(worse: Reading, better: Reading | None) -> None:
    for losses in ([loss("bad", worse), loss("good", better)], [loss("good", better), loss("bad", worse)]):
        assert rpo_figure(objective(rpo=2), losses, [], FAULT, is_sound=True)[0].source == "bad"


def marked(name: str, lower: float, upper: float | None, *, used: Sequence[int] = (4, 9)) -> Marked:
    from tests.measurements.test_markers import POSITION, read  # noqa: PLC0415  only this needs its readings

    event = read(101, 900, "after", POSITION)
    after = Point(seq=9, event=event, least=900, most=900)
    return Marked(
        service=name,
        marker="log_position",
        points=(after,),
        after=after,
        loss=reading(lower, upper),
        by_value=None,
        bytes_lost=(None, None),
        is_lost=False,
        fell=False,
        is_clean=True,
        used=tuple(used),
    )


def test_of_several_markers_the_one_that_may_reach_furthest_counts_with_its_readings_and_the_fault() -> None:
    markers = [marked("a", 0.0, 1.0), marked("b", 0.0, 1.9), marked("c", 0.5, 1.5)]
    for order in (markers, markers[::-1]):
        figure, verdict, marker = rpo_figure(objective(rpo=2), [], order, FAULT, is_sound=True)
        assert (marker, verdict) == (markers[1], Verdict.MET)
        assert (figure.lower_s, figure.upper_s, figure.basis, figure.target_s) == (0.0, 1.9, "marker", 2.0)
        assert (figure.evidence, figure.remark) == ((1, 2, 4, 9), remarks.MARKER_BASIS)


def test_a_marker_of_a_drill_that_is_not_sound_is_never_met() -> None:
    figure, verdict, _ = rpo_figure(objective(rpo=2), [], [marked("a", 0.0, 1.0)], FAULT, is_sound=False)
    assert (verdict, figure.verdict, figure.remark) == (Verdict.INCONCLUSIVE, "inconclusive", remarks.NOT_SOUND)
