"""What the campaign's drills are made from: scenario, BIA and inventory of each pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.campaign.ground import DOMAIN, ORDER, PORT, Ground, Pair

SITE: Final = "sh"
LEASE_S: Final = 6
RTO_S: Final = 8.0
_FAULTS: Final = {
    "kill_process": f"{{fault: kill_process, on: server, pid_file: /run/pair.pid, restart: {ORDER} start undo}}",
    "freeze_process": "{fault: freeze_process, on: server, pid_file: /run/pair.pid}",
    "block_port": f"{{fault: block_port, on: server, port: {PORT}}}",
    "stop_service": f"{{fault: stop_service, on: server, name: pair, stop: {ORDER} stop break, "
    f"start: {ORDER} start undo, status: 'kill -0 $(cat /run/pair.pid)'}}",
}
_SCENARIO: Final = """\
scenario: campaign-NUMBER
title: {zh: 战役, en: Campaign}
form: live
threats: [hardware_fault]
clauses: [JRT0251-12.2-b]
tasks: [verify_rto_rpo]
services: [svc-NUMBER]
hosts: {server: app-NUMBER, spare: spare-NUMBER}
parameters:
  ticket: {type: integer, default: 0, minimum: 0, maximum: 1000000}
  dawdle: {type: number, default: 0, minimum: 0, maximum: 60}
probes:
  page: {kind: http, service: svc-NUMBER, url: "http://ENTRY/", contains: up, every: 150ms, timeout: 600ms}
ledger:
  writes: {kind: http, service: svc-NUMBER, url: "http://ENTRY/drill/ledgers", rate: 10/s, timeout: 500ms}
safeguards: {environments: [test], longest: 4m, lease: LEASEs, undo_within: 20s}
on_interruption: ASKS
prepare:
  - baseline: {check: {ledger: writes, state: up, hold: 700ms}, within: 60s}
inject:
  - break: FAULT
detect:
  - noticed: {wait_for: page, state: down, failures: 2, within: 30s}
switch:
  - fence: {run: "ORDER fence fence", on: server, within: 20s}
  - promote: {run: 'sleep "$DRILL_DAWDLE" && ORDER promote promote', on: spare, within: 40s}
  - entry: {run: "ORDER entry entry", on: spare, within: 20s}
verify:
  - proved: {check: {ledger: writes, state: up, hold: 1s}, within: 40s}
  - lost: {reconcile: writes, within: 30s}
restore:
  - revive: {undo: break}
  - home_server: {run: "ORDER home home_server primary", on: server, within: 20s}
  - home_spare: {run: "ORDER home home_spare standby", on: spare, within: 20s}
  - steady: {check: {probe: page, state: up, hold: 300ms}, within: 30s}
"""
_BIA: Final = """\
services:
  svc-NUMBER:
    title: {zh: 服务, en: Service}
    rto: RTOs
    rpo: RPO
    writes: true
    priority: 1
    acceptable: {rate: 80%, p95: 20x, p95_floor: 2s, hold: 500ms}
"""
_HOST: Final = """\
  NAME:
    address: NAME.DOMAIN
    user: root
    environment: test
    site: SITE
    known_hosts: KNOWN
    key: KEY
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFiles:
    """What one pair is drilled by."""

    pair: Pair
    scenario: Path
    bia: Path
    inventory: Path

    def wish(self, ticket: int) -> dict[str, Any]:
        """Return the wish for one more drill; its hosts know it by `ticket`, and some dawdle beyond the RTO."""
        now = datetime.now(UTC)
        window = {"opens": now - timedelta(hours=2), "closes": now + timedelta(hours=6)}
        files = {name: str(getattr(self, name)) for name in ("scenario", "bia", "inventory")}
        dawdle = (0, 0.4, 1.5, 9)[ticket % 7 % 4]
        return {**files, "window": window, "parameters": {"ticket": str(ticket), "dawdle": str(dawdle)}}


def write_files(folder: Path, ground: Ground, pair: Pair) -> PairFiles:
    """Write a pair's files into `folder`."""
    place = folder / f"pair-{pair.number}"
    place.mkdir(parents=True)
    told = {
        "NUMBER": str(pair.number),
        "ENTRY": f"{pair.entry}:{PORT}",
        "FAULT": _FAULTS[pair.fault],
        "ASKS": "ask" if pair.number % 3 == 2 else "restore",
        "LEASE": str(LEASE_S),
        "ORDER": ORDER,
        "RTO": f"{RTO_S:g}",
        "RPO": "0s" if pair.number % 2 else "10s",
        "SITE": SITE,
        "KNOWN": str(ground.known_hosts),
        "KEY": str(ground.space.key),
        "DOMAIN": DOMAIN,
    }
    hosts = "hosts:\n" + "".join(_HOST.replace("NAME", host) for host in pair.hosts)
    texts = {"scenario": _SCENARIO, "bia": _BIA, "inventory": hosts}
    paths = {name: place / f"{name}.yaml" for name in texts}
    for name, text in texts.items():
        for key, value in told.items():
            text = text.replace(key, value)  # noqa: PLW2901  one name after the other
        paths[name].write_text(text, encoding="utf-8")
    return PairFiles(pair=pair, **paths)
