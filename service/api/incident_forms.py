"""What people say about incidents over HTTP: the forms that are taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, RootModel

from service.incidents.events import (
    CauseFound,
    DecisionKind,
    DecisionTaken,
    HarmTold,
    ImpactTold,
    LessonDrawn,
    LossTold,
    MeasureTaken,
    NoteTaken,
    Reconciled,
    ReportMade,
    ServiceTested,
)
from service.incidents.incidents import Declaration
from service.incidents.reporting import ReportKind
from service.incidents.rules import Harm, Scope

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
Long: TypeAlias = Annotated[str, Field(min_length=1, max_length=10_000)]
Short: TypeAlias = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Maybe: TypeAlias = Annotated[str, Field(max_length=2_000)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=10**12)]
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
Instant: TypeAlias = Annotated[
    AwareDatetime,
    Field(ge=_FIRST, le=_LAST, description="with its offset from UTC", examples=["2026-11-07T10:00:00+08:00"]),
]


def _ns(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1_000


class Form(BaseModel):
    """What is sent here; keys that nobody knows are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class Told(Form):
    """What is told in the course of an incident; `at` is on the incident's clock, left out: now."""

    at: Instant | None = None

    def when(self, now_ns: int) -> int:
        """Return the instant that is meant."""
        return now_ns if self.at is None else _ns(self.at)


class ImpactForm(Told):
    """A service cannot work, to some scope, from `at` on; scope `none`: it works again."""

    kind: Literal["impact"] = "impact"
    service: Short = Field(examples=["trading-db"])
    scope: Scope = Field(examples=["whole"])
    important: bool = True
    note: Maybe = ""

    def said(self, now_ns: int) -> ImpactTold:
        """Return it as it is kept."""
        return ImpactTold(
            service=self.service, scope=self.scope, important=self.important, at_ns=self.when(now_ns), note=self.note
        )


class HarmForm(Told):
    """How the harm is judged, or what it is expected to come to."""

    kind: Literal["harm"]
    harm: Harm
    expected: bool = False
    reason: Long

    def said(self, now_ns: int) -> HarmTold:
        """Return it as it is kept."""
        return HarmTold(harm=self.harm, expected=self.expected, reason=self.reason, at_ns=self.when(now_ns))


class DecisionForm(Told):
    """Somebody who may decided something."""

    kind: Literal["decision"]
    decision: DecisionKind
    what: Long
    reason: Long
    decided_by: Short = Field(description="who decided, as the firm calls that body or person")

    def said(self, now_ns: int) -> DecisionTaken:
        """Return it as it is kept."""
        return DecisionTaken(
            decision=self.decision,
            what=self.what,
            reason=self.reason,
            decided_by=self.decided_by,
            at_ns=self.when(now_ns),
        )


class MeasureForm(Told):
    """Something was done, and what came of it."""

    kind: Literal["measure"]
    what: Long
    effect: Long

    def said(self, now_ns: int) -> MeasureTaken:
        """Return it as it is kept."""
        return MeasureTaken(what=self.what, effect=self.effect, at_ns=self.when(now_ns))


class ReportForm(Told):
    """A report was made to somebody."""

    kind: Literal["report"]
    report: ReportKind
    to: Short
    text: Long
    channel: Maybe = Field("", examples=["telephone"])

    def said(self, now_ns: int) -> ReportMade:
        """Return it as it is kept."""
        return ReportMade(report=self.report, to=self.to, text=self.text, channel=self.channel, at_ns=self.when(now_ns))


class ReconciliationForm(Told):
    """The data of a service were compared."""

    kind: Literal["reconciliation"]
    service: Short
    lost: Count = Field(description="how many records were missing")
    made_up: Count = Field(description="how many of those were written again")
    note: Maybe = ""

    def said(self, now_ns: int) -> Reconciled:
        """Return it as it is kept."""
        return Reconciled(
            service=self.service, lost=self.lost, made_up=self.made_up, note=self.note, at_ns=self.when(now_ns)
        )


