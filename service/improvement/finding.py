"""What a report found wrong, as troubles: findings that somebody has to mend, each known by what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from measurements.findings import Code
from measurements.report import Finding, Report, TimelineEntry
from scenarios.plan import Plan
from service.improvement.trouble import RANK, Abnormal, Handling, Kind, Trouble
from service.report.naming import Names, names, worded

_TARGETS: Final[Mapping[str, str]] = {
    Code.RTO_MISSED: "rto",
    Code.RTO_INCONCLUSIVE: "rto",
    Code.RPO_MISSED: "rpo",
    Code.RPO_INCONCLUSIVE: "rpo",
}
STEP_CODES: Final[frozenset[str]] = frozenset(
    {
        Code.STEP_FAILED,
        Code.STEP_UNKNOWN,
        Code.STEP_SETTLED,
        Code.STEP_REPEATED,
        Code.INESSENTIAL_FAILED,
        Code.FAULT_NOT_TAKEN,
        Code.FAULT_UNVERIFIED,
        Code.UNDO_FAILED,
        Code.LEASE_NOT_RENEWED,
        Code.PASSED_UNLAWFULLY,
        Code.GROUP_NOT_REACHED,
    }
)
_ORDERS: Final[frozenset[str]] = frozenset({Code.PRIORITY_INVERSION, Code.DEPENDENCY_INVERSION})
_DATA: Final[frozenset[str]] = frozenset(
    {
        Code.HOLES,
        Code.SPLIT_BRAIN,
        Code.DUPLICATED,
        Code.ALTERED,
        Code.RESURRECTED,
        Code.STILL_MISSING,
        Code.REPLAY_UNPROVED,
    }
)
_RESIDUE: Final[frozenset[str]] = frozenset({Code.RESIDUE, Code.NOT_RESTORED, Code.INTERRUPTED_WHILE_RESTORING})
_COURSE: Final[frozenset[str]] = frozenset({Code.ABORTED, Code.SAFEGUARD_TRIPPED})


@dataclass(frozen=True, slots=True)
class _Place:
    """What a finding is about: its kind, its mark, its services (none named: all of the drill)."""

    kind: Kind
    mark: str
    services: tuple[str, ...] = ()


_Reader: TypeAlias = Callable[[Finding, Report], _Place | None]


def troubles_of(report: Report, plan: Plan) -> tuple[Trouble, ...]:
    """Return what somebody has to mend, each mark once with the most serious that was said of it."""
    named, found = names(report, plan), dict[str, Trouble]()
    for finding in report.findings:
        place = _place(finding, report)
        if place is None:
            continue
        trouble = _trouble(finding, place, report, plan, named)
        known = found.get(place.mark)
        if known is None or RANK[known.severity] < RANK[trouble.severity]:
            found[place.mark] = trouble
    return tuple(found.values()) or tuple(_unfinished(report, plan, named))


def _place(finding: Finding, report: Report) -> _Place | None:
    return next((place for read in _READERS if (place := read(finding, report)) is not None), None)


def _target(finding: Finding, _report: Report) -> _Place | None:
    figure, service = _TARGETS.get(finding.code), finding.facts.get("service", "")
    return None if figure is None else _Place("target", f"{figure}:{service}", (service,))


def _step(finding: Finding, report: Report) -> _Place | None:
    if finding.code not in STEP_CODES:
        return None
    step, host = finding.facts.get("step", ""), finding.facts.get("host", "")
    wrong = any(said.step == step and said.what == "failed" and said.counted for said in report.said)
    return _Place("plan" if wrong else "step", f"step:{report.drill.scenario}:{step}:{host}")


def _order(finding: Finding, _report: Report) -> _Place | None:
    if finding.code not in _ORDERS:
        return None
    pair = (finding.facts.get("service", ""), finding.facts.get("other", ""))
    return _Place("order", f"order:{':'.join(sorted(pair))}", pair)


def _ready(finding: Finding, report: Report) -> _Place | None:
    if finding.code != Code.NOT_READY:
        return None
    place = ":".join(finding.facts.get(name, "") for name in ("step", "host"))
    return _Place("readiness", f"ready:{report.drill.scenario}:{place}")


def _residue(finding: Finding, report: Report) -> _Place | None:
    if finding.code not in _RESIDUE:
        return None
    if finding.code == Code.NOT_RESTORED and report.residue:
        return None  # each item of it is told of by itself
    what = finding.facts.get("item", finding.facts.get("stream", ""))
    return _Place("residue", f"residue:{report.drill.scenario}:{what}")


def _data(finding: Finding, _report: Report) -> _Place | None:
    if finding.code not in _DATA:
        return None
    service = finding.facts.get("service")
    mark = f"data:{finding.code}:{finding.facts.get('ledger', '')}"
    return _Place("data", mark, () if service is None else (service,))


def _course(finding: Finding, report: Report) -> _Place | None:
    if finding.code not in _COURSE:
        return None
    return _Place("course", f"{finding.code}:{report.drill.scenario}:{finding.facts.get('safeguard', '')}")


def _plan(finding: Finding, report: Report) -> _Place | None:
    return _Place("plan", f"plan:{report.drill.scenario}") if finding.code == Code.PLAN_UNREADABLE else None


_READERS: Final[tuple[_Reader, ...]] = (_target, _step, _order, _ready, _residue, _data, _course, _plan)


def _unfinished(report: Report, plan: Plan, named: Names) -> Iterator[Trouble]:
    """Yield that a drill did not go to its end, where nothing else says why."""
    for finding in report.findings:
        if finding.code == Code.NOT_COMPLETED:
            place = _Place("course", f"not_completed:{report.drill.scenario}")
            yield _trouble(finding, place, report, plan, named)
            return


def _trouble(finding: Finding, place: _Place, report: Report, plan: Plan, named: Names) -> Trouble:
    told = worded(finding, named)
    step, host = finding.facts.get("step", ""), finding.facts.get("host", "")
    abnormal = _abnormal(finding, report, plan) if place.kind in {"step", "plan", "readiness"} and step else None
    return Trouble(
        mark=place.mark,
        kind=place.kind,
        code=finding.code,
        severity=finding.severity,
        services=place.services or tuple(one.service for one in plan.objectives),
        said=told.found,
        advice=told.advice,
        facts=dict(finding.facts),
        scenario=report.drill.scenario,
        step=step,
        host=host,
        abnormal=abnormal,
        evidence=finding.evidence,
    )


def _abnormal(finding: Finding, report: Report, plan: Plan) -> Abnormal | None:
    step, host = finding.facts["step"], finding.facts.get("host", "")
    acts = [entry for entry in report.timeline if entry.step == step and entry.host in {host, ""}]
    if not acts:
        return None
    last = acts[-1]
    return Abnormal(
        systems=tuple(one.service for one in plan.objectives),
        host=host,
        step=step,
        title=last.title,
        phase=last.phase,
        act=last.kind,
        started_s=acts[0].started_s,
        ended_s=last.ended_s,
        attempts=max(entry.attempt for entry in acts),
        outcome=last.outcome,
        symptom=finding.facts.get("reason", "") or last.reason,
        handled_by=last.person or "",
        handling=_handling(finding, acts, report),
        restored=report.restored,
        evidence=finding.evidence,
    )


def _handling(finding: Finding, acts: list[TimelineEntry], report: Report) -> Handling:
    if finding.code == Code.STEP_SETTLED:
        return "settled"
    if acts[-1].outcome == "ok" and len(acts) > 1:
        return "repeated"
    return "went_on" if report.completed else "turned_back"
