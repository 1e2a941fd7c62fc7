"""Under whose uid the things on the lab's hosts run: ours, or nobody's when we are root."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

from service.lab.errors import NoAccountError

_UNPRIVILEGED: Final = ("nobody", "daemon")


class Credentials(TypedDict, total=False):
    """What a subprocess call needs to change its uid; empty where nothing is to change."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A uid and gid, and whether taking them means dropping root's."""

    uid: int
    gid: int
    drops: bool

    def credentials(self) -> Credentials:
        """Return the subprocess arguments that give a child this account."""
        return Credentials(user=self.uid, group=self.gid, extra_groups=[]) if self.drops else Credentials()

    def own(self, path: Path) -> None:
        """Make this account the owner of `path`."""
        if self.drops:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def take(uid: int, gid: int) -> None:
    """Become `uid` for good; does nothing where that is who we are."""
    if os.geteuid() == uid:
        return
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def choose_account() -> Account:
    """Return the account of the hosts: our own, or an unprivileged one when we are root.

    PostgreSQL refuses uid 0. Raises NoAccountError where root has no such account to fall back on.
    """
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), drops=False)
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=entry.pw_uid, gid=entry.pw_gid, drops=True)
    raise NoAccountError
