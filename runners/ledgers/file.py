"""The ledger's store in a file on a host: one line a write, on the disk before it is acknowledged."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from importlib.resources import files
from secrets import token_hex
from typing import Final

from measurements.events import Outcome, WriteOutcome
from measurements.ledger import payload, table_name
from runners.beat import SECOND
from runners.ledgers.generations import generations
from runners.ledgers.store import Page, Row, StoreError, Written
from runners.remote import Answer, Command, Remote

_PATIENCE_NS: Final = 30 * SECOND
_PIECE: Final = 48 * 1024
"""Bytes of one piece of a read-back: what of an output is kept whole."""
_NOTHING: Final = 3
_LINE: Final = re.compile(r"(?P<number>[0-9]{1,18}) (?P<payload>\S{1,64}) \.", re.ASCII)
"""The full stop shows that a line is whole."""
_DETAIL: Final = 200


class FileStore:
    """Adds lines to a file in `directory` of `host`, each by a script of its own.

    `remote` says honestly how a script ended: FAILED if it certainly was not begun, UNKNOWN if the channel was lost.
    """

    def __init__(
        self,
        *,
        drill: str,
        ledger: str,
        timeout_ns: int,
        remote: Remote,
        host: str,
        directory: str,
        become: str | None = None,
    ) -> None:
        """Keep the names; nothing is sent before it is needed."""
        self._drill, self._ledger, self._timeout_ns = drill, ledger, timeout_ns
        self._remote, self._host, self._directory, self._become = remote, host, directory, become
        self._table = table_name(ledger, drill)
        self._names = " ".join(generations(self._table))

    async def create(self) -> str:
        """Make the file, and see that a line can be brought to the disk here."""
        await self._do("create")
        return f"file {self._directory}/{self._table} on {self._host}"

    async def insert(self, number: int) -> Written:
        """Add a line. FAIL: the script was not begun, or said that it wrote nothing; OK: it said that all is done."""
        line = f"{number} {payload(self._drill, self._ledger, number)} ."
        told = {"LEDGER_TABLE": self._table, "LEDGER_LINE": line, "LEDGER_TOKEN": token_hex(8)}
        answer = await self._run("append", self._timeout_ns, **told)
        return Written(outcome=proved_by(answer), detail="" if answer.exit_status == 0 else _said(answer))

    async def fence(self) -> bool:
        """Rename the file and end every process that may still hold it; a write that comes later finds no file."""
        self._table = (await self._do("fence")).strip().splitlines()[-1]
        return True

    async def read_all(self, chunk: int) -> AsyncIterator[Page]:
        """Yield every whole line in the order of the file; what is no whole line is counted as torn."""
        lines = [line for line in (await self._text()).split("\n") if line]
        matches = [(place, _LINE.fullmatch(line)) for place, line in enumerate(lines)]
        rows = [
            Row(number=int(found["number"]), payload=found["payload"], position=place)
            for place, found in matches
            if found is not None
        ]
        source, torn = f"file {self._host}:{self._directory}", len(lines) - len(rows)
        for start in range(0, max(1, len(rows)), chunk):
            yield Page(source=source, rows=tuple(rows[start : start + chunk]), torn=0 if start else torn)

    async def drop(self) -> str:
        """Remove the file and everything beside it."""
        await self._do("drop")
        return f"file {self._directory}/{self._table} on {self._host} removed"

    def keep_at_most(self, idle: int) -> None:
        """Hold one connection, which is not many."""

    async def close(self) -> None:
        """Close the connection."""
        await self._remote.close()

    async def _text(self) -> str:
        pieces: list[str] = []
        size = 1
        while len(pieces) * _PIECE < size:
            said = await self._do("read", LEDGER_OFFSET=str(len(pieces) * _PIECE + 1), LEDGER_COUNT=str(_PIECE))
            head, _, piece = said.partition("\n")
            size = int(head.split()[-1])
            pieces.append(piece)
        return "".join(pieces)

    async def _do(self, script: str, **env: str) -> str:
        """Run a script that must succeed; return what it said. Raises StoreError."""
        answer = await self._run(script, _PATIENCE_NS, **env)
        if answer.outcome is not Outcome.OK or answer.exit_status != 0:
            raise StoreError(_said(answer))
        return answer.stdout

    async def _run(self, script: str, timeout_ns: int, **env: str) -> Answer:
        told = {"LEDGER_DIR": self._directory, "LEDGER_NAMES": self._names, **env}
        text = _script("names") + _script(script)
        return await self._remote.run(
            self._host, Command(script=text, timeout_ns=timeout_ns, env=told, become=self._become)
        )


def proved_by(answer: Answer) -> WriteOutcome:
    """Return what the end of a script that adds a line proves."""
    if answer.outcome is Outcome.FAILED:
        return WriteOutcome.FAIL
    if answer.outcome is Outcome.OK and answer.exit_status in {0, _NOTHING}:
        return WriteOutcome.FAIL if answer.exit_status else WriteOutcome.OK
    return WriteOutcome.INFO


def _said(answer: Answer) -> str:
    told: Sequence[str] = (answer.reason, answer.stdout, answer.stderr, f"exit {answer.exit_status}")
    return " ".join(next(text for text in told if text.strip()).split())[:_DETAIL]


def _script(name: str) -> str:
    return files(__package__ or "").joinpath("scripts", f"file_{name}.sh").read_text(encoding="utf-8")
