"""The faults: for each one the scripts that put it on a host, look whether it took, keep it, undo it and prove it gone.

Every script is POSIX sh and exits 0 for done or yes, 1 for no and anything else for could not tell; `acted` and
`seen` turn that into an outcome. What stands on the host, and why, is docs/adr/0006-marker-and-lease.md.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final
from urllib.parse import quote

from measurements.clock import instant
from measurements.events import Exchange, Outcome, Stamps
from runners.remote import Answer, Command
from scenarios.plan import SECOND, Inject, PlannedHost, PlannedStep
from scenarios.programs import program_of, scripts

CONTROLLER_STATE: Final = f"/var/tmp/drillproof-controller-{os.geteuid()}"  # noqa: S108  see own_parent in frame.sh
"""What a host's state_dir is on a host: where faults that run on this machine are written down."""
HERE: Final = PlannedHost(
    name="controller",
    address="127.0.0.1",
    port=0,
    user="",
    roles=(),
    environment="",
    site="",
    known_hosts="",
    state_dir=CONTROLLER_STATE,
)
"""The runner's own machine, where a fault stands on it as on a host."""
_ACTED: Final = "acted "
_HANDLES: Final = 0xFFFD
"""tc handles run from 1 to FFFE; 0 is the kernel's own and FFFF is ingress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCommands:
    """What is sent to one host about one fault. Each may be sent any number of times, in any order.

    begin: does nothing where the marker of this drill and step already stands.
    verify: did it take. renew: one more lease. undo: heals. prove: is it gone, and its timer too.
    """

    begin: Command
    verify: Command
    renew: Command
    undo: Command
    prove: Command


def fault_commands(
    step: PlannedStep,
    host: PlannedHost,
    drill: str,
    run: str,
    undo_within_ns: int,
    env: Mapping[str, str] | None = None,
) -> FaultCommands:
    """Return the commands of the fault that `step` puts on `host`.

    `env` (the drill's parameters, say) is what the scenario's own commands see besides `DRILL` and, unless the fault
    runs on the controller, the host's `env`.
    The lease is counted in whole seconds, rounded up.

    Raises:
        TypeError: the step is no fault.
    """
    if not isinstance(step.action, Inject):
        message = f"step {step.id} is no fault"
        raise TypeError(message)
    fault = step.action.fault
    frame = fault.values | _frame(step, host, drill, run) | _pace(step.action.lease_ns, undo_within_ns)
    renew_ns = max(SECOND, step.action.lease_ns // 2)
    within = _Within(step=step.within_ns, renew=renew_ns, undo=undo_within_ns)
    own = {} if fault.on_controller else host.env
    return _commands(_program(fault.program), {**own, **(env or {}), "DRILL": drill}, frame, within)


def trial_commands(
    step: PlannedStep,
    host: PlannedHost,
    drill: str,
    run: str,
    *,
    lease_ns: int,
    within_ns: int,
    env: Mapping[str, str] | None = None,
) -> FaultCommands:
    """Return the commands of a lease that is only tried out: marker, timer and undo of a fault, without the harm."""
    frame = _frame(step, host, drill, run) | _pace(lease_ns, within_ns)
    within = _Within(step=within_ns, renew=within_ns, undo=within_ns)
    return _commands(
        _program(*scripts(__name__, "trial.sh")), {**host.env, **(env or {}), "DRILL": drill}, frame, within
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Within:
    """How long each command may take, in nanoseconds."""

    step: int
    renew: int
    undo: int


def _commands(program: str, known: Mapping[str, str], ours: Mapping[str, str], within: _Within) -> FaultCommands:
    def command(verb: str, timeout_ns: int, **more: str) -> Command:
        told = {**ours, "FAULT_VERB": verb, **more}
        names = " ".join([*told, "FAULT_NAMES"])
        return Command(script=program, timeout_ns=timeout_ns, env={**known, **told, "FAULT_NAMES": names})

    return FaultCommands(
        begin=command("begin", within.step, FAULT_PROGRAM=program),
        verify=command("verify", within.step),
        renew=command("renew", within.renew),
        undo=command("undo", within.undo),
        prove=command("prove", within.undo),
    )


def acted(answer: Answer) -> Outcome:
    """Return how a begin, renew or undo ended: FAILED when it was certainly not done, UNKNOWN when that is in doubt."""
    return _told(answer) if answer.outcome is Outcome.OK else answer.outcome


def narrowed(answer: Answer) -> Answer:
    """Return the answer to a begin with its remote stamps around the harm alone, and without the lines that tell it.

    A host whose clock tells no nanoseconds leaves the stamps as they were: around the whole script.
    """
    lines = answer.stdout.splitlines(keepends=True)
    told = [line.split()[1:] for line in lines if line.startswith(_ACTED)]
    instants = [int(word) for words in told for word in words if word.isdecimal()]
    left = replace(answer, stdout="".join(line for line in lines if not line.startswith(_ACTED)))
    if answer.stamps is None or not told or len(instants) != 2 * len(told):
        return left
    first, last = min(instants), max(instants)
    if not _holds(answer.stamps, first, last):
        return left
    return replace(left, stamps=replace(answer.stamps, remote_start=first, remote_end=last))


def _holds(stamps: Stamps, first: int, last: int) -> bool:
    start, end = stamps.remote_start, stamps.remote_end
    return start is not None and end is not None and start <= first and last <= end


def on_controller(step: PlannedStep) -> bool:
    """Return whether a step is a fault whose commands run on the runner's own machine."""
    return isinstance(step.action, Inject) and step.action.fault.on_controller


def elsewhere(answer: Answer, exchanges: Sequence[Exchange]) -> Answer:
    """Return an answer about one host that the controller gave: in the drill's time, without the stamps of a clock.

    `exchanges` are the controller's own. A wall clock that was set meanwhile narrows nothing.
    """
    if answer.stamps is None:
        return answer
    start, end = instant(answer.stamps, exchanges)
    stamps = replace(answer.stamps, sent=start.lower, received=end.upper, remote_start=None, remote_end=None)
    return replace(answer, stamps=stamps)


def seen(answer: Answer) -> Outcome:
    """Return what a verify or prove saw: OK yes, FAILED no, UNKNOWN when it could not look or could not be asked."""
    return _told(answer) if answer.outcome is Outcome.OK else Outcome.UNKNOWN


def _told(answer: Answer) -> Outcome:
    match answer.exit_status:
        case 0:
            return Outcome.OK
        case 1:
            return Outcome.FAILED
        case _:
            return Outcome.UNKNOWN


def _frame(step: PlannedStep, host: PlannedHost, drill: str, run: str) -> dict[str, str]:
    """Return what the frame reads. On the controller the hosts of a step lie side by side, each under its own name."""
    name = f"{step.id}@{host.name}" if on_controller(step) else step.id
    digest = hashlib.sha256(f"{drill}\n{name}".encode()).hexdigest()
    return {
        "FAULT_STATE": CONTROLLER_STATE if on_controller(step) else host.state_dir,
        "FAULT_DRILL": _component(drill),
        "FAULT_STEP": _component(name),
        "FAULT_HOST": host.name,
        "FAULT_ADDRESS": host.address,
        "FAULT_RUN": run,
        "FAULT_TAG": f"drillproof_{digest[:12]}",
        "FAULT_HANDLE": f"{1 + int(digest[:8], 16) % _HANDLES:x}",
    }


def _component(name: str) -> str:
    """Return `name` as one part of a path that is neither hidden nor a way up."""
    part = quote(name, safe="")
    return f"%2E{part[1:]}" if part.startswith(".") else part


def _pace(lease_ns: int, undo_within_ns: int) -> dict[str, str]:
    """Return the lease in seconds, and for how many tenths of a second an undo waits: half of the time it has."""
    return {
        "FAULT_LEASE": str(max(1, -(-lease_ns // SECOND))),
        "FAULT_PATIENCE": str(max(10, undo_within_ns * 5 // SECOND)),
    }


@cache
def _program(fault: str) -> str:
    """Return the frame and the fault as one script."""
    return program_of([*scripts(__name__, "process.sh", "frame.sh"), fault, "main\nexit $?\n"])
