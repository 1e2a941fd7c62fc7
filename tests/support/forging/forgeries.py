"""Single forgeries of a bundle: what is changed, what the forger mends afterwards, and what must be said of it."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, TypeAlias, cast

from measurements.codec import GENESIS, link
from scenarios.canonical import canonical
from service.evidence.layout import ENVELOPE, JOURNAL, RECORDS, STATEMENT, is_outside, signer_name
from service.keys import Key, signed
from tests.support.forging.honest import Files, Honest, bundle_of


class Mended(StrEnum):
    """What the forger does so that the change is not seen. Nobody but the operator has the operator's key."""

    NOTHING = "nothing"
    STATEMENT = "statement"
    """The digests in statement.json are made anew; the envelope is left."""
    ENVELOPE = "statement and envelope"
    """The statement in the envelope is made anew too; the old signature stays."""
    OWN_KEY = "everything, with a key of the forger's own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Files that take the place of others (None: taken away). Of `named` one must be said, and `place` with luck."""

    files: Mapping[str, bytes | None]
    named: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """One forged bundle. `listed` are digests that a list beside the files would hold after the forger was at it."""

    kind: str
    bundle: str
    mended: Mended
    content: bytes
    named: tuple[str, ...]
    place: str
    listed: Mapping[str, str]


Kind: TypeAlias = Callable[[random.Random, Honest], Change | None]
Trick: TypeAlias = Callable[[random.Random, Honest], tuple[bytes, tuple[str, ...]]]


def mended(honest: Honest, change: Change, how: Mended, forger: Key) -> Files:
    """Return the files after a change and after what the forger did about it."""
    told = {**honest.files, **{name: content for name, content in change.files.items() if content is not None}}
    files = {name: content for name, content in told.items() if change.files.get(name, content) is not None}
    if how is Mended.NOTHING or not {STATEMENT, ENVELOPE} <= files.keys():
        return files
    if STATEMENT not in change.files:
        files[STATEMENT] = _restated(files)
    if how is Mended.ENVELOPE:
        envelope: Any = json.loads(files[ENVELOPE])
        envelope["payload"] = base64.b64encode(files[STATEMENT]).decode()
        files[ENVELOPE] = canonical(envelope).encode()
    if how is Mended.OWN_KEY:
        kept = {name: content for name, content in files.items() if not name.startswith("evidence/signers/")}
        public = {signer_name(forger.keyid): forger.public.encode()}
        files = {**kept, **public, ENVELOPE: signed(files[STATEMENT], (forger,))}
    return files


def _restated(files: Files) -> bytes:
    """Return the statement made to fit the files."""
    told: Any = json.loads(files[STATEMENT])
    told["subject"] = [
        {"name": name, "digest": {"sha256": sha256(content).hexdigest()}}
        for name, content in sorted(files.items())
        if not is_outside(name)
    ]
    for part, name in (("journal", JOURNAL), ("records", RECORDS)):
        lines = files.get(name, b"").splitlines()
        told["predicate"][part] = {"count": len(lines), "head": _hash_in(lines[-1]) if lines else ""}
    return canonical(told).encode()


def _hash_in(line: bytes) -> str:
    try:
        match json.loads(line):
            case {"hash": str(told)}:
                return told
            case _:
                return ""
    except ValueError:
        return ""


def digests(files: Files) -> dict[str, str]:
    """Return the list that a verifier without signatures would keep beside the files."""
    return {name: sha256(content).hexdigest() for name, content in files.items()}


def forged(kind: str, make: Kind, how: Mended, honest: Honest, rng: random.Random, forger: Key) -> Forgery | None:
    """Return one forgery; None where there is nothing of that kind to change, or nothing was changed by it."""
    change = make(rng, honest)
    if change is None or all(honest.files.get(name) == content for name, content in change.files.items()):
        return None
    files = mended(honest, change, how, forger)
    return Forgery(
        kind=kind,
        bundle=honest.name,
        mended=how,
        content=bundle_of(files),
        named=change.named,
        place=change.place,
        listed=digests(honest.files if how is Mended.NOTHING else files),
    )


# What is changed in files


def byte_flipped(rng: random.Random, honest: Honest) -> Change:
    """Change one bit of any file, those of the seal too."""
    name = rng.choice(sorted(honest.files))
    content = honest.files[name]
    at = rng.randrange(len(content))
    spoiled = content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :]
    line = content[:at].count(b"\n") + 1
    return Change(files={name: spoiled}, named=(name,), place=f"{name}:{line}" if name == JOURNAL else "")


