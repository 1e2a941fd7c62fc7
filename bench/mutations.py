"""Single forgeries of evidence, and who finds them: `python -m bench.mutations [how many] [seed]`.

Beside `verify` stands a verifier that trusts hashes kept in the same file: a list of digests beside the files, which
the forger makes anew with the rest. Writes bench/results/mutations.md; ends with 1 if a forgery was not found or not
named.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from service.evidence.rendering import Remembering
from service.keys import new_key
from tests.support.forging.forgeries import Mended
from tests.support.forging.honest import honest_bundles, trust_in
from tests.support.forging.trying import Tried, draw, tried

RESULTS: Final = Path(__file__).with_name("results") / "mutations.md"
_HEAD: Final = (
    "| what was changed | what the forger made anew | forgeries | found | named | the file itself | the very place "
    "| found without looking at signatures | found by hashes in the same file |"
)
_ABOUT: Final = """\
# {count} single forgeries of signed bundles, who finds them and names them

`python -m bench.mutations {count} {seed}` (`make mutations`), over bundles of {bundles} drills: {names}.

*found*: `drillproof verify BUNDLE --trust FILE` does not end with 0. *named*: a discrepancy speaks of the file or field
that was touched; where the forger made the statement in the envelope anew, statement or envelope count as touched, and
*the file itself* counts those that the contents give away as well. *the very place*: for forgeries that have one, how
many were told by that line or field. *found without looking at
signatures*: what a reader without a trust file would still see fail; a forger who makes chain, statement **and** report
anew with this very software leaves nothing to see there, and only the signature tells. *hashes in the same file*: the
baseline, a list of SHA-256 beside the files that the forger makes anew with the rest.
"""


def main() -> int:
    """Try the forgeries; write the table as it grows."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261122
    results, render = list[Tried](), Remembering()
    with TemporaryDirectory() as place:
        folder = Path(place)
        operator, forger = new_key(folder / "operator.pem"), new_key(folder / "forger.pem")
        bundles, trust = honest_bundles(folder, operator), trust_in(operator)
        for one in draw(count, seed, bundles, forger):
            results.append(tried(one, trust, folder, render))
            _tell(results)
            if len(results) == count or not len(results) % 100:
                _write(seed, [bundle.name for bundle in bundles], results)
    return 0 if all(one.found and one.named for one in results) else 1


def _write(seed: int, names: Sequence[str], results: Sequence[Tried]) -> None:
    facts = {"count": len(results), "seed": seed, "bundles": len(names), "names": ", ".join(names)}
    table = "\n".join([_ABOUT.format(**facts), *_table(results)])
    RESULTS.write_text(f"{table}\n", encoding="utf-8")


def _tell(results: Sequence[Tried]) -> None:
    """Say how far it is, and at once what was not found or not named."""
    one = results[-1]
    if not (one.found and one.named):
        sys.stderr.write(f"{one.forgery.kind} ({one.forgery.mended}, {one.forgery.bundle}): {one.told}\n")
    if not len(results) % 50:
        sys.stderr.write(f"{len(results)}\n")


def _table(results: Sequence[Tried]) -> Iterator[str]:
    yield _HEAD
    yield "|---|---|" + "---:|" * 7
    groups: dict[tuple[str, Mended], list[Tried]] = defaultdict(list)
    for one in results:
        groups[one.forgery.kind, one.forgery.mended].append(one)
    for (kind, how), group in groups.items():
        yield _row(kind, how, group)
    yield _row("**all**", "", results)


def _row(kind: str, how: str, group: Sequence[Tried]) -> str:
    placed = [one for one in group if one.forgery.place]
    cells = (
        str(len(group)),
        str(sum(one.found for one in group)),
        str(sum(one.named for one in group)),
        str(sum(one.itself for one in group)),
        f"{sum(one.placed for one in placed)} of {len(placed)}" if placed else "",
        str(sum(one.by_content for one in group)),
        str(sum(one.by_list for one in group)),
    )
    return f"| {kind} | {how} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
