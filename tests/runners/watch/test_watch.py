"""Both watches keep the contract."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from runners.clock import SystemClock
from runners.scripted_watch import ScriptedSpool, ScriptedWatch
from runners.supervise import ProcessWatch
from scenarios.plan import SecretRef
from tests.contracts.watch import MakeWatch, WatchContract
from tests.support.postgres import TemporaryPostgres
from tests.support.services import says, serving
from tests.support.watching import DRILL, ledger, plan_of, port_probe


class TestScriptedWatch(WatchContract):
    @pytest.fixture
    def make_watch(self) -> MakeWatch:
        spool = ScriptedSpool()
        return lambda: ScriptedWatch(drill=DRILL, probes=("port",), clock=SystemClock(), spool=spool)


@pytest.mark.lab
class TestProcessWatch(WatchContract):
    @pytest.fixture
    async def make_watch(self, cluster: TemporaryPostgres, tmp_path: Path) -> AsyncIterator[MakeWatch]:
        if not cluster.is_running:
            cluster.start()
        dsn = tmp_path / "dsn"
        dsn.write_text(cluster.dsn)
        async with serving(says(200)) as port:
            plan = plan_of(probes=(port_probe(port),), ledgers=(ledger(SecretRef(source="file", name=str(dsn))),))
            yield lambda: ProcessWatch(directory=tmp_path / "spool", drill=DRILL, plan=plan, clock=SystemClock())
