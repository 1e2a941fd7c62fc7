"""A look that pings Redis, found by its Sentinels where the DSN names those."""

from __future__ import annotations

from runners.patience import patience
from runners.redis_entry import enter, role_of
from runners.resp import Talk
from runners.ways import Connect
from scenarios.plan import RedisProbe


class RedisLook:
    """Connects anew, enters, pings, and asks what the server is where that matters; see `redis_entry` for the DSN."""

    def __init__(self, target: RedisProbe, dsn: str, timeout_ns: int, connect: Connect) -> None:
        """Keep the resolved DSN."""
        self._role, self._dsn, self._timeout_ns, self._connect = target.role, dsn, timeout_ns, connect

    async def ask(self) -> str:
        """Return what is wrong with the role; raises RefusedError for what the server itself refuses."""
        async with patience(self._timeout_ns):
            server = await enter(self._dsn, self._timeout_ns, self._connect)
            try:
                return await _looked(server.talk, "master" if server.is_named and self._role == "any" else self._role)
            finally:
                server.talk.close()

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""


async def _looked(talk: Talk, wanted: str) -> str:
    answer = await talk.ask("PING")
    if answer != "PONG":
        return f"PING is answered by {answer}"
    role = wanted if wanted == "any" else await role_of(talk)
    return "" if role == wanted else f"it is a {role}, not a {wanted}"
