"""What an inventory file of ours may hold as it is written: parts of hosts, defaults, groups, and another file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.fields import (
    Address,
    Env,
    Id,
    Input,
    Label,
    Line,
    LocalPath,
    Name,
    Port,
    RemotePath,
    User,
    one_or,
)
from scenarios.inventory.model import AuthorityInput, Jump, SecretInput, Shell


class PartInput(Input):
    """Some of what a host is told by."""

    address: Address | None = None
    port: Port | None = None
    user: User | None = None
    known_hosts: LocalPath | None = None
    key: LocalPath | None = None
    certificate: LocalPath | None = None
    password: SecretInput | None = None
    agent: bool | None = None
    authority: AuthorityInput | None = None
    environment: Name | None = None
    site: Name | None = None
    owner: Line | None = None
    labels: dict[Label, Line] | None = None
    jump: Annotated[list[Jump], Field(max_length=8)] | None = None
    become_user: User | None = None
    shell: Shell | None = None
    state_dir: RemotePath | None = None
    env: Env | None = None


class DefaultsInput(PartInput):
    """What every host has that does not say otherwise."""


class GroupInput(PartInput):
    """Hosts by name, and what they have in common. Without `hosts` it is a group of the file that `from` names."""

    hosts: list[Name] | None = None


class FromInput(Input):
    """An inventory of another tool."""

    file: LocalPath = Field(description="Path from this file.")
    kind: Literal["auto", "ansible", "ssh_config"] = "auto"
    only: list[Name] | None = Field(None, description="Hosts and groups to take from it; all if left out.")


def _form_of_group(value: object) -> str:
    return "<list>" if isinstance(value, list) else "<group>"


Group = Annotated[
    Annotated[list[Name], Tag("<list>")] | Annotated[GroupInput, Tag("<group>")],
    Discriminator(_form_of_group),
]
From = Annotated[
    Annotated[LocalPath, Tag("<text>")] | Annotated[FromInput, Tag("<from>")],
    one_or("<from>"),
]


class WrittenInput(Input):
    """An inventory file of ours."""

    origin: From | None = Field(None, alias="from", description="An inventory of Ansible or OpenSSH to build on.")
    defaults: DefaultsInput | None = None
    hosts: dict[Name, PartInput] = Field(default_factory=dict[str, PartInput])
    groups: dict[Name, Group] = Field(default_factory=dict[str, list[str] | GroupInput])
    secrets: dict[Id, SecretInput] = Field(default_factory=dict[str, SecretInput])
