"""Whether all the files are there and none other, each as it was stated, in a container that holds nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final, TypeAlias

from measurements.events import LedgerRead, LedgerWritten
from measurements.history import History
from service.evidence.case import Case, contents
from service.evidence.checks import Check, Discrepancy, absent, at, found
from service.evidence.difference import parsed
from service.evidence.flaws import flaws_of
from service.evidence.layout import JOURNAL, PLAN, REPORT, SOFTWARE_FILE, STATEMENT, Folder, is_outside
from service.evidence.sealing import last_hash, made_of

DUE: Final = frozenset((JOURNAL, PLAN, SOFTWARE_FILE, REPORT))
"""What every drill's evidence holds, whatever its statement says."""
_CHUNK: Final = 1 << 20


def check_container(case: Case) -> Check:
    """Check every byte of the bundle that is no file's content, and that a folder holds plain files."""
    if case.folder.form == "journal":
        return absent("container", "check.container.journal", essential=False)
    wrong = (
        at(f"check.container.{flaw.fault}", flaw.name, byte=flaw.at, bundle=case.folder.place.name)
        for flaw in case.folder.flaws()
    )
    return found("container", wrong, count=len(case.folder.names))


def check_statement(case: Case) -> Check:
    """Check that what is stated of the drill is what journal and records say."""
    if case.claims_flaw is not None:
        return found("statement", [case.claims_flaw])
    if case.claims is None:
        return absent("statement", "check.statement.absent")
    told, due = case.claims.facts, dict(_facts(case))
    wrong = (
        at("check.statement.differs", case.claims.path, field=name, found=told[name], due=due[name])
        for name in told
        if name in due and told[name] != due[name]
    )
    return found("statement", wrong, count=len(case.claims.files))


def _facts(case: Case) -> Iterator[tuple[str, str | int]]:
    """Yield what the files themselves say about each fact that is stated, as far as they can be read."""
    if case.journal is not None:
        yield "journal.count", case.journal.records
        yield "journal.head", case.journal.head
    opened = None if case.history is None else case.history.opened
    if opened is not None:
        yield from (("drill", opened.drill), ("scenario", opened.scenario), ("plan_sha256", opened.plan_sha256))
    if case.records.flaw is None:
        yield "records.count", len(case.records.entries)
        yield "records.head", last_hash(case.records.entries)
    report = None if case.rebuilt is None else case.rebuilt.report
    if report is not None and case.records.flaw is None:
        made = made_of(report, case.records.entries)
        yield from (("made.start", made.start), ("made.end", made.end))
    if (maker := contents(case.folder, SOFTWARE_FILE)) is not None:
        yield "software", _maker(maker)


def _maker(content: bytes) -> str:
    """Return what evidence/software.json names, as it stands there."""
    try:
        told = parsed(content.decode())
    except (ValueError, RecursionError):
        return SOFTWARE_FILE
    match told:
        case {"software": str(software)}:
            return software
        case _:
            return SOFTWARE_FILE


def check_digests(case: Case) -> Check:
    """Check SHA-256 of every file that is stated and that is there."""
    if case.claims is None:
        return absent("digests", "check.digests.absent")
    claims, there = case.claims, set(case.folder.names)
    present = sorted(claims.files.keys() & there)
    wrong = (
        at("check.digests.differs", name, claims=claims.path)
        for name in present
        if digest_in(case.folder, name) != claims.files[name]
    )
    return found("digests", wrong, count=len(present))


def digest_in(folder: Folder, name: str) -> str:
    """Return the SHA-256 of a file, read bit by bit; raises FileNotFoundError."""
    digest = sha256()
    with folder.open(name) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check_completeness(case: Case) -> Check:
    """Check that no file, no end of the drill, no batch and no chunk is missing, and that nothing was added."""
    wrong = [*_files(case)]
    if case.history is None or case.journal is None:
        return found("completeness", wrong) if wrong else absent("completeness", "check.unread")
    wrong += [*flaws_of(case.journal, "completeness"), *_ending(case.history), *_counting(case.history)]
    return found("completeness", wrong, count=case.journal.records)


def _files(case: Case) -> Iterator[Discrepancy]:
    if case.claims is None or case.folder.form == "journal":
        return
    claims, there = case.claims, case.folder.names
    for name in sorted(claims.files.keys() - set(there)):
        yield at("check.completeness.missing", name, claims=claims.path)
    if claims.statement is not None:
        for name in sorted(DUE - claims.files.keys() - set(there)):
            yield at("check.completeness.due", name)
    own = {claims.path}
    for name in there:
        if name not in claims.files and name not in own and not (is_outside(name) and claims.path == STATEMENT):
            yield at("check.completeness.unlisted", name, claims=claims.path)


def _ending(history: History) -> Iterator[Discrepancy]:
    if history.closed is None:
        yield at("check.completeness.not_closed", JOURNAL)


_Count: TypeAlias = tuple[str, str, int]


def _counting(history: History) -> Iterator[Discrepancy]:
    due: dict[tuple[str, str], int] = {}
    for stream, taken in history.taken().items():
        for seq, number, expected in taken.misnumbered:
            yield _miscounted("batch", stream, seq, number, expected)
    for seq, event in history.told():
        match event:
            case LedgerWritten():
                yield from _counted(due, ("batch", event.ledger, event.batch), seq)
            case LedgerRead():
                if event.chunk == 0:
                    due["chunk", event.ledger] = 0
                yield from _counted(due, ("chunk", event.ledger, event.chunk), seq)
            case _:
                pass


def _counted(due: dict[tuple[str, str], int], told: _Count, seq: int) -> Iterator[Discrepancy]:
    what, stream, number = told
    expected = due.get((what, stream), 0)
    due[what, stream] = number + 1
    if number != expected:
        yield _miscounted(what, stream, seq, number, expected)


def _miscounted(what: str, stream: str, seq: int, number: int, due: int) -> Discrepancy:
    facts = {"stream" if what == "batch" else "ledger": stream}
    return at(f"check.completeness.{what}", JOURNAL, seq, f"event.{what}", found=number, due=due, **facts)
