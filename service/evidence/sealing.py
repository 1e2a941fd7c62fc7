"""The seal of a drill's files: the statement that names them all, its signatures, and the keys that belong to these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from measurements.report import Report
from measurements.utc import utc_text
from service.book import Entry
from service.evidence.layout import ENVELOPE, STATEMENT, signer_name
from service.evidence.statement import Chained, Kept, Made, Predicate, Statement, statement_bytes
from service.keys import Key, signed
from service.software import SOFTWARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What the seal needs beside the files: keys that sign it, how long it is to be kept, and which version it is."""

    keys: Sequence[Key] = ()
    retention: Kept | None = None
    version: int = 1
    supersedes: str = ""
    """SHA-256 of the statement of the version before."""


UNSIGNED: Final = Seal()


def statement_for(
    report: Report, count: int, entries: Sequence[Entry], files: Mapping[str, str], seal: Seal
) -> Statement:
    """Return the statement about files by name and SHA-256; `count` is how many records the journal has."""
    drill = report.drill
    about = Predicate(
        drill=drill.id,
        scenario=drill.scenario,
        plan_sha256=drill.plan_sha256,
        journal=Chained(count=count, head=drill.head),
        records=Chained(count=len(entries), head=last_hash(entries)),
        software=SOFTWARE,
        made=made_of(report, entries),
        retention=seal.retention,
        version=seal.version,
        supersedes=seal.supersedes,
    )
    return Statement(files=files, about=about)


def seal_files(statement: Statement, seal: Seal) -> dict[str, bytes]:
    """Return the statement's own files by name: without a key it is a statement that nobody signed."""
    content = statement_bytes(statement)
    if not seal.keys:
        return {STATEMENT: content}
    return {STATEMENT: content, **signature_files(content, seal.keys)}


def signature_files(statement: bytes, keys: Sequence[Key], envelope: bytes | None = None) -> dict[str, bytes]:
    """Return the envelope with a signature of each key after those that it had, and the public keys.

    Raises EnvelopeError where `envelope` is about another statement.
    """
    carried = {signer_name(key.keyid): key.public.encode() for key in keys}
    return {ENVELOPE: signed(statement, keys, envelope), **carried}


def last_hash(entries: Sequence[Entry]) -> str:
    """Return the hash of the newest entry, empty where there is none."""
    last = max(entries, key=lambda one: one.number, default=None)
    return "" if last is None else last.hash


def made_of(report: Report, entries: Sequence[Entry]) -> Made:
    """Return the first and the last moment that anything in the evidence tells of."""
    told = [report.drill.ended_at or report.drill.started_at, *(utc_text(entry.utc_ns) for entry in entries)]
    return Made(start=report.drill.started_at, end=max(told))
