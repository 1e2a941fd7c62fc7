"""What the addresses of the programme take and give."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from scenarios.frequencies import Rule
from scenarios.plan import Text
from service.api.models import BothLanguages
from service.programme.annual import Year, YearSpec
from service.programme.annual import shown as year_shown
from service.programme.deviating import Deviation
from service.programme.dueness import ServiceDue
from service.programme.duty import Duty
from service.programme.duty import shown as duty_shown
from service.programme.moments import told
from service.programme.run import Status
from service.programme.schedule import Schedule, ScheduleSpec
from service.programme.schedule import shown as schedule_shown
from service.programme.timing import Occurrence, OnNonTradingDay

Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=100)]
Why: TypeAlias = Annotated[str, Field(min_length=1, max_length=2000, examples=["release 4.2 is installed that day"])]
Standing: TypeAlias = Literal["ok", "due", "overdue", "stale", "unproven"]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScheduleShown(ScheduleSpec):
    """A schedule: `owner` wrote it last, and its starts are the owner's."""

    id: str
    status: Literal["active", "paused", "ended"]
    owner: str
    since: str = Field(description="it runs from then on")
    reason: str = Field(description="why it was paused, resumed or ended")
    remark: BothLanguages | None = Field(None, description="why no run of it can be told yet; never in lists")


def schedule(found: Schedule, remark: Text | None = None) -> dict[str, Any]:
    """Return a schedule as the API shows it."""
    told = None if remark is None else BothLanguages.of(remark)
    return {"id": found.id, "status": found.status, "remark": told, **schedule_shown(found)}


class ReasonAsked(_Asked):
    """Why."""

    reason: Why


class Coming(BaseModel):
    """One time at which a schedule runs: as it is meant locally, and the instant."""

    due: str = Field(examples=["2026-10-03T09:00 Asia/Shanghai"])
    at: str = Field(examples=["2026-10-03T01:00:00Z"])


def coming(found: tuple[Occurrence, ...]) -> list[Coming]:
    """Return occurrences as the API shows them."""
    return [Coming(due=one.due, at=told(one.utc_ns) or "") for one in found]


class SayingAsked(_Asked):
    """A schedule's time in words."""

    said: str = Field(
        min_length=1, max_length=300, examples=["first non-trading Saturday of the quarter, 09:00 Asia/Shanghai"]
    )


class SayingRead(BaseModel):
    """The typed form of what was said, and when it would run in the next two years."""

    timing: OnNonTradingDay
    coming: list[Coming]


class RunReason(BaseModel):
    """Why a run did not start."""

    code: str
    zh: str
    en: str


class RunShown(BaseModel):
    """One run of a schedule."""

    id: str
    status: Status
    schedule: str
    due: str
    due_at: str
    services: list[str]
    dossier: str | None
    drill: str | None
    missed: bool
    why: str | None
    said: str
    reasons: list[RunReason]


class DecisionAsked(_Asked):
    """What becomes of a missed run: `run` starts it as soon as the guard lets it."""

    decision: Literal["run", "skip"]
    reason: Why


class DueRow(BaseModel):
    """How a service stands under one rule."""

    rule: str = Field(examples=["baseline/yearly"])
    title: BothLanguages
    basis: str = Field(description="statutory, recommended, foreign, or internal: the firm's own, no law")
    status: Literal["ok", "due", "overdue", "open"]
    until: date | None = Field(description="the last day in time")
    last_drill: str | None
    last_at: str | None
    because: BothLanguages


class ServiceShown(BaseModel):
    """How a service stands: the worst of its rules, and whether what was proved still holds."""

    service: str
    status: Standing
    proof: Literal["proved", "stale", "unproved"]
    proof_drill: str | None
    stale: list[str] = Field(description="what is no longer as it was proved: target, plan, hosts, script, change")
    rules: list[DueRow]


def service(found: ServiceDue) -> ServiceShown:
    """Return how a service stands as the API shows it."""
    rows = [
        DueRow(
            rule=row.rule,
            title=BothLanguages.of(row.title),
            basis=row.basis,
            status=row.status,
            until=row.until,
            last_drill=row.last_drill,
            last_at=told(row.last_ns),
            because=BothLanguages.of(row.because),
        )
        for row in found.rules
    ]
    return ServiceShown(
        service=found.service,
        status=found.status,
        proof=found.proof,
        proof_drill=found.proof_drill,
        stale=list(found.stale),
        rules=rows,
    )


