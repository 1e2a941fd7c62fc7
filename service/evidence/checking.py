"""Verification of a drill's evidence: each check says passed, failed (and where), or not present."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from scenarios.plan import Text
from service.evidence.approvals import check_approvals
from service.evidence.authority import check_signatures
from service.evidence.booked import check_records
from service.evidence.case import Case, open_case
from service.evidence.checks import Check, Status, absent, found
from service.evidence.flaws import flaws_of
from service.evidence.planned import check_parameters, check_plan
from service.evidence.recomputing import check_figures, check_pages
from service.evidence.wholeness import check_completeness, check_container, check_digests, check_statement
from service.keys import NOBODY, Trust
from service.words import say

__all__ = ["Check", "Status", "title", "verify"]


def verify(path: Path, trust: Trust = NOBODY) -> list[Check]:
    """Return every check of the evidence at `path`: a bundle, a drill's folder, its evidence folder, or a journal.

    `trust` tells whose signatures count. Nothing but the files is asked: no network, no database, no clock. Raises
    NoEvidenceError where there is nothing to look at, BundleError or OSError where it cannot be read.
    """
    case = open_case(path, trust)
    return [check(case) for check in CHECKS]


def title(check: Check) -> Text:
    """Return what a check looks at, in words."""
    return say(f"check.{check.name}")


def check_chain(case: Case) -> Check:
    """Check that every line is a record and that each holds the hash of the one before it."""
    if case.journal is None:
        return found("chain", [] if case.journal_flaw is None else [case.journal_flaw])
    return found("chain", flaws_of(case.journal, "chain"), count=case.journal.records, head=case.journal.head)


def check_times(case: Case) -> Check:
    """Check that time never runs backwards, between records and inside them."""
    if case.history is None or case.journal is None:
        return absent("times", "check.unread")
    return found("times", flaws_of(case.journal, "times"))


CHECKS: Final[Iterable[Callable[[Case], Check]]] = (
    check_container,
    check_statement,
    check_signatures,
    check_digests,
    check_completeness,
    check_chain,
    check_times,
    check_records,
    check_plan,
    check_approvals,
    check_parameters,
    check_figures,
    check_pages,
)
