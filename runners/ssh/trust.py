"""Which host keys are trusted: those of the known_hosts file that the inventory names, and no other."""

from __future__ import annotations

from pathlib import Path

import asyncssh

from runners import refusals
from runners.ssh.shared import Shared


class KnownHosts:
    """known_hosts files; each is parsed once, and again only when it was changed."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, int], asyncssh.SSHKnownHosts] = {}
        self._shared = Shared(self.read)

    async def now(self, path: str) -> asyncssh.SSHKnownHosts:
        """Return what `read` does; all who ask while it is being read share it."""
        return await self._shared.now(path)

    def read(self, path: str) -> asyncssh.SSHKnownHosts:
        """Return what `path` records; raises OSError or ValueError."""
        version = (path, Path(path).stat().st_mtime_ns)
        if version not in self._parsed:
            self._parsed[version] = asyncssh.import_known_hosts(Path(path).read_text(encoding="utf-8"))
        return self._parsed[version]


class Witness(asyncssh.SSHClient):
    """Trusts no key that known_hosts does not vouch for, and remembers what was shown."""

    def __init__(self, known: asyncssh.SSHKnownHosts) -> None:
        self.known = known
        self.shown: refusals.ShownKey | None = None

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Refuse, and remember."""
        recorded = self.known.match(host, addr, port)
        self.shown = refusals.ShownKey(
            algorithm=key.get_algorithm(), fingerprint=key.get_fingerprint(), recorded=any(recorded)
        )
        return False
