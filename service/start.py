"""The one way to start or resume a drill: command line, demo and API all pass through here."""

from __future__ import annotations

import asyncio
import getpass
import secrets
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

from measurements.events import CONTROLLER, Outcome
from measurements.history import History
from runners.anywhere import hands_on
from runners.approvals import Approvals
from runners.channels import ChannelNotifier
from runners.clock import Clock, SystemClock
from runners.continuity import continued
from runners.enduring import Endurance
from runners.engine import run_drill
from runners.faults import fault_commands
from runners.leaving import HandOver, Tenure
from runners.opening import recorded_plan
from runners.remote import Answer, Command, Remote
from runners.secrets import SecretMissingError, masker_for, resolve, secrets_of
from runners.ssh import Keyring
from runners.supervise import ProcessWatch
from scenarios.plan import SECOND, CheckCommand, Plan, PlannedHost, Run, SecretRef
from scenarios.windows import Allowed, Refused, allowed
from service.guard.locks import HostHeldError, holding
from service.guard.passing import Pass
from service.guard.resuming import AgainstGoingOn, GuardedApprovals
from service.place import Place
from service.software import SOFTWARE

_GREETING: Final = Command(script="exit 0", timeout_ns=15 * SECOND)
_HAS_ANSIBLE: Final = Command(
    script="command -v ansible-playbook >/dev/null 2>&1 && exit 0\n"
    "echo 'ansible-playbook is not installed on the machine of the runner; install ansible-core there, in the PATH of "
    "whoever starts the drill, or leave the playbook out' >&2\nexit 1",
    timeout_ns=15 * SECOND,
)

HandsOn: TypeAlias = Callable[[Sequence[PlannedHost], Clock, Callable[[SecretRef], str]], Remote]
"""What gives hands on hosts; `runners.anywhere.hands_on` are the real ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Who runs a drill, and how: its name, what gives it hands, how it is told to leave, how it waits for the journal.

    By default this process with real hands, which leaves a drill only by restoring.
    """

    name: str = ""
    hands: HandsOn = hands_on
    hand_over: HandOver | None = None
    endurance: Endurance | None = None

    @property
    def tenure(self) -> Tenure:
        """Return how it has a drill."""
        return Tenure(name=self.name, hand_over=self.hand_over or HandOver(), endurance=self.endurance or Endurance())


class StartRefusedError(Exception):
    """The drill was not started and nothing was touched; `reasons` are all there are, each with what to do."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


def new_drill_id(plan: Plan) -> str:
    """Return a name that no other drill has: scenario, UTC time and eight random hex digits."""
    return f"{plan.scenario}-{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def operator() -> str:
    """Return the name of the account that runs this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


async def open_drill(
    plan: Plan, drill: str, place: Place, approvals: Approvals, passed: Pass, *, runner: Runner | None = None
) -> History:
    """Run a new drill, which the guard let pass, to its end and return its history.

    Raises:
        StartRefusedError: the pass is another's or has run out, a secret cannot be read or a host cannot be used;
            nothing was touched.
        JournalError: the journal cannot be written; leases on the hosts undo what was begun.
    """
    check_pass(passed, plan, drill)
    with _hosts_held(plan, drill):
        return await _opened(plan, drill, place, approvals, passed, runner or Runner())


async def _opened(plan: Plan, drill: str, place: Place, approvals: Approvals, passed: Pass, runner: Runner) -> History:
    clock = SystemClock()
    keys = Keyring(plan, clock)
    await asyncio.to_thread(check_secrets, plan, keys)
    remote = runner.hands(plan.hosts, clock, keys)
    try:
        await check_hosts(plan, remote, keys)
        check_pass(passed, plan, drill)  # looking at the hosts may have taken minutes
        return await _drive(plan, drill, place, _Doors(approvals, remote, clock, keys, runner), passed)
    finally:
        await remote.close()


async def resume_drill(
    drill: str, place: Place, approvals: Approvals, against: AgainstGoingOn, *, runner: Runner | None = None
) -> History:
    """Take up an interrupted drill where its journal ends; hosts that cannot be reached do not keep it from restoring.

    It restores, or asks and then goes on, as its scenario says; while `against` has reasons it does not go on.

    Raises:
        DrillUnknownError, JournalError, FencedError: as runners.engine.run_drill.
    """
    plan = await recorded_plan(place.journal, drill)
    clock = continued(SystemClock(), await place.journal.replay(drill))
    keys = Keyring(plan, clock)
    runner = runner or Runner()
    remote = runner.hands(plan.hosts, clock, keys)
    doors = _Doors(GuardedApprovals(approvals, against), remote, clock, keys, runner)
    try:
        with ExitStack() as stack:
            with suppress(HostHeldError, OSError):  # nothing keeps a drill from restoring
                stack.enter_context(holding(plan, drill))
            return await _drive(plan, drill, place, doors, None)
    finally:
        await remote.close()


