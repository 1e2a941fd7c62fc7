"""The inventory: which hosts there are, how they are reached, and where secrets are found."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import Field, model_validator

from scenarios.fields import Address, Env, EnvName, Id, Input, LocalPath, Name, Port, RemotePath, User, as_text, refuse
from scenarios.plan import STATE_DIR, PlannedHost, SecretRef


class SecretInput(Input):
    """Where a secret is found; never the secret."""

    file: LocalPath | None = Field(None, description="Path from the inventory file.")
    env: EnvName | None = Field(None, description="Environment variable of the runner.")

    @model_validator(mode="before")
    @classmethod
    def no_secret(cls, data: Any) -> Any:
        """Refuse what stands where a reference should: it may be the secret, so it is not quoted."""
        return cast("Any", data) if isinstance(data, dict) else refuse("inline_secret")

    @model_validator(mode="after")
    def one_place(self) -> SecretInput:
        """Refuse none and both."""
        if (self.file is None) == (self.env is None):
            refuse("file_or_env")
        return self


class HostInput(Input):
    """One host."""

    address: Address
    port: Port = 22
    user: User
    environment: Name
    site: Name = "main"
    known_hosts: LocalPath = Field(description="Path from the inventory file; an unknown host key is always refused.")
    key: LocalPath | None = Field(None, description="Private key; path from the inventory file.")
    password: SecretInput | None = None
    state_dir: RemotePath = Field(STATE_DIR, description="Directory on the host for the marks and leases of faults.")
    env: Env = Field(default_factory=dict[str, str])

    @model_validator(mode="after")
    def can_log_in(self) -> HostInput:
        """Refuse a host that is reached with neither key nor password: no agent and no configuration is consulted."""
        if self.key is None and self.password is None:
            refuse("key_or_password")
        return self


class InventoryInput(Input):
    """An inventory file."""

    hosts: Annotated[dict[Name, HostInput], Field(min_length=1)]
    secrets: dict[Id, SecretInput] = Field(default_factory=dict[str, SecretInput])


def planned(name: str, host: HostInput, roles: tuple[str, ...], folder: Path) -> PlannedHost:
    """Return the host of that name with its paths resolved against `folder`, where the inventory is."""
    return PlannedHost(
        name=name,
        address=host.address,
        port=host.port,
        user=host.user,
        roles=roles,
        environment=host.environment,
        site=host.site,
        known_hosts=beside(folder, host.known_hosts),
        key_file=None if host.key is None else beside(folder, host.key),
        password=None if host.password is None else secret(host.password, folder),
        state_dir=host.state_dir,
        env=as_text(host.env),
    )


def secret(found: SecretInput, folder: Path) -> SecretRef:
    """Return where a secret is found, its path resolved against `folder`."""
    if found.file is not None:
        return SecretRef(source="file", name=beside(folder, found.file))
    return SecretRef(source="env", name=found.env or "")


def beside(folder: Path, path: str) -> str:
    """Return `path` as an absolute path, seen from `folder`."""
    return os.path.normpath(folder / path)
