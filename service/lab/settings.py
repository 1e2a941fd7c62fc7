"""What a host process of the lab is told: whose uid, which home, which environment, which keys."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSettings:
    """Everything that makes one host's commands run as on a machine of their own."""

    name: str
    home: str
    uid: int
    gid: int
    environment: dict[str, str]
    host_key: str
    client_key: str
    """The public key that may log in."""


def write_settings(path: Path, settings: HostSettings) -> None:
    """Store the settings for the host process, readable to nobody else."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")


def read_settings(path: Path) -> HostSettings:
    """Return what `write_settings` stored; raises OSError, ValueError or TypeError."""
    return HostSettings(**json.loads(path.read_text(encoding="utf-8")))
