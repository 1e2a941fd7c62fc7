"""The only place of the hands that tells the time."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """The controller's two clocks."""

    def now(self) -> int:
        """Return monotonic nanoseconds; comparable between processes of one boot."""
        ...

    def utc_ns(self) -> int:
        """Return nanoseconds since 1970 in UTC, as the wall clock has it."""
        ...

    def boot_id(self) -> str:
        """Return what names the boot that `now` counts from."""
        ...


class SystemClock:
    """The machine's clocks. CLOCK_MONOTONIC is shared by all processes of one boot."""

    def now(self) -> int:
        """Return CLOCK_MONOTONIC in nanoseconds."""
        return time.monotonic_ns()

    def utc_ns(self) -> int:
        """Return CLOCK_REALTIME in nanoseconds."""
        return time.time_ns()

    def boot_id(self) -> str:
        """Return the kernel's boot id ("unknown" where there is no /proc)."""
        try:
            return _BOOT_ID.read_text(encoding="ascii").strip()
        except OSError:
            return "unknown"
