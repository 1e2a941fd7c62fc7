"""The report on a business impact analysis as one page: the five parts of JR/T 0251 §6.4, without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from scenarios.bia import BiaInput
from scenarios.bia.about import UNITS, AboutInput
from scenarios.bia.business import BusinessInput
from scenarios.bia.checks.impact import MEASURES, Measure, measured
from scenarios.bia.model import ServiceInput, SupplierInput
from scenarios.bia.profile import UNVERIFIED, PeriodInput, ProfileInput, ShareInput
from scenarios.bia.register import Register
from scenarios.fields import TextInput, both
from scenarios.messages import say as told
from scenarios.plan import Text
from scenarios.problems import Problem, Problems
from service.bia.curves import impact_chart
from service.bia.graph import graph_svg
from service.bia.periods import period
from service.bia.ranking import recovery_order
from service.report.pages import pages_in
from service.words import Lang, in_language, say

_LAST: Final = 1000
"""Where a business without a priority comes."""
_NONE: Final = "\N{EN DASH}"
"""Nothing is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything the template says, in one language."""

    lang: Lang

    def say(self, key: str, **facts: str | int | Text) -> str:
        """Return the catalogue's words."""
        return in_language(say(key, **facts), self.lang)

    def title(self, value: str | TextInput | None, name: str = "") -> str:
        """Return a title of the register, or the name where it has none."""
        return in_language(both(value or name), self.lang)

    def time(self, ns: int | None) -> str:
        """Return a duration as people say it, or a dash."""
        return _NONE if ns is None else period(ns, self.lang)

    def names(self, names: Iterable[str], entries: Mapping[str, BusinessInput | ServiceInput | SupplierInput]) -> str:
        """Return the titles of entries in one line."""
        known = (self.title(entries[name].title, name) if name in entries else name for name in names)
        return in_language(say("word.list"), self.lang).join(known)

    def word(self, group: str, value: str | None) -> str:
        """Return a word of a closed vocabulary, or a dash."""
        return _NONE if value is None else self.say(f"bia.{group}.{value}")

    def problem(self, problem: Problem) -> str:
        """Return what is wrong and the repair, without its place."""
        what, repair = told(problem.key, dict(problem.facts), self.lang)
        return f"{what}{in_language(say('bia.report.repair'), self.lang)}{repair}"


def report_page(register: Register, problems: tuple[Problem, ...], lang: Lang) -> str:
    """Return the page; raises Problems where the register's form is so wrong that nothing can be told."""
    bia = register.bia
    if bia is None:
        raise Problems(register.draft.problems)
    words = Words(lang=lang)
    document = register.draft.document
    return _PAGES.get_template("register.html.jinja").render(
        w=words,
        measure_word=measure_word,
        unverified=words.say("bia.unverified"),
        lang=lang,
        html_lang={"zh": "zh-CN", "en": "en"}[lang],
        bia=bia,
        about=bia.about or AboutInput.model_construct(),
        profile=register.profile,
        digest=document.sha256,
        order=recovery_order(bia),
        businesses_in_order=sorted(bia.businesses.items(), key=lambda each: each[1].priority or _LAST),
        room=_room,
        serves=_serves(bia),
        resources=tuple(_resources(bia)),
        impacts=tuple(_impacts(bia, words)),
        measures=MEASURES,
        loss_unit=loss_unit(bia, lang),
        graph=Markup(graph_svg(bia, lang, problems)),  # noqa: S704  graph.py escapes
        level_rows=tuple(level_rows(register.profile, words)),
        problems=problems,
        notable=[problem for problem in problems if problem.severity != "info"],
        notes=[problem for problem in problems if problem.severity == "info"],
    )


def _room(business: BusinessInput) -> int | None:
    if business.rto is None:
        return None
    return max(0, business.rto - (business.response or 0) - (business.verification or 0))


def loss_unit(bia: BiaInput, lang: Lang) -> str:
    """Return what losses count in: 万元, 万USD, CNY 10,000."""
    about = bia.about or AboutInput.model_construct()
    if lang == "en":
        return about.currency if about.unit == 1 else f"{about.currency} {about.unit:,}"
    unit = UNITS[about.unit]
    return unit if about.currency == "CNY" else f"{unit.removesuffix('元')}{about.currency}"


def _serves(bia: BiaInput) -> Mapping[str, list[str]]:
    return {name: [s for s, service in bia.services.items() if name in service.suppliers] for name in bia.suppliers}


def _resources(bia: BiaInput) -> Iterator[tuple[str, str, list[str | TextInput]]]:
    for name, service in bia.services.items():
        for kind in type(service.resources).model_fields:
            contents: list[str | TextInput] = getattr(service.resources, kind)
            if contents:
                yield name, kind, contents


def _impacts(bia: BiaInput, words: Words) -> Iterator[dict[str, Any]]:
    for number, (name, business) in enumerate(bia.businesses.items()):
        points = sorted(business.impact, key=lambda point: point.after)
        if points:
            title = words.title(business.title, name)
            rows = [(words.time(point.after), [_figure(measured(point, m)) for m in MEASURES]) for point in points]
            chart = impact_chart(title, business, words.lang, f"i{number}")
            yield {"title": title, "rows": rows, "chart": Markup(chart)}  # noqa: S704  svg.py escapes


def _figure(value: int | None) -> str:
    return _NONE if value is None else f"{value:,}"


def level_rows(profile: ProfileInput | None, words: Words) -> Iterator[tuple[str, ...]]:
    """Yield one row for each level and class: level, name, class, RTO, RPO, capacity."""
    for level in profile.levels if profile is not None else ():
        name = words.say("bia.unverified") if level.title is None else words.title(level.title)
        for kind in ("real_time", "non_real_time"):
            row = level.row(kind)
            figures = (_shown(figure, words) for figure in (row.rto, row.rpo, row.capacity))
            yield str(level.level), name, words.word("class", kind), *figures


def _shown(figure: str | PeriodInput | ShareInput, words: Words) -> str:
    match figure:
        case PeriodInput(value=value):
            return f"≤ {words.time(value)}"
        case ShareInput(value=value):
            return f"≥ {value / 10:g}%"
        case _:
            return words.say("bia.unverified" if figure == UNVERIFIED else "bia.no_demand")


def measure_word(words: Words, measure: Measure, unit: str) -> str:
    """Return the heading of one measure of impact."""
    return words.say("bia.impact.loss", unit=unit) if measure == "loss" else words.say(f"bia.impact.{measure}")


_PAGES: Final = pages_in(Path(__file__).with_name("templates"))
