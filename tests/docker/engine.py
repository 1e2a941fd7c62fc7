"""An engine of a test's own: dockerd with a folder and socket of its own, which touches no rule of the machine.

DRILLPROOF_ENGINE names a folder that stays with its layers, for whoever mends images; otherwise nothing stays.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

PROGRAMS: Final = ("docker", "dockerd", "docker-compose", "debootstrap", "runc", "curl", "jq")
_RULES: Final = ("--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false")
_CA: Final = Path("/etc/ssl/certs/ca-certificates.crt")
_BASE: Final = "debian:bookworm-slim"
_GROUPS: Final = Path("/sys/fs/cgroup")
_WEIGHT: Final = 8
"""Containers are one group on the machine's processors, and as such weigh as much as one process: they would starve."""


@dataclass(frozen=True)
class Engine:
    """A running engine: how it is called."""

    place: Path

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "DOCKER_HOST": f"unix://{self.place}/sock", "DOCKER_BUILDKIT": "0"}

    def run(self, *told: str, within_s: float = 120, env: Mapping[str, str] | None = None) -> str:
        """Run a command against this engine; return what it printed, and fail where it fails."""
        done = subprocess.run(
            told, capture_output=True, text=True, check=False, timeout=within_s, env={**self.env, **(env or {})}
        )
        assert done.returncode == 0, f"{' '.join(told)}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def docker(self, *told: str, within_s: float = 120) -> str:
        return self.run("/usr/bin/docker", *told, within_s=within_s)


def need_engine() -> None:
    """Skip, with what is missing, where no engine can run."""
    if os.geteuid() != 0:
        pytest.skip("an engine is started by root")
    missing = [name for name in PROGRAMS if shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (sh tests/system-packages.sh docker)")


@contextmanager
def engine() -> Generator[Engine]:
    """Yield an engine; afterwards its containers, its process and its folder, unless it was named, are gone."""
    need_engine()
    kept = os.environ.get("DRILLPROOF_ENGINE")
    place = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="drillproof-engine-", dir="/var/tmp"))
    place.mkdir(exist_ok=True)
    told = ["dockerd", *_RULES, "--data-root", f"{place}/data", "--exec-root", f"{place}/exec"]
    told += ["--pidfile", f"{place}/pid", "-H", f"unix://{place}/sock", "--cgroup-parent", f"/{place.name}"]
    _give_weight(place.name)
    with (place / "log").open("wb") as log:
        running = subprocess.Popen(told, stdout=log, stderr=log)
        made = Engine(place)
        try:
            _until_it_answers(made, running)
            yield made
        finally:
            _end(made, running)
            if not kept:
                shutil.rmtree(place, ignore_errors=True)


def _until_it_answers(made: Engine, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and running.poll() is None:
        told = ["/usr/bin/docker", "info"]
        if subprocess.run(told, env=made.env, capture_output=True, check=False, timeout=30).returncode == 0:
            return
        time.sleep(0.3)  # it tells nobody when it is ready
    pytest.skip(f"no engine can run here: {(made.place / 'log').read_text(encoding='utf-8')[-500:]}")


def _end(made: Engine, running: subprocess.Popen[bytes]) -> None:
    if running.poll() is None:
        if ids := made.docker("ps", "-aq").split():
            made.docker("rm", "-fv", *ids)
        made.docker("network", "prune", "-f")
        running.terminate()
        running.wait(timeout=60)
    _unmount(made.place)
    _remove_groups(made.place.name)


def _unmount(place: Path) -> None:
    """Unmount what an engine forgets at its end (its first namespace of networks), the innermost first."""
    mounted = [line.split()[1] for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()]
    for one in sorted((one for one in mounted if one.startswith(f"{place}/")), reverse=True):
        subprocess.run(["umount", one], check=False, timeout=30)


def _give_weight(group: str) -> None:
    """Let the containers together weigh as much as they are processes, or as the group that this test was put into."""
    first = (_GROUPS / "cpu").is_dir()
    tree, name, one = (_GROUPS / "cpu", "cpu.shares", 1024) if first else (_GROUPS, "cpu.weight", 100)
    with contextlib.suppress(OSError):  # neither first nor second version of groups, or not ours to set
        (tree / group).mkdir(exist_ok=True)
        weight = max(one * _WEIGHT, _weight_of(tree / _own_group("cpu" if first else "") / name))
        (tree / group / name).write_text(str(weight), encoding="ascii")


def _own_group(kind: str) -> str:
    lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()]
    return next((place.lstrip("/") for _, kinds, place in lines if kind in kinds.split(",")), "")


def _weight_of(file: Path) -> int:
    return int(file.read_text(encoding="ascii")) if file.is_file() else 0


def _remove_groups(group: str) -> None:
    for left in (*_GROUPS.glob(f"*/{group}"), _GROUPS / group):
        with contextlib.suppress(OSError):
            left.rmdir()


def import_debian(made: Engine) -> None:
    """Import, once, a Debian made by debootstrap to build on, with this machine's way to its registries."""
    if made.docker("images", "-q", _BASE):
        return
    root = made.place / "debian"
    told = ["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", str(root)]
    made.run(*told, within_s=600)
    _furnish(root)
    told = ["/usr/bin/docker", "import", "-", _BASE]
    with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as packed:
        subprocess.run(told, stdin=packed.stdout, env=made.env, check=True, timeout=300)
    assert packed.returncode == 0
    shutil.rmtree(root)


def _furnish(root: Path) -> None:
    """Give a Debian this machine's way to its registries, and dpkg no waits for the disk, as Debian's image has."""
    for source in (_CA, *Path("/etc/apt/apt.conf.d").glob("*artifact*")):
        target = root / source.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    (root / "etc/pip.conf").write_text(f"[global]\ncert = {_CA}\ntimeout = 180\n", encoding="utf-8")
    (root / "etc/dpkg/dpkg.cfg.d/docker-apt-speedup").write_text("force-unsafe-io\n", encoding="ascii")
