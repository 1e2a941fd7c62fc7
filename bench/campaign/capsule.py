"""The campaign runs in namespaces of its own, so that whatever ends it, nothing of it stays.

Its processes have one first process, which the kernel kills with whoever started the campaign; with it
go all processes, mounts, interfaces and packet filters. What lies in temporary directories is cleared by the next run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

PREFIX: Final = "drillproof-campaign-"
_TOOLS: Final = ("unshare", "nsenter", "setpriv", "ip", "nft", "iptables", "dnsmasq", "mount")
_KINDS: Final = (
    "--net",
    "--mount",
    "--pid",
    "--ipc",
    "--fork",
    "--kill-child",
    "--mount-proc",
    "--propagation",
    "private",
)
PATH: Final = f"{os.environ.get('PATH', '/usr/bin:/bin')}:/usr/sbin:/sbin"


def missing() -> str:
    """Return why there can be no capsule here; empty where there can."""
    if os.geteuid() != 0:
        return "not root: hosts in namespaces, cut links and small disks cannot be made"
    lacking = [tool for tool in _TOOLS if shutil.which(tool, path=PATH) is None]
    return f"not installed: {' '.join(lacking)} (sh tests/system-packages.sh)" if lacking else ""


def enter(module: str, argv: Sequence[str]) -> int:
    """Run `python -m module argv` in a capsule of its own, with a terminal's Ctrl-C; return how it ended."""
    clear()
    tie = ("setpriv", "--pdeathsig", "KILL", "unshare", *_KINDS)
    words = [*tie, sys.executable, "-m", "bench.campaign.capsule", module, *argv]
    process = subprocess.Popen(words, env={**os.environ, "PATH": PATH})
    while True:
        with suppress(KeyboardInterrupt):  # those inside hear it too, and have their orderly end
            return process.wait()


def clear() -> None:
    """Remove what an earlier run, which has ended, left in the directory for temporary files."""
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, ValueError):
            owner = int((place / "owner").read_text(encoding="ascii"))
            if not Path(f"/proc/{owner}").exists():
                shutil.rmtree(place, ignore_errors=True)


def furnish() -> None:
    """Bring up loopback, and put a resolver's file of our own in the place of the machine's."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def _first_process(module: str, argv: Sequence[str]) -> int:
    """Be the first process: start the campaign, reap whoever has no parent, and end as it ends."""
    child = subprocess.Popen([sys.executable, "-m", module, *argv])
    while True:
        with suppress(KeyboardInterrupt):
            pid, status = os.wait()
            if pid == child.pid:
                return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    furnish()
    sys.exit(_first_process(sys.argv[1], sys.argv[2:]))
