"""A report that a rule demands after a drill: due within working days, sent by somebody, or visibly late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from scenarios.frequencies import Rule
from scenarios.plan import Text
from scenarios.workdays import Workdays, within
from service.book import Family, Head, Told
from service.denial import ConflictError, because
from service.policy.programme import ProgrammePolicy
from service.programme.dueness import is_about, is_full
from service.programme.moments import told as told_at
from service.programme.proofs import ServiceDrilled


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyArose:
    """A drill ended, and a rule demands a report of it. `unknown_days` of the count are in no calendar of working days
    yet and count as worked, so the true deadline is no earlier."""  # noqa: D205, D209

    drill: str
    rule: str
    title: Text
    to: Text
    services: tuple[str, ...]
    ended_ns: int
    working_days: int
    until: str
    until_ns: int
    unknown_days: int
    source: str
    certainty: str
    kind: Literal["duty_arose"] = "duty_arose"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyMissed:
    """Its deadline passed, and nobody had said that the report was sent."""

    kind: Literal["duty_missed"] = "duty_missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSent:
    """Somebody says that the report was sent; `reference` is what proves it (a receipt, a file number)."""

    reference: str
    sent_ns: int
    kind: Literal["report_sent"] = "report_sent"


DutyEvent: TypeAlias = Annotated[DutyArose | DutyMissed | ReportSent, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A report that is owed, was sent, or is late."""

    id: str
    arose: DutyArose
    missed: bool = False
    sent: ReportSent | None = None
    sent_by: str = ""

    @property
    def status(self) -> Literal["open", "overdue", "sent", "sent_late"]:
        """Return where it stands."""
        if self.sent is None:
            return "overdue" if self.missed else "open"
        return "sent_late" if self.sent.sent_ns >= self.arose.until_ns else "sent"


def fold(name: str, told: Sequence[Told[DutyEvent]]) -> Duty:
    """Return what the duty is after everything that was told of it."""
    first = told[0].event
    assert isinstance(first, DutyArose)  # noqa: S101  every stream begins with what it is
    missed = any(isinstance(one.event, DutyMissed) for one in told)
    sent = next((one for one in told if isinstance(one.event, ReportSent)), None)
    said = None if sent is None or not isinstance(sent.event, ReportSent) else sent.event
    return Duty(id=name, arose=first, missed=missed, sent=said, sent_by="" if sent is None else sent.author.user)


def head(duty: Duty) -> Head:
    """Return the duty for lists."""
    arose = duty.arose
    return Head(
        stream=f"duty/{duty.id}",
        family="duty",
        status=duty.status,
        order_ns=arose.ended_ns,
        due_ns=arose.until_ns if duty.sent is None else None,
        tags=frozenset({f"drill:{arose.drill}", *(f"service:{name}" for name in arose.services)}),
        shown=shown(duty),
    )


def shown(duty: Duty) -> dict[str, object]:
    """Return the duty as JSON-ready data."""
    arose, sent = duty.arose, duty.sent
    return {
        "drill": arose.drill,
        "rule": arose.rule,
        "title": {"zh": arose.title.zh, "en": arose.title.en},
        "to": {"zh": arose.to.zh, "en": arose.to.en},
        "services": list(arose.services),
        "ended_at": told_at(arose.ended_ns),
        "working_days": arose.working_days,
        "until": arose.until,
        "unknown_days": arose.unknown_days,
        "source": arose.source,
        "certainty": arose.certainty,
        "missed": duty.missed,
        "sent_at": None if sent is None else told_at(sent.sent_ns),
        "sent_by": duty.sent_by,
        "reference": "" if sent is None else sent.reference,
    }


def duties_of(
    drill: ServiceDrilled, rules: Iterable[Rule], known: frozenset[str], policy: ProgrammePolicy, workdays: Workdays
) -> Iterator[DutyArose]:
    """Yield the reports that a drill owes: of each rule that is about one of its services and has read its figure.

    A rule on full drills demands a report of those only; `known` are all services of the firm.
    """
    for rule in rules:
        subjects = frozenset(name for name in known | set(drill.services) if is_about(rule, name, policy))
        services = tuple(name for name in drill.services if name in subjects)
        if rule.report is None or not services or drill.form not in rule.forms:
            continue
        if rule.scope == "full" and not is_full(drill, subjects, policy):
            continue
        deadline = within(workdays, workdays.day_of(drill.ended_ns), rule.report.working_days)
        yield DutyArose(
            drill=drill.drill,
            rule=rule.id,
            title=rule.title,
            to=rule.report.to,
            services=services,
            ended_ns=drill.ended_ns,
            working_days=rule.report.working_days,
            until=deadline.day.isoformat(),
            until_ns=workdays.end_of(deadline.day),
            unknown_days=len(deadline.unknown),
            source=rule.report.read.source,
            certainty=rule.report.read.certainty,
        )


def sent(duty: Duty, reference: str, sent_ns: int) -> list[DutyEvent]:
    """Return what a sent report changes; raises ConflictError where it was sent before."""
    if duty.sent is not None:
        raise ConflictError(because("duty_done", at=told_at(duty.sent.sent_ns) or "", by=duty.sent_by))
    return [ReportSent(reference=reference, sent_ns=sent_ns)]


def missed(duty: Duty, now_ns: int) -> list[DutyEvent]:
    """Return what the time changes."""
    late = duty.sent is None and not duty.missed and now_ns >= duty.arose.until_ns
    return [DutyMissed()] if late else []


DUTIES: Final[Family[DutyEvent, Duty]] = Family(name="duty", events=TypeAdapter(DutyEvent), fold=fold, head=head)
