"""SSH hands on test hosts, closed at the end; and short ways to use them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from runners.clock import SystemClock
from runners.limits import Limits
from runners.remote import Answer, Command
from runners.secrets import resolve
from runners.ssh import SSHRemote
from scenarios.plan import SECOND, PlannedHost, SecretRef


@asynccontextmanager
async def hands(
    *hosts: PlannedHost, limits: Limits | None = None, secret: Callable[[SecretRef], str] = resolve
) -> AsyncGenerator[SSHRemote, None]:
    """Hands on `hosts`, closed at the end."""
    made = SSHRemote(hosts, SystemClock(), limits=limits, secret=secret)
    try:
        yield made
    finally:
        await made.close()


async def sh(remote: SSHRemote, script: str, *, host: str = "db-a", seconds: float = 30.0, **env: str) -> Answer:
    """Run `script` on `host` with `env`."""
    return await remote.run(host, Command(script=script, timeout_ns=int(seconds * SECOND), env=env))
