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
    authority: SecretRef | None = None


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
    authority: SecretRef | None = None
    """Who signs the key that is made for the drill: a role of Vault's SSH engine (`mount/role`), else an authority's
    private key."""
    jump: tuple[JumpHost, ...] = ()
    """The hosts to pass through, the first one first."""
    become_user: str = "root"
    """Whom a step with `become` becomes, by `sudo -n`."""
    shell: Literal["sh", "powershell"] = "sh"
    owner: str = ""
    labels: dict[str, str] = field(default_factory=dict[str, str])


def signed_key(way: PlannedHost | JumpHost) -> SecretRef | None:
    """Return the key that is made and signed for a way in, None where it has none."""
    authority = way.authority
    if authority is None:
        return None
    return SecretRef(source="signed", name=f"{way.user} by {authority.source}:{authority.name}")


def way_secrets(host: PlannedHost) -> tuple[SecretRef, ...]:
    """Return the secrets that open the way to a host, those of its jump hosts too."""
    found = (ref for way in (host, *host.jump) for ref in (way.password, signed_key(way)))
    return tuple(ref for ref in found if ref is not None)
