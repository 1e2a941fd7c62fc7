"""A shell that stands by: its session is open and its login over before there is a command for it."""

from __future__ import annotations

from typing import Final

from runners.wire import Talk, Wire

_MOST_HEARD: Final = 64 * 1024
"""What a login may say; one that says more is not waited for."""


class Spare:
    """Hears a session (see `runners.wire.Talk`) until somebody takes it over, who then hears all of it.

    Nothing is written to it before that, so it can be thrown away at any time and nothing was begun. Whether it still
    answers is found out by the one who takes it, with the shell's first words (`runners.script.Delivery.opening`).
    """

    def __init__(self, command: str) -> None:
        """Stand by for a delivery that is started by `command`."""
        self.command = command
        self._wire: Wire | None = None
        self._heir: Talk | None = None
        self._heard: list[tuple[bytes, bool]] = []
        self._over = False

    def opened(self, wire: Wire) -> None:
        """Keep the confirmed session."""
        self._wire = wire

    def heard(self, data: bytes, *, on_stderr: bool) -> None:
        """Keep what the login says, within bounds."""
        if self._heir is not None:
            self._heir.heard(data, on_stderr=on_stderr)
            return
        self._heard.append((data, on_stderr))
        if sum(len(kept) for kept, _ in self._heard) > _MOST_HEARD:
            self.close()

    def exited(self, status: int) -> None:
        """Pass it on, or be of no use from now on."""
        self._over = True
        if self._heir is not None:
            self._heir.exited(status)

    def killed(self, signal: str) -> None:
        """Pass it on, or be of no use from now on."""
        self._over = True
        if self._heir is not None:
            self._heir.killed(signal)

    def lost(self, *, cut: bool) -> None:
        """Pass it on, or be of no use from now on."""
        self._over = True
        if self._heir is not None:
            self._heir.lost(cut=cut)

    def is_ready(self) -> bool:
        """Whether it can be taken over."""
        return self._wire is not None and self._heir is None and not self._over

    def pass_to(self, heir: Talk) -> None:
        """Let `heir` have the session, as if it had been opened now.

        Raises:
            RuntimeError: it is not ready.
        """
        if self._wire is None or not self.is_ready():
            message = "a shell that is not ready cannot be taken over"
            raise RuntimeError(message)
        self._heir = heir
        heir.opened(self._wire)
        for data, on_stderr in self._heard:
            heir.heard(data, on_stderr=on_stderr)
        self._heard.clear()

    def close(self) -> None:
        """End the session, unless it has an heir."""
        self._over = True
        if self._wire is not None and self._heir is None:
            self._wire.abort()
