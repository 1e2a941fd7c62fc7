"""What many ask for while it is being read is read once; whoever asks later looks again."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
import pytest

from runners.ssh.keys import KeyFiles
from runners.ssh.shared import Shared

LONG = 60.0


@dataclass
class Slow:
    """A reader that waits until it may go on, and fails where it is told to."""

    may_go_on: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list[str])
    fails: bool = False

    def __call__(self, what: str) -> list[str]:
        self.asked.append(what)
        assert self.may_go_on.wait(LONG)
        if self.fails:
            raise OSError(what)
        return [what, str(len(self.asked))]


async def asking(shared: Shared[str, list[str]], count: int) -> list[asyncio.Task[list[str]]]:
    """Let so many ask at once."""
    tasks = [asyncio.create_task(shared.now("a")) for _ in range(count)]
    await asyncio.sleep(0.01)
    return tasks


async def test_it_is_read_once_for_all_who_ask_meanwhile_and_anew_for_the_next() -> None:
    slow = Slow()
    shared = Shared(slow)
    tasks = [*await asking(shared, 5), asyncio.create_task(shared.now("b"))]
    slow.may_go_on.set()
    async with asyncio.timeout(LONG):
        told = await asyncio.gather(*tasks)
    assert sorted(slow.asked) == ["a", "b"]
    assert all(one is told[0] for one in told[:5])
    await shared.now("a")
    assert sorted(slow.asked) == ["a", "a", "b"]


async def test_an_error_is_told_to_all_who_asked_and_is_not_kept() -> None:
    slow = Slow(fails=True)
    shared = Shared(slow)
    tasks = await asking(shared, 3)
    slow.may_go_on.set()
    async with asyncio.timeout(LONG):
        told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in told] == [OSError] * 3
    slow.fails = False
    assert (await shared.now("a"))[0] == "a"


async def test_whoever_gives_up_takes_it_from_nobody_else() -> None:
    slow = Slow()
    shared = Shared(slow)
    first, second = await asking(shared, 2)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    slow.may_go_on.set()
    async with asyncio.timeout(LONG):
        assert (await second)[0] == "a"
    assert slow.asked == ["a"]


async def test_each_connection_has_pairs_of_its_own_and_a_file_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    """A connection notes in a pair which signatures its machine understands: two that share one would mix them up."""
    path, files = tmp_path / "id", KeyFiles()
    shown = list[bytes]()
    for _ in range(2):
        key = asyncssh.generate_private_key("ssh-ed25519")  # pyright: ignore[reportUnknownMemberType]  theirs
        path.write_bytes(key.export_private_key())
        [one], [other] = await asyncio.gather(files.now(str(path), None), files.now(str(path), None))
        assert one is not other
        assert one.public_data == other.public_data == key.public_data
        shown.append(one.public_data)
    assert shown[0] != shown[1]
    with pytest.raises(OSError, match="none"):
        await files.now(str(tmp_path / "none"), None)
