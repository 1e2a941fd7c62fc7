"""Honest bundles of whole drills, with what a forger may have beside them: an older version, another drill."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from measurements.codec import Record, decode
from measurements.events import DrillGoverned, DrillOpened, Governance
from measurements.events.governed import Decided, Prepared
from measurements.history import History
from measurements.judge import judge
from scenarios.canonical import digest
from scenarios.plan import SECOND, plan_from_json
from service.book import Author, Entry, Note
from service.book.entry import chained as chained_entry
from service.dossiers.events import (
    ApprovalAsked,
    Archived,
    Assessed,
    DecisionGiven,
    DossierEvent,
    DossierOpened,
    DrillBegun,
    DrillDone,
    Evaluated,
    Grade,
    Item,
    RecordFiled,
)
from service.dossiers.events import Record as Preparation
from service.dossiers.wish import Span, Wish, digest_of, facts_of
from service.evidence.case import open_case
from service.evidence.layout import STATEMENT
from service.evidence.sealing import Seal, seal_files
from service.evidence.statement import Statement, statement_of
from service.evidence.writing import write
from service.evidence.zipping import directory, laid_out
from service.keys import Key, Trust, Trusted
from service.report.formats.pdf import pdf
from tests.support.staffed_story import EVERY_STORY
from tests.support.stories import UTC_NS, Story, chained

SOURCES: Final = {"scenario": b"scenario", "bia": b"bia", "inventory": b"inventory"}
DOSSIER: Final = "D-2026-0031"
_HOUR: Final = 3600 * SECOND
_OLGA, _ANNA, _AMIR = (Author(user=name, via=f"session:{name}") for name in ("olga", "anna", "amir"))
_EVENTS: Final[TypeAdapter[DossierEvent]] = TypeAdapter(DossierEvent)
Files = dict[str, bytes]
"""The files of a bundle by their names, those of its seal too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Honest:
    """One bundle, the version of it before (itself, where there is none), and the bundle of another drill."""

    name: str
    files: Files
    older: Files
    other: Files


def bundle_of(files: Files) -> bytes:
    """Return files as a bundle."""
    members = list(laid_out((name, len(files[name]), zlib.crc32(files[name])) for name in sorted(files)))
    return b"".join(part for member in members for part in (member.header, files[member.name])) + directory(members)


def trust_in(key: Key) -> Trust:
    """Return a trust file's content that knows one operator."""
    return Trust(signers=(Trusted(keyid=key.keyid, who="演练中心", role="operator", public_key=key.public),))


def honest_bundles(folder: Path, key: Key, *, few: bool = False) -> list[Honest]:
    """Return bundles of seven drills: with and without a dossier, with people, aborted, with a PDF; or of `few`."""
    made: list[tuple[str, Files, Files]] = []
    for name in ("async",) if few else ("async", "sync", "staffed", "aborted"):
        files = _filed(folder / name, EVERY_STORY[name]().records(), (), Seal(keys=(key,)))
        made.append((name, files, files))
    for name, story in (("governed", "sync"), ("governed-staffed", "staffed"))[: 1 if few else 2]:
        made.append((name, *governed(folder / name, EVERY_STORY[story], key)))
    if not few:
        files = with_pdf(made[0][1], folder / "async", key)
        made.append(("pdf", files, made[0][1]))
    return [
        Honest(name=name, files=files, older=older, other=made[(place + 1) % len(made)][1])
        for place, (name, files, older) in enumerate(made)
    ]


def governed(folder: Path, story: Callable[[], Story], key: Key) -> tuple[Files, Files]:
    """Return the second version of a drill with a dossier, which tells its evaluation too, and the first."""
    records = chained(_with_governance(story().history()))
    first = _filed(folder / "1", records, entries(records, closed=False), Seal(keys=(key,)))
    again = Seal(keys=(key,), version=2, supersedes=digest(first[STATEMENT].decode()))
    return _filed(folder / "2", records, entries(records, closed=True), again), first


