"""What the engine asks of a transport: run a script on a host and tell honestly how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from measurements.events import Exchange, Outcome, Stamps
from runners.wire import NotBegunError

OUTPUT_LIMIT = 64 * 1024
"""Most bytes kept of each of stdout and stderr; the middle of anything longer is dropped and said to be."""
NOT_SURE = "nothing was sent: this runner is not sure any more that it has the drill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A script (POSIX sh, or PowerShell on hosts of that shell), its environment and its deadline in nanoseconds.

    The script runs in a subshell with an empty stdin; the values in `env` are data and are never parsed by a shell.
    `become` is the user as whom it runs, by `sudo -n`; where sudo refuses, the script certainly did not begin.
    `go` is asked at the last moment before the script goes out: where it says no, nothing is sent. `harmless` says that
    also a runner that is not sure of its drill may send it (the renewal of a lease).
    """

    script: str
    timeout_ns: int
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    become: str | None = None
    go: Callable[[], bool] | None = None
    harmless: bool = False

    def check_go(self) -> None:
        """Raise NotBegunError where it must not be sent now."""
        if self.go is not None and not self.go():
            raise NotBegunError(NOT_SURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a command ended.

    `exit_status` is None exactly when the outcome is UNKNOWN or the command was never sent.
    FAILED with no exit status and no stamps means that it certainly was not sent (no route, refused key, wrong
    password). Texts are not yet masked.
    """

    outcome: Outcome
    reason: str = ""
    exit_status: int | None = None
    stdout: str = ""
    stderr: str = ""
    truncated: bool = False
    stamps: Stamps | None = None


class Remote(Protocol):
    """Hands on hosts. One connection per host and drill; never raises for what a host does."""

    async def run(self, host: str, command: Command) -> Answer:
        """Run `command` on `host`: OK when it exited (any status), FAILED when certainly not started, else UNKNOWN."""
        ...

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Return up to `count` clock exchanges, best effort, empty where the host cannot tell its time."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
