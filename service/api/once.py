"""Idempotency keys: a request that is sent twice is done once, and answered the same twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Any, Final, TypeAlias

from fastapi import Header
from fastapi.responses import JSONResponse
from sqlalchemy import BigInteger, Delete, Engine, Update, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, delete, update

from runners.database import make, reading
from runners.enduring import PASSING, Endurance
from scenarios.canonical import canonical, digest
from service.access import Caller
from service.denial import ConflictError, UnfitError, because
from service.firm import Firm

IdempotencyKey: TypeAlias = Annotated[
    str | None,
    Header(min_length=1, max_length=100, description="the same key with the same request is done once"),
]
Answer: TypeAlias = tuple[int, dict[str, Any], dict[str, str]]
"""Status, body and headers."""
_SOME_S: Final = 5.0
_FORGOTTEN_NS: Final = 600 * 10**9
"""After this long a request that never ended (the process died) may be sent again."""


class KeyRow(SQLModel, table=True):
    """One key of one user: what was asked, and what was answered."""

    __tablename__ = "idempotency"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names

    key: str = Field(primary_key=True, max_length=250)
    asked: str
    since_ns: int = Field(sa_type=BigInteger)
    answer: str | None = None


def make_table(engine: Engine) -> None:
    """Make what is not there."""
    make(engine, ("idempotency",))


async def once(
    firm: Firm, caller: Caller, key: str | None, asked: dict[str, Any], work: Callable[[], Awaitable[Answer]]
) -> JSONResponse:
    """Return the answer of `work`, which is done at most once for a key; without a key it is simply done.

    A refusal is not kept: after the repair the same key may be used again.
    Raises UnfitError (the key was used for something else), ConflictError (it is being worked on), what `work` raises.
    """
    if key is None:
        return _response(await work())
    name, told = f"{caller.user}:{key}", digest(canonical(asked))
    if name in firm.asked:  # however much time the clock says has gone by
        raise ConflictError(because("key_in_use", key=key))
    firm.asked.add(name)
    try:
        return await _claimed(firm, name, told, key, work)
    finally:
        firm.asked.discard(name)


async def _claimed(firm: Firm, name: str, told: str, key: str, work: Callable[[], Awaitable[Answer]]) -> JSONResponse:
    kept = await asyncio.to_thread(_claim, firm, name, told, key)
    if kept is not None:
        return _response(kept, replayed=True)
    try:
        answer = await work()
    except BaseException:
        with suppress(*PASSING):  # then the key is free once it is old
            await Endurance(patience_s=_SOME_S).outlast(lambda: asyncio.to_thread(_release, firm, name))
        raise
    await Endurance(patience_s=_SOME_S).outlast(lambda: asyncio.to_thread(_keep, firm, name, answer))
    return _response(answer)


def _claim(firm: Firm, name: str, told: str, key: str) -> Answer | None:
    """Return the answer that is kept under a key; None where the key is the caller's now."""
    now = firm.book.utc_ns()
    _forget(firm, name, now)
    try:
        with Session(firm.book.engine) as session:
            session.add(KeyRow(key=name, asked=told, since_ns=now))
            session.commit()
    except IntegrityError:
        return _kept(firm, name, told, key)
    return None


def _forget(firm: Firm, name: str, now: int) -> None:
    """Take away a key whose request never ended; of many who do so at once only one can claim it then.

    One that is of a later time than now was asked before the clock was set back.
    """
    old = or_(col(KeyRow.since_ns) < now - _FORGOTTEN_NS, col(KeyRow.since_ns) > now + _FORGOTTEN_NS)
    _do(firm, delete(KeyRow).where(col(KeyRow.key) == name, col(KeyRow.answer).is_(None), old))


def _kept(firm: Firm, name: str, told: str, key: str) -> Answer:
    with reading(firm.book.engine) as session:
        row = session.get(KeyRow, name)
    if row is not None and row.asked != told:
        raise UnfitError(because("key_reused", key=key))
    if row is None or row.answer is None:
        raise ConflictError(because("key_in_use", key=key))
    status, body, headers = json.loads(row.answer)
    return status, body, headers


def _keep(firm: Firm, name: str, answer: Answer) -> None:
    _do(firm, update(KeyRow).where(col(KeyRow.key) == name).values(answer=json.dumps(answer, ensure_ascii=False)))


def _release(firm: Firm, name: str) -> None:
    _do(firm, delete(KeyRow).where(col(KeyRow.key) == name))


def _do(firm: Firm, statement: Delete | Update) -> None:
    with Session(firm.book.engine) as session:
        session.exec(statement)
        session.commit()


def _response(answer: Answer, *, replayed: bool = False) -> JSONResponse:
    status, body, headers = answer
    extra = {"Idempotent-Replayed": "true"} if replayed else {}
    return JSONResponse(body, status_code=status, headers={**headers, **extra})
