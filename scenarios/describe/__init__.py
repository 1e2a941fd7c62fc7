"""A plan in words, for the person who is about to start it; secrets appear only as where they are found."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.describe.faulting import faults
from scenarios.describe.guards import guards
from scenarios.describe.language import FORMS, PHASES, Language, either, in_language
from scenarios.describe.steps import MOST_LINES, steps
from scenarios.describe.surroundings import exercised, host, people, streams, target
from scenarios.plan import Plan

__all__ = ["FORMS", "MOST_LINES", "PHASES", "Language", "describe", "in_language"]


def describe(plan: Plan, language: Language) -> list[str]:
    """Return the lines that `drillproof plan` prints; nothing is looked up and nothing is touched."""
    return list(_lines(plan, language))


def _lines(plan: Plan, language: Language) -> Iterator[str]:
    yield f"{plan.scenario}: {in_language(plan.title, language)} ({in_language(FORMS[plan.form], language)})"
    sections = (
        ("演练范围", "Exercised", exercised(plan, language)),
        ("目标", "Targets", (target(one, language) for one in plan.objectives)),
        ("主机", "Hosts", (host(one, language) for one in plan.hosts)),
        ("人员与通知", "People and notices", people(plan, language)),
        ("参数", "Parameters", (f"{name} = {value}" for name, value in plan.parameters.items())),
        ("测量", "Measured by", streams(plan, language)),
        ("故障及其撤销", "Faults and their undo", faults(plan, language)),
        ("安全约束", "Safeguards", guards(plan, language)),
    )
    for zh, en, lines in sections:
        yield from _section(either(language, zh, en), lines)
    yield ""
    yield either(language, "步骤", "Steps")
    yield from steps(plan, language)


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield ""
        yield heading
        yield from (f"  {line}" for line in told)
