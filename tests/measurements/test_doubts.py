"""What takes the ground from a figure: named, and never called met."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements import remarks
from measurements.doubts import LEAST_BASELINE, stalled_ns
from measurements.events import WriteOutcome
from measurements.findings import Code
from measurements.judge import judge
from measurements.report import Report
from measurements.writes import ReadBack, Writes
from scenarios.plan import JumpHost, Plan, PlannedHost
from tests.support.drills import FAULT, acknowledged, interrupted, switched, writes
from tests.support.histories import Story, beat, ledger, ns, objective, plan, probe
from tests.support.streams import between


def found(report: Report, code: Code) -> list[dict[str, str]]:
    return [finding.facts for finding in report.findings if finding.code == code]


def host(name: str, site: str) -> PlannedHost:
    return PlannedHost(name=name, address="", port=22, user="", roles=(), environment="test", site=site, known_hosts="")


def looking_through(*names: str) -> Plan:
    through = tuple(JumpHost(name=name, address="", port=22, user="", known_hosts="") for name in names)
    hosts = (host("db-a", "north"), host("relay", "north"), host("far", "south"))
    return replace(plan(probes=[replace(probe(), through=through)]), hosts=hosts)


def drilled(drill: Plan) -> Report:
    story = Story(drill).faulted(*FAULT).sampled("entry", interrupted())
    return judge(switched(story).closed(135).history())


def test_a_prober_on_the_host_that_failed_saw_its_own_end() -> None:
    report = drilled(looking_through("relay", "db-a"))
    assert [one["host"] for one in found(report, Code.SHARED_FATE)] == ["db-a"]
    assert (report.services[0].rto.verdict, report.services[0].rto.remark) == ("inconclusive", remarks.DOUBTED)


def test_a_prober_at_the_site_of_what_failed_is_told_and_believed() -> None:
    report = drilled(looking_through("relay"))
    assert found(report, Code.SHARED_SITE) == [
        {"service": "trading-db", "stream": "entry", "host": "relay", "site": "north"}
    ]
    assert report.services[0].rto.verdict == "met"


def test_a_prober_elsewhere_is_no_matter() -> None:
    report = drilled(looking_through("far", "nobody-knows"))
    assert not found(report, Code.SHARED_FATE)
    assert not found(report, Code.SHARED_SITE)


@pytest.mark.parametrize(("good", "thin"), [(LEAST_BASELINE - 1, True), (LEAST_BASELINE, False)])
def test_a_baseline_of_a_handful_proves_no_level(good: int, *, thin: bool) -> None:
    rows = [*beat(100 - good * 0.05, 100), *interrupted(start=100)]
    story = Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", rows)
    report = judge(switched(story).closed(135).history())
    assert bool(found(report, Code.BASELINE_THIN)) is thin
    assert (report.services[0].rto.verdict == "inconclusive") is thin


def lighter(every: float) -> Report:
    """Return a drill after whose recovery a sample is sent every so many seconds, where half the rate is acceptable."""
    told = objective()
    tolerant = replace(told, acceptable=replace(told.acceptable, rate_permille=300))
    rows = [*beat(80, 100), *beat(100, 112, ok=False), *beat(112, 135, every=every)]
    story = Story(plan(objectives=[tolerant], probes=[probe()])).faulted(*FAULT).sampled("entry", rows)
    return judge(switched(story).closed(140).history())


def test_a_recovery_under_half_the_load_is_none() -> None:
    report = lighter(0.1)
    (facts,) = found(report, Code.UNEQUAL_LOAD)
    assert (facts["before"], facts["after"]) == ("20.0", "10.0")
    assert (report.services[0].rto.verdict, report.services[0].rto.remark) == ("inconclusive", remarks.DOUBTED)


def test_the_same_load_is_no_matter() -> None:
    assert not found(lighter(0.05), Code.UNEQUAL_LOAD)


def test_too_few_samples_make_no_rate() -> None:
    rows = [*beat(99.8, 100), *beat(100, 112, ok=False), *beat(112, 135)]
    story = Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", rows)
    assert not found(judge(story.closed(140).history()), Code.UNEQUAL_LOAD)


def made(*invoked: float) -> Writes:
    times = [ns(one) for one in invoked]
    return Writes(
        number=list(range(len(times))),
        due=times,
        invoked=times,
        completed=[one + 1 for one in times],
        outcome=[WriteOutcome.OK] * len(times),
        evidence=[1] * len(times),
    )


def read_at(seconds: float) -> ReadBack:
    return ReadBack(complete=True, sent=ns(seconds), source="db", number=[], payload=[], position=[], evidence=())


@pytest.mark.parametrize(
    ("invoked", "read", "stalled"),
    [
        ((1, 9, 11), None, 0),  # a second before the fault it wrote
        ((1, 6, 11), None, 4),  # it had stopped four seconds before the fault
        ((1, 9.5), 30, 20),  # it never wrote again
        ((1, 9.5), 11, 0),  # it was read at once
        ((1, 9.5), None, 0),  # it was never read, which is told otherwise
        ((12, 13), 30, 0),  # it began after the fault, which is told otherwise
        ((), 30, 0),
    ],
)
def test_a_ledger_has_stalled_when_it_is_silent_around_the_fault(
    invoked: tuple[float, ...], read: float | None, stalled: float
) -> None:
    back = None if read is None else read_at(read)
    assert stalled_ns(made(*invoked), back, between(10, 10), ns(0.002)) == ns(stalled)


def test_a_slow_beat_is_no_stall() -> None:
    assert stalled_ns(made(1, 6, 11), None, between(10, 10), ns(1)) == 0


def test_a_ledger_that_never_wrote_again_until_it_was_read_has_stalled() -> None:
    drill = plan(objectives=[objective(writes=True)], probes=[probe()], ledgers=[ledger(every=0.02)])
    story = Story(drill).faulted(*FAULT).sampled("entry", interrupted())
    rows = [row for row in writes() if row[1] < 100]
    report = judge(switched(story.wrote("orders", rows)).read(130, acknowledged(rows)).closed(135).history())
    assert [one["seconds"] for one in found(report, Code.LEDGER_STALLED)] == ["29.98"]


def test_no_loss_of_what_was_never_written_is_no_proof() -> None:
    drill = plan(objectives=[objective(writes=True)], probes=[probe()], ledgers=[ledger(every=0.02)])
    story = Story(drill).faulted(*FAULT).sampled("entry", interrupted())
    rows = [row for row in writes() if not 95 < row[1] < 100]
    story = switched(story.wrote("orders", rows)).read(130, acknowledged(rows))
    report = judge(story.closed(135).history())
    (facts,) = found(report, Code.LEDGER_STALLED)
    assert facts == {"service": "trading-db", "ledger": "orders", "seconds": "5.0"}
    stalled = next(one for one in report.findings if one.code == Code.LEDGER_STALLED)
    assert stalled.evidence == report.services[0].rpo.evidence != ()
    assert (report.services[0].rpo.lost, report.services[0].rpo.verdict) == (0, "inconclusive")
    assert report.services[0].rpo.remark == remarks.DOUBTED
