"""Networks and hosts in Linux namespaces; they end with their first process, so nothing stays behind."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import pytest


def needed(*tools: str) -> tuple[str, ...]:
    """Return where the tools are; skip if one is missing."""
    places = [shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") for tool in tools]
    missing = [tool for tool, place in zip(tools, places, strict=True) if place is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    return tuple(place for place in places if place is not None)


@dataclass(slots=True)
class EmptyNetwork:
    """A network namespace with nothing but its own loopback; needs root, or user namespaces for everybody."""

    _keeper: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        unshare, sh, setpriv = needed("unshare", "sh", "setpriv")
        user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
        script = "PATH=$PATH:/usr/sbin; ip link set lo up && echo up && exec sleep 1000000"
        self._keeper = subprocess.Popen(
            [setpriv, "--pdeathsig", "KILL", unshare, *user, "--net", sh, "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._keeper.stdout is not None
        if self._keeper.stdout.readline() != b"up\n":
            self.__exit__(None, None, None)
            pytest.skip("no network namespace can be made here (not root, and user namespaces are off)")
        return self

    @property
    def prefix(self) -> tuple[str, ...]:
        """What stands before a command that is to run in there, as root of it."""
        assert self._keeper is not None
        (nsenter,) = needed("nsenter")
        user = () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
        return (nsenter, "--target", str(self._keeper.pid), *user, "--net")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._keeper is not None
        self._keeper.kill()
        self._keeper.wait()
        assert self._keeper.stdout is not None
        self._keeper.stdout.close()