class ChangeAsked(_Asked):
    """A change of services, told by a CMDB or a pipeline; the same `source` and `reference` are kept once."""

    reference: str = Field(min_length=1, max_length=200, examples=["CHG-2026-1187"])
    source: str = Field(min_length=1, max_length=100, examples=["cmdb"])
    what: Literal["release", "configuration", "infrastructure", "data", "people", "plan", "target", "other"] = Field(
        examples=["release"]
    )
    summary: str = Field(default="", max_length=2000, examples=["order gateway 4.2"])
    services: tuple[Name, ...] = Field(default=(), max_length=100, examples=[["trading-db"]])
    hosts: tuple[Name, ...] = Field(
        default=(), max_length=500, description="where no service is named: those of the last drills on these hosts"
    )
    at: AwareDatetime | None = Field(default=None, description="when it was changed; null: now")

    @field_validator("at")
    @classmethod
    def lies_in_a_sensible_year(cls, at: AwareDatetime | None) -> AwareDatetime | None:
        """Refuse an instant that no clock would show."""
        if at is not None and not 2000 <= at.year < 2200:  # noqa: PLR2004  as windows of dossiers
            msg = "an instant between the years 2000 and 2200"
            raise ValueError(msg)
        return at


class ChangeTaken(BaseModel):
    """The services that the change is about; each is due now, and what was proved of it is stale."""

    reference: str
    services: list[str]


class DutyShown(BaseModel):
    """A report that a rule demands after a drill."""

    id: str
    status: Literal["open", "overdue", "sent", "sent_late"]
    drill: str
    rule: str
    title: BothLanguages
    to: BothLanguages
    services: list[str]
    ended_at: str
    working_days: int
    until: date = Field(description="the last day in time")
    unknown_days: int = Field(description="days of the count that no calendar knows yet; each counts as worked")
    source: str
    certainty: str
    missed: bool
    sent_at: str | None
    sent_by: str
    reference: str


def duty(found: Duty) -> dict[str, Any]:
    """Return a duty as the API shows it."""
    return {"id": found.id, "status": found.status, **duty_shown(found)}


class SentAsked(_Asked):
    """What proves that the report was sent."""

    reference: str = Field(min_length=1, max_length=500, examples=["receipt 2026-000123"])


class RuleShown(BaseModel):
    """A frequency rule with where it was read. C: the clause itself; S: a secondary source; D: derived; U: not yet."""

    id: str
    active: bool = Field(description="whether the firm's policy counts it")
    title: BothLanguages
    basis: Literal["statutory", "recommended", "internal", "foreign"]
    months: int | None = Field(description="at least once in so many months")
    figure_open: bool = Field(description="the figure is 未核实: nobody has read it in the official text")
    source: str | None
    certainty: str | None
    clock: Literal["calendar_year", "rolling", "same_month"]
    scope: Literal["each", "full"]
    forms: list[str]
    importance: list[str]
    on_change: bool
    report_working_days: int | None
    report_to: BothLanguages | None
    report_source: str | None
    report_open: bool
    before: BothLanguages | None
    note: BothLanguages | None


def rule(found: Rule, *, active: bool) -> RuleShown:
    """Return a rule as the API shows it."""
    read, report = found.months_read, found.report
    return RuleShown(
        id=found.id,
        active=active,
        title=BothLanguages.of(found.title),
        basis=found.basis,
        months=found.months,
        figure_open=found.every_is_open,
        source=None if read is None else read.source,
        certainty=None if read is None else read.certainty,
        clock=found.clock,
        scope=found.scope,
        forms=list(found.forms),
        importance=list(found.importance),
        on_change=found.on_change,
        report_working_days=None if report is None else report.working_days,
        report_to=None if report is None else BothLanguages.of(report.to),
        report_source=None if report is None else report.read.source,
        report_open=found.report_is_open,
        before=None if found.before is None else BothLanguages.of(found.before),
        note=None if found.note is None else BothLanguages.of(found.note),
    )


class ApprovedShown(BaseModel):
    """Who approved which version, when and why."""

    by: str
    at: str
    reason: str
    version: int


class YearShown(YearSpec):
    """A year's programme. `writers` had a hand in what is not approved yet, and cannot approve it."""

    year: str
    version: int
    status: Literal["draft", "submitted", "approved"]
    writers: list[str]
    said: str
    approved: ApprovedShown | None


def year(found: Year) -> dict[str, Any]:
    """Return a programme as the API shows it."""
    return year_shown(found)


class YearLine(BaseModel):
    """A programme in the list."""

    id: str
    status: Literal["draft", "submitted", "approved"]
    title: str
    version: int
    items: int


class YearDecisionAsked(_Asked):
    """Approve what was submitted, or return it to its writers."""

    decision: Literal["approve", "return"]
    reason: Why


class DeviationShown(BaseModel):
    """How an item or a drill stands against the programme."""

    kind: Literal["done", "planned", "missed", "moved", "unplanned", "added", "removed", "changed"]
    item: str | None
    services: list[str]
    quarter: int | None
    drills: list[str]
    text: BothLanguages


def deviation(found: Deviation) -> DeviationShown:
    """Return a deviation as the API shows it."""
    return DeviationShown(
        kind=found.kind,
        item=found.item,
        services=list(found.services),
        quarter=found.quarter,
        drills=list(found.drills),
        text=BothLanguages.of(found.text),
    )
