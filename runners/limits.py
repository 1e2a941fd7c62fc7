"""How long the hands wait for what on a connection, and how much runs on it at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Waits are seconds of the event loop; the deadline of a command ends any of them earlier.

    connect: from the first packet to being logged in. channel: for the host to confirm a session. errand: to signal a
    process group on the host. end: between SIGTERM, SIGKILL and giving up. drain: silence that ends the wait for
    output that comes after the exit status; drain_at_most ends it in any case. clocks: a whole round of clock
    exchanges, the start of the loop included. close: an orderly good-bye.
    `sessions`, one for the clock, one that signals and one that stands by stay within OpenSSH's MaxSessions of 10.
    spare: how long a connection is left alone before the shell for its next command is started; rush: how much longer
    at most while other machines are being entered.
    """

    connect: float = 15.0
    channel: float = 10.0
    errand: float = 3.0
    end: float = 1.0
    drain: float = 0.5
    drain_at_most: float = 5.0
    clocks: float = 5.0
    close: float = 2.0
    keepalive: float = 5.0
    keepalives_missed: int = 3
    sessions: int = 7
    spare: float = 0.1
    rush: float = 3.0
