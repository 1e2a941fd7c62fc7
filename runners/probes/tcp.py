"""A look that connects and closes."""

from __future__ import annotations

from runners.patience import patience
from runners.ways import Connect
from scenarios.plan import TcpProbe


class TcpLook:
    """Connects and closes."""

    def __init__(self, target: TcpProbe, timeout_ns: int, connect: Connect) -> None:
        """Keep the address; nothing is looked up yet."""
        self._target, self._timeout_ns, self._connect = target, timeout_ns, connect

    async def ask(self) -> str:
        """Connect; raises the OSError of the last address that was tried."""
        async with patience(self._timeout_ns):
            sock = await self._connect(self._target.address, self._target.port)
        sock.close()
        return ""

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""
