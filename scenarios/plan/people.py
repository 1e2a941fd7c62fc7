"""The people of a drill, the groups that are told of it, and the channels by which they are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.plan.basics import SecretRef, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person; `names` are all spellings, `accounts` all log-ins and tokens by which this person may speak."""

    id: str
    title: Text
    names: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    department: str = ""
    deputy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChannel:
    """Mail through an SMTP server; `tls` is `starttls` or `tls`, or `none` inside a machine room only."""

    name: str
    server: str
    port: int
    sender: str
    to: tuple[str, ...]
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretRef | None = None
    ca_file: str | None = None
    kind: Literal["email"] = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookChannel:
    """A webhook; its whole address is a secret. `sign` is the secret that signs, where the receiver wants it."""

    name: str
    url: SecretRef
    kind: Literal["webhook", "wecom", "dingtalk", "feishu"]
    sign: SecretRef | None = None
    ca_file: str | None = None


Channel: TypeAlias = Annotated[EmailChannel | HookChannel, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactGroup:
    """Who is told together."""

    name: str
    title: Text
    channels: tuple[Channel, ...] = field(default_factory=tuple)
    people: tuple[str, ...] = ()