class TestForm(Told):
    """A service was tested after it came back."""

    __test__ = False
    kind: Literal["test"]
    service: Short
    passed: bool
    how: Long

    def said(self, now_ns: int) -> ServiceTested:
        """Return it as it is kept."""
        return ServiceTested(service=self.service, passed=self.passed, how=self.how, at_ns=self.when(now_ns))


class NoteForm(Told):
    """Something worth keeping."""

    kind: Literal["note"]
    topic: Literal["course", "reaction", "other"] = "course"
    text: Long

    def said(self, now_ns: int) -> NoteTaken:
        """Return it as it is kept."""
        return NoteTaken(topic=self.topic, text=self.text, at_ns=self.when(now_ns))


class LossForm(Told):
    """What it cost, and whom it touched."""

    kind: Literal["loss"]
    text: Long
    people: Count | None = None

    def said(self, now_ns: int) -> LossTold:
        """Return it as it is kept."""
        return LossTold(text=self.text, people=self.people, at_ns=self.when(now_ns))


class CauseForm(Told):
    """Why it happened, and what follows from that."""

    kind: Literal["cause"]
    cause: Long
    conclusion: Long

    def said(self, now_ns: int) -> CauseFound:
        """Return it as it is kept."""
        return CauseFound(cause=self.cause, conclusion=self.conclusion, at_ns=self.when(now_ns))


class LessonForm(Told):
    """What is to be done so that it does not happen again."""

    kind: Literal["lesson"]
    aim: Literal["prevent", "improve"]
    what: Long
    owner: Maybe = ""
    due: Annotated[str, Field(max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$", examples=["2026-12-31"])] = ""
    improvement: Annotated[str, Field(max_length=200)] = Field(
        "", description="the improvement item that follows it up"
    )

    def said(self, now_ns: int) -> LessonDrawn:
        """Return it as it is kept."""
        return LessonDrawn(
            aim=self.aim,
            what=self.what,
            owner=self.owner,
            due=self.due,
            improvement=self.improvement,
            at_ns=self.when(now_ns),
        )


_Saying: TypeAlias = Annotated[
    ImpactForm
    | HarmForm
    | DecisionForm
    | MeasureForm
    | ReportForm
    | ReconciliationForm
    | TestForm
    | NoteForm
    | LossForm
    | CauseForm
    | LessonForm,
    Field(discriminator="kind"),
]


class SayingForm(RootModel[_Saying]):
    """One thing that is told."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "report", "report": "first", "to": "省联社", "text": "核心系统中断", "channel": "telephone"}
            ]
        }
    )


class SimulatedForm(Form):
    """A rehearsal: what its clock shows now, and how many times as fast as time it runs."""

    start: Instant
    speed: int = Field(1, ge=1, le=3600)


class DeclarationForm(Form):
    """An interruption."""

    title: Short = Field(examples=["核心交易数据库中断"])
    course: Maybe = Field("", description="what happened, as far as it is known")
    impacts: list[ImpactForm] = Field(min_length=1, max_length=100)
    occurred_at: Instant | None = Field(None, description="left out: now")
    noticed_at: Instant | None = Field(None, description="left out: now")
    simulated: SimulatedForm | None = Field(None, description="makes it a rehearsal; left out: it is real")
    drill: Annotated[str, Field(max_length=200)] = Field("", description="the drill that rehearses it")
    dossier: Annotated[str, Field(max_length=200)] = ""

    def wish(self) -> Declaration:
        """Return what is declared."""
        return Declaration(
            title=self.title,
            course=self.course,
            impacts=lambda began_ns: tuple(one.said(began_ns) for one in self.impacts),
            services=tuple(dict.fromkeys(one.service for one in self.impacts)),
            occurred_ns=None if self.occurred_at is None else _ns(self.occurred_at),
            noticed_ns=None if self.noticed_at is None else _ns(self.noticed_at),
            simulated=None if self.simulated is None else (_ns(self.simulated.start), self.simulated.speed),
            drill=self.drill,
            dossier=self.dossier,
        )


class ReasonForm(Form):
    """Why."""

    reason: Long = Field(examples=["主库已恢复"])
