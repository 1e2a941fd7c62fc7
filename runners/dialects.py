"""Which language a host's scripts are in, and so how they are delivered and its clock is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from runners import powershell
from runners.hostclock import LOOP
from runners.remote import Command
from runners.script import SHELL, Delivery, wrap
from scenarios.plan import PlannedHost


def delivered(command: Command, host: PlannedHost, token: str) -> Delivery:
    """Return how `command` is delivered to `host`; who is that user already need not become it.

    Raises:
        UnsendableError: as runners.script.wrap and runners.powershell.wrap.
    """
    told = replace(command, become=None) if command.become == host.user else command
    return powershell.wrap(told, token) if host.shell == "powershell" else wrap(told, token)


def clock_loop(shell: Literal["sh", "powershell"]) -> tuple[str, bytes]:
    """Return what to start so that a host tells its clock over and over, and what to write to it first."""
    return (powershell.CLOCK, b"") if shell == "powershell" else (SHELL, LOOP)
