"""The two ends of one session on a host, free of any transport: what may be sent, and what may come back."""

from __future__ import annotations

from typing import Protocol


class Wire(Protocol):
    """The way to the process on the host."""

    def write(self, data: bytes) -> None:
        """Send to its stdin; raises OSError if the session is over (then none of `data` was sent)."""
        ...

    def write_eof(self) -> None:
        """End its stdin; raises OSError if the session is over."""
        ...

    def send_signal(self, signal: str) -> None:
        """Send a signal (`TERM`) to its process group; raises OSError if the session is over."""
        ...

    def abort(self) -> None:
        """End the session at once; what was not sent yet is never sent."""
        ...


class Talk(Protocol):
    """What listens to a session. Called by the transport as things happen, `lost` always last."""

    def opened(self, wire: Wire) -> None:
        """Hear that the host confirmed the session."""
        ...

    def heard(self, data: bytes, *, on_stderr: bool) -> None:
        """Take what the process wrote."""
        ...

    def exited(self, status: int) -> None:
        """Hear that the process exited."""
        ...

    def killed(self, signal: str) -> None:
        """Hear that a signal (`KILL`) ended the process."""
        ...

    def lost(self, *, cut: bool) -> None:
        """Hear that the session is over: closed from the other side once nobody held its output, or cut off."""
        ...


class NotBegunError(Exception):
    """The command was certainly not sent; the text says why and what to do."""
