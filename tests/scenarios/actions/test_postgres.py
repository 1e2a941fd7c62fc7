"""The contracts of the actions on PostgreSQL and its credentials, on a primary and a standby as Debian runs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

from scenarios.actions.backups import POSTGRES_VERIFY_BACKUP
from scenarios.actions.credentials import CREDENTIAL_RESTORE, CREDENTIAL_ROTATE
from scenarios.actions.kind import ActionKind
from scenarios.actions.postgres import (
    POSTGRES_FENCE,
    POSTGRES_PROMOTE,
    POSTGRES_REWIND,
    POSTGRES_ROLE,
    POSTGRES_SWITCH_OVER,
)
from service.lab.stacks.postgres import BACKUP, PRIMARY, STANDBY
from service.lab.standing import Standing
from tests.contracts.actions import ActionContract, LookContract, asked
from tests.support.space_cases import SpaceCase
from tests.support.stacks import stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.slow]
long = pytest.mark.stack

DATA: Final = "/var/lib/postgresql/15/main"
ETC: Final = "/etc/postgresql/15/main"
KEPT: Final = "/var/lib/postgresql/15/drillproof-credential-drill"
ASK: Final = "runuser -u postgres -- psql -XAtq -d postgres -f -"
CLEAR: Final = f"""\
pg_ctlcluster --force 15 main stop -m immediate >/dev/null 2>&1
[ ! -e {ETC}/start.conf.drillproof ] || mv {ETC}/start.conf.drillproof {ETC}/start.conf
rm -f {DATA}/drillproof.fenced-* {KEPT}
"""
LEAD: Final = f"{CLEAR} rm -f {DATA}/standby.signal; pg_ctlcluster 15 main start"
FOLLOW: Final = f"""\
{CLEAR} rm -rf {DATA}
runuser -u postgres -- env HOME=/var/lib/postgresql \
    pg_basebackup -h "$1" -U dba -w -D {DATA} -X stream -c fast --no-sync
