"""Verification of a drill's evidence: each check says passed, failed (and where), or not present."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

from measurements.events import DrillOpened, LedgerRead, LedgerWritten, SamplesTaken
from measurements.evidence import Flaw, Problem
from measurements.history import History
from scenarios.canonical import canonical
from scenarios.plan import Text
from service.evidence.approvals import check_approvals
from service.evidence.case import Case, Check, Status, absent, found, open_case
from service.evidence.layout import EVIDENCE, MANIFEST, PLAN, SUFFIXES, source_file, source_name
from service.evidence.recomputing import check_figures, check_pages
from service.words import say

__all__ = ["Check", "Status", "title", "verify"]

_PARTS: Final[Mapping[Flaw, str]] = {
    Flaw.EMPTY: "chain",
    Flaw.SEQUENCE: "chain",
    Flaw.LINK: "chain",
    Flaw.HASH: "chain",
    Flaw.UNREADABLE: "chain",
    Flaw.NOT_CANONICAL: "chain",
    Flaw.COLUMNS: "completeness",
    Flaw.NOT_OPENED: "completeness",
    Flaw.OPENED_TWICE: "completeness",
    Flaw.AFTER_CLOSE: "completeness",
    Flaw.INVERTED: "times",
    Flaw.TIME: "times",
    Flaw.PLAN: "plan",
}


def verify(path: Path) -> list[Check]:
    """Return every check of the evidence at `path`: a drill's folder, its evidence folder, or a bare journal.

    Raises NoEvidenceError where there is nothing to look at.
    """
    case = open_case(path)
    return [check(case) for check in CHECKS]


def title(check: Check) -> Text:
    """Return what a check looks at, in words."""
    return say(f"check.{check.name}")


def check_manifest(case: Case) -> Check:
    """Check that there is a manifest and that it can be read."""
    if case.manifest_flaw:
        detail = say("check.manifest.failed", path=MANIFEST, reason=case.manifest_flaw)
        return Check(name="manifest", status="failed", detail=detail)
    if case.manifest is None:
        return absent("manifest", "check.manifest.absent")
    return found("manifest", [], count=len(case.manifest.files))


def check_digests(case: Case) -> Check:
    """Check length and SHA-256 of every file that the manifest lists and that is there."""
    if case.manifest is None:
        return absent("digests", "check.digests.absent")
    present = [(one, content) for one in case.manifest.files if (content := case.folder.read(one.path)) is not None]
    wrong = [
        say("check.digests.differs", path=one.path)
        for one, content in present
        if (one.bytes, one.sha256) != (len(content), sha256(content).hexdigest())
    ]
    return found("digests", wrong, count=len(present))


def check_completeness(case: Case) -> Check:
    """Check that no file, no end of the drill, no batch and no chunk is missing, and that nothing was added."""
    if case.history is None:
        return absent("completeness", "check.unread")
    problems = [*_flaws(case, "completeness"), *_files(case), *_ending(case.history), *_counting(case.history)]
    return found("completeness", problems, count=len(case.records))


def check_chain(case: Case) -> Check:
    """Check that every line is a record and that each holds the hash of the one before it."""
    if case.unread is not None:
        return found("chain", [case.unread])
    problems = list(_flaws(case, "chain"))
    head = case.records[-1].hash if case.records else ""
    if case.manifest is not None and (case.manifest.head, case.manifest.records) != (head, len(case.records)):
        problems.append(say("check.chain.head"))
    return found("chain", problems, count=len(case.records), head=head)


def check_times(case: Case) -> Check:
    """Check that time never runs backwards, between records and inside them."""
    if case.history is None:
        return absent("times", "check.unread")
    return found("times", list(_flaws(case, "times")))


def check_plan(case: Case) -> Check:
    """Check that the plan, its digest, its file, its sources and the manifest agree."""
    opened = None if case.history is None else case.history.opened
    if opened is None:
        return absent("plan", "check.plan.absent")
    problems = [*_flaws(case, "plan"), *_plan_places(case, opened), *_sources(case)]
    return found("plan", problems, digest=opened.plan_sha256)


def _flaws(case: Case, part: str) -> Iterator[Text]:
    return (_flaw(problem) for problem in case.problems if _PARTS[problem.flaw] == part)


def _flaw(problem: Problem) -> Text:
    detail = say("flaw.detail", detail=problem.detail) if problem.detail else Text(zh="", en="")
    return say("flaw.at", line=problem.line, flaw=say(f"flaw.{problem.flaw}"), detail=detail)


def _files(case: Case) -> Iterator[Text]:
    if case.manifest is None or case.folder.root is None:
        return
    listed = {one.path for one in case.manifest.files}
    for name in sorted(listed):
        if case.folder.read(name) is None:
            yield say("check.completeness.missing", path=name)
    lying = (path for path in (case.folder.root / EVIDENCE).rglob("*") if path.is_file() or path.is_symlink())
    for name in sorted(path.relative_to(case.folder.root).as_posix() for path in lying):
        if name not in listed and name != MANIFEST:
            yield say("check.completeness.unlisted", path=name)


def _ending(history: History) -> Iterator[Text]:
    if history.closed is None:
        yield say("check.completeness.not_closed")


_Count: TypeAlias = tuple[str, str, int]


def _counting(history: History) -> Iterator[Text]:
    due: dict[tuple[str, str], int] = {}
    for seq, event in enumerate(history.events, start=1):
        match event:
            case SamplesTaken():
                yield from _counted(due, ("batch", event.stream, event.batch), seq)
            case LedgerWritten():
                yield from _counted(due, ("batch", event.ledger, event.batch), seq)
            case LedgerRead():
                if event.chunk == 0:
                    due["chunk", event.ledger] = 0
                yield from _counted(due, ("chunk", event.ledger, event.chunk), seq)
            case _:
                pass


def _counted(due: dict[tuple[str, str], int], told: _Count, seq: int) -> Iterator[Text]:
    what, stream, number = told
    expected = due.get((what, stream), 0)
    due[what, stream] = number + 1
    if number != expected:
        facts = {"stream" if what == "batch" else "ledger": stream}
        yield say(f"check.completeness.{what}", seq=seq, found=number, due=expected, **facts)


def _plan_places(case: Case, opened: DrillOpened) -> Iterator[Text]:
    kept = case.folder.read(PLAN)
    if kept is not None and kept != canonical(opened.plan).encode():
        yield say("check.plan.file")
    told = case.manifest
    if told is None:
        return
    same = (("plan_sha256", opened.plan_sha256), ("drill", opened.drill), ("scenario", opened.scenario))
    yield from (say("check.plan.manifest", field=field) for field, due in same if getattr(told, field) != due)


def _sources(case: Case) -> Iterator[Text]:
    for role, due in sorted((case.plan.sources if case.plan is not None else {}).items()):
        names = [source_file(role, suffix) for suffix in SUFFIXES] if _is_fit(role) else []
        there = ((name, content) for name in names if (content := case.folder.read(name)) is not None)
        yield from (say("check.plan.source", path=name) for name, content in there if _differs(content, due))


def _differs(content: bytes, due: str) -> bool:
    return sha256(content).hexdigest() != due


def _is_fit(role: str) -> bool:
    try:
        source_name(role)
    except ValueError:
        return False
    return True


CHECKS: Final[Iterable[Callable[[Case], Check]]] = (
    check_manifest,
    check_digests,
    check_completeness,
    check_chain,
    check_times,
    check_plan,
    check_approvals,
    check_figures,
    check_pages,
)
