"""Whether the newest backup is young enough to stand on."""

from __future__ import annotations

from typing import Final

from measurements.events import Outcome
from runners.errand import Errand
from runners.instants import Instant, read_instant, show_instant
from runners.ready.asking import ask, not_so, so, unknown
from runners.remote import Answer
from scenarios.plan import SECOND, BackupFresh
from scenarios.quantities import show_duration

_AHEAD_NS: Final = 60 * SECOND
"""A file dated so little in the future was being written while we looked."""


async def backup_fresh(errand: Errand, check: BackupFresh) -> Answer:
    """Ask the host for its time, then for files younger than that less what is allowed."""
    clock = await ask(errand, "host_time")
    if clock.outcome is not Outcome.OK:
        return clock
    now = read_instant(clock.stdout.strip())
    if now is None:
        return unknown(clock, "the host did not tell its time")
    answer = await ask(
        errand,
        "backup",
        READY_PATH=check.path,
        READY_MATCH=check.match,
        READY_LEAST=str(max(0, check.least_bytes - 1)),
        READY_OLDEST=_touch(now.utc_ns - check.newer_than_ns),
        READY_LATEST=_touch(now.utc_ns + _AHEAD_NS),
    )
    return answer if answer.outcome is not Outcome.OK else _judged(answer, check)


def _judged(answer: Answer, check: BackupFresh) -> Answer:
    counts = dict(line.split(maxsplit=1) for line in answer.stdout.splitlines()[:2] if len(line.split()) > 1)
    fresh, total = counts.get("fresh", "").strip(), counts.get("all", "").strip()
    if not (fresh.isdecimal() and total.isdecimal()):
        return unknown(answer, "the host did not tell which files there are")
    about = f"of {total} files like {check.match} under {check.path}"
    wanted = f"younger than {show_duration(check.newer_than_ns)} and at least {check.least_bytes} bytes"
    if not int(fresh):
        return not_so(answer, f"none {about} is {wanted}")
    return so(answer, f"{fresh} {about} are {wanted}")


def _touch(utc_ns: int) -> str:
    """Return an instant as `touch -t` takes it."""
    text = show_instant(Instant(utc_ns=utc_ns, granularity_ns=SECOND))
    return text[:4] + text[5:7] + text[8:10] + text[11:13] + text[14:16] + "." + text[17:19]