def _in_lines(change: Callable[[random.Random, list[bytes], int], list[bytes]], shown: int = 1) -> Kind:
    """Return a kind that changes lines; the first that is wrong then stands `shown` lines behind the place."""

    def changed(rng: random.Random, honest: Honest) -> Change:
        name = rng.choice([one for one in (JOURNAL, JOURNAL, RECORDS) if one in honest.files])
        lines = honest.files[name].splitlines(keepends=True)
        at = rng.randrange(len(lines) - 1)
        spoiled = b"".join(change(rng, lines, at))
        return Change(files={name: spoiled}, named=(name,), place=f"{name}:{at + shown}")

    return changed


def _swapped(_rng: random.Random, lines: list[bytes], at: int) -> list[bytes]:
    return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


def _removed(_rng: random.Random, lines: list[bytes], at: int) -> list[bytes]:
    return [*lines[:at], *lines[at + 1 :]]


def _doubled(_rng: random.Random, lines: list[bytes], at: int) -> list[bytes]:
    return [*lines[: at + 1], *lines[at:]]


def _added(rng: random.Random, lines: list[bytes], at: int) -> list[bytes]:
    return [*lines[:at], rng.choice(lines), *lines[at:]]


LINES: Final[Mapping[str, Kind]] = {
    "lines swapped": _in_lines(_swapped),
    "line removed": _in_lines(_removed),
    "line duplicated": _in_lines(_doubled, 2),
    "line added": _in_lines(_added),
}


def edited(rng: random.Random, value: Any, path: str = "") -> tuple[Any, str] | None:
    """Return a value with one leaf changed, and the path of that leaf; None where there is none."""
    leaves = list(_leaves(value, path))
    if not leaves:
        return None
    where = rng.choice(leaves)
    return _replaced(rng, value, where, path), where


def _parts(value: Any, path: str) -> list[tuple[str, Any]]:
    """Return the parts of a value, each with its path."""
    if isinstance(value, dict):
        named = cast("dict[str, Any]", value)
        return [(f"{path}.{name}" if path else name, one) for name, one in named.items()]
    if isinstance(value, list):
        return [(f"{path}[{place}]", one) for place, one in enumerate(cast("list[Any]", value))]
    return []


def _leaves(value: Any, path: str) -> list[str]:
    if not isinstance(value, dict | list):
        return [path]
    return [leaf for where, one in _parts(value, path) for leaf in _leaves(one, where)]


def _replaced(rng: random.Random, value: Any, where: str, path: str) -> Any:
    if not isinstance(value, dict | list):
        return _other(rng, value) if path == where else value
    inner = [_replaced(rng, one, where, here) for here, one in _parts(value, path)]
    return dict(zip(cast("dict[str, Any]", value), inner, strict=True)) if isinstance(value, dict) else inner


def _other(rng: random.Random, value: Any) -> Any:
    """Return another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + rng.choice((-1, 1, 1000))
        case float():
            return round(value + rng.choice((0.001, 1.0)), 6)
        case str():
            return value[:-1] if len(value) > 1 and rng.random() < 0.5 else f"{value}1"
        case _:
            return 1


def event_edited(rng: random.Random, honest: Honest) -> Change | None:
    """Change one field of one event and make that line's own hash anew."""
    return _event(rng, honest, whole=False)


def chain_made_anew(rng: random.Random, honest: Honest) -> Change | None:
    """Change one field of one event and make the whole chain anew."""
    return _event(rng, honest, whole=True)


def _event(rng: random.Random, honest: Honest, *, whole: bool) -> Change | None:
    told: list[Any] = [json.loads(line) for line in honest.files[JOURNAL].splitlines()]
    at = rng.randrange(len(told))
    one = edited(rng, told[at]["event"], "event")
    if one is None:
        return None
    told[at]["event"] = one[0]
    content = rechained(told) if whole else _own_hash(told, at)
    named = (JOURNAL, "drill.head", one[1]) if whole else (JOURNAL,)
    place = f"{JOURNAL}:{at + 2}" if not whole and at + 1 < len(told) else ""
    return Change(files={JOURNAL: content}, named=named, place=place)


def _own_hash(told: list[Any], at: int) -> bytes:
    line = told[at]
    line["hash"] = link(line["prev"], line["seq"], canonical(line["event"]))
    return "".join(f"{canonical(one)}\n" for one in told).encode()


def rechained(told: list[Any]) -> bytes:
    """Return a journal of these lines, numbered and chained anew."""
    prev = GENESIS
    for seq, line in enumerate(told, start=1):
        line["seq"], line["prev"] = seq, prev
        line["hash"] = prev = link(prev, seq, canonical(line["event"]))
    return "".join(f"{canonical(one)}\n" for one in told).encode()
