"""What can be done in the service, and which role may do it. Nothing else gives anybody a right."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is in the service; one person may be several, for some services and sites or for all."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Right(StrEnum):
    """One thing that can be done. Every address of the API that is not open asks for exactly one."""

    READ = "read"
    PREPARE = "prepare"
    """Write a drill's dossier before and after the drill."""
    START = "start"
    SPEAK = "speak"
    """Answer what a running drill asks; whether a word counts is judged by the people register."""
    STOP = "stop"
    """Abort a drill. Whoever may start or approve may also stop."""
    APPROVE = "approve"
    """Approve or refuse a dossier, and override the guard together with another person."""
    IMPROVE = "improve"
    VERIFY = "verify"
    """Confirm that an improvement worked; never one's own."""
    SCHEDULE = "schedule"
    CHANGE = "change"
    """Tell that something was changed (a CMDB or a pipeline does)."""
    DECLARE = "declare"
    """Record a real interruption."""
    NOTIFY = "notify"
    AUDIT = "audit"
    """Read the book and verify it."""
    ADMINISTER = "administer"
    """Users, tokens of others, settings. Gives no right to prepare, start or approve anything."""


_READER: Final = frozenset({Right.READ})
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.VIEWER: _READER,
    Role.OPERATOR: _READER
    | {
        Right.PREPARE,
        Right.START,
        Right.SPEAK,
        Right.STOP,
        Right.IMPROVE,
        Right.SCHEDULE,
        Right.CHANGE,
        Right.DECLARE,
        Right.NOTIFY,
    },
    Role.APPROVER: _READER | {Right.APPROVE, Right.SPEAK, Right.STOP, Right.VERIFY, Right.DECLARE},
    Role.AUDITOR: _READER | {Right.AUDIT, Right.VERIFY},
    Role.ADMIN: _READER | {Right.AUDIT, Right.ADMINISTER},
}
