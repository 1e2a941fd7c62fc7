"""Verification in a running service: a drill's newest bundle is checked aside, and what came of it is in the book."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final, Literal

from measurements.codec import UnreadableEventError
from runners.journal import JournalError
from scenarios.plan import Text
from scenarios.problems import Problems
from service.book import Author, Head, Note
from service.denial import ConflictError, because
from service.evidence import NoEvidenceError, Status, UnreadableLineError, verify
from service.evidence.bundle import BundleError
from service.evidence.verification import as_data
from service.filing import bundles_of
from service.firm import Firm
from service.judging import Judging
from service.keys import read_trust
from service.words import say

VERIFIED: Final = "drill_verified"
_FAMILY: Final = "verification"
_OUTCOMES: Final[dict[int, str]] = {0: "passed", 1: "failed", 2: "unproved"}
_LONGEST: Final = 600
"""So many characters of what a check says are kept; verifying again, or `drillproof verify`, tells the whole."""
_UNREADABLE: Final = (NoEvidenceError, BundleError, JournalError, UnreadableLineError, UnreadableEventError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSeen:
    """One check as it came out: `count` discrepancies, in words as far as they were kept."""

    name: str
    status: Status
    essential: bool
    count: int
    detail: Text

    @property
    def title(self) -> Text:
        """Return what it looks at."""
        return say(f"check.{self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What came of verifying a bundle: `exit` is the command's (0 all passed, 1 something failed, 2 not proved).

    `sha256` is the digest of the bundle as it was then.
    """

    drill: str
    bundle: str
    sha256: str
    utc_ns: int
    by: str
    software: str
    exit: Literal[0, 1, 2]
    trusted: bool
    """Whether a trust file said whose signatures count."""
    checks: tuple[CheckSeen, ...]


class Verifying:
    """Verifies the bundles of one service, each aside and one at a time; whoever asks meanwhile waits for the same."""

    def __init__(self, firm: Firm, judging: Judging) -> None:
        self._firm, self._judging = firm, judging
        self._under_way: dict[str, tuple[int, asyncio.Task[Verified]]] = {}

    def since(self, drill: str) -> int | None:
        """Return since when (UTC ns) the drill is being verified in this process, None where it is not."""
        begun = self._under_way.get(drill)
        return None if begun is None else begun[0]

    def last(self, drill: str) -> Verified | None:
        """Return what the newest verification came to, None where there was none; blocking."""
        head = self._firm.book.head(stream_of(drill))
        return None if head is None else verified_in(head)

    def last_of(self, drills: Sequence[str]) -> dict[str, Verified]:
        """Return what `last` returns for each of these that was ever verified, asked for together; blocking."""
        found = self._firm.book.heads_of([stream_of(drill) for drill in drills])
        return {head.stream.partition("/")[2]: verified_in(head) for head in found}

    async def verify(self, author: Author, drill: str) -> Verified:
        """Verify the newest bundle, write down what came of it, and return that.

        Raises ConflictError where the drill has no bundle yet or it cannot be read at all.
        """
        return await asyncio.shield(self.begin(author, drill))

    def begin(self, author: Author, drill: str) -> asyncio.Task[Verified]:
        """Let it be verified, unless somebody does already; return who does."""
        begun = self._under_way.get(drill)
        if begun is None:
            work = asyncio.ensure_future(self._verified(author, drill))
            begun = self._under_way[drill] = (self._firm.book.utc_ns(), work)
            work.add_done_callback(lambda done: self._over(drill, done))
        return begun[1]

    def close(self) -> None:
        """Leave what is under way; nothing was written down of it."""
        for _, work in self._under_way.values():
            work.cancel()

    def _over(self, drill: str, work: asyncio.Task[Verified]) -> None:
        if not work.cancelled():
            work.exception()  # whoever waits gets it
        self._under_way.pop(drill, None)

    async def _verified(self, author: Author, drill: str) -> Verified:
        there = await asyncio.to_thread(bundles_of, self._firm.home / "drills" / drill)
        if not there:
            raise ConflictError(because("bundle_none", drill=drill[:200]))
        trust = self._firm.settings.archive.trust
        told = json.loads(await self._judging.aside(partial(verification, there[-1], trust)))
        if "unreadable" in told:
            raise ConflictError(because("bundle_unread", bundle=there[-1].name, why=told["unreadable"]))
        body = {"kind": VERIFIED, "bundle": there[-1].name, **told}
        head = _head(drill, {**body, "by": author.user, "utc_ns": self._firm.book.utc_ns()})
        await self._firm.book.write(author, [Note(stream=head.stream, kind=VERIFIED, body=body)], head)
        return verified_in(head)


def stream_of(drill: str) -> str:
    """Return the stream of the book that tells of a drill's verifications."""
    return f"{_FAMILY}/{drill}"


def verification(bundle: Path, trust: Path | None) -> bytes:
    """Return as JSON what the book keeps of verifying a bundle, or why it could not be read; for a process aside."""
    try:
        with bundle.open("rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
        told = as_data(verify(bundle, read_trust(trust)))
    except (*_UNREADABLE, Problems) as error:
        return json.dumps({"unreadable": str(error)[:_LONGEST]}).encode()
    checks = [_kept(check) for check in told["checks"]]
    whole = {"sha256": sha256, "software": told["software"], "exit": told["exit"], "checks": checks}
    return json.dumps({**whole, "trusted": trust is not None}, ensure_ascii=False).encode(errors="backslashreplace")


def _kept(check: dict[str, Any]) -> dict[str, Any]:
    detail = {lang: text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for lang, text in check["detail"].items()}
    return {name: check[name] for name in ("name", "status", "essential", "count")} | {"detail": detail}


def _head(drill: str, shown: dict[str, Any]) -> Head:
    return Head(
        stream=stream_of(drill),
        family=_FAMILY,
        status=_OUTCOMES[shown["exit"]],
        order_ns=shown["utc_ns"],
        tags=frozenset(),
        shown=shown,
    )


def verified_in(head: Head) -> Verified:
    """Return what the book says of a drill's newest verification."""
    told = head.shown
    facts = {name: told[name] for name in ("bundle", "sha256", "utc_ns", "by", "software", "exit", "trusted")}
    checks = tuple(_seen(check) for check in told["checks"])
    return Verified(drill=head.stream.partition("/")[2], checks=checks, **facts)


def _seen(check: dict[str, Any]) -> CheckSeen:
    kept = {name: check[name] for name in ("name", "status", "essential", "count")}
    return CheckSeen(detail=Text(**check["detail"]), **kept)
