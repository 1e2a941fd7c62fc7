"""When the statement was there at the latest: the time stamp (RFC 3161) that came along, where there is one."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec

from service.evidence.case import Case, contents
from service.evidence.checks import Check, absent, at, found
from service.evidence.layout import TIMESTAMP
from service.keys.stamping import Stamped, StampError, read_stamp


def check_timestamp(case: Case) -> Check:
    """Check that the time stamp is over this statement and, with a trust file, by an authority that it knows."""
    if case.folder.size(TIMESTAMP) is None:
        return absent("timestamp", "check.timestamp.absent", essential=False)
    if find_spec("rfc3161_client") is None:
        return absent("timestamp", "check.timestamp.unread")
    try:
        stamped = _stamped(case)
    except StampError as error:
        return found("timestamp", [at("check.timestamp.wrong", TIMESTAMP, reason=str(error))])
    if stamped is None:
        return absent("timestamp", "check.digests.absent")
    moment = stamped.at.isoformat()
    if stamped.is_trusted:
        return found("timestamp", [], at=moment)
    if case.trust.authorities:
        return found("timestamp", [at("check.timestamp.wrong", TIMESTAMP, reason=stamped.why)])
    return absent("timestamp", "check.timestamp.unknown", essential=False, at=moment)


def proved_day(case: Case) -> date | None:
    """Return the day on which an authority that is trusted saw the statement, None where nobody is known to have."""
    try:
        stamped = _stamped(case) if find_spec("rfc3161_client") is not None else None
    except StampError:
        return None
    return stamped.at.date() if stamped is not None and stamped.is_trusted else None


def _stamped(case: Case) -> Stamped | None:
    content = contents(case.folder, TIMESTAMP)
    if content is None or case.claims is None:
        return None
    return read_stamp(content, case.claims.content, case.trust.authorities)
