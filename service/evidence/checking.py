"""Verification of a drill's evidence: each check says passed, failed (and where), or not present."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from scenarios.plan import Text
from service.evidence.approvals import check_approvals
from service.evidence.attached import check_attachments
from service.evidence.authority import check_signatures
from service.evidence.booked import check_records
from service.evidence.case import Case, open_case
from service.evidence.checks import Check, Status, absent, at, found
from service.evidence.flaws import flaws_of
from service.evidence.planned import check_parameters, check_plan
from service.evidence.recomputing import check_figures, check_pages
from service.evidence.rendering import Render, render
from service.evidence.stamped import check_timestamp
from service.evidence.wholeness import check_completeness, check_container, check_digests, check_statement
from service.keys import NOBODY, Trust
from service.words import say

__all__ = ["Check", "Status", "title", "verify"]


def verify(path: Path, trust: Trust = NOBODY, render: Render = render) -> list[Check]:
    """Return every check of the evidence at `path`: a bundle, a drill's folder, its evidence folder, or a journal.

    `trust` tells whose signatures count. Nothing but the files is asked: no network, no database, no clock. Raises
    NoEvidenceError where there is nothing to look at, BundleError or OSError where it cannot be read.
    """
    case = open_case(path, trust, render)
    return [_made(name, check, case) for name, check in CHECKS.items()]


def _made(name: str, check: Callable[[Case], Check], case: Case) -> Check:
    """Make a check; whatever evidence holds that makes it impossible fails it, and the others go on."""
    try:
        return check(case)
    except Exception as error:  # noqa: BLE001  whoever made this evidence may have meant to stop its verifier
        return found(name, [at("check.impossible", "", reason=f"{type(error).__name__}: {error}")])


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


CHECKS: Final[Mapping[str, Callable[[Case], Check]]] = {
    "container": check_container,
    "statement": check_statement,
    "signatures": check_signatures,
    "timestamp": check_timestamp,
    "digests": check_digests,
    "completeness": check_completeness,
    "chain": check_chain,
    "times": check_times,
    "records": check_records,
    "attachments": check_attachments,
    "plan": check_plan,
    "approvals": check_approvals,
    "parameters": check_parameters,
    "figures": check_figures,
    "pages": check_pages,
}
