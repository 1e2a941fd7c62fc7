"""The tables of workers and of the drills that they are to run."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from sqlalchemy import BigInteger, Engine, Index
from sqlmodel import Field, SQLModel

RunStatus: TypeAlias = Literal["waiting", "held", "refused", "ended"]
"""`waiting` for a worker, `held` by one, `refused` before anything was touched, `ended` with a closed journal."""

_NAMES: Final = ("workers", "runs")


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


def make_tables(engine: Engine) -> None:
    """Make what is not there."""
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables[name] for name in _NAMES])
