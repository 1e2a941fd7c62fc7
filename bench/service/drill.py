"""The drill of the bench: a probe with a 50 ms beat, a fault that stands, commands on all targets over and over."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from bench.fanout.targets import Targets

BEAT_MS = 50
SITE = "here"
_SERVICE = """
import os, socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=256)
with open(sys.argv[2], "w") as file:
    file.write(str(os.getpid()))
while True:
    listener.accept()[0].close()
"""
_SCENARIO = """\
scenario: night
title: {{zh: 运维之夜, en: An ops night}}
form: live
threats: [hardware_fault]
clauses: [JRT0251-12.2-b]
tasks: [verify_rto_rpo]
services: [quote]
hosts: {{server: {first}, all: [{all}]}}
probes:
  entry: {{kind: tcp, service: quote, address: 127.0.0.1, port: {port}, every: {beat}ms, timeout: 500ms}}
safeguards:
  {{environments: [test], longest: 2h, lease: 60s, undo_within: 30s, most_hosts: 1000, most_hosts_at_once: 1000}}
on_interruption: restore
prepare:
  - baseline: {{check: {{probe: entry, state: up, hold: 1s}}, within: 60s}}
inject:
  - crash: {{fault: kill_process, on: server, pid_file: {beside}.pid, restart: sh {beside}.sh}}
switch:
{rounds}
restore:
  - revive: {{undo: crash}}
"""
_ROUND = "  - round-{number}: {{run: uptime; sleep 1, on: all, within: 120s}}\n"
_PAUSE = "  - pause-{number}: {{run: sleep {pause}, on: controller, within: 120s}}\n"
_OTHER = """\
scenario: other
title: {{zh: 另一场演练, en: Another drill}}
form: live
threats: [hardware_fault]
clauses: [JRT0251-12.2-b]
tasks: [verify_rto_rpo]
services: [quote]
hosts: {{server: {first}}}
probes:
  entry: {{kind: tcp, service: quote, address: 127.0.0.1, port: {port}, every: 50ms, timeout: 500ms}}
safeguards: {{environments: [test], longest: 5m, lease: 30s, undo_within: 20s}}
on_interruption: restore
prepare:
  - baseline: {{check: {{probe: entry, state: up, hold: 1s}}, within: 60s}}
inject:
  - crash: {{fault: kill_process, on: server, pid_file: {beside}.pid, restart: sh {beside}.sh}}
verify:
  - serves: {{check: {{probe: entry, state: up, hold: 1s}}, within: 60s}}
restore:
  - revive: {{undo: crash}}
"""
_BIA = """\
services:
  quote:
    title: {zh: 行情服务, en: Quote service}
    rto: 60s
    rpo: 0s
    writes: false
    priority: 1
    acceptable: {rate: 80%, p95: 20x, p95_floor: 400ms, hold: 500ms}
"""
_HOST = (
    "  {name}: {{address: 127.0.0.1, port: {port}, user: {user}, environment: test, site: here, "
    "known_hosts: {known}, key: {key}, state_dir: {state}}}\n"
)


@dataclass(frozen=True, kw_only=True)
class Night:
    """The files of the drill; `other` is one that is only ever written about."""

    directory: Path
    scenario: Path
    inventory: Path
    bia: Path
    other: Path
    other_inventory: Path

    @property
    def beside(self) -> Path:
        """The process that the fault kills: its pid and its start."""
        return self.directory / "beside"


@contextlib.contextmanager
def night(directory: Path, made: Targets, rounds: int, pause_s: float) -> Generator[Night]:
    """Give the drill's files while both its services live: the one that is looked at and the one that is killed."""
    told = Night(
        directory=directory,
        scenario=directory / "night.yaml",
        inventory=directory / "inventory.yaml",
        bia=directory / "bia.yaml",
        other=directory / "other.yaml",
        other_inventory=directory / "other-inventory.yaml",
    )
    ports = _free_port(), _free_port()
    _write(told, made, ports[0], rounds, pause_s)
    service = directory / "service.py"
    service.write_text(_SERVICE, encoding="utf-8")
    looked_at = subprocess.Popen([sys.executable, str(service), str(ports[0]), str(directory / "entry.pid")])
    start = (
        f"setsid '{sys.executable}' '{service}' {ports[1]} '{told.beside}.pid' </dev/null >/dev/null 2>&1 &\nsleep 1\n"
    )
    told.beside.with_suffix(".sh").write_text(start, encoding="utf-8")
    subprocess.run(["sh", f"{told.beside}.sh"], check=True)
    try:
        yield told
    finally:
        looked_at.kill()
        looked_at.wait()
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(told.beside.with_suffix(".pid").read_text("ascii")), signal.SIGKILL)


def _write(told: Night, made: Targets, port: int, rounds: int, pause_s: float) -> None:
    names = [f"h{each}" for each in made.ports]
    steps = (_ROUND.format(number=n) + _PAUSE.format(number=n, pause=pause_s) for n in range(rounds))
    facts = {"first": names[0], "port": port, "beat": BEAT_MS, "beside": told.beside}
    told.scenario.write_text(_SCENARIO.format(**facts, all=", ".join(names), rounds="".join(steps)), encoding="utf-8")
    told.other.write_text(_OTHER.format(**facts), encoding="utf-8")
    told.bia.write_text(_BIA, encoding="utf-8")
    hosts = [_host(told, made, each) for each in made.ports]
    told.inventory.write_text(f"hosts:\n{''.join(hosts)}", encoding="utf-8")
    told.other_inventory.write_text(f"hosts:\n{hosts[0]}", encoding="utf-8")


def _host(told: Night, made: Targets, port: int) -> str:
    state = told.directory / f"state-{port}"
    return _HOST.format(name=f"h{port}", port=port, user=made.user, known=made.known_hosts, key=made.key, state=state)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
