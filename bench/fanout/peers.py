"""What others use for the same: OpenSSH with a control master, Ansible's raw module, parallel-ssh."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.fanout.reading import COMMAND, PAUSE_S, WARM, Reading, Stopwatch
from bench.fanout.targets import Targets

PLACE: Final = Path(".bench-peers")
"""Their own virtual environment: none of them is a package that Drillproof needs."""
FORKS: Final = 50
"""Ansible's worker processes: each takes some 50 MiB, so there are not more."""


def _rounds(count: int, once: Callable[[], None]) -> Stopwatch:
    watch = Stopwatch(count=count)
    for number in range(1 + WARM):
        if number:
            time.sleep(PAUSE_S)
        watch.start()
        once()
        watch.stop()
    return watch


def openssh(targets: Targets) -> Reading:
    """One `ssh` process for each target, all at once; the first one stays as the master of the connection."""
    common = [
        *("-F", "none", "-i", str(targets.key), "-l", targets.user, "-o", "IdentitiesOnly=yes"),
        *("-o", f"UserKnownHostsFile={targets.known_hosts}", "-o", "BatchMode=yes", "-o", "ControlMaster=auto"),
        *("-o", "ControlPersist=300", "-o", f"ControlPath={targets.directory}/m%p"),
    ]

    def once() -> None:
        running = [
            subprocess.Popen(["ssh", *common, "-p", str(port), "127.0.0.1", COMMAND], stdout=subprocess.DEVNULL)
            for port in targets.ports
        ]
        if any([one.wait() for one in running]):  # noqa: C419  every one is waited for
            message = "an ssh failed"
            raise SystemExit(message)

    try:
        return replace(_rounds(len(targets.ports), once).reading(), memory_mib=None)
    finally:
        for port in targets.ports:
            subprocess.run(
                ["ssh", *common, "-p", str(port), "-O", "exit", "127.0.0.1"], stderr=subprocess.DEVNULL, check=False
            )


def ansible(targets: Targets) -> Reading:
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
        return replace(_rounds(len(targets.ports), once).reading(), memory_mib=None)
    finally:
        for socket in masters.iterdir() if masters.is_dir() else ():
            subprocess.run(
                ["ssh", "-o", f"ControlPath={socket}", "-O", "exit", "x"], stderr=subprocess.DEVNULL, check=False
            )


_PARALLEL_SSH: Final = """\
import json, sys
from dataclasses import asdict
sys.path.insert(0, ".")
from pssh.clients import ParallelSSHClient
from pssh.config import HostConfig
from bench.fanout.reading import COMMAND, PAUSE_S, WARM, Stopwatch
import time
user, key, *ports = sys.argv[1:]
config = [HostConfig(port=int(port), user=user, private_key=key) for port in ports]
watch = Stopwatch(count=len(ports))
watch.start()
client = ParallelSSHClient(["127.0.0.1"] * len(ports), host_config=config, pool_size=len(ports), allow_agent=False)
for number in range(1 + WARM):
    if number:
        time.sleep(PAUSE_S)
        watch.start()
    output = client.run_command(COMMAND)
    client.join(output)
    assert all(one.exit_code == 0 for one in output)
    watch.stop()
print(json.dumps(asdict(watch.reading())))
"""


def parallel_ssh(targets: Targets) -> Reading:
    """parallel-ssh, libssh2 under gevent; it looks at no host key."""
    command = [str(PLACE / "bin" / "python"), "-c", _PARALLEL_SSH, targets.user, str(targets.key)]
    told = subprocess.run(
        [*command, *map(str, targets.ports)], check=True, stdout=subprocess.PIPE, text=True, stderr=sys.stderr
    )
    return Reading(**json.loads(told.stdout))


PEERS: Final[dict[str, Callable[[Targets], Reading]]] = {
    "OpenSSH, ControlMaster": openssh,
    "ansible -m raw": ansible,
    "parallel-ssh": parallel_ssh,
}