def with_pdf(files: Files, folder: Path, key: Key) -> Files:
    """Return the files of a drill with the report as PDF among them, signed like the others."""
    rebuilt = open_case(folder).rebuilt
    assert rebuilt is not None
    assert rebuilt.whole is not None
    more = files | {"report.pdf": pdf(rebuilt.whole, "zh")}
    told = statement_of(files[STATEMENT])
    listed = {**told.files, "report.pdf": sha256(more["report.pdf"]).hexdigest()}
    return more | seal_files(Statement(files=listed, about=told.about), Seal(keys=(key,)))


def _filed(folder: Path, records: Sequence[Record], told: Sequence[Entry], seal: Seal) -> Files:
    write(folder, records, SOURCES, told, seal)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _with_governance(history: History) -> Iterator[Any]:
    opened, *rest = history.events
    assert isinstance(opened, DrillOpened)
    window = _window()
    governance = Governance(
        dossier=DOSSIER,
        digest=digest_of(opened.plan_sha256, window),
        prepared_by=("olga",),
        started_by="oskar",
        opens_ns=window.opens_ns,
        closes_ns=window.closes_ns,
        needed=2,
        records=tuple(map(_prepared, Preparation)),
        approvals=(_approval("anna", 8), _approval("amir", 7)),
    )
    yield opened
    yield DrillGoverned(at=opened.at, governance=governance)
    yield from rest


def _prepared(record: Preparation) -> Prepared:
    return Prepared(record=record, by="olga", utc_ns=UTC_NS - 30 * _HOUR, text="已完成")


def _approval(who: str, hours: int) -> Decided:
    asked = UTC_NS - 9 * _HOUR
    return Decided(by=who, decision="approve", reason="同意", utc_ns=UTC_NS - hours * _HOUR, asked_ns=asked)


def _window() -> Span:
    return Span.model_validate({"opens": "2026-11-18T00:00:00+08:00", "closes": "2026-11-19T23:00:00+08:00"})


def entries(records: Sequence[Record], *, closed: bool) -> tuple[Entry, ...]:
    """Return the book's entries of a drill's dossier, with holes in their numbers where other things happened."""
    told: list[Entry] = []
    prev, number = digest("what happened before"), 40
    for seq, (author, hours, event) in enumerate(_life(records, closed=closed), start=1):
        note = Note(stream=f"dossier/{DOSSIER}", kind=event.kind, body=_EVENTS.dump_python(event, mode="json"))
        entry = chained_entry(prev, number, seq, UTC_NS + round(hours * _HOUR), author, note)
        told.append(entry)
        holes = seq % 3
        prev, number = digest(entry.hash) if holes else entry.hash, number + 1 + holes
    return tuple(told)


def _life(records: Sequence[Record], *, closed: bool) -> Iterator[tuple[Author, float, DossierEvent]]:
    history = History(tuple(decode(record.text) for record in records))
    opened = history.opened
    assert opened is not None
    plan = plan_from_json(opened.plan)
    bound = digest_of(opened.plan_sha256, _window())
    wish = Wish(scenario="pg.yaml", inventory="inventory.yaml", bia="bia.yaml", window=_window())
    yield _OLGA, -31, DossierOpened(wish=wish, facts=facts_of(plan))
    for one in Preparation:
        yield _OLGA, -30, RecordFiled(record=one, text="已完成")
    yield _OLGA, -9, ApprovalAsked(digest=bound)
    yield _ANNA, -8, DecisionGiven(digest=bound, decision="approve", reason="同意")
    yield _AMIR, -7, DecisionGiven(digest=bound, decision="approve", reason="同意")
    yield Author(user="oskar", via="session:oskar"), -0.1, DrillBegun(drill=opened.drill, digest=bound)
    report = judge(history, records[-1].hash)
    ending = report.drill.ending or ""
    yield (
        Author(user="system", via="service"),
        1,
        DrillDone(
            drill=opened.drill,
            verdict=report.verdict,
            ending=ending,
            restored=report.restored,
            head=report.drill.head,
            stages=report.stages,
        ),
    )
    if closed:
        grades = tuple(Grade(item=item, grade=3, note="一般") for item in Item)
        yield _ANNA, 20, Evaluated(grades=grades, members=("anna", "amir"), text="达到预期")
        yield _OLGA, 30, Archived(place="档案室", filed_with="", filed_on="", text="已归档")
        yield _OLGA, 31, Assessed(text="表现良好", reward="无", penalty="无")
