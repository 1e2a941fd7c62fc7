"""Viewers that follow a drill to its end, in a process of their own, so that they take no time from who asks.

`python -m bench.service.viewers BASE DRILL HOW_MANY`, with the token on the first line of its input; prints the last
number that each one read.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Final

import aiohttp

_UNREAD_S: Final = 120


async def followed(base: str, token: str, place: Sequence[str], drill: str, many: int) -> list[int]:
    """Return how far each of the viewers read, who run at `place`; raises where one of them missed a number."""
    command = (*place, sys.executable, "-m", "bench.service.viewers", base, drill, str(many))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate(token.encode() + b"\n")
    if process.returncode:
        message = f"the viewers ended with {process.returncode}"
        raise RuntimeError(message)
    return json.loads(told)


async def _all(base: str, drill: str, many: int, token: str) -> list[int]:
    headers = {"Authorization": f"Bearer {token}"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(base, headers=headers, connector=connector) as session:
        return list(await asyncio.gather(*(_view(session, drill) for _ in range(many))))


async def _view(session: aiohttp.ClientSession, drill: str) -> int:
    """Follow a drill until its end and return the last number; raises where a number is missing."""
    last = 0
    timeout = aiohttp.ClientTimeout(total=None, sock_read=_UNREAD_S)
    async with session.get(f"/api/v1/drills/{drill}/events", timeout=timeout) as answer:
        answer.raise_for_status()
        async for line in answer.content:
            if line.startswith(b"id: "):
                number = int(line[4:])
                if number != last + 1:
                    message = f"a viewer got {number} after {last}"
                    raise RuntimeError(message)
                last = number
    return last


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_all(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.stdin.readline().strip()))))
