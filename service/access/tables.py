"""Users and tokens as they are stored. No secret is: passwords as argon2, tokens as SHA-256 of 256 random bits."""

from __future__ import annotations

from sqlalchemy import BigInteger, Engine
from sqlmodel import Field, SQLModel


class UserRow(SQLModel, table=True):
    """One user; `grants` is JSON, `password` an argon2 hash or None."""

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names

    id: str = Field(primary_key=True, max_length=100)
    name: str
    grants: str
    password: str | None = None
    disabled: bool = False
    created_ns: int = Field(sa_type=BigInteger)
    version: int = 1


class TokenRow(SQLModel, table=True):
    """One token; `rights` is JSON, None for all of the user's."""

    __tablename__ = "tokens"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True, max_length=40)
    user: str = Field(index=True)
    sha256: str = Field(unique=True)
    label: str
    rights: str | None = None
    created_ns: int = Field(sa_type=BigInteger)
    expires_ns: int = Field(sa_type=BigInteger)
    revoked: bool = False
    once: bool = False
    """Whether it ends with its first use (the administrator's first token)."""


def make_tables(engine: Engine) -> None:
    """Make what is not there."""
    tables = SQLModel.metadata.tables
    SQLModel.metadata.create_all(engine, tables=[tables["users"], tables["tokens"]])
