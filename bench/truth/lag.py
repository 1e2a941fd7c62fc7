"""What views of replication lag say of a loss: read each second beside a drill, the last reading before the crash."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from runners.postgres_entry import REFUSALS, connect
from scenarios.plan import SECOND

EVERY_S: Final = 1.0
PRIMARY: Final = "replay_lag of pg_stat_replication, each second"
STANDBY: Final = "lag on the standby as postgres_exporter has it, each second"
_REPLAY_LAG: Final = "select coalesce(extract(epoch from max(replay_lag)), 0)::float8 from pg_stat_replication"
_EXPORTER: Final = """select (case when not pg_is_in_recovery() then 0
    when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
    else greatest(0, extract(epoch from (now() - pg_last_xact_replay_timestamp()))) end)::float8"""


@dataclass(slots=True, kw_only=True)
class LagViews:
    """The views of one pair."""

    primary: str
    standby: str
    readings: dict[str, list[tuple[int, int]]] = field(default_factory=dict[str, list[tuple[int, int]]])

    @asynccontextmanager
    async def watching(self) -> AsyncGenerator[None]:
        """Read both each second as long as the block lasts, or until they answer no more."""
        async with asyncio.TaskGroup() as tasks:
            views = [(PRIMARY, self.primary, _REPLAY_LAG), (STANDBY, self.standby, _EXPORTER)]
            running = [tasks.create_task(self._read(*view)) for view in views]
            yield
            for one in running:
                one.cancel()

    async def _read(self, name: str, dsn: str, query: str) -> None:
        found = self.readings.setdefault(name, [])
        with suppress(*REFUSALS):
            connection = await connect(dsn, 30 * SECOND)
            try:
                while True:
                    found.append((time.monotonic_ns(), round(float(await connection.fetchval(query)) * SECOND)))
                    await asyncio.sleep(EVERY_S)
            finally:
                connection.terminate()

    def before(self, instant: int) -> Mapping[str, int]:
        """Return the last reading of each view before an instant."""
        last = {name: [lag for at, lag in found if at < instant][-1:] for name, found in self.readings.items()}
        return {name: some[0] for name, some in last.items() if some}
