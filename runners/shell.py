"""One `sh -s` on a host: when its script was sent, when and how it ended, and what may honestly be said of that."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from typing import Final

from measurements.events import Outcome, Stamps
from runners import refusals
from runners.clock import Clock
from runners.hostclock import pair
from runners.limits import Limits
from runners.output import HeadAndTail
from runners.remote import Answer
from runners.script import Delivery, Told, unwrap
from runners.wire import NotBegunError, Wire
from scenarios.plan import PlannedHost

_BY_SIGNAL: Final = 128


class Shell:
    """Hears a session (see `runners.wire.Talk`) and turns it into an Answer.

    `send_signal` runs a command line that signals a process group, over a session of its own, and returns whether it
    could: sshd passes on no signals to a session of root.
    """

    def __init__(
        self,
        host: PlannedHost,
        delivery: Delivery,
        clock: Clock,
        limits: Limits,
        send_signal: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._send_signal = send_signal
        self._host, self._delivery, self._clock, self._limits = host, delivery, clock, limits
        self._stdout, self._stderr = HeadAndTail(), HeadAndTail()
        self._wire: Wire | None = None
        self._opened = self._sent = self._received = 0
        self._status: int | None = None
        self._signal: str | None = None
        self._listening, self._ended = asyncio.Event(), asyncio.Event()
        self._lost = self._cut = False
        self._all_heard = asyncio.Event()

    def opened(self, wire: Wire) -> None:
        """Stamp the confirmed session."""
        self._wire, self._opened = wire, self._clock.now()

    def heard(self, data: bytes, *, on_stderr: bool) -> None:
        """Keep head and tail of the output."""
        (self._stderr if on_stderr else self._stdout).add(data)
        if not self._listening.is_set() and self._stderr.holds(self._delivery.ready):
            self._listening.set()
        if self._ended.is_set():
            self._look_for_end()

    def exited(self, status: int) -> None:
        """Stamp the exit."""
        self._status = status
        self._end()

    def killed(self, signal: str) -> None:
        """Stamp the end by a signal."""
        self._signal = signal
        self._end()

    def lost(self, *, cut: bool) -> None:
        """Stamp the loss, unless the end was known before it."""
        if not self._ended.is_set():
            self._end()
        self._lost, self._cut = True, cut
        self._all_heard.set()

    async def listens(self, deadline: float) -> None:
        """Wait until the shell reads its stdin; raises NotBegunError if it ends or the time runs out before."""
        self._write(self._delivery.opening)
        try:
            async with asyncio.timeout_at(deadline):
                await self._listening.wait()
        except TimeoutError:
            raise NotBegunError(refusals.too_late(self._host, "while the login shell started")) from None
        if self._ended.is_set():
            raise NotBegunError(refusals.lost_early(self._host, self._last_words()))

    async def finish(self, deadline: float) -> Answer:
        """Send the script and wait for its end; raises NotBegunError if the session is over before it went out."""
        self._sent = self._clock.now()
        self._write(self._delivery.body)
        if self._wire is not None and not self._delivery.ends_itself:
            with contextlib.suppress(OSError):
                self._wire.write_eof()
        try:
            async with asyncio.timeout_at(deadline):
                await self._ended.wait()
        except TimeoutError:
            return await self._give_up()
        except asyncio.CancelledError:
            await self.end()
            raise
        await self._drain()
        return self._answer()

    async def end(self) -> bool:
        """End the process group as well as can be; return whether the script has ended for sure."""
        for name in ("TERM", "KILL"):
            await self._signal_group(name)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._limits.end):
                    await self._all_heard.wait()
            if self._is_over():
                return True
        return False

    def close(self) -> None:
        """End the session."""
        if self._wire is not None and not self._lost:
            self._wire.abort()

    def _end(self) -> None:
        self._received = self._clock.now()
        self._ended.set()
        self._listening.set()
        self._look_for_end()

    def _look_for_end(self) -> None:
        if self._stdout.holds(self._delivery.end) and self._stderr.holds(self._delivery.end):
            self._all_heard.set()

    def _wire_or_fail(self) -> Wire:
        if self._wire is None or self._lost:
            raise NotBegunError(refusals.lost_early(self._host, self._last_words()))
        return self._wire

    def _write(self, data: bytes) -> None:
        try:
            self._wire_or_fail().write(data)
        except OSError as error:
            raise NotBegunError(refusals.lost_early(self._host, str(error))) from None

    async def _signal_group(self, name: str) -> None:
        told = self._told()
        if told.group is not None and await self._send_signal(self._delivery.ending(told, name)):
            return
        if self._wire is not None and not self._lost:
            with contextlib.suppress(OSError):
                self._wire.send_signal(name)

    async def _give_up(self) -> Answer:
        """Say UNKNOWN, whether or not the script could be ended: it may have done its work before."""
        self._received = self._clock.now()
        if await self.end():
            return self._unknown("no end in time; its process group was ended")
        return self._unknown("no end in time; its process group was told to end, and did not confirm it")

    def _is_over(self) -> bool:
        """Return whether the script has ended for sure: it said so, or nobody holds its output any more."""
        exited = self._status is not None or self._signal is not None
        return exited and ((self._lost and not self._cut) or self._told().ended)

    async def _drain(self) -> None:
        """Wait for output that is still under way: as long as some comes, within bounds."""
        patience = asyncio.get_running_loop().time() + self._limits.drain_at_most
        before = -1
        while not self._all_heard.is_set() and before != self._heard_bytes():
            before = self._heard_bytes()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._limits.drain), asyncio.timeout_at(patience):
                    await self._all_heard.wait()
            if asyncio.get_running_loop().time() >= patience:
                return

    def _heard_bytes(self) -> int:
        return self._stdout.total + self._stderr.total

    def _answer(self) -> Answer:
        if self._status is None and self._signal is None:
            return self._unknown("the connection was lost after the command was sent")
        if not self._is_over():
            return self._unknown("its shell ended without a word, and what it ran may go on")
        if self._delivery.become is not None and not self._told().began:
            return self._refused(self._delivery.become)
        if self._signal is not None:
            return self._report(Outcome.OK, f"killed by SIG{self._signal}", _BY_SIGNAL + _number(self._signal))
        return self._report(Outcome.OK, "", self._status)

    def _refused(self, become: str) -> Answer:
        """Say that the script did not begin: the shell behind sudo tells of itself before anything else."""
        said = self._told().text.strip()[-500:] or f"exit status {self._status}"
        return Answer(
            outcome=Outcome.FAILED, reason=refusals.refused_become(self._host, become, said), stderr=self._told().text
        )

    def _unknown(self, why: str) -> Answer:
        begun = "it had begun" if self._told().began else "it may or may not have begun"
        return self._report(
            Outcome.UNKNOWN, f"{refusals.place(self._host)}: {why}; {begun}. Check the host before repeating it.", None
        )

    def _report(self, outcome: Outcome, reason: str, status: int | None) -> Answer:
        told = self._told()
        start, end, granularity = pair(told.remote_start, told.remote_end)
        return Answer(
            outcome=outcome,
            reason=reason,
            exit_status=status,
            stdout=unwrap(self._stdout.text(), self._delivery.token).text,
            stderr=told.text,
            truncated=self._stdout.truncated or self._stderr.truncated,
            stamps=Stamps(
                sent=self._sent,
                opened=self._opened,
                received=self._received,
                remote_start=start,
                remote_end=end,
                granularity=granularity,
            ),
        )

    def _told(self) -> Told:
        return unwrap(self._stderr.text(), self._delivery.token)

    def _last_words(self) -> str:
        """Return what a shell that ended early said."""
        how = f"exit status {self._status}" if self._status is not None else "the connection was lost"
        said = (self._told().text.strip() or self._stdout.text().strip())[-500:]
        return f"{how}, {said}" if said else how


class Errand:
    """Hears a session that does one small thing and ends."""

    def __init__(self) -> None:
        self._wire: Wire | None = None
        self._status: int | None = None
        self._over = asyncio.Event()

    def opened(self, wire: Wire) -> None:
        """Take the session."""
        self._wire = wire

    def heard(self, data: bytes, *, on_stderr: bool) -> None:
        """Ignore what it says."""

    def exited(self, status: int) -> None:
        """Keep how it ended."""
        self._status = status
        self._over.set()

    def killed(self, signal: str) -> None:
        """Take it as failed."""
        del signal
        self._over.set()

    def lost(self, *, cut: bool) -> None:
        """Take it as failed, unless it had ended."""
        del cut
        self._wire = None
        self._over.set()

    async def succeeds(self) -> bool:
        """Wait for the end; return whether it was a good one."""
        await self._over.wait()
        return self._status == 0

    def close(self) -> None:
        """End the session."""
        if self._wire is not None:
            self._wire.abort()


def _number(name: str) -> int:
    """Return the signal's number on Linux; an unknown name counts as 0, so that the status is 128."""
    return getattr(signal.Signals, f"SIG{name}", 0)
