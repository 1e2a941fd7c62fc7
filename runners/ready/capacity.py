"""Whether a host has room on its disk, and strength enough to take over."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from measurements.events import Outcome
from runners.errand import Errand
from runners.ready.asking import ask, not_so, so, unknown
from runners.remote import Answer
from scenarios.plan import DiskSpace, StandbyCapacity

_DF: Final = re.compile(r"(?P<blocks>[0-9]+)\s+[0-9]+\s+(?P<free>-?[0-9]+)\s+[0-9]+%\s", re.ASCII)
_KB: Final = 1024
_THOUSAND: Final = 1000


async def disk_space(errand: Errand, check: DiskSpace) -> Answer:
    """Ask `df -P` where the path lies."""
    answer = await ask(errand, "disk_space", READY_PATH=check.path)
    if answer.outcome is not Outcome.OK:
        return answer
    found = _DF.search(f"{answer.stdout} ")
    if found is None or not int(found["blocks"]):
        return unknown(answer, f"df did not say how much is free at {check.path}")
    free, whole = max(0, int(found["free"]) * _KB), int(found["blocks"]) * _KB
    permille = free * _THOUSAND // whole
    seen = f"{_size(free)} free at {check.path}, {permille / 10:g} % of {_size(whole)}"
    if free < check.free_bytes or permille < check.free_permille:
        return not_so(answer, f"{seen}; {_size(check.free_bytes)} and {check.free_permille / 10:g} % are wanted")
    return so(answer, seen)


async def standby_capacity(errand: Errand, check: StandbyCapacity) -> Answer:
    """Ask for processors, memory and load."""
    answer = await ask(errand, "capacity")
    if answer.outcome is not Outcome.OK:
        return answer
    told = dict(line.split(maxsplit=1) for line in answer.stdout.splitlines() if len(line.split()) > 1)
    processors, memory_kb, load = (_number(told.get(key, "")) for key in ("processors", "memory_kb", "load"))
    if processors is None or memory_kb is None or load is None or not processors:
        return unknown(answer, "the host did not tell its processors, its memory and its load")
    permille = int(load * _THOUSAND / processors)
    seen = f"{processors} processors, {_size(int(memory_kb * _KB))} of memory, load {permille / 10:g} %"
    is_strong = processors >= check.processors and memory_kb * _KB >= check.memory_bytes
    if is_strong and permille <= check.load_permille:
        return so(answer, seen)
    wanted = f"{check.processors} processors, {_size(check.memory_bytes)} and at most {check.load_permille / 10:g} %"
    return not_so(answer, f"{seen}; {wanted} are wanted")


def _size(count: int) -> str:
    """Return a number of bytes as people say it, cut and not rounded up, since more is better here."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if count >= factor:
            return f"{count * 10 // factor / 10:g} {unit}"
    return f"{count} bytes"


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
