"""One step on one host that is being done: what it stands on, and how its script and its questions are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from measurements.events import CONTROLLER, Event, Outcome
from runners.hands import Hands
from runners.recorder import Recorder
from runners.remote import Answer, Command
from runners.secrets import SecretMissingError, resolve
from runners.state import DrillState
from scenarios.plan import Captured, CheckCommand, Plan, PlannedStep, Run, SecretRef

BECOME_USER: Final = "root"
"""Whom a step becomes on the controller."""


class InputMissingError(Exception):
    """A value that an earlier step was to capture is not there; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A text for `sh`, with what its environment gets besides the host's own variables and the parameters."""

    text: str
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: Mapping[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    inputs: Mapping[str, Captured] = field(default_factory=dict[str, Captured])
    become: bool = False

    @classmethod
    def of(cls, action: Run | CheckCommand) -> Script:
        """Return the script of a command's step."""
        return cls(
            text=action.script, env=action.env, secrets=action.secrets, inputs=action.inputs, become=action.become
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A step on a host (or the controller), with the time that this try may take."""

    plan: Plan
    drill: str
    run: str
    hands: Hands
    recorder: Recorder
    step: PlannedStep
    host: str
    timeout_ns: int

    def now(self) -> int:
        """Return the drill's time."""
        return self.hands.clock.now()

    async def write(self, *events: Event) -> None:
        """Write what was seen on the way."""
        await self.recorder.write(*events)

    async def send(self, script: Script, timeout_ns: int | None = None) -> Answer:
        """Return the answer to a script on the step's host; FAILED, and nothing sent, where a value is missing."""
        try:
            # Only secrets are read from files, and a thread costs a command to many hosts more than all the rest.
            env = await asyncio.to_thread(self._environment, script) if script.secrets else self._environment(script)
        except (SecretMissingError, InputMissingError) as error:
            return Answer(outcome=Outcome.FAILED, reason=f"{error}; nothing was sent")
        left = self.timeout_ns if timeout_ns is None else timeout_ns
        command = Command(script=script.text, timeout_ns=left, env=env, become=self._whom(script))
        return await self.hands.remote.run(self.host, command)

    def _whom(self, script: Script) -> str | None:
        if not script.become:
            return None
        return BECOME_USER if self.host == CONTROLLER else self.plan.host(self.host).become_user

    def _environment(self, script: Script) -> dict[str, str]:
        """Return every variable, the nearer one last; captured values are data as much as any other."""
        known = {} if self.host == CONTROLLER else self.plan.host(self.host).env
        told = {name: _input(self.recorder.state, self.host, wanted) for name, wanted in script.inputs.items()}
        secrets = {name: resolve(ref) for name, ref in script.secrets.items()}
        return {**known, **parameters(self.plan, self.step.id), **script.env, **told, **secrets}


def parameters(plan: Plan, step: str) -> dict[str, str]:
    """Return the drill's parameters as a step's scripts see them; an included scenario's own stand above the others."""
    scopes = {name.rpartition(".")[0] for name in plan.parameters}
    scope = max((each for each in scopes if step.startswith(f"{each}.")), key=len, default="")
    ranked = sorted(plan.parameters.items(), key=lambda known: len(known[0]))
    seen = {name.removeprefix(f"{scope}."): value for name, value in ranked if name.rpartition(".")[0] in {"", scope}}
    return {f"DRILL_{name.upper()}": value for name, value in seen.items()}


def _input(state: DrillState, host: str, wanted: Captured) -> str:
    """Return the value of the same host, else of the one host that the step ran on; raises InputMissingError."""
    own = state.steps.get(wanted.step)
    acts = {} if own is None else own.acts
    act = acts.get(host) or (next(iter(acts.values())) if len(acts) == 1 else None)
    if act is None or wanted.name not in act.captured:
        on = f" on {host}" if host else ""
        message = f"{wanted.step} captured no {wanted.name!r}{on}"
        raise InputMissingError(message)
    return act.captured[wanted.name]
