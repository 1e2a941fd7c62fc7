"""What a campaign came to: the cases, what does not hold, and the table for people."""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.campaign.checker.invariants import (
    EACH,
    SECOND,
    WHOLE,
    Case,
    Compared,
    Heard,
    Violation,
    losses,
    recovery,
    true_recoveries,
    violations,
)
from bench.campaign.checker.journals import read_journals, read_lines
from bench.campaign.checker.truth import read_pair


@dataclass(frozen=True)
class Came:
    """One half, read back from its directory."""

    name: str
    out: Path

    @cached_property
    def cases(self) -> list[Case]:
        """Return every drill with all that is known of it."""
        tales = read_journals(self.out / "journal.jsonl")
        logs = {number: read_pair(self.out / "hosts", number) for number in {_pair(tale.drill) for tale in tales}}
        return [
            Case(tale=tale, report=self._report(tale.drill), log=logs[_pair(tale.drill)])
            for tale in sorted(tales, key=lambda tale: tale.opened)
        ]

    def _report(self, drill: str) -> Mapping[str, Any] | None:
        path = self.out / "reports" / f"{drill}.json"
        report: Mapping[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        return report

    @cached_property
    def heard(self) -> Heard:
        """Return what the service acknowledged."""
        acks = read_lines(self.out / "acks.jsonl")
        words = [ack for ack in acks if ack["path"].endswith("/interruption")]
        return Heard(
            drills=[ack["answer"]["id"] for ack in acks if ack["path"] == "/api/v1/drills"],
            decisions=[(ack["path"].split("/")[-2], ack["asked"]["decision"], ack["asked"]["reason"]) for ack in words],
            seen=[(row["drill"], row["seq"], row["hash"]) for row in read_lines(self.out / "seen.jsonl")],
        )

    @cached_property
    def blows(self) -> list[dict[str, Any]]:
        """Return the blows."""
        return read_lines(self.out / "blows.jsonl")

    @cached_property
    def missed(self) -> list[dict[str, Any]]:
        """Return the blows that could not be dealt."""
        return read_lines(self.out / "missed.jsonl")

    @cached_property
    def wrongs(self) -> list[Violation]:
        """Return everything that does not hold."""
        return violations(self.cases, self.heard)

    @cached_property
    def ended(self) -> list[Case]:
        """Return the drills that are closed and reported."""
        return [case for case in self.cases if case.tale.closed is not None and case.report is not None]

    def under(self, case: Case) -> set[str]:
        """Return the kinds of blows that were dealt while the drill ran, or shortly before."""
        opened, end = case.tale.opened - SECOND, case.tale.end
        return {blow["kind"] for blow in self.blows if blow["at"] <= end and blow["until"] >= opened}


def _pair(drill: str) -> int:
    return int(drill.split("-")[1])


def lines(halves: Sequence[Came], kinds: Sequence[str]) -> Iterator[str]:
    """Yield the table, in Markdown."""
    yield from _heads(halves)
    yield ""
    yield "| blow | dealt | drills under it | met | missed | inconclusive | violated |"
    yield "|---|---|---|---|---|---|---|"
    under: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    for one in halves:
        wrong = {violation.drill for violation in one.wrongs}
        for case in one.ended:
            for kind in one.under(case) or {"none"}:
                verdict = "" if case.report is None else str(case.report["verdict"])
                under[kind].append((verdict, case.tale.drill in wrong))
    dealt = Counter(blow["kind"] for one in halves for blow in one.blows)
    for kind in [*kinds, "none"]:
        verdicts = Counter(verdict for verdict, _ in under[kind])
        cells = [dealt[kind] or ("-" if kind == "none" else 0), len(under[kind]), verdicts["met"], verdicts["missed"]]
        cells += [verdicts["inconclusive"], sum(is_wrong for _, is_wrong in under[kind])]
        yield f"| {kind} | {' | '.join(map(str, cells))} |"
    yield ""
    yield from _invariants(halves)
    for one in halves:
        for miss in one.missed:
            yield f"- {one.name}: {miss['kind']} could not be dealt {miss['times']} times: {miss['why']}"


def _heads(halves: Sequence[Came]) -> Iterator[str]:
    for one in halves:
        endings = Counter(str((case.tale.closed or {}).get("ending")) for case in one.ended)
        told = ", ".join(f"{what} {count}" for what, count in sorted(endings.items()))
        takeovers = sum(sum(event["resumed"] for event in case.tale.of("runner_started")) for case in one.cases)
        yield f"- {one.name}: {len(one.ended)} drills ended ({told}), {len(one.blows)} blows, {takeovers} takeovers"
    pairs = [found for one in halves for case in one.ended if (found := recovery(case)) is not None]
    never = sum(true_recoveries(case) == [] for one in halves for case in one.ended)
    yield f"- RTO intervals beside the hosts' own logs: {sum(p.holds for p in pairs)} of {len(pairs)} contain the truth"
    yield f"  (of these {never} where the service never came back for good); width, s: {_spread(pairs)}"
    lost = [found for one in halves for case in one.ended if (found := losses(case)) is not None]
    all_lost, in_drills = sum(map(len, lost)), sum(map(bool, lost))
    yield f"- losses: {len(lost)} read-backs, {all_lost} acknowledged writes truly lost, in {in_drills} drills"


def _spread(pairs: Sequence[Compared]) -> str:
    widths = sorted((one.upper - one.lower) / SECOND for one in pairs if one.upper is not None)
    if not widths:
        return "none is bounded"
    late = widths[int(len(widths) * 0.95) - 1] if len(widths) > 1 else widths[0]
    open_ended = len(pairs) - len(widths)
    told = f"median {statistics.median(widths):.3f}, p95 {late:.3f}, max {widths[-1]:.3f}"
    return f"{told}; without upper bound: {open_ended}"


def _invariants(halves: Sequence[Came]) -> Iterator[str]:
    counted = Counter(wrong.invariant for one in halves for wrong in one.wrongs)
    yield "| invariant | violated |"
    yield "|---|---|"
    for name in (*EACH, WHOLE):
        yield f"| {name} | {counted[name]} |"
    yield ""
    for one in halves:
        for wrong in one.wrongs:
            yield f"- VIOLATED {one.name} {wrong.drill}: {wrong.invariant}: {wrong.text}"


def rows(halves: Sequence[Came]) -> Iterator[dict[str, Any]]:
    """Yield the raw rows: every drill, every blow."""
    for one in halves:
        for case in one.ended:
            yield _row(one, case)
        yield from ({"half": one.name, "blow": blow["kind"], **blow} for blow in one.blows)


def _row(one: Came, case: Case) -> dict[str, Any]:
    found, lost, service = recovery(case), losses(case), case.service
    return {
        "half": one.name,
        "drill": case.tale.drill,
        "ending": (case.tale.closed or {}).get("ending"),
        "verdict": None if case.report is None else case.report["verdict"],
        "under": sorted(one.under(case)),
        "rto": None if service is None else [service["rto"]["lower_s"], service["rto"]["upper_s"]],
        "truth_s": None if found is None else [[low / SECOND, high / SECOND] for low, high in found.truth],
        "lost": None if service is None else service["rpo"]["lost"],
        "truly_lost": None if lost is None else len(lost),
        "wrong": sorted({wrong.invariant for wrong in one.wrongs if wrong.drill == case.tale.drill}),
    }
