"""Users, tokens and sessions as they are stored. No secret is: passwords as argon2, the rest as SHA-256 of 256 bits."""

from __future__ import annotations

from sqlalchemy import BigInteger, Engine
from sqlmodel import Field, SQLModel

from runners.database import make


class UserRow(SQLModel, table=True):
    """One user, as callers are recognised by: all but `password` (an argon2 hash or None) follows from the book."""

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names

    id: str = Field(primary_key=True, max_length=100)
    name: str
    grants: str
    """JSON."""
    password: str | None = None
    temporary: bool = False
    """Whether the password opens nothing but its change."""
    machine: bool = False
    disabled: bool = False
    administrator: bool = Field(default=False, index=True)
    origin: str = "local"
    subject: str | None = None
    created_ns: int = Field(sa_type=BigInteger)


class TokenRow(SQLModel, table=True):
    """One token; `rights` is JSON, None for all of the user's."""

    __tablename__ = "tokens"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True, max_length=40)
    user: str = Field(index=True)
    sha256: str = Field(unique=True)
    rights: str | None = None
    expires_ns: int = Field(sa_type=BigInteger)
    revoked: bool = False
    once: bool = False
    """Whether it ends with its first use (the administrator's first token)."""


class SessionRow(SQLModel, table=True):
    """One time that somebody logged in; `sha256` is of the cookie."""

    __tablename__ = "sessions"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True, max_length=40)
    sha256: str = Field(unique=True)
    user: str = Field(index=True)
    seen_ns: int = Field(sa_type=BigInteger)
    ends_ns: int = Field(sa_type=BigInteger)


class AttemptRow(SQLModel, table=True):
    """How often a log-in failed for one user name or one address."""

    __tablename__ = "attempts"  # pyright: ignore[reportAssignmentType]

    key: str = Field(primary_key=True, max_length=100)
    failures: int = Field(sa_type=BigInteger)
    last_ns: int = Field(sa_type=BigInteger)
    until_ns: int = Field(sa_type=BigInteger)


class PendingRow(SQLModel, table=True):
    """A log-in that was sent to the provider and has not come back; `state` and `bound` are SHA-256."""

    __tablename__ = "pending_log_ins"  # pyright: ignore[reportAssignmentType]

    state: str = Field(primary_key=True, max_length=64)
    bound: str
    nonce: str
    verifier: str
    until_ns: int = Field(sa_type=BigInteger)


def make_tables(engine: Engine) -> None:
    """Make what is not there."""
    make(engine, ("users", "tokens", "sessions", "attempts", "pending_log_ins"))
