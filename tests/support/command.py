"""The real command line in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.forking import FIXED, born

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Told:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


async def start_drillproof(
    *arguments: str, env: dict[str, str] | None = None, anew: bool = False
) -> asyncio.subprocess.Process:
    """Start `drillproof` with these arguments; English, nobody at the terminal.

    `anew`: it loads what it needs itself, as it does for a user. Else it is forked from one that has loaded everything,
    unless what it shall find lies on another path.
    """
    if not anew and "PYTHONPATH" not in (env or {}):
        return await born(arguments, {**os.environ, **(env or {})})
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        *arguments,
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **FIXED, **(env or {})},
    )


async def drillproof(
    *arguments: str, env: dict[str, str] | None = None, within_s: float = 120, anew: bool = False
) -> Told:
    """Run `drillproof` to its end; `anew` as above."""
    process = await start_drillproof(*arguments, env=env, anew=anew)
    try:
        async with asyncio.timeout(within_s):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    assert process.returncode is not None
    return Told(code=process.returncode, out=out.decode(), err=err.decode())
