"""How log-ins that fail are slowed down: for each user name and for each address, in all processes of the service."""

from __future__ import annotations

import threading
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, update

from runners.database import reading
from service.access.tables import AttemptRow
from service.denial import TooOftenError, because
from service.policy.access import ThrottlePolicy

_SECOND: Final = 10**9
_DOUBLINGS: Final = 40
_STEP_NS: Final = 60 * _SECOND
_TRIES: Final = 50


def wait_ns(failures: int, policy: ThrottlePolicy) -> int:
    """Return how long to wait after so many failures in a row: nothing, then ever twice as long, up to the longest."""
    costly = failures - policy.free
    return 0 if costly <= 0 else min(policy.longest, policy.first << min(costly - 1, _DOUBLINGS))


class Throttle:
    """The failures of one service's log-ins. An attempt counts as failed until it has succeeded."""

    def __init__(self, engine: Engine, utc_ns: Callable[[], int], policy: ThrottlePolicy) -> None:
        self._engine, self._utc_ns, self._policy = engine, utc_ns, policy
        self._turn = threading.Lock()

    def charge(self, *keys: str) -> None:
        """Count one attempt for each key, before it is made; raises TooOftenError where one has to wait.

        Then nothing is counted. Blocking. However many try at once, they are counted one after the other.
        """
        with self._turn:
            now = self._utc_ns()
            self._forget(now)
            for key in keys:
                self._set_back(key, now)
            waits = [self._left(key, now) for key in keys]
            if any(waits):
                raise TooOftenError(max(waits), because("log_in_throttled", seconds=max(waits)))
            for key in keys:
                self._count(key, now)

    def forgive(self, key: str, *, all_of_them: bool) -> None:
        """Take back one attempt, which succeeded, or all of them."""
        with self._turn, Session(self._engine) as session:
            row = session.get(AttemptRow, key)
            if row is None:
                return
            left, last_ns = row.failures - 1, row.last_ns
            mine = col(AttemptRow.key) == key
            if all_of_them or left < 1:
                session.exec(delete(AttemptRow).where(mine))
            else:
                until = last_ns + wait_ns(left, self._policy)
                session.exec(update(AttemptRow).where(mine).values(failures=left, until_ns=until))
            session.commit()

    def _left(self, key: str, now: int) -> int:
        """Return the whole seconds that are to be waited for."""
        with reading(self._engine) as session:
            row = session.get(AttemptRow, key)
        return 0 if row is None or row.until_ns <= now else -(-(row.until_ns - now) // _SECOND)

    def _set_back(self, key: str, now: int) -> None:
        """Let a wait begin now that a clock began which went back since: nobody waits for longer than was meant."""
        with Session(self._engine) as session:
            row = session.get(AttemptRow, key)
            if row is not None and row.last_ns > now + _STEP_NS:
                row.last_ns, row.until_ns = now, now + wait_ns(row.failures, self._policy)
                session.commit()

    def _count(self, key: str, now: int) -> None:
        for _ in range(_TRIES):
            try:
                if self._counted(key, now):
                    return
            except IntegrityError:
                continue  # another process counted it for the first time, too
        raise TooOftenError(1, because("log_in_busy"))

    def _counted(self, key: str, now: int) -> bool:
        """Count one more; False where another process was faster."""
        with Session(self._engine) as session:
            row = session.get(AttemptRow, key)
            failures = 1 + (0 if row is None else row.failures)
            until = now + wait_ns(failures, self._policy)
            if row is None:
                session.add(AttemptRow(key=key, failures=1, last_ns=now, until_ns=until))
                session.commit()
                return True
            where = (col(AttemptRow.key) == key, col(AttemptRow.failures) == row.failures)
            done = session.exec(update(AttemptRow).where(*where).values(failures=failures, last_ns=now, until_ns=until))
            session.commit()
            return done.rowcount == 1

    def _forget(self, now: int) -> None:
        """Drop what is older than the longest wait, so that made-up names do not pile up."""
        with Session(self._engine) as session:
            session.exec(delete(AttemptRow).where(col(AttemptRow.last_ns) < now - self._policy.longest))
            session.commit()


def place_of(address: str) -> str:
    """Return what stands for an address: of IPv6 the network of 64 bits, for somebody who has one has them all."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:80]
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(IPv6Network((known, 64), strict=False))
    return str(known.ipv4_mapped) if isinstance(known, IPv6Address) else str(known)


def keys_of(user: str, address: str) -> tuple[str, str]:
    """Return under what an attempt is counted: the user's name, and the address."""
    return f"user:{user[:80].casefold()[:80]}", f"address:{place_of(address)}"
