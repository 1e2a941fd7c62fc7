"""A rehearsal host of the library's simulated drills: an inventory around a server of the test."""

from __future__ import annotations

from pathlib import Path

from tests.support.sshd import USER, Sshd


def rehearsal(directory: Path, sshd: Sshd) -> Path:
    """Return an inventory whose rehearsal host is this server."""
    lines = (
        "hosts:",
        "  rehearsal:",
        f"    address: {sshd.address}",
        f"    port: {sshd.port}",
        f"    user: {USER}",
        "    environment: simulation",
        f"    known_hosts: {sshd.known_hosts}",
        f"    key: {sshd.key_file}",
        f"    state_dir: {directory / 'state'}",
    )
    path = directory / "inventory.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
