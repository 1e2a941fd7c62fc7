"""A whole drill that takes seconds: one host, one TCP service that is killed and started anew, no database."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_port
from tests.support.sshd import USER, Sshd, serve

_SERVICE = """
import os, socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=256)
with open(sys.argv[2], "w") as file:
    file.write(str(os.getpid()))
while True:
    listener.accept()[0].close()
"""
_SCENARIO = """\
scenario: small
title: {zh: 小型服务宕机, en: A small service dies}
form: live
threats: [hardware_fault]
clauses: [JRT0251-12.2-b]
tasks: [verify_rto_rpo]
services: [quote]
hosts: {server: app-1}
parameters:
  port: {type: integer, default: 0, minimum: 0, maximum: 65535}
probes:
  entry: {kind: tcp, service: quote, address: 127.0.0.1, port: $port, every: 20ms, timeout: 500ms}
safeguards: {environments: [test], longest: 2m, lease: 30s, undo_within: 20s}
on_interruption: restore
prepare:
  - baseline: {check: {probe: entry, state: up, hold: 700ms}, within: 30s}
inject:
  - crash: {fault: kill_process, on: server, pid_file: PID_FILE, restart: sh START}
detect:
  - noticed: {wait_for: entry, state: down, within: 30s}
decide:
  - release: {approve: {role: commander, people: 1}, within: GATE_TIME}
switch:
  - start: {run: "echo the secret is $SECRET; sh START", on: server, secrets: {SECRET: app_password}, within: 30s}
verify:
  - serves: {check: {probe: entry, state: up, hold: 700ms}, within: 30s}
restore:
  - revive: {undo: crash}
  - steady: {check: {probe: entry, state: up, hold: 300ms}, within: 30s}
"""
_BIA = """\
services:
  quote:
    title: {zh: 行情服务, en: Quote service}
    rto: RTO_TARGET
    rpo: 0s
    writes: false
    priority: 1
    acceptable: {rate: 80%, p95: 20x, p95_floor: 400ms, hold: 500ms}
"""
_INVENTORY = """\
hosts:
  app-1:
    address: 127.0.0.1
    port: PORT
    user: USER
    environment: test
    site: here
    known_hosts: KNOWN
    key: KEY
    state_dir: STATE
secrets: {app_password: {file: SECRETFILE}}
"""


@dataclass(frozen=True, kw_only=True)
class SmallDrill:
    """The files of the drill, ready to run; `pid_file` holds the service's process."""

    directory: Path
    sshd: Sshd
    port: int

    @property
    def scenario(self) -> Path:
        return self.directory / "scenario.yaml"

    @property
    def bia(self) -> Path:
        return self.directory / "bia.yaml"

    @property
    def inventory(self) -> Path:
        return self.directory / "inventory.yaml"

    @property
    def pid_file(self) -> Path:
        return self.directory / "service.pid"

    @property
    def files(self) -> list[str]:
        return [str(self.scenario), "--inventory", str(self.inventory), "--bia", str(self.bia)]

    def is_serving(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


@contextlib.asynccontextmanager
async def small_drill(directory: Path, *, rto: str = "20s", gate: str = "20s") -> AsyncGenerator[SmallDrill, None]:
    """Yield the drill's files around a running SSH server and service; the service is ended afterwards."""
    async with serve(directory / "sshd") as sshd:
        drill = SmallDrill(directory=directory, sshd=sshd, port=free_port())
        _write(drill, rto, gate)
        try:
            yield drill
        finally:
            _end_service(drill)


def _write(drill: SmallDrill, rto: str, gate: str) -> None:
    service, start = drill.directory / "service.py", drill.directory / "start.sh"
    service.write_text(_SERVICE)
    command = f"'{sys.executable}' '{service}' {drill.port} '{drill.pid_file}'"
    start.write_text(
        f"setsid {command} </dev/null >/dev/null 2>&1 &\n"
        f"for _ in $(seq 100); do\n"
        f"  sleep 0.1; test -s '{drill.pid_file}' && kill -0 $(cat '{drill.pid_file}') && exit 0\n"
        "done\n"
        "exit 1\n"
    )
    text = _SCENARIO.replace("PID_FILE", str(drill.pid_file)).replace("START", str(start)).replace("GATE_TIME", gate)
    drill.scenario.write_text(text.replace("default: 0", f"default: {drill.port}"))
    drill.bia.write_text(_BIA.replace("RTO_TARGET", rto))
    secret = drill.directory / "password"
    secret.touch(mode=0o600)
    secret.write_text("hunter2hunter2")
    known = {
        "SECRETFILE": str(secret),
        "PORT": str(drill.sshd.port),
        "USER": USER,
        "KNOWN": str(drill.sshd.known_hosts),
    }
    inventory = _INVENTORY
    for name, value in {**known, "KEY": str(drill.sshd.key_file), "STATE": str(drill.directory / "state")}.items():
        inventory = inventory.replace(name, value)
    drill.inventory.write_text(inventory)
    subprocess.run(["sh", str(start)], check=True)


def _end_service(drill: SmallDrill) -> None:
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(drill.pid_file.read_text()), signal.SIGKILL)
