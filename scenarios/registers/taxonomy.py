"""The threats that drills are tagged with: four classes of JR/T 0251 1 and their kinds, and two further lists.

Titles in Chinese are the sources' own words. Where a source's item means several threats, or a threat has been put
under another by the house, `LISTS` and `within` say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scenarios.fields import both
from scenarios.plan import Text
from scenarios.registers.risks import RisksInput

SECTION_1: Final = "JRT0251-1"
RURAL: Final = "RCU-plan"
DECREE: Final = "CSRC218-37"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat:
    """One kind of interruption; `within` is what it is a kind of, `sources` are the clauses that name it."""

    id: str
    title: Text
    within: str | None
    sources: tuple[str, ...]


def _threat(name: str, zh: str, en: str, within: str | None, *sources: str) -> Threat:
    return Threat(id=name, title=Text(zh=zh, en=en), within=within, sources=sources)


THREATS: Final = (
    _threat("technical_fault", "技术故障", "technical fault", None, SECTION_1),
    _threat("system_fault", "信息系统故障", "information system fault", "technical_fault", SECTION_1),
    _threat("hardware_fault", "计算机硬件故障", "computer hardware fault", "system_fault", RURAL),
    _threat("operating_system_fault", "操作系统故障", "operating system fault", "system_fault", RURAL),
    _threat("system_vulnerability", "系统漏洞", "system vulnerability", "system_fault", RURAL),
    _threat("application_fault", "应用系统故障", "application fault", "system_fault", RURAL),
    _threat("infrastructure_fault", "基础设施故障", "infrastructure fault", "technical_fault", SECTION_1),
    _threat("external_service_loss", "外部服务中断", "loss of an external service", None, SECTION_1),
    _threat("power_loss", "停电", "power cut", "external_service_loss", SECTION_1, RURAL),
    _threat("water_loss", "停水", "water cut", "external_service_loss", SECTION_1),
    _threat("communication_loss", "通信中断", "loss of communication", "external_service_loss", SECTION_1),
    _threat("provider_exit", "主要信息技术系统服务机构退出", "exit of an IT provider", "external_service_loss", DECREE),
    _threat("human_damage", "人为破坏", "human damage", None, SECTION_1, RURAL),
    _threat("operating_error", "操作失误", "operating error", "human_damage", SECTION_1),
    _threat("cybersecurity_incident", "网络安全事件", "cybersecurity incident", "human_damage", DECREE),
    _threat("network_attack", "网络攻击", "network attack", "cybersecurity_incident", SECTION_1, RURAL),
    _threat("virus_outbreak", "病毒爆发", "virus outbreak", "cybersecurity_incident", RURAL),
    _threat("terror_attack", "恐怖袭击", "terror attack", "human_damage", SECTION_1),
    _threat("public_security", "治安", "public security incident", "human_damage", RURAL),
    _threat("natural_disaster", "自然灾害", "natural disaster", None, SECTION_1, DECREE),
    _threat("fire", "火灾", "fire", "natural_disaster", SECTION_1, RURAL),
    _threat("flood", "水灾", "flood", "natural_disaster", "JRT0251-7", RURAL),
    _threat("typhoon", "台风", "typhoon", "natural_disaster", SECTION_1),
    _threat("tsunami", "海啸", "tsunami", "natural_disaster", SECTION_1),
    _threat("earthquake", "地震", "earthquake", "natural_disaster", SECTION_1),
    _threat("force_majeure", "不可抗力", "force majeure", None, RURAL),
    _threat("public_health", "公共卫生事件", "public health event", None, DECREE),
    _threat("personnel_change", "重大人事变动", "major change of personnel", None, DECREE),
)  # fmt: skip
BY_ID: Final = {threat.id: threat for threat in THREATS}
LISTS: Final = (SECTION_1, RURAL, DECREE)
"""The lists that a firm can hold itself to."""


def titles_of(risks: RisksInput | None) -> dict[str, Text]:
    """Return every threat that may be named, with its title: the shipped ones and those of a risk file."""
    shipped = {threat.id: threat.title for threat in THREATS}
    return shipped if risks is None else {**shipped, **{name: both(own.title) for name, own in risks.threats.items()}}


def ancestors(name: str, risks: RisksInput | None) -> tuple[str, ...]:
    """Return a threat and everything that it is a kind of, the nearest first; a cycle is walked once."""
    within = {threat.id: threat.within for threat in THREATS}
    if risks is not None:
        within |= {own: threat.within for own, threat in risks.threats.items() if own not in within}
    found: list[str] = []
    above: str | None = name
    while above is not None and above not in found:
        found.append(above)
        above = within.get(above)
    return tuple(found)