@contextmanager
def _hosts_held(plan: Plan, drill: str) -> Generator[None]:
    """Hold the hosts; raises StartRefusedError with those that another drill of this machine has."""
    with ExitStack() as stack:
        try:
            stack.enter_context(holding(plan, drill))
        except HostHeldError as error:
            raise StartRefusedError(tuple(f"drill {one.drill} has {one.what} now" for one in error.held)) from None
        except OSError as error:
            raise StartRefusedError((f"the locks of this machine's drills cannot be taken: {error}",)) from None
        yield


def check_pass(passed: Pass, plan: Plan, drill: str) -> None:
    """Raise StartRefusedError if the pass is not for this drill of this plan, or no longer good."""
    if not passed.covers(plan, drill):
        raise StartRefusedError((f"the guard let another drill pass than {drill}; ask it again",))
    if "outside_window" not in passed.waived:
        check_window(plan, passed.now())
    if passed.has_run_out:
        raise StartRefusedError(("getting ready took longer than the guard's leave to start; start again",))


def check_window(plan: Plan, utc_ns: int) -> None:
    """Raise StartRefusedError if a drill that starts at `utc_ns` could last beyond the window of its safeguards."""
    window = plan.safeguards.window
    answer = Allowed() if window is None else allowed(window, utc_ns, plan.safeguards.longest_ns)
    if isinstance(answer, Refused):
        raise StartRefusedError((f"window: {answer.reason.en} / {answer.reason.zh}",))


def check_secrets(plan: Plan, secret: Callable[[SecretRef], str] = resolve) -> None:
    """Raise StartRefusedError with every secret of the plan that cannot be read; may wait for Vault."""
    reasons: list[str] = []
    for ref in secrets_of(plan):
        try:
            secret(ref)
        except SecretMissingError as error:
            reasons.append(str(error))
    if reasons:
        raise StartRefusedError(tuple(reasons))


async def check_hosts(plan: Plan, remote: Remote, secret: Callable[[SecretRef], str] = resolve) -> None:
    """Raise StartRefusedError with every host that cannot be used.

    It may be unreachable, have an unknown key, refuse our login, or refuse sudo where a step wants it; the controller
    may lack what a playbook needs.
    """
    async with asyncio.TaskGroup() as group:
        asked = [(host, group.create_task(remote.run(host, command))) for host, command in _greetings(plan)]
    mask = (await asyncio.to_thread(masker_for, plan, secret)).mask
    reasons = tuple(
        mask(f"host {host or 'controller'}: {_complaint(answer)}")
        for host, answer in ((host, task.result()) for host, task in asked)
        if answer.outcome is not Outcome.OK or answer.exit_status != 0
    )
    if reasons:
        raise StartRefusedError(tuple(dict.fromkeys(reasons)))


def _greetings(plan: Plan) -> Iterator[tuple[str, Command]]:
    """Yield what is asked of which host, so that nothing is found missing once the drill has begun."""
    acts = [(step, step.action) for step in plan.steps if isinstance(step.action, Run | CheckCommand)]
    becoming = {name for step, action in acts if action.become for name in step.hosts}
    for host in plan.hosts:
        yield host.name, replace(_GREETING, become=host.become_user if host.name in becoming else None)
    if any("ansible-playbook" in action.script for step, action in acts if not step.hosts):
        yield CONTROLLER, _HAS_ANSIBLE


def _complaint(answer: Answer) -> str:
    return answer.reason or answer.stderr.strip() or f"its shell ended with {answer.exit_status}"


@dataclass(frozen=True, slots=True)
class _Doors:
    """What a drill hears, acts through, opens doors with and tells the time by, which is the clock of `remote` too."""

    approvals: Approvals
    remote: Remote
    clock: Clock
    keys: Keyring
    runner: Runner


async def _drive(plan: Plan, drill: str, place: Place, doors: _Doors, passed: Pass | None) -> History:
    return await run_drill(
        plan,
        drill,
        journal=place.journal,
        remote=doors.remote,
        watch=ProcessWatch(
            directory=place.directory / "spool", drill=drill, plan=plan, clock=doors.clock, secret=doors.keys
        ),
        clock=doors.clock,
        mask=(await asyncio.to_thread(masker_for, plan, doors.keys)).mask,
        faults=fault_commands,
        approvals=doors.approvals,
        opened_by="" if passed is None else passed.by,
        software=SOFTWARE,
        notifier=ChannelNotifier(),
        governance=None if passed is None else passed.governance,
        tenure=doors.runner.tenure,
    )
