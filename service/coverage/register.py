"""What a firm wants its drills to touch, read off its BIA and registers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scenarios.bia import BiaInput
from scenarios.fields import both
from scenarios.plan import Text
from scenarios.registers import PlansInput, RisksInput
from scenarios.registers.risks import RiskLevel, rank
from scenarios.registers.taxonomy import THREATS, ancestors, titles_of

Kind: TypeAlias = Literal["service", "threat", "risk", "procedure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to be touched; `level` is that of a risk, or the highest of the risks that a threat has."""

    kind: Kind
    id: str
    title: Text
    level: RiskLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Everything to be touched, the highest risks first; `ruled_out` are threats that cannot occur, with the reason."""

    items: tuple[Item, ...]
    ruled_out: tuple[tuple[Item, Text], ...] = ()
    risks: RisksInput | None = None


def wanted_from(bia: BiaInput, risks: RisksInput | None, plans: PlansInput | None) -> Wanted:
    """Return what the registers name; without a risk register the threats are those of the default lists."""
    threats = list(_threats(risks))
    reasons = {} if risks is None else risks.ruled_out
    items = [
        *(Item(kind="service", id=name, title=both(one.title or name)) for name, one in bia.services.items()),
        *_high_first([threat for threat in threats if threat.id not in reasons]),
        *_high_first(list(_risks(risks))),
        *_procedures(plans),
    ]
    out = tuple((threat, both(reasons[threat.id])) for threat in threats if threat.id in reasons)
    return Wanted(items=tuple(items), ruled_out=out, risks=risks)


def _high_first(items: list[Item]) -> list[Item]:
    return sorted(items, key=lambda item: -1 if item.level is None else rank(item.level), reverse=True)


def _risks(risks: RisksInput | None) -> Iterator[Item]:
    for name, risk in () if risks is None else risks.risks.items():
        level = None if risks is None else risks.level_of(risk.consequence, risk.likelihood)
        yield Item(kind="risk", id=name, title=both(risk.title), level=level)


def _threats(risks: RisksInput | None) -> Iterator[Item]:
    """Yield the threats of the lists that the firm holds itself to, those of its own, and those of its risks."""
    register = risks or RisksInput.model_construct(
        lists=["JRT0251-1", "CSRC218-37"], ruled_out={}, threats={}, risks={}
    )
    named = [threat.id for threat in THREATS if set(threat.sources).intersection(register.lists)]
    of_risks = [risk.threat for risk in register.risks.values()]
    levels = _levels(register)
    titles = titles_of(register)
    for name in dict.fromkeys((*named, *register.threats, *of_risks)):
        if name in titles:
            yield Item(kind="threat", id=name, title=titles[name], level=levels.get(name))


def _levels(risks: RisksInput) -> dict[str, RiskLevel]:
    """Return for each threat the highest level of the risks that it, or a kind of it, has."""
    found: dict[str, RiskLevel] = {}
    for risk in risks.risks.values():
        level = risks.level_of(risk.consequence, risk.likelihood)
        for name in ancestors(risk.threat, risks):
            found[name] = max(found.get(name, level), level, key=rank)
    return found


def _procedures(plans: PlansInput | None) -> Iterator[Item]:
    for plan in () if plans is None else plans.plans.values():
        for name, procedure in plan.procedures.items():
            yield Item(kind="procedure", id=name, title=both(procedure.title))
