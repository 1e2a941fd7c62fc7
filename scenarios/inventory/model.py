"""What an inventory may say: hosts, how each is entered, groups of them, and where secrets are found."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from pydantic import Field, Tag, model_validator

from scenarios.fields import (
    Address,
    Env,
    EnvName,
    Id,
    Input,
    Label,
    Line,
    LocalPath,
    Name,
    Port,
    RemotePath,
    User,
    VaultKey,
    VaultRole,
    one_or,
    refuse,
)
from scenarios.plan import STATE_DIR

Shell = Literal["sh", "powershell"]


class SecretInput(Input):
    """Where a secret is found; never the secret."""

    file: LocalPath | None = Field(None, description="Path from the inventory file.")
    env: EnvName | None = Field(None, description="Environment variable of the runner.")
    vault: VaultKey | None = Field(None, description="mount/path#key in Vault, a KV engine of version 2.")

    @model_validator(mode="before")
    @classmethod
    def no_secret(cls, data: Any) -> Any:
        """Refuse what stands where a reference should: it may be the secret, so it is not quoted."""
        return cast("Any", data) if isinstance(data, dict) else refuse("inline_secret")

    @model_validator(mode="after")
    def one_place(self) -> SecretInput:
        """Refuse none and several."""
        if [self.file, self.env, self.vault].count(None) != 2:  # noqa: PLR2004  all but one
            refuse("file_or_env")
        return self


class AuthorityInput(Input):
    """Who signs the key that is made for a drill; never a key itself."""

    file: LocalPath | None = Field(None, description="Private key of an authority; path from the inventory file.")
    env: EnvName | None = Field(None, description="Environment variable with the private key of an authority.")
    vault: VaultRole | None = Field(None, description="mount/role of Vault's SSH engine.")

    @model_validator(mode="before")
    @classmethod
    def no_secret(cls, data: Any) -> Any:
        """Refuse what stands where a reference should: it may be the key, so it is not quoted."""
        return cast("Any", data) if isinstance(data, dict) else refuse("inline_secret")

    @model_validator(mode="after")
    def one_place(self) -> AuthorityInput:
        """Refuse none and several."""
        if [self.file, self.env, self.vault].count(None) != 2:  # noqa: PLR2004  all but one
            refuse("file_or_env")
        return self


class Way(Input):
    """How a machine is entered over SSH."""

    address: Address
    port: Port = 22
    user: User
    known_hosts: LocalPath = Field(description="Path from the inventory file; an unknown host key is always refused.")
    key: LocalPath | None = Field(None, description="Private key; path from the inventory file.")
    certificate: LocalPath | None = Field(None, description="OpenSSH certificate of that key.")
    password: SecretInput | None = None
    agent: bool = Field(default=False, description="Whether the runner's ssh-agent may be asked for keys.")
    authority: AuthorityInput | None = Field(
        None, description="Signs a key that is made for each drill and holds no longer; `key` is not used then."
    )

    @model_validator(mode="after")
    def can_log_in(self) -> Way:
        """Refuse a host that is reached with nothing: no configuration is consulted but this one."""
        if self.certificate is not None and self.key is None:
            refuse("certificate_without_key")
        if self.key is None and self.password is None and self.authority is None and not self.agent:
            refuse("key_or_password")
        return self


class JumpInput(Way):
    """A machine that is only passed through."""

    name: Name | None = Field(None, description="What messages call it; the address if left out.")


Jump = Annotated[
    Annotated[Name, Tag("<text>")] | Annotated[JumpInput, Tag("<host>")],
    one_or("<host>"),
]


class HostInput(Way):
    """One host."""

    environment: Name | None = Field(None, description="production, standby, test: whether a drill may touch it.")
    site: Name = "main"
    owner: Line | None = None
    labels: dict[Label, Line] = Field(default_factory=dict[str, str])
    jump: list[Jump] = Field(
        default_factory=list[str | JumpInput],
        max_length=8,
        description="Hosts to pass through, the first one first: names of this file, or written out.",
    )
    become_user: User = Field("root", description="Whom a step with `become` becomes, by sudo -n.")
    shell: Shell = Field("sh", description="What understands scripts there; powershell for Windows.")
    state_dir: RemotePath = Field(STATE_DIR, description="Directory on the host for the marks and leases of faults.")
    env: Env = Field(default_factory=dict[str, str])


class InventoryInput(Input):
    """An inventory, its defaults and groups already put into its hosts."""

    hosts: Annotated[dict[Name, HostInput], Field(min_length=1)]
    secrets: dict[Id, SecretInput] = Field(default_factory=dict[str, SecretInput])
    groups: dict[Name, list[Name]] = Field(default_factory=dict[str, list[str]])
