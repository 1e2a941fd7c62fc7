"""The tables of running: workers, the drills that they are to run, words to drills, and emergency stops."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from sqlalchemy import BigInteger, Column, Engine, Index, Integer
from sqlmodel import Field, SQLModel

RunStatus: TypeAlias = Literal["waiting", "held", "refused", "ended"]
"""`waiting` for a worker, `held` by one, `refused` before anything was touched, `ended` with a closed journal."""

_NAMES: Final = ("workers", "runs", "words", "stops", "stop_heard")


def _counted() -> Column[int]:
    """Return a key that the database itself counts up."""
    return Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


class WorkerRow(SQLModel, table=True):
    """One process that runs drills.

    It raises `beats` about every second; nobody compares clocks of two machines, one only looks whether the number
    moves. `reaches` is a JSON list of the sites whose hosts it can reach. `leaving` says that it takes nothing more.
    """

    __tablename__ = "workers"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names

    name: str = Field(primary_key=True, max_length=200)
    site: str = Field(max_length=200)
    reaches: str
    host: str
    pid: int = Field(sa_type=BigInteger)
    boot: str
    software: str
    drills_max: int = Field(sa_type=BigInteger)
    beats: int = Field(default=0, sa_type=BigInteger)
    leaving: bool = False


class RunRow(SQLModel, table=True):
    """One drill that workers are to run.

    `site` is whose workers it is for, `needs` a JSON list of the sites whose hosts it touches. `turn` is raised each
    time that a worker takes it, and whoever has an older turn has lost it. `told` is JSON: what a worker has to know
    (service.running.told). `reasons` is JSON: why it was refused. `filed_ns` is when its end was filed and told.
    """

    __tablename__ = "runs"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("runs_looked_for", "status", "asked_ns"), Index("runs_of_worker", "worker"))

    drill: str = Field(primary_key=True, max_length=200)
    site: str = Field(max_length=200)
    needs: str = "[]"
    status: str = Field(max_length=20)
    worker: str | None = Field(default=None, max_length=200)
    turn: int = Field(default=0, sa_type=BigInteger)
    told: str
    reasons: str = "[]"
    asked_ns: int = Field(sa_type=BigInteger)
    filed_ns: int | None = Field(default=None, sa_type=BigInteger)


class WordRow(SQLModel, table=True):
    """What somebody said to a drill. `body` is the event as JSON; heard is what the drill's journal has."""

    __tablename__ = "words"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("words_unheard", "drill", "heard_ns"),)

    number: int | None = Field(default=None, sa_column=_counted())
    drill: str = Field(max_length=200)
    body: str
    by: str
    utc_ns: int = Field(sa_type=BigInteger)
    heard_by: str | None = None
    heard_ns: int | None = Field(default=None, sa_type=BigInteger)


class StopRow(SQLModel, table=True):
    """One emergency stop. `services` is a JSON list, null for all. In force until it is lifted."""

    __tablename__ = "stops"  # pyright: ignore[reportAssignmentType]

    number: int | None = Field(default=None, sa_column=_counted())
    services: str | None = None
    by: str
    reason: str
    utc_ns: int = Field(sa_type=BigInteger)
    lifted_by: str | None = None
    lifted_reason: str | None = None
    lifted_ns: int | None = Field(default=None, sa_type=BigInteger)


class HeardRow(SQLModel, table=True):
    """That a runner has heard an emergency stop, and after how long by its own looking."""

    __tablename__ = "stop_heard"  # pyright: ignore[reportAssignmentType]

    stop: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    runner: str = Field(primary_key=True, max_length=200)
    utc_ns: int = Field(sa_type=BigInteger)


def make_tables(engine: Engine) -> None:
    """Make what is not there."""
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables[name] for name in _NAMES])
