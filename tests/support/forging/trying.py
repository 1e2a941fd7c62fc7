"""Forgeries drawn one by one from a seed, and what verification, and a list of digests alone, make of each."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from service.evidence import Check, verify
from service.evidence.layout import ENVELOPE, STATEMENT
from service.evidence.rendering import Render, render
from service.keys import Key, Trust
from tests.support.forging.contents import ANY, MENDED
from tests.support.forging.forgeries import Change, Forgery, Kind, Mended, digests, forged, mended
from tests.support.forging.honest import Honest, bundle_of
from tests.support.forging.tricks import SEALS, TRICKS, Sealed, unpacked

BUNDLE: Final = "bundle.drillproof.zip"
_SEAL: Final = frozenset({"signatures"})
"""What is left out to tell what would be found if nobody looked at signatures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was made of a forgery.

    `named`: a discrepancy speaks of what was touched, `itself` of the changed file and not only of what the forger
    mended; `placed`: of the very line or field. `by_content`: something
    other than the signatures fails too. `by_list`: digests kept beside the files are found wrong.
    """

    forgery: Forgery
    found: bool
    named: bool
    itself: bool
    placed: bool
    by_content: bool
    by_list: bool
    told: str


def draw(count: int, seed: int, bundles: Sequence[Honest], forger: Key) -> Iterator[Forgery]:
    """Yield so many forgeries: every kind, with every way of mending it, in turn, each on a bundle that is drawn."""
    rng = random.Random(seed)  # noqa: S311  reproducible, not secret
    ways = [*_ways()]
    made, turn = 0, 0
    while made < count:
        way = ways[turn % len(ways)]
        turn += 1
        one = _forged(way, rng, rng.choice(bundles), forger)
        if one is not None:
            made += 1
            yield one


_Way = tuple[str, Kind | Sealed | None, Mended]


def _ways() -> Iterator[_Way]:
    yield from ((kind, make, Mended.NOTHING) for kind, make in ANY.items())
    yield from ((kind, make, how) for how in Mended for kind, make in MENDED.items())
    yield from ((kind, make, Mended.NOTHING) for kind, make in SEALS.items())
    yield from ((kind, None, Mended.NOTHING) for kind in TRICKS)


def _forged(way: _Way, rng: random.Random, honest: Honest, forger: Key) -> Forgery | None:
    kind, make, how = way
    if kind in TRICKS:
        content, named = TRICKS[kind](rng, honest)
        return _sealed(kind, honest, content, named)
    if kind in SEALS:
        change: Change = SEALS[kind](rng, honest, forger)
        if all(honest.files.get(name) == content for name, content in change.files.items()):
            return None
        return _sealed(kind, honest, bundle_of(mended(honest, change, Mended.NOTHING, forger)), change.named)
    return forged(kind, make, how, honest, rng, forger)  # type: ignore[arg-type]


def _sealed(kind: str, honest: Honest, content: bytes, named: tuple[str, ...]) -> Forgery:
    return Forgery(
        kind=kind,
        bundle=honest.name,
        mended=Mended.NOTHING,
        content=content,
        named=named,
        place="",
        listed=digests(honest.files),
    )


def tried(forgery: Forgery, trust: Trust, folder: Path, render: Render = render) -> Tried:
    """Return what verification makes of a forgery, which is written into `folder`."""
    place = folder / BUNDLE
    place.write_bytes(forgery.content)
    checks = verify(place, trust, render)
    failed = [check for check in checks if check.status == "failed"]
    return Tried(
        forgery=forgery,
        found=bool(failed) or any(check.status == "absent" and check.essential for check in checks),
        named=any(_speaks(checks, word) for word in _words(forgery)),
        itself=any(_speaks(checks, word) for word in forgery.named),
        placed=bool(forgery.place) and _speaks(checks, forgery.place),
        by_content=any(check.name not in _SEAL for check in failed),
        by_list=_is_unlisted(forgery),
        told="; ".join(f"{check.name}: {check.detail.en}" for check in failed),
    )


def _words(forgery: Forgery) -> tuple[str, ...]:
    """Return what must be spoken of: what was touched, and what the forger mended so that it is not seen."""
    more = (ENVELOPE, STATEMENT) if forgery.mended in {Mended.ENVELOPE, Mended.OWN_KEY} else ()
    return (*forgery.named, *more)


def _speaks(checks: Sequence[Check], word: str) -> bool:
    return any(word in told for check in checks for told in _told(check))


def _told(check: Check) -> Iterator[str]:
    if check.status == "absent":
        yield check.detail.en
    for one in check.wrong:
        yield f"{one.file}:{one.line}" if one.line else one.file
        yield one.field
        yield one.told.en


def _is_unlisted(forgery: Forgery) -> bool:
    """Tell whether a file is missing or has another digest than a list beside the files says."""
    there = unpacked(forgery.content)
    found = {name: sha256(there[name]).hexdigest() if name in there else "" for name in forgery.listed}
    return found != dict(forgery.listed)
