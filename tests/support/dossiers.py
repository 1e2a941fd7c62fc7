"""Dossiers for tests: the files of a small plan, and the way to a dossier that may be started."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from service.dossiers import Dossier, Dossiers, Span, Wish
from service.dossiers.approving import digest_now
from service.dossiers.events import Record, RecordFiled
from tests.support.firms import caller

NOON: Final = datetime(2026, 11, 7, 2, 0, tzinfo=UTC)
"""Where a HandClock stands: a Saturday, 10:00 in Shanghai."""
_SCENARIO: Final = """\
scenario: paper
title: {zh: 五行演练, en: A drill in five lines}
form: live
threats: [hardware_fault]
clauses: [JRT0251-12.2-b]
tasks: [verify_rto_rpo, understanding]
services: [quote]
hosts: {server: app-1}
parameters:
  depth: {type: integer, default: 1, minimum: 1, maximum: 9}
safeguards: {environments: [ENVIRONMENT], longest: 30m, lease: 30s, undo_within: 20s}
on_interruption: restore
probes:
  entry: {kind: tcp, service: quote, address: 127.0.0.1, port: 9, every: 1s, timeout: 500ms}
inject:
  - stop: {run: "echo $DEPTH", on: server, env: {DEPTH: $depth}, within: 30s}
verify:
  - serves: {check: {probe: entry, state: up, hold: 1s}, within: 30s}
restore:
  - again: {run: "echo back", on: server, within: 30s}
"""
_BIA: Final = """\
services:
  quote:
    title: {zh: 行情服务, en: Quote service}
    rto: 20m
    rpo: 0s
    writes: false
    priority: 1
    acceptable: {rate: 80%, p95: 20x, p95_floor: 400ms, hold: 500ms}
"""
_INVENTORY: Final = """\
hosts:
  app-1: {address: 127.0.0.1, user: drill, environment: ENVIRONMENT, site: here, known_hosts: known,
    key: key, state_dir: /var/tmp/drill}
"""


def wish_in(
    folder: Path, *, environment: str = "production", opens: datetime = NOON, hours: int = 8, depth: str = "1"
) -> Wish:
    """Return a wish whose files lie in `folder`, for a window that opens then."""
    for name, text in {"scenario": _SCENARIO, "bia": _BIA, "inventory": _INVENTORY}.items():
        (folder / f"{name}.yaml").write_text(text.replace("ENVIRONMENT", environment))
    window = Span(opens=opens, closes=opens + timedelta(hours=hours))
    named = {name: str(folder / f"{name}.yaml") for name in ("scenario", "inventory", "bia")}
    return Wish.model_validate({**named, "window": window, "parameters": {"depth": depth}})


async def prepared(dossiers: Dossiers, wish: Wish, by: str = "olga") -> Dossier:
    """Return a dossier with all five records, opened by `by`."""
    dossier = await dossiers.open(caller(by), wish)
    for record in Record:
        dossier = await dossiers.file_record(caller(by), dossier.id, RecordFiled(record=record, text=f"{record} held"))
    return dossier


async def approved(
    dossiers: Dossiers, wish: Wish, by: str = "olga", people: tuple[str, ...] = ("anna", "amir")
) -> Dossier:
    """Return a dossier that may be started by anybody but `by` and `people`: wished, prepared, approved."""
    dossier = await prepared(dossiers, wish, by)
    dossier = await dossiers.ask_approval(caller(by), dossier.id)
    digest = digest_now(dossier)
    for one in people:
        dossier = await dossiers.decide(caller(one), dossier.id, "approve", "the way back is proved", digest)
    return dossier
