"""The contracts of the actions on MariaDB, on a primary and a replica by GTID."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

from scenarios.actions.kind import ActionKind
from scenarios.actions.mariadb import MARIADB_FENCE, MARIADB_PROMOTE, MARIADB_REJOIN, MARIADB_ROLE
from service.lab.stacks.mariadb import PRIMARY, REPLICA
from service.lab.standing import Standing
from tests.contracts.actions import ActionContract, LookContract, asked
from tests.support.space_cases import SpaceCase
from tests.support.stacks import stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.slow]
long = pytest.mark.stack

PASSWORD: Final = "replica_password"
FENCE: Final = "/etc/mysql/mariadb.conf.d/zz-drillproof-fence.cnf"
CHANNEL: Final = "SHOW REPLICA STATUS\\G"
ALONE: Final = "STOP ALL REPLICAS; RESET REPLICA ALL; SET GLOBAL read_only = "
CLEAN: Final = f"""\
kill -CONT $(pidof mariadbd) 2>/dev/null
if [ -e {FENCE} ]; then rm {FENCE}; service mariadb stop; fi
service mariadb start
rm -f /var/backups/mariadb-errant-*
mariadb -e "{ALONE}1; SET sql_log_bin = 0; DROP DATABASE IF EXISTS tried; RESET MASTER; SET GLOBAL gtid_slave_pos = ''"
"""


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("mariadb") as made:
        yield made


@dataclass(slots=True, kw_only=True)
class PairCase(SpaceCase):
    def sql(self, host: str, text: str) -> str:
        """Return what a server answers; text may hold neither quotation marks nor $."""
        return self.space.must(host, f'mariadb -N -B -e "{text}"').strip()

    def field(self, host: str, name: str) -> str:
        lines = self.space.must(host, f"mariadb -e '{CHANNEL}'").splitlines()
        found = [line.partition(":")[2].strip() for line in lines if line.strip().startswith(f"{name}:")]
        return found[0] if found else ""

    def one(self, host: str) -> tuple[str, ...]:
        """Return what a server is, as far as it runs."""
        pid = self.space.sh(host, "pidof mariadbd").stdout.strip()
        fence = self.space.sh(host, f"cat {FENCE}").stdout
        if not pid:
            return pid, fence
        known = self.sql(host, "SELECT @@read_only, @@gtid_current_pos, @@skip_networking")
        return pid, fence, known, *(self.field(host, name) for name in ("Master_Host", "Slave_IO_Running"))

    async def state(self) -> object:
        return self.one(PRIMARY), self.one(REPLICA)

    async def is_done(self) -> bool:
        return False

    async def hinder(self) -> None:
        self.said = {**self.said, "socket": "/no/such/socket"}

    def settle(self) -> None:
        """Make the primary take writes and the replica follow, with nothing in either."""
        for host in (REPLICA, PRIMARY):
            self.space.must(host, CLEAN)
        self.sql(PRIMARY, "SET GLOBAL read_only = 0")
        master = f"MASTER_HOST='{self.space.host(PRIMARY).address}', MASTER_USER='replica', MASTER_CONNECT_RETRY=1"
        password = f"MASTER_PASSWORD='{self.secrets[PASSWORD]}', MASTER_USE_GTID=slave_pos"
        self.sql(REPLICA, f"CHANGE MASTER TO {master}, {password}; START REPLICA")
        self.wait_for_link()

    def wait_for_link(self) -> None:
        streams = "mariadb -e 'SHOW REPLICA STATUS\\G' | grep -cE 'Slave_(IO|SQL)_Running: Yes' | grep -qx 2"
        self.space.must(
            REPLICA, f"tries=300; until {streams} || [ $((tries -= 1)) -le 0 ]; do sleep 0.1; done; {streams}"
        )

    def write(self, host: str, *numbers: int) -> None:
        """Write rows, whatever the server is."""
        rows = ", ".join(f"({number})" for number in numbers)
        self.sql(host, "CREATE DATABASE IF NOT EXISTS tried; CREATE TABLE IF NOT EXISTS tried.t (n INT PRIMARY KEY)")
        self.sql(host, f"INSERT INTO tried.t VALUES {rows}")  # noqa: S608  numbers of our own

    def rows(self, host: str) -> str:
        return self.sql(host, "SELECT GROUP_CONCAT(n ORDER BY n) FROM tried.t")

    def is_alone(self, host: str) -> bool:
        return self.field(host, "Master_Host") == ""


def paired(standing: Standing, kind: ActionKind, host: str, texts: tuple[str, ...], **said: Any) -> PairCase:
    password = (standing.space.directory / "secrets" / PASSWORD).read_text(encoding="utf-8").strip()
    case = PairCase(kind=kind, space=standing.space, host=host, said=said, secrets={PASSWORD: password}, texts=texts)
    case.settle()
    return case


class PromoteCase(PairCase):
    async def is_done(self) -> bool:
        return self.is_alone(REPLICA) and self.sql(REPLICA, "SELECT @@read_only") == "0"

    async def hinder(self) -> None:
        self.sql(PRIMARY, "SET GLOBAL read_only = 0")


class FenceCase(PairCase):
    async def is_done(self) -> bool:
        return not self.space.sh(PRIMARY, "pidof mariadbd").stdout.strip()

    async def hinder(self) -> None:
        self.said = {**self.said, "options": "/no/such/directory"}


class ReadOnlyCase(PairCase):
    async def is_done(self) -> bool:
        return self.sql(PRIMARY, "SELECT @@read_only") == "1"


class RejoinCase(PairCase):
    async def is_done(self) -> bool:
        return self.field(PRIMARY, "Slave_IO_Running") == "Yes" and not self.is_alone(PRIMARY)

    async def hinder(self) -> None:
        self.write(PRIMARY, 1, 2)


def as_(cls: type[PairCase], case: PairCase) -> PairCase:
    return cls(kind=case.kind, space=case.space, host=case.host, said=case.said, secrets=case.secrets, texts=case.texts)


class TestPromote(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        said = {"instead_of": PRIMARY, "password": PASSWORD, "patience": "10s"}
        case = as_(PromoteCase, paired(standing, MARIADB_PROMOTE, REPLICA, ("socket", "user"), **said))
        case.write(PRIMARY, 1)
        case.sql(PRIMARY, "SET GLOBAL read_only = 1")
        return case

    async def test_a_primary_that_takes_connections_without_answering_must_be_fenced_first(
        self, case: PairCase
    ) -> None:
        case.freeze(PRIMARY, "$(pidof mariadbd)")
        status, said = await asked(case)
        assert (status, "fence it first" in said) == (1, True), said
        assert not case.is_alone(REPLICA)

    async def test_what_the_other_one_wrote_last_is_waited_for(self, case: PairCase) -> None:
        case.sql(REPLICA, "STOP REPLICA SQL_THREAD")
        case.sql(PRIMARY, "SET GLOBAL read_only = 0")
        case.write(PRIMARY, *range(2, 50))
        case.sql(PRIMARY, "SET GLOBAL read_only = 1")
        case.sql(REPLICA, "START REPLICA SQL_THREAD")
        assert (await asked(case))[0] == 0
        assert case.rows(REPLICA) == ",".join(map(str, range(1, 50)))


@long
class TestFence(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        return as_(FenceCase, paired(standing, MARIADB_FENCE, PRIMARY, ("options",), patience="5s"))

    async def test_a_frozen_server_is_fenced_and_started_again_it_takes_no_connection(self, case: PairCase) -> None:
        case.freeze(PRIMARY, "$(pidof mariadbd)")
        assert (await asked(case))[0] == 0
        case.space.must(PRIMARY, "service mariadb start")
        assert case.sql(PRIMARY, "SELECT @@read_only, @@skip_networking").split() == ["1", "1"]


@long
class TestReadOnly(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        return as_(ReadOnlyCase, paired(standing, MARIADB_FENCE, PRIMARY, ("socket",), how="read_only"))


@long
class TestRejoin(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        said = {"to": REPLICA, "password": PASSWORD, "patience": "15s"}
        case = as_(RejoinCase, paired(standing, MARIADB_REJOIN, PRIMARY, ("options", "keep"), **said))
        case.sql(PRIMARY, "SET GLOBAL read_only = 1")
        case.sql(REPLICA, f"{ALONE}0")
        return case

    async def test_what_only_the_old_primary_has_is_counted_kept_and_replaced(self, case: PairCase) -> None:
        case.write(PRIMARY, 1, 2)
        case.sql(PRIMARY, "INSERT INTO tried.t VALUES (3)")
        case.write(REPLICA, 7)
        status, said = await asked(case)
        assert (status, said.split()[0]) == (1, "4"), said  # a database, a table and two inserts
        assert case.rows(PRIMARY) == "1,2,3"
        case.said = {**case.said, "errant": "rebuild"}
        assert (await asked(case))[0] == 0
        assert case.rows(PRIMARY) == "7"
        kept = case.space.must(PRIMARY, "cat $(ls /var/backups/mariadb-errant-* | head -n 1)")
        assert "INSERT INTO tried.t VALUES (1), (2)" in kept

    async def test_a_fenced_server_follows_again_and_takes_connections(self, case: PairCase) -> None:
        fence = as_(FenceCase, case)
        fence.kind, fence.said = MARIADB_FENCE, {}
        assert (await asked(fence))[0] == 0
        assert (await asked(case))[0] == 0
        assert case.sql(PRIMARY, "SELECT @@read_only, @@skip_networking").split() == ["1", "0"]
        assert await case.is_done() is True

    async def test_nobody_follows_what_takes_no_writes(self, case: PairCase) -> None:
        case.sql(REPLICA, "SET GLOBAL read_only = 1")
        status, said = await asked(case)
        assert (status, "promote it first" in said) == (1, True), said


class TestRole(LookContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        return paired(standing, MARIADB_ROLE, REPLICA, ("socket",))

    async def test_it_tells_every_state(self, case: PairCase) -> None:
        assert (await asked(case))[1].startswith("replica streaming from")
        case.sql(REPLICA, "STOP REPLICA IO_THREAD")
        assert (await asked(case))[1].startswith("replica without link")
        case.sql(REPLICA, f"{ALONE}1")
        assert (await asked(case))[1] == "read-only"
        case.host = PRIMARY
        assert (await asked(case))[1] == "primary"
        case.space.must(PRIMARY, "service mariadb stop")
        assert (await asked(case))[1] == "stopped"
