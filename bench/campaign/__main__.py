"""`make campaign`: drill, strike, check, and tell. Ends with 1 where anything is violated or too few drills ended."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.campaign import capsule
from bench.campaign.blows import KINDS
from bench.campaign.crew import Form
from bench.campaign.half import Told, half
from bench.campaign.table import Came, lines, rows

FORMS: Final[Sequence[Form]] = ("postgresql", "sqlite")
_RESULTS: Final = Path(__file__).parents[1] / "results"
_WHOLE_S: Final = 1200.0
_LEAST: Final = 200
_HEAD: Final = """\
# Drills while something is done to us

`make campaign`: {date}, seed {seed}, {seconds:.0f} s, {cores} cores, load before {load:.1f}, {pairs} pairs of hosts at
once. Real hosts in namespaces (sshd, nftables, power), a service on them that logs its own truth, the product's own
processes; one half on PostgreSQL with an API and two workers, one on SQLite on a disk of its own. What is checked, by
what, and what is not: [ADR 23](../../docs/adr/0023-a-campaign-is-judged-by-its-targets.md).
A drill is under a blow when they overlap; most are under several. Raw rows: campaign.jsonl.
"""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.campaign", description=__doc__)
    parser.add_argument("--seconds", type=float, default=_WHOLE_S, help="for both halves together (%(default)s)")
    parser.add_argument("--seed", type=int, default=20261122, help="of everything random (%(default)s)")
    parser.add_argument("--pairs", type=int, default=6, help="drills at once (%(default)s)")
    parser.add_argument("--drills", type=int, default=10_000, help="no more than so many a half")
    parser.add_argument("--form", choices=FORMS, action="append", help="only this half")
    parser.add_argument("--blow", action="append", default=[], help="only these kinds of blows")
    parser.add_argument("--every", type=float, nargs=2, default=(2.0, 5.0), help="s between blows")
    parser.add_argument("--least", type=int, default=None, help="drills that must end (200 in a full run)")
    parser.add_argument("--out", type=Path, default=Path("var/campaign"), help="what is kept of it (%(default)s)")
    parser.add_argument("--again", action="store_true", help="only judge what --out keeps of an earlier run")
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(given: argparse.Namespace) -> int:
    """Run the halves, inside."""
    load, began = os.getloadavg()[0], time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    shutil.rmtree(given.out, ignore_errors=True)
    forms: Sequence[Form] = given.form or FORMS
    for number, form in enumerate(forms):
        told = Told(
            form=form, seconds=given.seconds / len(forms), seed=given.seed + number, pairs=given.pairs,
            drills=given.drills, every_s=tuple(given.every), kinds=frozenset(given.blow), first=100_000 * number,
        )  # fmt: skip
        asyncio.run(half(told, given.place / form, given.out.absolute() / form))
    head = _HEAD.format(
        date=began, seed=given.seed, seconds=given.seconds, cores=os.cpu_count(), load=load, pairs=given.pairs
    )
    return _told(given, forms, head)


def _told(given: argparse.Namespace, forms: Sequence[Form], head: str) -> int:
    halves = [Came(form, given.out / form) for form in forms]
    known = [kind.name for kind in KINDS if set(kind.forms) & set(forms)]
    text = f"{head}\n" + "\n".join(lines(halves, known)) + "\n"
    print(text)
    raw = "".join(json.dumps(row) + "\n" for row in rows(halves))
    is_whole = given.seconds >= _WHOLE_S and not given.blow and not given.again and len(forms) == len(FORMS)
    for folder in (given.out, *([_RESULTS] if is_whole else [])):
        (folder / "campaign.md").write_text(text, encoding="utf-8")
        (folder / "campaign.jsonl").write_text(raw, encoding="utf-8")
    least = given.least if given.least is not None else (_LEAST if is_whole else 1)
    ended, wrong = sum(len(one.ended) for one in halves), sum(len(one.wrongs) for one in halves)
    dealt = {blow["kind"] for one in halves for blow in one.blows}
    never = [] if not is_whole else [name for name in known if name not in dealt]
    print(f"{ended} drills ended, {wrong} violations, never dealt: {', '.join(never) or 'none'}")
    return 1 if wrong or ended < least or never else 0


def main() -> int:
    """Go into a capsule, or run where this is one already."""
    given = _arguments()
    if given.again:
        return _told(given, [form for form in FORMS if (given.out / form).exists()], "# Judged again\n")
    if given.place is not None:
        return _run(given)
    why = capsule.missing()
    if why:
        print(f"no campaign here: {why}")
        return 2
    with tempfile.TemporaryDirectory(prefix=capsule.PREFIX, ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o711)
        (Path(place) / "owner").write_text(str(os.getpid()), encoding="ascii")
        os.environ["TMPDIR"] = place
        return capsule.enter("bench.campaign", [*sys.argv[1:], "--place", place])


if __name__ == "__main__":
    sys.exit(main())
