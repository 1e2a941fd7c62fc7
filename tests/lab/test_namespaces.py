"""The hosts in namespaces are real enough, apart from each other, and leave nothing behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.namespaces import Lab, lab

pytestmark = [pytest.mark.root, pytest.mark.lab]


def links() -> str:
    return subprocess.run(["ip", "-brief", "link"], capture_output=True, text=True, check=True, timeout=10).stdout


def test_each_host_has_its_own_name_processes_disk_and_network(hosts: Lab) -> None:
    a, b = hosts.hosts.values()
    assert a.sh("hostname").stdout == "db-a\n"
    assert int(b.sh("ls /proc | grep -c '^[0-9]'").stdout) < 20
    a.sh("echo mine >note")
    assert b.sh("cat note").returncode != 0
    assert a.sh("nft add table inet mine").returncode == 0
    assert b.sh("nft list tables").stdout == ""
    assert a.sh("nft delete table inet mine").returncode == 0


def test_hosts_reach_each_other_until_a_cable_is_pulled(hosts: Lab) -> None:
    a, b = hosts.hosts.values()
    reach = f"python3 -c \"import socket; socket.create_connection(('{b.address}', 22), 1)\""
    assert a.sh(reach).returncode == 0
    hosts.cut("db-b")
    assert a.sh(reach).returncode != 0
    hosts.mend("db-b")
    assert a.sh(reach).returncode == 0


def test_nothing_stays_behind(tmp_path: Path) -> None:
    mounts = mounted_beside(tmp_path)
    with lab(tmp_path / "other", "db-c") as made:
        keeper = made.hosts["db-c"].keeper.pid
        cable = f"dp{made.hosts['db-c'].address.split('.')[2]}@"
        assert cable in links()
    assert not Path(f"/proc/{keeper}").exists()
    assert cable not in links()
    assert mounted_beside(tmp_path) == mounts


def mounted_beside(own: Path) -> list[str]:
    """Return what is mounted on this machine, without what other tests mount in folders of their own meanwhile."""
    theirs = str(own.parent.parent)  # the folder of all tests of this run
    lines = Path("/proc/mounts").read_text().splitlines()
    return [line for line in lines if theirs not in line or str(own) in line]
