"""What the lab remembers of itself in `lab.json`: where it listens and which processes are its own."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from service.lab.account import Account
from service.lab.processes import Identity, is_running

SCHEMA: Final = "drillproof-lab-1"
STATE_FILE: Final = "lab.json"
_USUAL: Final = "drillproof-lab"
_STARVING: Final = frozenset({"pg-crash-async"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One long-lived process of the lab."""

    name: str
    process: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class LabHost:
    """One host: its address, and the ports of its SSH server, its database and the link that leads to its database."""

    name: str
    address: str
    ssh_port: int
    postgres_port: int
    link_port: int
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabState:
    """A lab that is up, or of which something may be left. `token` marks its processes and nobody else's."""

    directory: Path
    token: str
    boot_id: str
    uid: int
    gid: int
    postgres_bin: Path
    entry_address: str
    entry_port: int
    hosts: tuple[LabHost, ...]
    components: tuple[Component, ...] = ()
    schema: str = SCHEMA

    @property
    def inventory(self) -> Path:
        """The inventory file that names both hosts."""
        return self.directory / "inventory.yaml"

    def parameters(self, scenario: str) -> dict[str, str]:
        """Return what one of the lab's scenarios must be told (by `--param`) where this lab is not the usual one."""
        known = {"entry_port": str(self.entry_port), "pid_file": str(self.data(self.hosts[0]) / "postmaster.pid")}
        return known | {"relay": str(self.link)} if scenario in _STARVING else known

    @property
    def link(self) -> Path:
        """The control file of the link between the databases: see `service.lab.control.read_settings`."""
        return self.directory / "link" / "kbit"

    def home(self, host: LabHost) -> Path:
        """Return the home directory of a host."""
        return self.directory / "hosts" / host.name

    def data(self, host: LabHost) -> Path:
        """Return the data directory of a host's database."""
        return self.home(host) / "data"

    def twin(self, host: LabHost) -> LabHost:
        """Return the other host."""
        return next(other for other in self.hosts if other.name != host.name)

    @property
    def account(self) -> Account:
        """Under whose uid the hosts' commands run."""
        return Account(uid=self.uid, gid=self.gid, drops=self.uid != os.geteuid())

    def is_whole(self) -> bool:
        """Tell whether every component still runs."""
        return bool(self.components) and all(is_running(component.process) for component in self.components)


_STATES: Final = TypeAdapter(LabState)


def default_directory() -> Path:
    """Return where a lab lives unless told otherwise: reachable for the uid that root drops to.

    The lab's scenarios assume the usual place; where that belongs to somebody else, a place of our own is taken.
    """
    usual = Path(tempfile.gettempdir()) / _USUAL
    own = usual.with_name(f"{_USUAL}-{os.geteuid()}")
    try:
        is_free = usual.lstat().st_uid == os.geteuid()
    except FileNotFoundError:
        is_free = True
    return usual if is_free and not own.exists() else own


def read_state(directory: Path) -> LabState | None:
    """Return the lab that lives in `directory`, or None where there is none or its state cannot be read."""
    try:
        return _STATES.validate_json((directory / STATE_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def write_state(state: LabState) -> None:
    """Store the state in one motion, readable to its owner only."""
    path = state.directory / STATE_FILE
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(_STATES.dump_json(state, indent=1))
    fresh.replace(path)
