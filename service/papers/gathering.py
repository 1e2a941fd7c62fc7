"""From the records of a firm to a paper: reads what each kind rests on, as far as whoever asks may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from measurements.report import Report
from scenarios.plan import Plan, Text
from service.access import Caller, Right
from service.book import Head, Query, seen_tags
from service.coverage import Row as Covered
from service.denial import ConflictError, NoSuchError, UnfitError, because
from service.dossiers.dossier import Dossier
from service.evidence.judged import Judged, judged
from service.firm import Firm
from service.improvement.item import FAMILY as ITEMS
from service.improvement.item import Item
from service.incidents.summary import summary
from service.index.heads import utc_ns_of
from service.papers.analysing import bia_report
from service.papers.asked import Asked
from service.papers.assessing import Assessment, assessment
from service.papers.day_after import next_day
from service.papers.evaluating import evaluation_sheet
from service.papers.executed import Executed, Incidence
from service.papers.improving import Register, improvement_report
from service.papers.kinds import Kind
from service.papers.origin import Origin
from service.papers.outcomes import DrillOutcome, outcome_of, services_in
from service.papers.period import Days, year_of
from service.papers.preparing import Intended, drill_plan, nothing_yet, scheme
from service.papers.recording import record_sheet
from service.papers.registers import Read, RegisterFiles, read_registers
from service.papers.rolling_up import Rollup, annual
from service.papers.summing_up import event_summary
from service.past import past_of
from service.programme.annual import Item as YearItem
from service.programme.annual import Year
from service.programme.deviating import Deviation, quarter_of
from service.programme.duty import DUTIES, Duty
from service.programme.moments import moment
from service.report.paper import Paper
from service.report.records import entries_of, records_of
from service.words import same

_MANY: Final = 200


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one firm for one caller. Everything here blocks; raises DeniedError and Problems."""

    firm: Firm
    caller: Caller

    def make(self, asked: Asked) -> Paper:
        """Return the paper; raises NoSuchError, ForbiddenError, UnfitError, and Problems for files that are wrong."""
        return self._makers[asked.kind](asked, self.origin())

    @property
    def _makers(self) -> Mapping[Kind, Callable[[Asked, Origin], Paper]]:
        return {
            Kind.PLAN: lambda asked, origin: drill_plan(self._intended(asked.name), origin),
            Kind.SCHEME: lambda asked, origin: scheme(self._intended(asked.name), origin),
            Kind.RECORD: lambda asked, origin: record_sheet(self._executed(asked.name), origin),
            Kind.EVALUATION: lambda asked, origin: evaluation_sheet(
                self._evaluated(asked.name), origin, blank=asked.blank
            ),
            Kind.NEXT_DAY: lambda asked, origin: next_day(self._followed(asked.name), origin),
            Kind.INCIDENT: self._summed_up,
            Kind.BIA: self._analysed,
            Kind.ASSESSMENT: lambda asked, origin: assessment(self._assessment(asked, _days(asked, origin)), origin),
            Kind.IMPROVEMENT: lambda asked, origin: improvement_report(self._register(_days(asked, origin)), origin),
            Kind.ANNUAL: lambda asked, origin: annual(self._rollup(asked, origin.zone), origin),
        }

    def origin(self) -> Origin:
        """Return from what a paper is made now."""
        newest = self.firm.book.entries(newest=True, limit=1)
        return Origin(
            made_ns=self.firm.book.utc_ns(),
            zone=self.firm.programme.services.workdays.zone,
            entries=newest[0].number if newest else 0,
            head=newest[0].hash if newest else "",
            seen=self.caller.seen_services(),
        )

    # papers about one drill

    def _dossier(self, name: str) -> Dossier:
        dossier, _ = self.firm.dossiers.shelf.read_now(name)
        self.caller.require(Right.READ, dossier.services)
        return dossier

    def _intended(self, name: str) -> Intended:
        dossier = self._dossier(name)
        plan = self._plan_of(dossier)
        return Intended(plan=plan, dossier=dossier, item=self._item(dossier))

    def _plan_of(self, dossier: Dossier) -> Plan:
        """Return what was drilled, or what the dossier's files come to now."""
        if dossier.drill is not None and (records := self.firm.journal.records(dossier.drill)):
            return judged(records).plan
        return self.firm.files.plan_now(dossier.wish)

    def _item(self, dossier: Dossier) -> YearItem | None:
        """Return the item of the annual programme that the drill belongs to, None where there is none."""
        day = moment(dossier.wish.window.opens_ns).date()
        year = self._year(str(day.year))
        if year is None:
            return None
        spec = year.spec if year.approved is None else year.approved.spec
        fitting = (
            item
            for item in spec.items
            if item.quarter == quarter_of(day)
            and item.scenario in {None, dossier.facts.scenario}
            and set(item.services) & set(dossier.services)
        )
        return next(fitting, None)

    def _judged(self, drill: str) -> Judged:
        records = self.firm.journal.records(drill)
        if not records:
            raise NoSuchError(because("no_such", family="drill", name=drill[:200]))
        found = judged(records)
        self.caller.require(Right.READ, tuple(one.service for one in found.plan.objectives))
        return found

    def _executed(self, drill: str) -> Executed:
        found = self._judged(drill)
        records = records_of(entries_of(self.firm.book, drill))
        return Executed(report=found.report, plan=found.plan, records=records)

    def _evaluated(self, name: str) -> Executed:
        """Return the drill of that name, or the drill that the dossier of that name will be."""
        if self.firm.journal.records(name):
            return self._executed(name)
        dossier = self._dossier(name)
        if dossier.drill is not None:
            return self._executed(dossier.drill)
        plan = self.firm.files.plan_now(dossier.wish)
        return Executed(report=unbegun(dossier.id, plan), plan=plan)

    def _followed(self, drill: str) -> Executed:
        told = self._executed(drill)
        if told.report.drill.ended_at is None:
            raise ConflictError(because("paper_not_over", drill=drill[:200]))
        ended = utc_ns_of(told.report.drill.ended_at)
        services = {one.service for one in told.plan.objectives}
        since = [one for one in self._incidents() if one.occurred_ns >= ended and services & set(one.services)]
        return replace(told, since=tuple(since))

    def _summed_up(self, asked: Asked, origin: Origin) -> Paper:
        state, _ = self.firm.incidents.shelf.read_now(asked.name)
        self._require_seen("incident", asked.name, state.services)
        return event_summary(summary(state, origin.made_ns), origin)

    # papers about a period

    def _register(self, days: Days) -> Register:
        items, numbers = self._items()
        return Register(days=days, items=items, numbers=numbers)

    def _assessment(self, asked: Asked, days: Days) -> Assessment:
        read = self._read(asked)
        drills = tuple(one for one in self._drills() if one.started_ns < days.end_ns)
        known = self._known(read, drills)
        return Assessment(
            days=days,
            drills=drills,
            known=known,
            registered=() if read is None else tuple(one for one in read.targets if self._sees((one.service,))),
            problems=None if read is None else read.problems,
            covered=None if read is None else self._covered(read, days),
            due=tuple(one for one in self.firm.programme.services.standing() if self._sees((one.service,))),
            course=self._course(days),
            incidents=tuple(one for one in self._incidents() if days.holds(one.occurred_ns)),
            items=self._items()[0],
            members=asked.members,
        )

    def _rollup(self, asked: Asked, zone: str) -> Rollup:
        year = asked.year()
        days = year_of(year, zone)
        return Rollup(
            year=year,
            whole=self._assessment(asked, days),
            programme=self._year(str(year)),
            coming=self._year(str(year + 1)),
            duties=tuple(one for one in self._duties() if days.holds(one.arose.ended_ns)),
        )

    def _known(self, read: Read | None, drills: Sequence[DrillOutcome]) -> dict[str, Text]:
        """Return every service that is to be drilled with its title: of the register, the policy, earlier drills."""
        services = self.firm.programme.services
        names = {one.service for one in services.known()} | set(services.policy.services)
        titles = services_in(drills)
        known = {name: titles.get(name, same(name)) for name in names}
        known |= {one.service: one.title for one in (() if read is None else read.targets)}
        return {name: title for name, title in sorted(known.items()) if self._sees((name,))}

    def _covered(self, read: Read, days: Days) -> tuple[Covered, ...]:
        past = [one for one in past_of(self.firm.journal).drills if one.opened.utc_ns < days.end_ns]
        seen = [one for one in past if self._sees(tuple(each.service for each in one.plan.objectives))]
        return read.covered(seen, days.begin_ns)

    def _course(self, days: Days) -> tuple[Deviation, ...] | None:
        found = [
            deviation
            for year in range(days.first.year, days.last.year + 1)
            if self._year(str(year)) is not None
            for deviation in self.firm.programme.years.went(str(year))
            if self._sees(deviation.services)
        ]
        has_any = any(self._year(str(year)) is not None for year in range(days.first.year, days.last.year + 1))
        return tuple(found) if has_any else None

    def _year(self, year: str) -> Year | None:
        try:
            state, _ = self.firm.programme.years.shelf.read_now(year)
        except NoSuchError:
            return None
        return state if self._sees(tuple(name for item in state.spec.items for name in item.services)) else None

    def _drills(self) -> Iterator[DrillOutcome]:
        return map(outcome_of, self._heads("drill"))

    def _incidents(self) -> Iterator[Incidence]:
        """Yield the real interruptions that were declared and not withdrawn, the newest first."""
        for head in self._heads("incident", "real"):
            if head.status != "withdrawn":
                shown = head.shown
                yield Incidence(
                    id=_name(head),
                    title=shown["title"],
                    status=head.status,
                    occurred_ns=shown["occurred_ns"],
                    services=tuple(shown["services"]),
                )

    def _items(self) -> tuple[tuple[Item, ...], dict[str, tuple[int, ...]]]:
        shelf = self.firm.improvements.shelf
        told = {_name(head): shelf.told(_name(head)) for head in self._heads(ITEMS)}
        items = tuple(shelf.family.fold(name, some) for name, some in told.items())
        return items, {name: tuple(one.number for one in some) for name, some in told.items()}

    def _duties(self) -> Iterator[Duty]:
        shelf = self.firm.programme.duties.shelf
        for head in self._heads(DUTIES.name):
            yield shelf.read_now(_name(head))[0]

    def _heads(self, family: str, *tags: str) -> Iterator[Head]:
        query = Query(family=family, tags=tags, any_tags=seen_tags(self.caller.seen_services()), limit=_MANY)
        cursor: str | None = None
        while True:
            page = self.firm.book.heads(replace(query, cursor=cursor))
            yield from page.heads
            cursor = page.next
            if cursor is None:
                return

    # registers

    def _analysed(self, asked: Asked, origin: Origin) -> Paper:
        self.caller.require_everywhere(Right.READ)
        read = self._read(asked)
        if read is None:
            raise UnfitError(because("paper_no_register"))
        return bia_report(read.register, read.problems, origin)

    def _read(self, asked: Asked) -> Read | None:
        """Return the registers: the files that were given, else those of a dossier; None where neither is named."""
        named = asked.dossier or (asked.subject if asked.kind is Kind.BIA else "")
        if asked.files.bia is not None or not named:
            return read_registers(asked.files)
        wish = self._dossier(named).wish
        self.firm.files.require_inside(wish)
        risks, procedures = (None if one is None else Path(one) for one in (wish.risks, wish.procedures))
        return read_registers(RegisterFiles(bia=Path(wish.bia), risks=risks, procedures=procedures))

    # what the caller may see

    def _sees(self, services: Sequence[str]) -> bool:
        seen = self.caller.seen_services()
        return seen is None or set(services) <= set(seen)

    def _require_seen(self, family: str, name: str, services: Sequence[str]) -> None:
        seen = self.caller.seen_services()
        if seen is not None and set(seen).isdisjoint(services):
            raise NoSuchError(because("no_such", family=family, name=name[:200]))


def unbegun(number: str, plan: Plan) -> Report:
    """Return the report of a drill that nobody has started, under the number of its dossier."""
    blank = nothing_yet()
    drill = replace(blank.drill, id=number, scenario=plan.scenario, title=plan.title, form=plan.form)
    return replace(blank, drill=drill)


def _days(asked: Asked, origin: Origin) -> Days:
    return asked.days(origin.made_ns, origin.zone)


def _name(head: Head) -> str:
    return head.stream.partition("/")[2]