runuser -u postgres -- touch {DATA}/standby.signal
pg_ctlcluster 15 main start
"""
PUT_BACK: Final = f"""\
if [ -e {KEPT} ]; then echo "alter role drill password '$(cat {KEPT})'" | {ASK} && rm {KEPT}; fi
"""
STREAMS: Final = "select count(*) from pg_stat_wal_receiver where status = 'streaming'"


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("postgres") as made:
        yield made


@dataclass(slots=True, kw_only=True)
class PairCase(SpaceCase):
    def sql(self, host: str, text: str) -> str:
        return self.space.sh(host, ASK, text).stdout.strip()

    def role(self, host: str) -> str:
        return {"f": "primary", "t": "standby"}.get(self.sql(host, "select pg_is_in_recovery()"), "down")

    def one(self, host: str) -> tuple[str, ...]:
        """Return what a server is, its process and its guards."""
        seen = self.space.sh(
            host, f"sed -n 1p {DATA}/postmaster.pid; ls {DATA} | grep -E 'signal|fenced'; ls {ETC} {KEPT}"
        )
        password = self.sql(host, "select rolpassword from pg_authid where rolname = 'drill'")
        return self.role(host), seen.stdout, password

    async def state(self) -> object:
        return self.one(PRIMARY), self.one(STANDBY)

    async def is_done(self) -> bool:
        return False

    async def hinder(self) -> None:
        self.said = {**self.said, "data": "/no/such/directory"}

    def settle(self) -> None:
        """Make db-a the primary and db-b its standby, whatever they were."""
        if (self.role(PRIMARY), self.role(STANDBY)) != ("primary", "standby") or not self.streams(STANDBY):
            self.space.must(PRIMARY, LEAD)
            self.space.must(STANDBY, f"set -- {self.space.host(PRIMARY).address}; {FOLLOW}")
        self.space.must(PRIMARY, PUT_BACK)
        wait = (
            f'tries=300; until [ "$(echo "{STREAMS}" | {ASK})" = 1 ] || [ $((tries -= 1)) -le 0 ]; do sleep 0.1; done'
        )
        self.space.must(STANDBY, wait)
        assert self.streams(STANDBY)

    def streams(self, host: str) -> bool:
        return self.sql(host, STREAMS) == "1"


class PromoteCase(PairCase):
    async def is_done(self) -> bool:
        return self.role(STANDBY) == "primary"

    async def hinder(self) -> None:
        self.space.must(PRIMARY, LEAD)


class FenceCase(PairCase):
    async def is_done(self) -> bool:
        restarted = self.space.sh(PRIMARY, "pg_ctlcluster 15 main start")
        return self.role(PRIMARY) == "down" and restarted.returncode != 0


class RewindCase(PairCase):
    async def is_done(self) -> bool:
        return self.role(PRIMARY) == "standby" and self.streams(PRIMARY)


class SwitchCase(PairCase):
    async def is_done(self) -> bool:
        return (self.role(PRIMARY), self.role(STANDBY)) == ("standby", "primary") and self.streams(PRIMARY)

    async def hinder(self) -> None:
        self.space.must(STANDBY, "pg_ctlcluster 15 main stop -m fast")


class RotateCase(PairCase):
    async def is_done(self) -> bool:
        way = f"psql -XAtw -h {self.space.host(PRIMARY).address} -U drill -d trading -c 'select 1'"
        answer = self.space.sh(BACKUP, f"read -r PGPASSWORD; export PGPASSWORD; {way}", f"{self.secrets['new']}\n")
        return answer.stdout == "1\n"


class RestoreCase(RotateCase):
    async def is_done(self) -> bool:
        return not await RotateCase.is_done(self)


def paired(cls: type[PairCase], standing: Standing, kind: ActionKind, host: str, *texts: str, **said: Any) -> PairCase:
    case = cls(kind=kind, space=standing.space, host=host, said=said, secrets={"new": "s3cret'\"x"}, texts=texts)
    case.settle()
    return case


class TestFence(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        return paired(FenceCase, standing, POSTGRES_FENCE, PRIMARY, "data", "user")

    @long
    async def test_a_frozen_server_is_fenced_too(self, case: PairCase) -> None:
        case.freeze(PRIMARY, f"$(sed -n 1p {DATA}/postmaster.pid)")
        assert (await asked(case))[0] == 0
        assert await case.is_done()


@long
class TestPromote(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        made = paired(PromoteCase, standing, POSTGRES_PROMOTE, STANDBY, "data", "user", other=PRIMARY, account="dba")
        made.space.must(PRIMARY, "pg_ctlcluster --force 15 main stop -m immediate")
        return made


@long
class TestRewind(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        # The user is asked by the same words as in the others; a wrong one is waited for, for a minute.
        made = paired(RewindCase, standing, POSTGRES_REWIND, PRIMARY, "data", other=STANDBY, account="dba")
        made.space.must(PRIMARY, "pg_ctlcluster --force 15 main stop -m immediate")
        made.sql(STANDBY, "select pg_promote(true, 60)")
        return made


@long
class TestSwitchOver(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        return paired(SwitchCase, standing, POSTGRES_SWITCH_OVER, PRIMARY, "data", "user", to=STANDBY, account="dba")


@long
class TestRotate(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        return paired(RotateCase, standing, CREDENTIAL_ROTATE, PRIMARY, "role", "database", role="drill", new="new")


class TestRole(LookContract):
    @pytest.fixture
    def case(self, standing: Standing) -> PairCase:
        return paired(PairCase, standing, POSTGRES_ROLE, STANDBY, "data", "user")


@long
async def test_a_password_is_put_back_as_it_was(standing: Standing) -> None:
    rotate = paired(RotateCase, standing, CREDENTIAL_ROTATE, PRIMARY, role="drill", new="new")
    before = await rotate.state()
    assert (await asked(rotate))[0] == 0
    assert await rotate.is_done()
    restore = RestoreCase(
        kind=CREDENTIAL_RESTORE, space=rotate.space, host=PRIMARY, said={"role": "drill"}, secrets=rotate.secrets
    )
    assert (await asked(restore))[0] == 0
    assert await restore.is_done()
    assert await restore.state() == before
    assert (await asked(restore))[0] == 0


@long
async def test_a_backup_without_its_archive_is_not_compared(standing: Standing) -> None:
    said = {"source": PRIMARY, "database": "trading", "account": "dba", "scratch": "/srv/restore"}
    places = {"backups": "/srv/backup/base", "archive": "/srv/backup/none"}
    case = paired(PairCase, standing, POSTGRES_VERIFY_BACKUP, BACKUP, **said, **places)
    status, why = await asked(case)
    assert (status, "no log archive" in why) == (1, True)
