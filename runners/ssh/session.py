"""One session of the library, passed on to whoever talks."""

from __future__ import annotations

import asyncssh
from asyncssh.constants import EXTENDED_DATA_STDERR

from runners.wire import Talk


class Session(asyncssh.SSHClientSession[bytes]):
    """Passes on what the library reports of one session."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        """Pass on the confirmed session."""
        self._talk.opened(chan)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Pass on output."""
        self._talk.heard(data, on_stderr=datatype == EXTENDED_DATA_STDERR)

    def eof_received(self) -> bool:
        """Keep the session: the exit status is still to come."""
        return True

    def exit_status_received(self, status: int) -> None:
        """Pass on the exit."""
        self._talk.exited(status)

    def exit_signal_received(self, signal: str, core_dumped: bool, msg: str, lang: str) -> None:  # noqa: FBT001  theirs
        """Pass on the end by a signal."""
        del core_dumped, msg, lang
        self._talk.killed(signal)

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass on that it is over."""
        self._talk.lost(cut=exc is not None)
