"""Whether plan, its digest, its file, the files that it was made from and its parameters all say the same."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from measurements.events import DrillOpened
from scenarios.canonical import canonical, digest
from scenarios.plan import Plan
from service.dossiers.dossier import Dossier
from service.evidence.case import Case, contents
from service.evidence.checks import Check, Discrepancy, absent, at, found
from service.evidence.flaws import flaws_of
from service.evidence.layout import JOURNAL, PLAN, RECORDS, SUFFIXES, source_file, source_name


def check_plan(case: Case) -> Check:
    """Check that the plan, its digest, its file, its sources and the dossier agree."""
    opened = None if case.history is None else case.history.opened
    if opened is None or case.journal is None:
        return absent("plan", "check.plan.absent")
    dossier = _dossier(case)
    wrong = [*flaws_of(case.journal, "plan"), *_file(case, opened), *_sources(case)]
    if dossier is not None and dossier.facts.plan_sha256 != opened.plan_sha256:
        field = "body.facts.plan_sha256"
        due = opened.plan_sha256
        wrong.append(at("check.plan.dossier", RECORDS, field=field, found=dossier.facts.plan_sha256, due=due))
    return found("plan", wrong, digest=opened.plan_sha256)


def _file(case: Case, opened: DrillOpened) -> Iterator[Discrepancy]:
    kept = contents(case.folder, PLAN) if case.folder.size(PLAN) is not None else None
    if kept is not None and kept != canonical(opened.plan).encode():
        yield at("check.plan.file", PLAN)


def _sources(case: Case) -> Iterator[Discrepancy]:
    for role, due in sorted((case.plan.sources if case.plan is not None else {}).items()):
        names = [source_file(role, suffix) for suffix in SUFFIXES] if _is_fit(role) else []
        for name in names:
            content = contents(case.folder, name)
            if content is not None and sha256(content).hexdigest() != due:
                yield at("check.plan.source", name, field=f"event.plan.sources.{role}")


def _is_fit(role: str) -> bool:
    try:
        source_name(role)
    except ValueError:
        return False
    return True


def check_parameters(case: Case) -> Check:
    """Check that the drill ran with the parameters that its dossier was approved with."""
    plan, dossier = case.plan, _dossier(case)
    if plan is None:
        return absent("parameters", "check.unread")
    if dossier is None:
        return absent("parameters", "check.parameters.absent", essential=False)
    return found("parameters", _parameters(plan, dossier), count=len(plan.parameters))


def _parameters(plan: Plan, dossier: Dossier) -> Iterator[Discrepancy]:
    stated = dossier.facts.parts.get("parameters")
    if stated is not None and stated != digest(canonical(plan.parameters)):
        yield at("check.parameters.differs", JOURNAL, 1, "event.plan.parameters", due=stated)
    for name in sorted(dossier.wish.parameters.keys() - plan.parameters.keys()):
        yield at("check.parameters.missing", JOURNAL, 1, f"event.plan.parameters.{name}")


def _dossier(case: Case) -> Dossier | None:
    return None if case.records.told is None else case.records.told.dossier
