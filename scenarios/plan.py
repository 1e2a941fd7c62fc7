"""The plan: a scenario with every name resolved, every fault with its undo; data only, nothing touched yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter

SECOND: Final = 1_000_000_000
STATE_DIR: Final = "/var/tmp/drillproof"  # noqa: S108  a directory on the target, made 0700 by the marker script


class Phase(StrEnum):
    """The phases of a drill, in order; `restore` always runs."""

    PREPARE = "prepare"
    INJECT = "inject"
    DETECT = "detect"
    DECIDE = "decide"
    SWITCH = "switch"
    VERIFY = "verify"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence in both languages of the house."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptable:
    """The service level that counts as recovered, against the baseline before the fault.

    Rate at least `rate_permille` / 1000 of the baseline's, 95th percentile latency at most
    `p95_permille` / 1000 of the baseline's or `p95_floor_ns`, whichever is larger, for `hold_ns`.
    """

    rate_permille: int = 900
    p95_permille: int = 2000
    p95_floor_ns: int = 0
    hold_ns: int = 10 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What the BIA promises for one service (JR/T 0251 §6.3)."""

    service: str
    title: Text
    rto_ns: int
    rpo_ns: int
    writes: bool
    priority: int
    acceptable: Acceptable = Acceptable()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRef:
    """Where a secret is to be found; never the secret itself."""

    source: Literal["env", "file"]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedHost:
    """A host as the inventory describes it, and the roles it plays in this drill."""

    name: str
    address: str
    port: int
    user: str
    roles: tuple[str, ...]
    environment: str
    site: str
    known_hosts: str
    key_file: str | None = None
    password: SecretRef | None = None
    state_dir: str = STATE_DIR
    env: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpProbe:
    """Connects and closes."""

    address: str
    port: int
    kind: Literal["tcp"] = "tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpProbe:
    """GETs `url` and compares status, and body where `contains` is given. The certificate is always checked."""

    url: str
    status: int = 200
    contains: str | None = None
    ca_file: str | None = None
    kind: Literal["http"] = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresProbe:
    """Connects anew with the DSN behind `dsn` and runs a reading `query`."""

    dsn: SecretRef
    query: str = "select 1"
    kind: Literal["postgres_read"] = "postgres_read"


ProbeTarget: TypeAlias = Annotated[TcpProbe | HttpProbe | PostgresProbe, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProbe:
    """A probe on its beat: a sample every `every_ns`, whether or not the last one came back."""

    name: str
    service: str | None
    target: ProbeTarget
    every_ns: int
    timeout_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLedger:
    """A ledger: numbered writes at a fixed beat through the service's own entry."""

    name: str
    service: str
    dsn: SecretRef
    every_ns: int
    timeout_ns: int
    kind: Literal["postgres"] = "postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bystander:
    """A probe on somebody else's service: `stop_after` failures in a row end the drill."""

    probe: str
    stop_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguards:
    """What keeps a drill from becoming an incident."""

    environments: tuple[str, ...]
    longest_ns: int
    lease_ns: int
    undo_within_ns: int
    most_hosts: int | None = None
    bystanders: tuple[Bystander, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KillProcess:
    """SIGKILL to every matching process. Undo: `restart` if none of them runs."""

    restart: str
    match: str | None = None
    pid_file: str | None = None
    kind: Literal["kill_process"] = "kill_process"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopService:
    """Stops a service. Undo starts it. Commands default to systemctl on `name`."""

    name: str
    stop: str | None = None
    start: str | None = None
    status: str | None = None
    kind: Literal["stop_service"] = "stop_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeProcess:
    """SIGSTOP to every matching process. Undo: SIGCONT to those that were stopped."""

    match: str | None = None
    pid_file: str | None = None
    kind: Literal["freeze_process"] = "freeze_process"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPort:
    """Drops packets of a port in a chain of this step's own (nftables, else iptables). Needs root on the host."""

    port: int
    protocol: Literal["tcp", "udp"] = "tcp"
    direction: Literal["in", "out", "both"] = "in"
    peer: str | None = None
    kind: Literal["block_port"] = "block_port"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBandwidth:
    """Limits sending: `interface` by tc tbf (root), or a userland relay by its `control` file."""

    kbit: int
    interface: str | None = None
    control: str | None = None
    kind: Literal["limit_bandwidth"] = "limit_bandwidth"


FaultSpec: TypeAlias = Annotated[
    KillProcess | StopService | FreezeProcess | BlockPort | LimitBandwidth, Field(discriminator="kind")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A command or script over SSH; parameters and secrets reach it as environment variables only."""

    script: str
    env: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    exits: tuple[int, ...] = (0,)
    expect: str | None = None
    kind: Literal["run"] = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inject:
    """A fault, with its own lease where it differs from the safeguards'."""

    fault: FaultSpec
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


Action: TypeAlias = Annotated[
    Run | Inject | CheckStream | CheckCommand | WaitFor | Approve | Undo | LedgerAct, Field(discriminator="kind")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Runs only if step `step` ended in one of `was` (`skipped` is one of them)."""

    step: str
    was: tuple[Literal["ok", "failed", "unknown", "skipped"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One step; `hosts` is empty for one that touches none. `needs` holds every predecessor, implied order included."""

    id: str
    phase: Phase
    action: Action
    hosts: tuple[str, ...]
    needs: tuple[str, ...]
    within_ns: int
    title: Text
    when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a drill will do and what it is measured against. Steps stand in phase order, needs before needers."""

    scenario: str
    title: Text
    form: Literal["tabletop", "simulated", "live"]
    threats: tuple[str, ...]
    clauses: tuple[str, ...]
    tasks: tuple[str, ...]
    objectives: tuple[Objective, ...]
    hosts: tuple[PlannedHost, ...]
    parameters: dict[str, str]
    probes: tuple[PlannedProbe, ...]
    ledgers: tuple[PlannedLedger, ...]
    safeguards: Safeguards
    on_interruption: Literal["restore", "ask"]
    steps: tuple[PlannedStep, ...]
    sources: dict[str, str] = field(default_factory=dict[str, str])
    """SHA-256 of each file that the plan was made from, by its role (scenario, bia, inventory)."""

    def step(self, step_id: str) -> PlannedStep:
        """Return the step of that id; raises KeyError."""
        found = next((step for step in self.steps if step.id == step_id), None)
        if found is None:
            raise KeyError(step_id)
        return found

    def host(self, name: str) -> PlannedHost:
        """Return the host of that name; raises KeyError."""
        found = next((host for host in self.hosts if host.name == name), None)
        if found is None:
            raise KeyError(name)
        return found


_PLANS: Final[TypeAdapter[Plan]] = TypeAdapter(Plan)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON-ready data; `plan_from_json` gives back an equal plan."""
    return _PLANS.dump_python(plan, mode="json")


def plan_from_json(data: object) -> Plan:
    """Return the plan that `data` describes; raises pydantic.ValidationError."""
    return _PLANS.validate_python(data)
