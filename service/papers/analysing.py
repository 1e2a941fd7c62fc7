"""The report on the business impact analysis as a paper: the register's five parts, its graph and its curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from scenarios.bia import BiaInput
from scenarios.bia.about import AboutInput
from scenarios.bia.business import BusinessInput
from scenarios.bia.checks.impact import MEASURES, measured
from scenarios.bia.model import ServiceInput, SupplierInput
from scenarios.bia.profile import ProfileInput
from scenarios.bia.register import Register
from scenarios.fields import TextInput, both
from scenarios.plan import SECOND, Text
from scenarios.problems import Problem, Problems
from service.bia.curves import impact_chart
from service.bia.graph import graph_svg
from service.bia.page import Words, level_rows, loss_unit, measure_word
from service.bia.periods import period
from service.bia.ranking import recovery_order
from service.papers.assessing import problem_text
from service.papers.origin import Origin
from service.papers.outcomes import FIGURES
from service.papers.phrasing import gap, heading, line, listed, row, section, signatures, statement, table, table_or
from service.papers.verified import Target
from service.report.blocks import Block, Cell, Chart, Line, Row, Statement, Tone
from service.report.paper import Paper
from service.software import SOFTWARE
from service.words import Lang, same, say

CLAUSES: Final = ("JRT0251-6.2", "JRT0251-6.3", "JRT0251-6.4", "RCU-outsource")
CLAUSE: Final = "JRT0251-6.4"
_LAST: Final = 1000
_TONES: Final[dict[str, Tone]] = {"error": "missed", "warning": "warning", "info": "plain"}
_Known = Mapping[str, BusinessInput] | Mapping[str, ServiceInput] | Mapping[str, SupplierInput]


@dataclass(frozen=True, slots=True, kw_only=True)
class BiaPaper(Paper):
    """The report on a register; its charts are drawn from the register itself."""

    bia: BiaInput
    problems: tuple[Problem, ...]

    def drawn(self, chart: Chart, lang: Lang, uid: str) -> tuple[str, ...]:
        """Return the curve of a business, or the graph of everything."""
        if chart.name == "dependencies":
            return (graph_svg(self.bia, lang, self.problems),)
        business = self.bia.businesses.get(chart.of)
        if chart.name != "impact" or business is None:
            return ()
        title = both(business.title or chart.of)
        drawing = impact_chart(title.zh if lang == "zh" else title.en, business, lang, uid)
        return (drawing,) if drawing else ()


def bia_report(register: Register, problems: tuple[Problem, ...], origin: Origin) -> BiaPaper:
    """Return the report (JR/T 0251 6.4 a to e); raises Problems where the register's form is wrong."""
    bia = register.bia
    if bia is None:
        raise Problems(register.draft.problems)
    about = bia.about or AboutInput.model_construct()
    sections = (
        section(1, "paper.part.purpose", CLAUSE, _purpose(bia, about), part="a"),
        section(2, "paper.part.people", CLAUSE, _people(about), part="b"),
        section(3, "bia.report.c", CLAUSE, _listed(about.process), part="c"),
        section(4, "bia.report.d", CLAUSE, _conclusions(register, bia, about, problems), part="d"),
        section(5, "bia.report.e", CLAUSE, _end(about), part="e"),
        signatures(6),
    )
    return BiaPaper(
        kind=say("bia.report.title"),
        number=about.date or register.draft.document.sha256[:12],
        title=both(about.organisation) if about.organisation else say("bia.report.title"),
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(*_cover(register, about, problems), *origin.lines(*CLAUSES)),
        sections=sections,
        bia=bia,
        problems=problems,
    )


def targets_in(bia: BiaInput) -> tuple[Target, ...]:
    """Return the objectives of every service of a register."""
    return tuple(
        Target(
            service=name,
            title=both(one.title or name),
            figure=figure,
            target_s=(one.rto if figure == "rto" else one.rpo) / SECOND,
        )
        for name, one in bia.services.items()
        for figure in FIGURES
    )


def _cover(register: Register, about: AboutInput, problems: tuple[Problem, ...]) -> Iterator[Line]:
    profile = register.profile
    counts = Counter(one.severity for one in problems)
    facts = {"errors": counts["error"], "warnings": counts["warning"], "notes": counts["info"]}
    yield line("analysed", same(about.date) if about.date else say("bia.report.not_given"))
    yield line("profile", say("bia.report.no_profile") if profile is None else both(profile.title))
    yield line("checks", say("bia.counted", **facts))
    if register.draft.document.sha256:
        yield line("register_sha256", same(register.draft.document.sha256), "code")


def _purpose(bia: BiaInput, about: AboutInput) -> Iterator[Block]:
    for key, told in (("purpose", about.purpose), ("scope", about.scope)):
        yield heading(f"bia.report.{key}")
        yield gap("bia.report.not_given") if told is None else statement("paper.plain", text=both(told))
    sizes = {name: len(getattr(bia, name)) for name in ("businesses", "services", "suppliers")}
    yield Statement(text=say("bia.report.in_scope", **sizes))


def _people(about: AboutInput) -> Iterator[Block]:
    rows = (
        row(both(one.department), listed(one.people), None if one.duties is None else both(one.duties))
        for one in about.departments
    )
    if about.departments:
        yield table(say("paper.members"), ("department", "people", "duty"), rows)
    else:
        yield gap("bia.report.not_given")


def _listed(titles: Iterable[str | TextInput]) -> Iterator[Block]:
    told = [both(one) for one in titles]
    if not told:
        yield gap("bia.report.not_given")
    for number, one in enumerate(told, start=1):
        yield statement("paper.numbered", number=number, text=one)


