"""A look that shakes hands by TLS and reads the certificate."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any, cast

from runners.beat import SECOND
from runners.clock import Clock
from runners.patience import patience
from runners.ways import Connect
from scenarios.plan import TlsProbe
from scenarios.quantities import show_duration


class TlsLook:
    """Shakes hands and hangs up. The certificate must be trusted, for the right name, and valid for long enough."""

    def __init__(self, target: TlsProbe, timeout_ns: int, connect: Connect, clock: Clock) -> None:
        """Prepare the certificate check; raises OSError where `ca_file` cannot be read."""
        self._target, self._timeout_ns, self._connect, self._clock = target, timeout_ns, connect, clock
        self._tls = ssl.create_default_context(cafile=target.ca_file)

    async def ask(self) -> str:
        """Return what is wrong with the certificate's time; raises ssl.SSLError for anything else about it."""
        target = self._target
        async with patience(self._timeout_ns):
            sock = await self._connect(target.address, target.port)
            name = target.server_name or target.address
            _, writer = await asyncio.open_connection(sock=sock, ssl=self._tls, server_hostname=name)
        shown = cast("dict[str, Any]", writer.get_extra_info("peercert"))
        writer.transport.abort()
        return self._outdated(str(shown["notAfter"]))

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""

    def _outdated(self, until: str) -> str:
        left_ns = ssl.cert_time_to_seconds(until) * SECOND - self._clock.utc_ns()
        if left_ns >= self._target.valid_for_ns:
            return ""
        return f"the certificate is valid until {until}, which is less than {show_duration(self._target.valid_for_ns)}"
