"""A key whose request never ended is one request's again, however many send it at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session

from scenarios.canonical import canonical, digest
from service.api.once import Answer, KeyRow, once
from service.denial import ConflictError
from service.firm import open_firm
from service.policy import default_policy
from tests.support.databases import journal_in
from tests.support.firms import caller

ASKED = {"what": "drill"}


async def test_of_many_that_send_a_forgotten_key_again_one_is_done(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    firm, done, ended = open_firm(journal, tmp_path, default_policy()), list[int](), asyncio.Event()

    async def work() -> Answer:
        done.append(1)
        await ended.wait()
        return 201, {"number": len(done)}, {}

    async def send() -> int:
        try:
            return (await once(firm, caller("olga"), "key", ASKED, work)).status_code
        except ConflictError:
            return 409

    hour_ns = int(timedelta(hours=1).total_seconds()) * 10**9
    with Session(firm.book.engine) as session:  # as a process left it that died
        left = KeyRow(key="olga:key", asked=digest(canonical(ASKED)), since_ns=firm.book.utc_ns() - hour_ns)
        session.add(left)
        session.commit()
    again = [asyncio.ensure_future(send()) for _ in range(8)]
    await asyncio.wait(again, return_when=asyncio.FIRST_COMPLETED)
    ended.set()
    await asyncio.wait(again)
    assert sorted(task.result() for task in again) == [201, *[409] * 7]
    assert (await send(), len(done)) == (201, 1)
    journal.close()
