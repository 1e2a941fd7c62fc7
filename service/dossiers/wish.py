"""What somebody wishes to drill: the files, the parameters, the window of the start, and what the files came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from scenarios.canonical import canonical, digest
from scenarios.plan import Person, Plan
from scenarios.planner import plan_digest
from scenarios.registers import Registers
from service.sources import Sources

Task: TypeAlias = Literal[
    "verify_rto_rpo", "understanding", "confidence", "strategy", "capability", "unconsidered", "shortcomings"
]
"""The seven tasks of JR/T 0251 12.2, in its order."""
Form: TypeAlias = Literal["tabletop", "simulated", "live"]
FilePath: TypeAlias = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$")]
REGISTERS: Final = ("contacts", "risks", "procedures", "calendar")
_ALIASES: Final = {"find_plan_gaps": "shortcomings"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS: Final = range(2000, 2200)
_LONGEST_WINDOW: Final = timedelta(days=31)


class Span(BaseModel):
    """From `opens` until `closes`: the drill starts and ends in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: AwareDatetime = Field(examples=["2026-11-07T09:00:00+08:00"])
    closes: AwareDatetime = Field(examples=["2026-11-07T17:00:00+08:00"])

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Span:
        """Refuse a window that is empty, or so long that it binds nothing."""
        if not all(moment.year in _YEARS for moment in (self.opens, self.closes)):
            msg = "a window lies between the years 2000 and 2200"
            raise ValueError(msg)
        if not timedelta() < self.closes - self.opens <= _LONGEST_WINDOW:
            msg = "closes must be after opens, and at most 31 days after it"
            raise ValueError(msg)
        return self

    @property
    def opens_ns(self) -> int:
        """Return the beginning in UTC ns."""
        return _utc_ns(self.opens)

    @property
    def closes_ns(self) -> int:
        """Return the end in UTC ns."""
        return _utc_ns(self.closes)


class Wish(BaseModel):
    """What to drill, and when. The files lie on the service's machine, under the folders that it was given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: FilePath = Field(examples=["scenarios/library/pg-crash-async.yaml"])
    inventory: FilePath = Field(examples=["inventory.yaml"])
    bia: FilePath = Field(examples=["bia.yaml"])
    contacts: FilePath | None = Field(default=None, examples=["contacts.yaml"], description="people, groups")
    risks: FilePath | None = Field(default=None, examples=["risks.yaml"], description="the risk register")
    procedures: FilePath | None = Field(default=None, examples=["plans.yaml"], description="the plan register")
    calendar: FilePath | None = Field(default=None, examples=["shanghai-stocks"], description="a file, or its name")
    parameters: dict[Annotated[str, Field(max_length=63)], Annotated[str, Field(max_length=4000)]] = Field(
        default_factory=dict[str, str], max_length=200, examples=[{"lag_kbit": "400"}]
    )
    window: Span
    form: Form | None = Field(default=None, description="what the scenario must say of itself; null: whatever it says")
    tasks: tuple[Task, ...] = Field(default=(), max_length=7, description="beside those that the scenario declares")

    @property
    def sources(self) -> Sources:
        """Return the files as the planner takes them."""
        named = {name: getattr(self, name) for name in REGISTERS}
        registers = Registers(**{name: None if path is None else Path(path) for name, path in named.items()})
        return Sources(
            scenario=Path(self.scenario), inventory=Path(self.inventory), bia=Path(self.bia), registers=registers
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What the files of a wish came to: enough to bind approvals to, and to say later what has changed."""

    plan_sha256: str
    scenario: str
    title_zh: str
    title_en: str
    form: str
    longest_ns: int
    services: tuple[str, ...]
    sites: tuple[str, ...]
    hosts: tuple[str, ...]
    environments: tuple[str, ...]
    tasks: tuple[str, ...]
    people: tuple[Person, ...] = ()
    parts: dict[str, str] = field(default_factory=dict[str, str])
    """Digest of each part of the plan by its name: the files' by their roles, `parameters`, `plan`."""


def facts_of(plan: Plan) -> PlanFacts:
    """Return the facts of a plan."""
    return PlanFacts(
        plan_sha256=plan_digest(plan),
        scenario=plan.scenario,
        title_zh=plan.title.zh,
        title_en=plan.title.en,
        form=plan.form,
        longest_ns=plan.safeguards.longest_ns,
        services=tuple(objective.service for objective in plan.objectives),
        sites=tuple(sorted({host.site for host in plan.hosts if host.site})),
        hosts=tuple(host.name for host in plan.hosts),
        environments=tuple(sorted({host.environment for host in plan.hosts})),
        tasks=tuple(dict.fromkeys(_ALIASES.get(task, task) for task in plan.tasks)),
        people=plan.people,
        parts={**plan.sources, "parameters": digest(canonical(plan.parameters))},
    )


def digest_of(plan_sha256: str, window: Span) -> str:
    """Return what approvals are bound to: the exact plan (parameters and inventory are in it) and the window."""
    return digest(canonical({"plan": plan_sha256, "opens_ns": window.opens_ns, "closes_ns": window.closes_ns}))


def changes(before: PlanFacts, after: PlanFacts) -> Iterator[str]:
    """Yield the names of the parts in which two plans differ; `plan` where the parts are the same and it is not."""
    if before.plan_sha256 == after.plan_sha256:
        return
    names = sorted(before.parts.keys() | after.parts.keys())
    changed = [name for name in names if before.parts.get(name) != after.parts.get(name)]
    yield from changed or ["plan"]


def _utc_ns(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000
