"""What thousands of hosts in a plan and of services in a programme cost: python -m bench.large [--keep].

Processor time of one process each, which does not depend on what else the machine does as much as the clock. Plans are
made, written and read again; a service with a past of four drills a service answers what people and Prometheus ask.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.pages import Asked, ask, serving
from bench.planning import EXAMPLES, PHASES
from scenarios.plan import plan_from_json, plan_to_json
from scenarios.planner import make_plan, plan_digest
from service.access import Grant, Role
from service.firm import open_firm
from service.happenings import DrillEnded
from service.policy import read_policy
from tests.support.databases import journal_in
from tests.support.dossiers import wish_in
from tests.support.firms import SETUP, HandClock, enlist
from tests.support.long_past import drills, governed
from tests.support.long_past.firm import POLICY, SERVICES
from tests.support.registers import generated, put

RESULTS: Final = Path("bench/results/large.md")
_ROLES: Final = 20
_EACH: Final = 4
_ROUNDS: Final = 9
_ASKED: Final = ("/metrics", "/console/", "/api/v1/dashboard", "/api/v1/due", "/console/calendar", "/console/history")
_ALL: Final = "max"


def wide(folder: Path, hosts: int) -> tuple[Path, Path, Path]:
    """Write a drill of a hundred steps on so many hosts in twenty roles; return scenario, inventory, BIA."""
    names = [f"host-{number}" for number in range(hosts)]
    steps: dict[str, Any] = {
        phase: [{f"{phase}-{n}": {"run": "true", "on": f"role-{n}", "within": "30s"}} for n in range(_ROLES)]
        for phase in PHASES
    }
    scenario: dict[str, Any] = {
        "scenario": "wide",
        "title": "A wide drill",
        "form": "live",
        "services": ["trading-db"],
        "hosts": {f"role-{n}": names[n * hosts // _ROLES : (n + 1) * hosts // _ROLES] for n in range(_ROLES)},
        "parallel": 50,
        "probes": {"entry": {"kind": "tcp", "service": "trading-db", "address": "10.0.0.1", "port": 5432}},
        "safeguards": {"environments": ["test"], "longest": "2h", "most_hosts": hosts, "most_hosts_at_once": hosts},
        "inject": [{"crash": {"fault": "stop_service", "on": "role-0", "name": "postgresql"}}],
        **steps,
    }
    lines = [f"  {name}: {{address: 10.{n // 62500}.{n // 250 % 250}.{n % 250}}}" for n, name in enumerate(names)]
    head = "defaults: {user: drill, environment: test, known_hosts: known_hosts, key: keys/drill}\nhosts:\n"
    files = {"scenario": json.dumps(scenario, indent=1), "inventory": head + "\n".join(lines) + "\n"}
    files["bia"] = (EXAMPLES / "bia.yaml").read_text("utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "scenario.yaml", folder / "inventory.yaml", folder / "bia.yaml"


def planned(hosts: int) -> Iterator[str]:
    """Yield the row of a plan on so many hosts."""
    with TemporaryDirectory(prefix="drillproof-large-") as folder:
        files = wide(Path(folder), hosts)
        made_s, plan = _used(lambda: make_plan(*files, {}))
        text_s, text = _used(lambda: plan_to_json(plan))
        read_s, _ = _used(lambda: plan_from_json(text))
        digest_s, _ = _used(lambda: plan_digest(plan))
    size = len(json.dumps(text)) / 1e6
    yield f"| {hosts:,} | {made_s:.2f} | {text_s:.2f} | {read_s:.2f} | {digest_s:.2f} | {size:.1f} |"


def _used(call: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    made = call()
    return time.process_time() - begun, made


def founded(place: Path, services: Sequence[str]) -> tuple[Path, str]:
    """Fill a firm whose every service was drilled four times; return its home and the cookie of who may read all."""
    home, root = place / "home", place / "firm"
    home.mkdir()
    root.mkdir()
    usual, listed = (", ".join(f"{name}: {{}}" for name in names) for names in (SERVICES, services))
    (home / "policy.yaml").write_text(POLICY.replace(usual, listed), encoding="utf-8")
    firm = open_firm(journal_in(home), home, read_policy(home / "policy.yaml"), (root,))
    enlist(firm.access)
    (root / "paper").mkdir()
    wish_in(root / "paper")
    put(root, generated(len(services)))
    now = datetime.now(UTC).replace(microsecond=0)
    past = list(drills.past(_EACH * len(services), now - timedelta(days=1)))
    drills.put_heads(firm.book.engine, drills.heads(past, services))
    clock = HandClock(at=now)
    firm.book.utc_ns = clock
    by_service: defaultdict[str, list[DrillEnded]] = defaultdict(list)
    for end in (drills.end_of(one, services) for one in past[: len(services)]):
        for objective in end.plan.objectives:
            by_service[objective.service].append(end)
    for service, ends in by_service.items():
        governed.service_past(firm, service, ends[::-1], clock)
    firm.access.add_user(SETUP, _ALL, "Max", tuple(Grant(role=role) for role in (Role.OPERATOR, Role.AUDITOR)))
    cookie = firm.access.sessions.open(_ALL, "127.0.0.1", "password").cookie
    firm.journal.close()
    return home, cookie


async def answered(count: int) -> list[str]:
    """Return the rows of a service with so many services in its programme."""
    with TemporaryDirectory(prefix="drillproof-large-") as folder:
        home, cookie = founded(Path(folder), tuple(f"svc-{number}" for number in range(count)))
        async with serving(home, cookie) as served:
            await served.settled()
            rows: list[str] = []
            for address in _ASKED:
                one = Asked()
                for _ in range(_ROUNDS):
                    await ask(served, address, one, "en")
                rows.append(
                    f"| {count:,} | `{address}` | {one.at(0.5):.0f} | {statistics.median(one.cpu):.0f} "
                    f"| {one.bytes / 1000:.0f} |"
                )
            return rows


def page(hosts: Sequence[int], services: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Many hosts, many services: `make bench-large`"
    yield ""
    yield f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Linux {platform.release()}, Python"
    yield f"{platform.python_version()}, SQLite, load before {os.getloadavg()[0]:.1f}. Seconds and milliseconds are of"
    yield "the processor but for *wall*, the median of nine requests one after the other."
    yield ""
    yield "| hosts of a plan with 101 steps | made, s | written, s | read, s | digest, s | its JSON, MB |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for count in hosts:
        yield from planned(count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"\nMost memory of that: {peak:.0f} MiB.\n"
    yield "| services, each drilled four times | asked for | wall, ms | processor, ms | kB |"
    yield "|---:|---|---:|---:|---:|"
    for count in services:
        yield from asyncio.run(answered(count))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, nargs="*", default=[100, 1_000, 10_000])
    parser.add_argument("--services", type=int, nargs="*", default=[10, 100, 1_000])
    parser.add_argument("--keep", action="store_true", help=f"write the page to {RESULTS}")
    told = parser.parse_args()
    text = "\n".join(page(told.hosts, told.services)) + "\n"
    print(text)
    if told.keep:
        RESULTS.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
