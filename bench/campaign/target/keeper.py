"""The keeper of a host's service: starts and ends it, and writes down every moment at which it was up, down or cut off.

`python3 -I -S keeper.py DIRECTORY PORT ENTRY PEER PULL_S ROLE`, from the boot until the power goes. It looks forty
times a second, and whatever it notes lies between `before` and `after` (CLOCK_MONOTONIC, ns). Orders come by
the socket DIRECTORY/orders, see order.py. DIRECTORY/truth.jsonl is the log; DIRECTORY/pulse holds the last look.
"""

from __future__ import annotations

import json
import mmap
import os
import selectors
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

LOOK_S: Final = 0.025
_HERE: Final = Path(__file__).parent
_NFTABLES: Final = 12
_RULES_CHANGE: Final = 1 << 6
_ADDRESSES: Final = 0x10
_NEW_ADDRESS: Final = 20
_PID_FILE: Final = Path("/run/pair.pid")
_RT: Final = os.SCHED_RR


class Keeper:
    """One host's service: its process, its role, and its log."""

    def __init__(self, directory: Path, port: int, entry: str, peer: str, pull_s: str, role: str) -> None:
        self._directory, self._port, self._entry, self._peer, self._pull_s = directory, port, entry, peer, pull_s
        self._log = os.open(directory / "truth.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._pulse = _pulse(directory / "pulse")
        self._role_file = directory / "role"
        if not self._role_file.exists():
            self._role_file.write_text(role)
        self._server: subprocess.Popen[bytes] | None = None
        self._before = time.monotonic_ns()
        self._has: dict[str, Any] = {"alive": False, "frozen": False, "entry": False, "blocked": False, "role": ""}
        self._poll = selectors.DefaultSelector()

    def live(self) -> None:
        """Boot, then look and obey for ever."""
        (last,) = struct.unpack("q", self._pulse[:8])
        self._write({"what": "boot", "before": last, "after": time.monotonic_ns()})
        self._poll.register(_netlink(socket.NETLINK_ROUTE, _ADDRESSES), selectors.EVENT_READ, self._addresses)
        self._poll.register(_netlink(_NFTABLES, _RULES_CHANGE), selectors.EVENT_READ, self._rules)
        self._poll.register(_orders(self._directory / "orders"), selectors.EVENT_READ, self._order)
        if self._role == "primary":
            self._take_entry()
        self._start()
        while True:
            ready = self._poll.select(LOOK_S)
            self._look()
            for key, _ in ready:
                key.data(key.fileobj)
            self._before = time.monotonic_ns()
            self._pulse[:8] = struct.pack("q", self._before)

    @property
    def _role(self) -> str:
        return self._role_file.read_text()

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._log, json.dumps(line).encode() + b"\n")

    def _turn(self, name: str, value: object, before: int | None = None) -> None:
        """Note that something is otherwise since the last look, or since `before`."""
        if self._has[name] != value:
            self._has[name] = value
            told = {"before": before or self._before, "after": time.monotonic_ns()}
            self._write({"what": "turn", "name": name, "value": value, **told})

    def _look(self) -> None:
        server = self._server
        if server is None:
            return
        if server.poll() is not None:
            self._turn("alive", value=False)
            self._turn("frozen", value=False)
            self._server = None
            return
        with suppress(OSError):
            state = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()[0]
            self._turn("frozen", value=state in "Tt")

    def _addresses(self, link: socket.socket) -> None:
        for kind, address in _told(link.recv(65536)):
            if address == self._entry:
                self._turn("entry", value=kind == _NEW_ADDRESS)

    def _rules(self, link: socket.socket) -> None:
        link.recv(65536)
        rules = subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True, check=False).stdout
        cut = any(f"dport {self._port}" in line and "drop" in line for line in rules.splitlines())
        self._turn("blocked", value=cut)

    # --- orders ------------------------------------------------------------------------------------------------------

    def _order(self, door: socket.socket) -> None:
        one, _ = door.accept()
        with one:
            one.settimeout(2)
            try:
                order: dict[str, str] = json.loads(one.recv(65536))
                told = {"what": "act", "act": order["act"], "ticket": order["ticket"], "verb": order["verb"]}
                self._write({**told, "side": "begun", "at": time.monotonic_ns()})
                said = self._obey(order["verb"], order.get("word", ""))
                self._write({**told, "side": "over", "at": time.monotonic_ns(), "said": said})
            except (OSError, ValueError, KeyError) as error:
                said = f"failed: {error}"
            with suppress(OSError):
                one.sendall(said.encode())

    def _obey(self, verb: str, word: str) -> str:
        verbs: dict[str, Callable[[], str]] = {
            "start": self._start,
            "stop": self._stop,
            "fence": self._fence,
            "promote": self._promote,
            "entry": self._take_entry,
            "settle": lambda: self._settle(word),
            "home": lambda: self._home(word),
            "note": lambda: "done",
        }
        return verbs[verb]()

    def _start(self) -> str:
        if self._server is not None and self._server.poll() is None:
            return "done: it runs"
        before, role = time.monotonic_ns(), self._role
        words = [self._directory, self._port, self._entry, self._peer, self._pull_s, role]
        log = os.open(self._directory / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        server = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_HERE / "server.py"), *map(str, words)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        os.close(log)
        self._server = server
        if _line(server) != b"ok\n":
            return "failed: it did not start"
        _PID_FILE.write_text(f"{server.pid}\n")
        self._turn("role", role, before)
        self._turn("alive", value=True, before=before)
        return "done"

    def _stop(self) -> str:
        before, server = time.monotonic_ns(), self._server
        if server is not None:
            server.kill()
            server.wait()
            self._turn("alive", value=False, before=before)
            self._turn("frozen", value=False, before=before)
        self._server = None
        return "done"

    def _become(self, role: str) -> str:
        before, server = time.monotonic_ns(), self._server
        self._role_file.write_text(role)
        if server is None or server.poll() is not None or server.stdin is None or self._has["frozen"]:
            return "failed: it does not run"
        server.stdin.write(f"{role}\n".encode())
        server.stdin.flush()
        if _line(server) != b"ok\n":
            return "failed: it does not answer"
        self._turn("role", role, before)
        return "done"

    def _fence(self) -> str:
        self._role_file.write_text("fenced")
        self._drop_entry()
        return self._stop()

    def _promote(self) -> str:
        return self._become("primary")

    def _take_entry(self) -> str:
        _ip("add", self._entry)
        before = time.monotonic_ns()
        for _ in range(3):
            _announce(self._entry)
        self._turn("entry", value=True, before=before)
        return "done"

    def _drop_entry(self) -> None:
        before = time.monotonic_ns()
        _ip("del", self._entry)
        self._turn("entry", value=False, before=before)

    def _settle(self, role: str) -> str:
        """Be as a drill expects it at its beginning; changes nothing where it is so."""
        is_up = self._server is not None and self._server.poll() is None
        if is_up and self._role == role and self._has["entry"] == (role == "primary"):
            return "done: it is so"
        return self._home(role)

    def _home(self, role: str) -> str:
        """Serve in this role, with what was kept here as primary, or with nothing, to follow."""
        self._stop()
        self._drop_entry()
        if role != "primary":
            (self._directory / "ops.jsonl").unlink(missing_ok=True)
        self._role_file.write_text(role)
        said = self._start()
        if role == "primary":
            self._take_entry()
        return said


