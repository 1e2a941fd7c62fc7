"""How soon the kernel lets a process run that wakes: whoever must be prompt asks for short turns (Linux 6.12 on).

A turn is what the kernel's scheduler lets a process finish before it looks who waits (a slice of EEVDF, milliseconds).
Who asks for short ones is let in front of those with longer ones the moment it wakes, and gets no more time in all.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_SET: Final = {"x86_64": 314, "aarch64": 274}
"""The number of sched_setattr(2), for which the C library has no name."""
_LAYOUT: Final = "IIQiIQQQII"
"""struct sched_attr: size, policy, flags, nice, priority, runtime (here the turn), deadline, period, two clamps."""
_TURN_NS: Final = 200_000
_FIRST: Final = -10
_GROUP: Final = Path("/proc/self/autogroup")


def be_prompt() -> bool:
    """Ask for short turns for this process and its later threads and children; tell whether the kernel heard it.

    Needs no right. Elsewhere than on such a Linux it changes nothing, and nothing but lateness depends on it.
    """
    return _ask(_TURN_NS)


def be_first() -> bool:
    """Ask to be served before others, where the kernel lets us, and for short turns: who measures must not be late.

    Kernels with automatic groups give each session an equal share first, and heed priorities only inside of it: so the
    group of a process that leads its session asks as well.
    """
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _FIRST)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            _GROUP.write_text(str(_FIRST), "ascii")
    return be_prompt()


def be_patient(nicer: int) -> bool:
    """Ask for usual turns again, and be nicer to everybody else by so much; tell whether the kernel heard it."""
    os.nice(nicer)
    return _ask(0)


def _ask(turn_ns: int) -> bool:
    number = _SET.get(platform.machine())
    if number is None or sys.platform != "linux" or os.sched_getscheduler(0) != os.SCHED_OTHER:
        return False
    size = struct.calcsize(_LAYOUT)
    asked = struct.pack(_LAYOUT, size, os.SCHED_OTHER, 0, os.getpriority(os.PRIO_PROCESS, 0), 0, turn_ns, 0, 0, 0, 0)
    return ctypes.CDLL(None, use_errno=True).syscall(number, 0, asked, 0) == 0
