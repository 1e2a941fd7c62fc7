"""The book's tables. Only `book` is the truth; `heads` and `tags` are caches that can be rebuilt from it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Engine, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from runners.database import Guards, make

_STAYS: Final = "the book is never changed"
GUARDS: Final = Guards(
    names=("book_stays", "book_follows"),
    sqlite=(
        f"""CREATE TRIGGER IF NOT EXISTS book_stays BEFORE UPDATE ON book BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END""",
        f"""CREATE TRIGGER IF NOT EXISTS book_remains BEFORE DELETE ON book
           BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END""",
        """CREATE TRIGGER IF NOT EXISTS book_follows BEFORE INSERT ON book
           WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM book), 0)
           BEGIN SELECT RAISE(ABORT, 'the book has neither holes nor doubles'); END""",
    ),
    postgres=(
        f"""CREATE OR REPLACE FUNCTION book_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION '{_STAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE OR REPLACE TRIGGER book_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON book
           FOR EACH STATEMENT EXECUTE FUNCTION book_stays()""",
        """CREATE OR REPLACE FUNCTION book_follows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF NEW.number <> 1 + coalesce((SELECT max(number) FROM book), 0) THEN
           RAISE EXCEPTION 'the book has neither holes nor doubles'
           USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$""",
        """CREATE OR REPLACE TRIGGER book_follows BEFORE INSERT ON book
           FOR EACH ROW EXECUTE FUNCTION book_follows()""",
    ),
)
"""What keeps the book as it is, in the database itself."""


class EntryRow(SQLModel, table=True):
    """One entry as it is stored; `number` and (`stream`, `seq`) are unique, and that is the fence."""

    __tablename__ = "book"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names
    __table_args__ = (UniqueConstraint("stream", "seq"),)

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    stream: str = Field(max_length=200)
    seq: int = Field(sa_type=BigInteger)
    utc_ns: int = Field(sa_type=BigInteger)
    user: str = Field(index=True)
    via: str
    address: str
    kind: str = Field(index=True)
    body: str
    prev: str
    hash: str


class HeadRow(SQLModel, table=True):
    """What a stream is now."""

    __tablename__ = "heads"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("heads_listed", "family", "status", "order_ns", "stream"),
        Index("heads_newest", "family", "order_ns", "stream"),
    )

    stream: str = Field(primary_key=True, max_length=200)
    family: str
    status: str
    order_ns: int = Field(sa_type=BigInteger)
    due_ns: int | None = Field(default=None, sa_type=BigInteger, index=True)
    seq: int = Field(sa_type=BigInteger)
    shown: str


class TagRow(SQLModel, table=True):
    """One tag of a stream."""

    __tablename__ = "tags"  # pyright: ignore[reportAssignmentType]

    tag: str = Field(primary_key=True, max_length=300)
    stream: str = Field(primary_key=True, max_length=200, index=True)


def make_tables(engine: Engine) -> None:
    """Make what is not there, and let the database itself keep the book from being changed."""
    make(engine, ("book", "heads", "tags"), GUARDS)
