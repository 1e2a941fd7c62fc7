"""What a step does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.plan.basics import SECOND, SecretRef, Text
from scenarios.plan.faults import ReadFault
from scenarios.plan.readiness import ReadyCheck

ValueType: TypeAlias = Literal["string", "integer", "number", "boolean", "duration", "timestamp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A typed value taken from what a command prints: the rest of the first line that begins with `after`.

    Without `after` it is the whole output, trimmed. What does not read as `type` makes the step fail.
    """

    name: str
    type: ValueType = "string"
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A value that an earlier step captured: that of the same host, else of the one host which it ran on."""

    step: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A command or script over SSH (on the controller where the step has no hosts).

    Parameters, captured values and secrets reach it as environment variables only.
    """

    script: str
    env: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    exits: tuple[int, ...] = (0,)
    expect: str | None = None
    captures: tuple[Capture, ...] = ()
    inputs: dict[str, Captured] = field(default_factory=dict[str, Captured])
    """Environment variables whose values earlier steps captured."""
    become: bool = False
    action: str = ""
    """The name of the action whose program the script is, where it is one's."""
    detail: str = ""
    """What the action is aimed at, the same in every language."""
    kind: Literal["run"] = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inject:
    """A fault, with its own lease where it differs from the safeguards'."""

    fault: ReadFault
    lease_ns: int
    kind: Literal["fault"] = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStream:
    """Until the probe or ledger `stream` has been in `state` for `hold_ns` without a break."""

    stream: str
    state: Literal["up", "down"]
    hold_ns: int = 0
    kind: Literal["check_stream"] = "check_stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCommand:
    """Until the command exits as it should and prints what it should; asked again every `every_ns`."""

    script: str
    env: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    exits: tuple[int, ...] = (0,)
    expect: str | None = None
    every_ns: int = SECOND // 2
    inputs: dict[str, Captured] = field(default_factory=dict[str, Captured])
    become: bool = False
    action: str = ""
    detail: str = ""
    kind: Literal["check_command"] = "check_command"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitFor:
    """Detection: until `failures` samples in a row (or as many successes, for `up`) were seen."""

    stream: str
    state: Literal["up", "down"]
    in_a_row: int = 1
    kind: Literal["wait_for"] = "wait_for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """A gate: `people` different persons must approve."""

    role: str
    people: int
    kind: Literal["approve"] = "approve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The author's place for undoing the fault of step `fault` (elsewise: first thing when restoring)."""

    fault: str
    kind: Literal["undo"] = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAct:
    """The planner's own steps around a ledger: open (start writing), read (stop writing, read back), drop."""

    ledger: str
    act: Literal["open", "read", "drop"]
    kind: Literal["ledger"] = "ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual:
    """A person does it and says so; under `dual_control` another person confirms it (CSRC-dual).

    `role` and `confirm_role` are roles of the people register. The same person can never be both.
    """

    instruction: Text
    role: str
    dual_control: bool = False
    confirm_role: str | None = None
    manual: str | None = None
    """The operation manual that describes it, with its version (JR/T 0251 9.7)."""
    kind: Literal["manual"] = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Tells contact groups by every channel they have; done when each group was reached by at least one."""

    groups: tuple[str, ...]
    subject: Text
    text: Text
    kind: Literal["notify"] = "notify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """Stops the ledger's writing, reads back, lists what is lost, writes it again if wanted, reads back again."""

    ledger: str
    replay: bool
    kind: Literal["reconcile"] = "reconcile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Reads a marker that the business already has (docs/measurement.md: marker RPO).

    `before` is read while the service is well, `after` where it has recovered. The one line that is read is an integer
    (`log_position`: bytes; PostgreSQL's X/Y form too) or a time with its offset (`business_time`, `backup`).
    Read by `query` through `dsn`, else by `script` on the step's one host.
    """

    service: str
    marker: Literal["business_time", "log_position", "backup"]
    side: Literal["before", "after"]
    dsn: SecretRef | None = None
    query: str | None = None
    script: str | None = None
    env: dict[str, str] = field(default_factory=dict[str, str])
    kind: Literal["measure"] = "measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A readiness check; the planner puts these before every other step."""

    check: ReadyCheck
    kind: Literal["ready"] = "ready"


Action: TypeAlias = Annotated[
    Run
    | Inject
    | CheckStream
    | CheckCommand
    | WaitFor
    | Approve
    | Undo
    | LedgerAct
    | Manual
    | Notify
    | Reconcile
    | Measure
    | Ready,
    Field(discriminator="kind"),
]
