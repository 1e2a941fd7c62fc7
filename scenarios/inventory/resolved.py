"""How a host of an inventory becomes a host of a plan: every path absolute, every jump written out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from scenarios.fields import as_text
from scenarios.inventory.model import AuthorityInput, HostInput, JumpInput, SecretInput, Way
from scenarios.plan import JumpHost, PlannedHost, SecretRef


def planned(
    name: str, host: HostInput, roles: tuple[str, ...], folder: Path, hosts: Mapping[str, HostInput] | None = None
) -> PlannedHost:
    """Return the host of that name with its paths resolved against `folder`, where the inventory is.

    `hosts` are those of the inventory, among them the ones that `jump` names.
    """
    return PlannedHost(
        name=name,
        address=host.address,
        port=host.port,
        user=host.user,
        roles=roles,
        environment=host.environment or "",
        site=host.site,
        known_hosts=beside(folder, host.known_hosts),
        key_file=_key_file(host, host.key, folder),
        certificate_file=None
        if host.certificate is None or host.authority is not None
        else beside(folder, host.certificate),
        password=None if host.password is None else secret(host.password, folder),
        agent=host.agent,
        authority=None if host.authority is None else secret(host.authority, folder),
        jump=tuple(_chain(host, folder, hosts or {}, (name,))),
        become_user=host.become_user,
        shell=host.shell,  # nosec B604  the host's, not a process of ours
        owner=host.owner or "",
        labels=as_text(host.labels),
        state_dir=host.state_dir,
        env=as_text(host.env),
    )


def way_to(name: str, hosts: Mapping[str, HostInput], folder: Path) -> tuple[JumpHost, ...]:
    """Return the hosts to pass through up to that of the inventory with this name, itself the last."""
    host = hosts[name]
    return (*_chain(host, folder, hosts, (name,)), _hop(name, host, folder))


def secret(found: SecretInput | AuthorityInput, folder: Path) -> SecretRef:
    """Return where a secret is found, its path resolved against `folder`."""
    if found.file is not None:
        return SecretRef(source="file", name=beside(folder, found.file))
    if found.vault is not None:
        return SecretRef(source="vault", name=found.vault)
    return SecretRef(source="env", name=found.env or "")


def beside(folder: Path, path: str) -> str:
    """Return `path` as an absolute path, seen from `folder`; `~` is the home of whoever plans."""
    return os.path.normpath(folder / os.path.expanduser(path))  # noqa: PTH111  Path.expanduser raises where nobody is


def _chain(
    host: HostInput, folder: Path, hosts: Mapping[str, HostInput], passed: tuple[str, ...]
) -> Iterator[JumpHost]:
    """Yield the hosts to pass through; the first of them may itself lie behind others, as with OpenSSH's ProxyJump."""
    for place, jump in enumerate(host.jump):
        if isinstance(jump, JumpInput):
            yield _hop(jump.name or jump.address, jump, folder)
        elif jump in hosts and jump not in passed:
            if place == 0:
                yield from _chain(hosts[jump], folder, hosts, (*passed, jump))
            yield _hop(jump, hosts[jump], folder)


def _key_file(way: Way, path: str | None, folder: Path) -> str | None:
    """Return the path of a key or its certificate; where an authority signs a new key, no file is wanted."""
    return None if path is None or way.authority is not None else beside(folder, path)


def _hop(name: str, way: Way, folder: Path) -> JumpHost:
    return JumpHost(
        name=name,
        address=way.address,
        port=way.port,
        user=way.user,
        known_hosts=beside(folder, way.known_hosts),
        key_file=_key_file(way, way.key, folder),
        certificate_file=None
        if way.certificate is None or way.authority is not None
        else beside(folder, way.certificate),
        password=None if way.password is None else secret(way.password, folder),
        agent=way.agent,
        authority=None if way.authority is None else secret(way.authority, folder),
    )
