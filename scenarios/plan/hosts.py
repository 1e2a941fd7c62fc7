"""A host as a plan knows it: where it is and how it is entered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from scenarios.plan.basics import SecretRef

STATE_DIR: Final = "/var/tmp/drillproof"  # noqa: S108  a directory on the target, made 0700 by the marker script


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpHost:
    """A host that is only passed through on the way to another; its own key is checked like any other's."""

    name: str
    address: str
    port: int
    user: str
    known_hosts: str
    key_file: str | None = None
    certificate_file: str | None = None
    password: SecretRef | None = None
    agent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedHost:
    """A host as the inventory describes it, and the roles it plays in this drill."""

    name: str
    address: str
    port: int
    user: str
    roles: tuple[str, ...]
    environment: str
    site: str
    known_hosts: str
    key_file: str | None = None
    password: SecretRef | None = None
    state_dir: str = STATE_DIR
    env: dict[str, str] = field(default_factory=dict[str, str])
    certificate_file: str | None = None
    """OpenSSH certificate that goes with `key_file`."""
    agent: bool = False
    """Whether the runner's ssh-agent may be asked for keys."""
    jump: tuple[JumpHost, ...] = ()
    """The hosts to pass through, the first one first."""
    become_user: str = "root"
    """Whom a step with `become` becomes, by `sudo -n`."""
    shell: Literal["sh", "powershell"] = "sh"
    owner: str = ""
    labels: dict[str, str] = field(default_factory=dict[str, str])