def _conclusions(
    register: Register, bia: BiaInput, about: AboutInput, problems: tuple[Problem, ...]
) -> Iterator[Block]:
    if about.conclusions:
        yield from _listed(about.conclusions)
    if bia.businesses:
        yield _businesses(bia)
    yield from _impacts(bia)
    yield statement("bia.report.order_note")
    yield _services(bia)
    yield from _resources(bia)
    yield from _suppliers(bia)
    yield Chart(name="dependencies", caption=say("bia.report.dependencies"))
    yield from _levels(register.profile)
    yield from _findings(problems)


def _businesses(bia: BiaInput) -> Block:
    ordered = sorted(bia.businesses.items(), key=lambda one: one[1].priority or _LAST)
    heads = ("priority", "title", "answering", "importance", "mtpd", "rto", "rpo", "allowances", "needs")
    return table(say("bia.report.businesses"), heads, (_business(name, one, bia) for name, one in ordered))


def _business(name: str, one: BusinessInput, bia: BiaInput) -> Row:
    return row(
        one.priority,
        both(one.title or name),
        None if one.owner is None else both(one.owner),
        _word("importance", one.importance),
        time(one.mtpd),
        time(one.rto),
        time(one.rpo),
        say("paper.two", one=time(one.response), two=time(one.verification)),
        listed((*_names(one.needs.services, bia.services), *_names(one.needs.businesses, bia.businesses))),
    )


def _impacts(bia: BiaInput) -> Iterator[Block]:
    for name, one in bia.businesses.items():
        if not one.impact:
            continue
        title = both(one.title or name)
        yield Chart(name="impact", caption=title, of=name)
        rows = (
            row(time(point.after), *(_figure(measured(point, measure)) for measure in MEASURES))
            for point in sorted(one.impact, key=lambda point: point.after)
        )
        told = table(say("paper.bia.impact", business=title), ("outage", *MEASURES), rows)
        yield replace(told, heads=(told.heads[0], _loss_head(bia), *told.heads[2:]))


def _loss_head(bia: BiaInput) -> Text:
    """Return the head of the column of losses, with the money that they count in."""
    zh, en = (measure_word(Words(lang=lang), "loss", loss_unit(bia, lang)) for lang in ("zh", "en"))
    return Text(zh=zh, en=en)


def _services(bia: BiaInput) -> Block:
    rows = (_service(number, name, bia) for number, name in enumerate(recovery_order(bia), start=1))
    heads = ("order", "title", "answering", "class", "level", "priority", "mtpd", "rto", "rpo", "needs")
    return table(say("bia.report.order"), heads, rows)


def _service(number: int, name: str, bia: BiaInput) -> Row:
    one = bia.services[name]
    return row(
        number,
        both(one.title or name),
        None if one.owner is None else both(one.owner),
        _word("class", one.class_),
        one.level,
        one.priority,
        time(one.mtpd),
        time(one.rto),
        time(one.rpo),
        listed((*_names(one.depends_on, bia.services), *_names(one.suppliers, bia.suppliers))),
    )


def _resources(bia: BiaInput) -> Iterator[Block]:
    rows = [
        row(
            both(one.title or name),
            say(f"bia.resource.{kind}"),
            listed(both(each) for each in getattr(one.resources, kind)),
        )
        for name, one in bia.services.items()
        for kind in type(one.resources).model_fields
        if getattr(one.resources, kind)
    ]
    yield table_or(say("bia.report.resources"), ("service", "kind", "content"), rows, "paper.bia.no_resources")


def _suppliers(bia: BiaInput) -> Iterator[Block]:
    rows = (
        row(
            both(one.title or name),
            one.contact,
            time(one.rto),
            time(one.rpo),
            one.contract_until,
            listed(_names((s for s, each in bia.services.items() if name in each.suppliers), bia.services)),
        )
        for name, one in bia.suppliers.items()
    )
    heads = ("title", "contact", "rto", "rpo", "until_day", "services")
    yield table_or(say("bia.report.suppliers"), heads, rows, "paper.bia.no_suppliers")


def _levels(profile: ProfileInput | None) -> Iterator[Block]:
    if profile is None:
        yield gap("bia.report.no_profile")
        return
    told = [list(level_rows(profile, Words(lang=lang))) for lang in ("zh", "en")]
    rows = (
        row(*(Text(zh=zh, en=en) for zh, en in zip(*both_rows, strict=True))) for both_rows in zip(*told, strict=True)
    )
    heads = ("level", "title", "class", "rto", "rpo", "capacity")
    yield table_or(both(profile.title), heads, rows, "bia.report.no_levels")
    yield statement("bia.report.unverified_note")


def _findings(problems: tuple[Problem, ...]) -> Iterator[Block]:
    notable = [one for one in problems if one.severity != "info"]
    rows = (
        row(Cell(text=say(f"bia.severity.{one.severity}"), tone=_TONES[one.severity]), one.place, problem_text(one))
        for one in notable
    )
    yield table_or(say("bia.report.findings"), ("severity", "place", "finding"), rows, "bia.report.no_findings")


def _end(about: AboutInput) -> Iterator[Block]:
    yield from _listed(about.suggestions)
    if about.other:
        yield heading("bia.report.other")
        yield from _listed(about.other)


def time(ns: int | None) -> Text:
    """Return a duration as people say it, a dash where there is none."""
    return same("\N{EN DASH}") if ns is None else Text(zh=period(ns, "zh"), en=period(ns, "en"))


def _word(group: str, value: str | None) -> Text | None:
    return None if value is None else say(f"bia.{group}.{value}")


def _figure(value: int | None) -> str | None:
    return None if value is None else f"{value:,}"


def _names(names: Iterable[str], known: _Known) -> Iterator[Text]:
    for name in names:
        entry = known.get(name)
        yield both((None if entry is None else entry.title) or name)
