"""What others use for the same: OpenSSH with a control master, Ansible's raw module, parallel-ssh, ClusterShell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.fanout.reading import COMMAND, PAUSE_S, Reading, Stopwatch
from bench.fanout.targets import Targets

PLACE: Final = Path(".bench-peers")
"""Their own virtual environment: none of them is a package that Drillproof needs."""
FORKS: Final = 50
"""Ansible's worker processes: each takes some 50 MiB, so there are not more."""
CLUSH_FANOUT: Final = 64
"""What clush does at once by default."""


def _rounds(count: int, warm: int, once: Callable[[], None]) -> Stopwatch:
    watch = Stopwatch(count=count)
    for number in range(1 + warm):
        if number:
            time.sleep(PAUSE_S)
        watch.start()
        once()
        watch.stop()
    return watch


def openssh(targets: Targets, warm: int) -> Reading:
    """One `ssh` process for each target, all at once; the first one stays as the master of the connection."""
    common = [
        *("-F", "none", "-i", str(targets.key), "-l", targets.user, "-o", "IdentitiesOnly=yes"),
        *("-o", f"UserKnownHostsFile={targets.known_hosts}", "-o", "BatchMode=yes", "-o", "ControlMaster=auto"),
        *("-o", "ControlPersist=300", "-o", f"ControlPath={targets.directory}/m%p"),
    ]
    rounds: list[list[float]] = []

    def once() -> None:
        begun: dict[int, tuple[float, subprocess.Popen[bytes]]] = {}
        for port in targets.ports:
            before = time.perf_counter()
            command = ["ssh", *common, "-p", str(port), "127.0.0.1", COMMAND]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            begun[process.pid] = before, process
        rounds.append(_all_ended(begun))

    try:
        watch = _rounds(len(targets.ports), warm, once)
        return replace(watch.reading([took for some in rounds[1:] for took in some]), memory_mib=None)
    finally:
        _end_masters(targets.directory.glob("m[0-9]*"))


def _all_ended(begun: Mapping[int, tuple[float, subprocess.Popen[bytes]]]) -> list[float]:
    """Wait for the processes, whichever ends first; return what each took."""
    took: list[float] = []
    while len(took) < len(begun):
        pid, status = os.waitpid(-1, 0)
        if status:
            message = "an ssh failed"
            raise SystemExit(message)
        before, process = begun[pid]
        process.returncode = status
        took.append(time.perf_counter() - before)
    return took


def _end_masters(sockets: Iterable[Path]) -> None:
    for socket in sockets:
        command = ["ssh", "-o", f"ControlPath={socket}", "-O", "exit", "x"]
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)


def ansible(targets: Targets, warm: int) -> Reading:
    """`ansible -m raw`: the module that needs no Python on the other side. A process for each round, as in a shell."""
    hosts = targets.directory / "hosts.ini"
    lines = [f"h{port} ansible_host=127.0.0.1 ansible_port={port}" for port in targets.ports]
    hosts.write_text("\n".join([*lines, ""]), encoding="ascii")
    masters = targets.directory / "cp"
    environment = {
        **os.environ,
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(masters),
        "ANSIBLE_SSH_ARGS": f"-F none -C -o ControlMaster=auto -o ControlPersist=300 "
        f"-o UserKnownHostsFile={targets.known_hosts} -o IdentitiesOnly=yes",
        "ANSIBLE_PRIVATE_KEY_FILE": str(targets.key),
        "ANSIBLE_REMOTE_USER": targets.user,
        "ANSIBLE_LOCAL_TEMP": str(targets.directory / "ansible"),
    }
    command = [str(PLACE / "bin" / "ansible"), "all", "-i", str(hosts), "-m", "raw", "-a", COMMAND, "-f", str(FORKS)]

    def once() -> None:
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

    try:
        return replace(_rounds(len(targets.ports), warm, once).reading(), memory_mib=None)
    finally:
        _end_masters(masters.glob("*"))


def clush(targets: Targets, warm: int) -> Reading:
    """`clush` over ssh with a control master, as its manual has it: names and ports stand in a configuration of ssh."""
    config, names = targets.directory / "clush.ssh", targets.directory / "clush.hosts"
    hosts = [f"Host h{port}\n  HostName 127.0.0.1\n  Port {port}\n" for port in targets.ports]
    everywhere = (
        f"Host *\n  User {targets.user}\n  IdentityFile {targets.key}\n  IdentitiesOnly yes\n"
        f"  UserKnownHostsFile {targets.known_hosts}\n"
        f"  ControlMaster auto\n  ControlPersist 300\n  ControlPath {targets.directory}/c%p\n"
    )
    config.write_text("".join([*hosts, everywhere]), encoding="ascii")
    names.write_text("".join(f"h{port}\n" for port in targets.ports), encoding="ascii")
    command = [str(PLACE / "bin" / "clush"), "-S", "-n", "-f", str(CLUSH_FANOUT), "--hostfile", str(names)]
    command += ["-o", f"-F {config}", COMMAND]

    def once() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    try:
        return replace(_rounds(len(targets.ports), warm, once).reading(), memory_mib=None)
    finally:
        _end_masters(targets.directory.glob("c[0-9]*"))


_PARALLEL_SSH: Final = """\
import json, sys
from dataclasses import asdict
sys.path.insert(0, ".")
from pssh.clients import ParallelSSHClient
from pssh.config import HostConfig
from bench.fanout.reading import COMMAND, PAUSE_S, Stopwatch
import time
user, key, warm, *ports = sys.argv[1:]
config = [HostConfig(port=int(port), user=user, private_key=key) for port in ports]
watch = Stopwatch(count=len(ports))
watch.start()
client = ParallelSSHClient(["127.0.0.1"] * len(ports), host_config=config, pool_size=len(ports), allow_agent=False)
for number in range(1 + int(warm)):
    if number:
        time.sleep(PAUSE_S)
        watch.start()
    output = client.run_command(COMMAND)
    client.join(output)
    assert all(one.exit_code == 0 for one in output)
    watch.stop()
print(json.dumps(asdict(watch.reading())))
"""


def parallel_ssh(targets: Targets, warm: int) -> Reading:
    """parallel-ssh, libssh2 under gevent; it looks at no host key."""
    command = [str(PLACE / "bin" / "python"), "-c", _PARALLEL_SSH, targets.user, str(targets.key), str(warm)]
    told = subprocess.run(
        [*command, *map(str, targets.ports)], check=True, stdout=subprocess.PIPE, text=True, stderr=sys.stderr
    )
    return Reading(**json.loads(told.stdout))


PEERS: Final[dict[str, Callable[[Targets, int], Reading]]] = {
    "OpenSSH, ControlMaster": openssh,
    "ansible -m raw": ansible,
    "parallel-ssh": parallel_ssh,
    "clush": clush,
}