def _pulse(path: Path) -> mmap.mmap:
    if not path.exists():
        path.write_bytes(bytes(8))
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), 8)


def _netlink(protocol: int, groups: int) -> socket.socket:
    link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    link.bind((0, groups))
    return link


def _orders(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(path))
    door.listen(64)
    return door


def _told(data: bytes) -> list[tuple[int, str]]:
    """Return kind and address of each message of the kernel about an IPv4 address."""
    told: list[tuple[int, str]] = []
    while len(data) >= 24:
        size, kind = struct.unpack_from("IH", data)
        rest = data[24:size]
        while len(rest) >= 8:
            length, name = struct.unpack_from("HH", rest)
            if name == 2:
                told.append((kind, socket.inet_ntoa(rest[4:8])))
            rest = rest[max(4, (length + 3) & ~3) :]
        data = data[max(24, (size + 3) & ~3) :]
    return told


def _line(server: subprocess.Popen[bytes]) -> bytes:
    return b"" if server.stdout is None else server.stdout.readline()


def _ip(verb: str, address: str) -> None:
    tool = shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin") or "ip"
    subprocess.run([tool, "address", verb, f"{address}/32", "dev", "eth0"], capture_output=True, check=False)


def _announce(address: str) -> None:
    """Tell the neighbours who has the address now."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as link:
        link.bind(("eth0", 0x0806))
        mac, ip = link.getsockname()[4], socket.inet_aton(address)
        for kind in (1, 2):
            ask = struct.pack("!HHBBH", 1, 0x0800, 6, 4, kind) + mac + ip + (bytes(6) if kind == 1 else mac) + ip
            link.send(b"\xff" * 6 + mac + b"\x08\x06" + ask)


def main() -> None:
    """Ask for real-time scheduling, so that waiting for a processor is no outage, and live."""
    with suppress(OSError):
        os.sched_setscheduler(0, _RT, os.sched_param(1))
    directory, port, entry, peer, pull_s, role = sys.argv[1:]
    Keeper(Path(directory), int(port), entry, peer, pull_s, role).live()


if __name__ == "__main__":
    main()
