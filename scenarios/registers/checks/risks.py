"""Risks held against the taxonomy, the matrix and their own treatment (JR/T 0251 7.2)."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.draft import Draft
from scenarios.problems import Problem
from scenarios.registers.risks import RiskInput, RisksInput, rank
from scenarios.registers.taxonomy import BY_ID, LISTS, titles_of
from scenarios.suggest import nearest
from scenarios.tree import Path

HIGH = rank("high")


def check_risks(draft: Draft[RisksInput]) -> Iterator[Problem]:
    """Yield threats that nobody knows, levels that the matrix does not give, residual risks above the risk."""
    risks = draft.model
    if risks is None:
        return
    for place, name in enumerate(risks.lists):
        if name not in LISTS:
            known = ", ".join(LISTS)
            yield draft.problem(
                ("lists", place), "threat_list_unknown", name=name, known=known, hint=nearest(name, LISTS)
            )
    yield from _threats(draft, risks)
    for name, risk in risks.risks.items():
        yield from _level(draft, risks, name, risk)
        yield from _treatment(draft, risks, name, risk)


def _threats(draft: Draft[RisksInput], risks: RisksInput) -> Iterator[Problem]:
    for name, own in risks.threats.items():
        if name in BY_ID:
            yield draft.problem_of_key(("threats", name), "threat_ships", name=name)
        yield from _unknown(draft, risks, ("threats", name, "within"), own.within)
        if name in _above(risks, name):
            yield draft.problem(("threats", name, "within"), "threat_within_itself", name=name)
    for name in risks.ruled_out:
        yield from _unknown(draft, risks, ("ruled_out", name), name)
    for name, risk in risks.risks.items():
        yield from _unknown(draft, risks, ("risks", name, "threat"), risk.threat)


def _above(risks: RisksInput, name: str) -> set[str]:
    """Return the threats of the file that stand above one of them."""
    seen: set[str] = set()
    above = risks.threats[name].within
    while above in risks.threats and above not in seen:
        seen.add(above)
        above = risks.threats[above].within
    return seen


def _unknown(draft: Draft[RisksInput], risks: RisksInput, path: Path, name: str) -> Iterator[Problem]:
    known = {*titles_of(risks), *draft.names("threats")}
    if name not in known:
        yield draft.problem(path, "unknown_threat", name=name, hint=nearest(name, sorted(known)))


def _level(draft: Draft[RisksInput], risks: RisksInput, name: str, risk: RiskInput) -> Iterator[Problem]:
    derived = risks.level_of(risk.consequence, risk.likelihood)
    if risk.level is not None and risk.level != derived:
        facts = {"written": risk.level, "derived": derived}
        figures = {"consequence": str(risk.consequence), "likelihood": str(risk.likelihood)}
        yield draft.problem(("risks", name, "level"), "risk_level_differs", name=name, **facts, **figures)


def _treatment(draft: Draft[RisksInput], risks: RisksInput, name: str, risk: RiskInput) -> Iterator[Problem]:
    left, path = risk.residual, ("risks", name)
    if left is not None and (left.consequence > risk.consequence or left.likelihood > risk.likelihood):
        yield draft.problem((*path, "residual"), "residual_above", name=name)
    level = risks.level_of(risk.consequence, risk.likelihood)
    if rank(level) < HIGH:
        return
    if risk.treatment is None:
        yield draft.problem_of_key(path, "risk_untreated", name=name, level=level)
    elif risk.treatment.decision == "accept" and (left is None or left.accepted_by is None):
        yield draft.problem((*path, "treatment"), "risk_accepted_by_nobody", name=name, level=level)
