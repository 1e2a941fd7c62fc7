"""The system's tools that make spaces, and how they are called."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from service.lab.spaces.errors import NeverCameError, PackagesMissingError, SpaceNeedsRootError, ToolFailedError

PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NEEDED: Final = {
    "ip": "iproute2",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "setpriv": "util-linux",
    "pivot_root": "util-linux",
    "mount": "mount",
    "sshd": "openssh-server",
}
_BEAT_S: Final = 0.02


def missing_packages(needed: Mapping[str, str] = NEEDED) -> tuple[str, ...]:
    """Return the Debian packages whose tools are not there."""
    return tuple(sorted({package for tool, package in needed.items() if shutil.which(tool, path=PATH) is None}))


def require() -> None:
    """Raise SpaceNeedsRootError or PackagesMissingError where no space can be made here."""
    if os.geteuid() != 0:
        raise SpaceNeedsRootError
    if missing := missing_packages():
        raise PackagesMissingError(missing)


def call(*words: str, stdin: str = "", env: Mapping[str, str] | None = None, timeout_s: float = 60) -> str:
    """Run a tool and return what it printed. Raises ToolFailedError where it fails."""
    result = attempt(*words, stdin=stdin, env=env, timeout_s=timeout_s)
    if result.returncode != 0:
        raise ToolFailedError(words, result.stderr or result.stdout)
    return result.stdout


def attempt(
    *words: str, stdin: str = "", env: Mapping[str, str] | None = None, timeout_s: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run a tool and return how it went."""
    return subprocess.run(
        words,
        input=stdin,
        env={"PATH": PATH, "LC_ALL": "C.UTF-8", **(env or {})},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout_s,
        check=False,
    )


def wait_until(is_so: Callable[[], object], what: str, *, patience_s: float = 30) -> None:
    """Look again and again. Raises NeverCameError that says `what` did not come about."""
    deadline = monotonic() + patience_s
    while monotonic() < deadline:
        if is_so():
            return
        sleep(_BEAT_S)
    raise NeverCameError(patience_s, what)


def children(pid: int) -> list[int]:
    """Return the processes that a process is the parent of."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def environ(pid: int) -> dict[str, str]:
    """Return with what environment a process began, empty where nobody may know."""
    try:
        words = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return {}
    return dict(word.split("=", 1) for word in words if "=" in word)
