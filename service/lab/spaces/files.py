"""The files of a space: the client's key, known hosts, and what each host finds on its first day."""

from __future__ import annotations

import glob
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from service.lab.files import make_key, write_secret
from service.lab.spaces.errors import PackagesMissingError
from service.lab.spaces.host import HostWish
from service.lab.spaces.tools import PATH

KEY: Final = "key"
KNOWN_HOSTS: Final = "known_hosts"

_HERE: Final = Path(__file__).parent
_FAKETIME: Final = "/usr/lib/*/faketime/libfaketime.so.1"
_SSHD: Final = """\
ListenAddress 0.0.0.0:22
HostKey /etc/ssh/ssh_host_key
AuthorizedKeysFile .ssh/authorized_keys
PidFile /run/sshd.pid
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
PermitRootLogin prohibit-password
MaxSessions 50
MaxStartups 100
LogLevel ERROR
SetEnv {environment}
"""


def write_files(directory: Path, network: str, wishes: Sequence[HostWish]) -> None:
    """Write keys, known hosts and each host's files. Raises PackagesMissingError where a clock cannot be put wrong."""
    key = make_key("drillproof lab")
    write_secret(directory / KEY, key.export_private_key().decode())
    hosts = "".join(f"{network}.{wish.address_number} {wish.name}\n" for wish in wishes)
    known: list[str] = []
    for wish in wishes:
        place = host_files(directory, wish.name)
        place.mkdir(parents=True)
        host_key = make_key(wish.name)
        write_secret(place / "ssh_host_key", host_key.export_private_key().decode())
        known.append(f"{network}.{wish.address_number} {_public(host_key.export_public_key())}\n")
        (place / "authorized_keys").write_bytes(key.export_public_key())
        (place / "sshd_config").write_text(_SSHD.format(environment=_environment(wish)), encoding="utf-8")
        (place / "hosts").write_text(f"127.0.0.1 localhost\n{hosts}", encoding="utf-8")
        (place / "rc.boot").write_text(wish.boot, encoding="utf-8")
        shutil.copy(_HERE / "init.sh", place / "init")
        shutil.copy(_HERE / "rc.init.sh", place / "rc.init")
    (directory / KNOWN_HOSTS).write_text("".join(known), encoding="utf-8")


def host_files(directory: Path, name: str) -> Path:
    """Return where a host's first files lie."""
    return directory / "hosts" / name


def clock_environment(wish: HostWish) -> dict[str, str]:
    """Return what makes a process of the host see its wrong clock; empty where the clock is right."""
    if not wish.clock_offset_s:
        return {}
    found = glob.glob(_FAKETIME)  # noqa: PTH207  the pattern is absolute
    if not found:
        raise PackagesMissingError(["libfaketime"])
    return {"LD_PRELOAD": found[0], "FAKETIME": f"{wish.clock_offset_s:+g}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def _environment(wish: HostWish) -> str:
    values = {"PATH": PATH, "LC_ALL": "C.UTF-8", **clock_environment(wish)}
    return " ".join(f"{name}={value}" for name, value in values.items())


def _public(key: bytes) -> str:
    return key.decode().strip().rsplit(" ", 1)[0]
