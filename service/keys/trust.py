"""The trust file: whose signatures count, in which role, from when to when; what `verify --trust` reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from scenarios.bia.words import Day
from scenarios.documents import load
from scenarios.draft import Draft, understand
from scenarios.fields import After, Input, Line, refuse
from scenarios.problems import Problem, Problems, errors_in, shown
from service.keys.keyfile import keyid_of, pem_of, public_key_of

Role: TypeAlias = Literal["operator", "auditor"]


def _public_key(value: str) -> str:
    key = public_key_of(value.encode())
    return refuse("not_a_public_key", value=shown(value[:40])) if key is None else pem_of(key)


PublicKey = Annotated[str, After(_public_key)]


class SignerInput(Input):
    """One key that is trusted, and whose it is."""

    who: Line
    role: Role
    public_key: PublicKey
    keyid: Line | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    revoked: Day | None = None


class TrustInput(Input):
    """What a trust file holds."""

    signers: list[SignerInput] = Field(default_factory=list[SignerInput], max_length=1000)
    authorities: list[Line] = Field(default_factory=list[str], max_length=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """One key whose signatures count, from the first day to the last, both included (None: no bound)."""

    keyid: str
    who: str
    role: Role
    public_key: str
    start: date | None = None
    end: date | None = None
    revoked: date | None = None

    def is_due(self, day: date) -> bool:
        """Tell whether the key was to be used on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Everybody whose signatures count. `authorities` are the certificates (PEM) of time-stamping authorities."""

    signers: Sequence[Trusted] = ()
    authorities: Sequence[Path] = ()
    is_given: bool = True

    def of(self, keyid: str) -> Trusted | None:
        """Return who has that key, None where nobody who is trusted has."""
        return next((one for one in self.signers if one.keyid == keyid), None)


NOBODY: Final = Trust(is_given=False)
"""What holds where no trust file was given."""


def read_trust(path: Path | None) -> Trust:
    """Return what a trust file says; raises Problems with everything that is wrong, with file:line:column."""
    if path is None:
        return NOBODY
    draft = understand(TrustInput, load(path))
    wrong = (*draft.problems, *(() if draft.model is None else _wrong(draft.model, draft)))
    if draft.model is None or errors_in(wrong):
        raise Problems(wrong)
    folder = path.absolute().parent
    authorities = tuple(folder / name for name in draft.model.authorities)
    return Trust(signers=tuple(map(_trusted, draft.model.signers)), authorities=authorities)


def _wrong(told: TrustInput, draft: Draft[TrustInput]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, one in enumerate(told.signers):
        keyid = _keyid(one)
        if one.keyid is not None and one.keyid != keyid:
            yield draft.problem(("signers", place, "keyid"), "keyid_of_other_key", due=keyid)
        if keyid in seen:
            yield draft.problem(("signers", place, "public_key"), "key_trusted_twice", keyid=keyid)
        if one.from_ is not None and one.to is not None and one.to < one.from_:
            yield draft.problem(("signers", place, "to"), "trust_ends_before", start=one.from_)
        seen.add(keyid)


def _keyid(one: SignerInput) -> str:
    key = public_key_of(one.public_key.encode())
    assert key is not None  # noqa: S101  it was read at the door
    return keyid_of(key)


def _trusted(one: SignerInput) -> Trusted:
    return Trusted(
        keyid=_keyid(one),
        who=one.who,
        role=one.role,
        public_key=one.public_key,
        start=_day(one.from_),
        end=_day(one.to),
        revoked=_day(one.revoked),
    )


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)
