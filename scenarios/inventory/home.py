"""What OpenSSH's client finds in the home of whoever plans, where its files name nothing else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_KEYS: Final = ("id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_dsa")
"""In the order in which the client tries them."""


def at_home(path: str) -> str:
    """Return a path below the home directory."""
    return os.path.expanduser(f"~/{path}").rstrip("/")  # noqa: PTH111  Path.expanduser raises where nobody is


def usual_key() -> str | None:
    """Return the first key that lies where the client looks for one, or None."""
    paths = (at_home(f".ssh/{name}") for name in _KEYS)
    return next((path for path in paths if Path(path).is_file()), None)


def usual_way() -> dict[str, str]:
    """Return what OpenSSH's client takes where nothing is set: known_hosts and key of whoever plans, and the agent."""
    key = usual_key()
    return {"known_hosts": at_home(".ssh/known_hosts"), "agent": "true", **({} if key is None else {"key": key})}


def first_there(paths: Sequence[str]) -> str:
    """Return the first path that there is a file at, else the first."""
    return next((path for path in paths if Path(path).is_file()), paths[0])
