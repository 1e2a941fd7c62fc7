"""The form of a contacts file: people, the channels and groups by which they are told, contacts outside the firm."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from scenarios.bia.words import Day
from scenarios.fields import Address, Id, Input, Line, LocalPath, Name, Port, Title, refuse
from scenarios.inventory import SecretInput

Kind: TypeAlias = Literal["email", "webhook", "wecom", "dingtalk", "feishu"]
_NEEDED = {"email": ("server", "sender"), "hook": ("url",)}
_FOREIGN = {
    "email": ("url", "sign"),
    "hook": ("server", "port", "sender", "to", "tls", "user", "password"),
}


def _an_address(value: str) -> str:
    name, at, domain = value.partition("@")
    fine = bool(name and at and domain) and "@" not in domain and value.isprintable() and not set(value) & set(' <>,;"')
    return value if fine else refuse("bad_email", value=value)


Email = Annotated[
    str, Field(max_length=254), AfterValidator(_an_address), WithJsonSchema({"type": "string", "format": "email"})
]


class PersonInput(Input):
    """Somebody who may act, decide, confirm or be told."""

    name: Title
    aliases: Annotated[list[Line], Field(max_length=50)] = Field([], description="Other spellings of the name.")
    accounts: Annotated[list[Line], Field(max_length=50)] = Field(
        [], description="Log-ins and tokens by which this person speaks."
    )
    department: Title | None = None
    roles: Annotated[list[Name], Field(max_length=50)] = Field([], description="Roles of gates and manual steps.")
    deputy: Id | None = Field(None, description="Who stands in; another entry of people.")
    phone: Line | None = None
    email: Email | None = None
    verified: Day | None = Field(None, description="The day on which somebody last proved that all this is right.")


class ChannelInput(Input):
    """A way of telling people."""

    kind: Kind
    server: Address | None = Field(None, description="email: the SMTP server.")
    port: Port | None = Field(None, description="email: 587, with tls: tls 465.")
    sender: Email | None = None
    to: Annotated[list[Email], Field(max_length=200)] = Field(
        [], description="email: who receives it; left out: the people of the group that is told."
    )
    tls: Literal["starttls", "tls", "none"] | None = None
    user: Line | None = None
    password: SecretInput | None = None
    url: SecretInput | None = Field(None, description="webhooks: where the whole address is found; it is a secret.")
    sign: SecretInput | None = Field(None, description="webhooks: the secret that signs, where the receiver wants it.")
    ca_file: LocalPath | None = Field(None, description="PEM file that checks the server; path from this file.")

    @model_validator(mode="after")
    def fits_its_kind(self) -> ChannelInput:
        """Refuse a channel that lacks what its kind needs, or has what its kind cannot use."""
        form = "email" if self.kind == "email" else "hook"
        lacking = next((name for name in _NEEDED[form] if getattr(self, name) is None), None)
        if lacking is not None:
            refuse("channel_lacks", kind=self.kind, name=lacking)
        foreign = next((name for name in _FOREIGN[form] if name in self.model_fields_set), None)
        if foreign is not None:
            refuse("channel_cannot_use", kind=self.kind, name=foreign)
        if self.password is not None and self.user is None:
            refuse("channel_lacks", kind=self.kind, name="user")
        return self


class GroupInput(Input):
    """People who are told together."""

    title: Title | None = None
    people: Annotated[list[Id], Field(max_length=500)] = Field([])
    channels: Annotated[list[Id], Field(max_length=20)] = Field([])


class OutsideInput(Input):
    """A contact outside the firm (JR/T 0251 9.8)."""

    name: Title
    kind: Literal["regulator", "supplier", "public_service", "media"]
    person: Line | None = Field(None, description="Whom to ask for.")
    phone: Line | None = None
    email: Email | None = None
    verified: Day | None = None


class ContactsInput(Input):
    """A contacts file."""

    people: dict[Id, PersonInput] = Field({})
    channels: dict[Id, ChannelInput] = Field({})
    groups: dict[Id, GroupInput] = Field({})
    outside: dict[Id, OutsideInput] = Field({})
