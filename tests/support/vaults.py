"""A Vault to test against: a small server that speaks the three parts of its API that are used, or the real program."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Protocol, cast
from urllib.parse import urlsplit

import asyncssh
import pytest

from runners.clock import SystemClock
from runners.vault import Settings
from tests.support.ports import free_port
from tests.support.sshd import new_key, public_line

ROLE: Final = "drill"
"""A role of the SSH engine that signs for anybody, for at most `LONGEST_S`."""
LONGEST_S: Final = 7200
_SECOND: Final = 10**9


class AVault(Protocol):
    """What the tests need of any Vault: the mounts are `secret` and `ssh`."""

    def settings(self, token: str | None = None) -> Settings:
        """Return the way in, by the first token or another."""
        ...

    def put(self, path: str, data: Mapping[str, Any]) -> None:
        """Write a secret."""
        ...

    def authority(self) -> str:
        """Return the public key of who signs."""
        ...


@dataclass(kw_only=True)
class SmallVault:
    """The small server: what it keeps, whom it knows, and how it misbehaves. May be changed while it serves."""

    address: str = ""
    token: str = field(default_factory=lambda: secrets.token_hex(12))
    kept: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    asked: list[str] = field(default_factory=list[str])
    sealed: bool = False
    babbles: bool = False
    secret_id: str = field(default_factory=lambda: secrets.token_hex(12))
    key: asyncssh.SSHKey = field(default_factory=new_key)

    def settings(self, token: str | None = None) -> Settings:
        return Settings(address=self.address, token=token or self.token)

    def put(self, path: str, data: Mapping[str, Any]) -> None:
        self.kept[path] = data

    def authority(self) -> str:
        return public_line(self.key)

    def answer(self, method: str, path: str, token: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Return status and body as Vault has them."""
        self.asked.append(f"{method} {path}")
        if self.sealed:
            return 503, {"errors": ["Vault is sealed"]}
        if path == "/v1/auth/approle/login":
            known = body.get("role_id") == "drillproof" and body.get("secret_id") == self.secret_id
            return (200, {"auth": {"client_token": self.token}}) if known else (400, {"errors": ["invalid secret id"]})
        if token != self.token:
            return 403, {"errors": ["permission denied"]}
        if method == "GET" and path.startswith("/v1/secret/data/"):
            return self._read(path.removeprefix("/v1/secret/data/"))
        if path == f"/v1/ssh/sign/{ROLE}":
            return self._sign(body)
        return 404, {"errors": []}

    def _read(self, path: str) -> tuple[int, dict[str, Any]]:
        if path not in self.kept:
            return 404, {"errors": []}
        return 200, {"data": {"data": self.kept[path], "metadata": {"version": 1, "deletion_time": ""}}}

    def _sign(self, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        try:
            key = asyncssh.import_public_key(str(body["public_key"]))
        except (asyncssh.KeyImportError, KeyError):
            return 400, {"errors": ["failed to parse public_key as SSH key"]}
        now = SystemClock().utc_ns() // _SECOND
        ends = now + min(int(str(body["ttl"]).removesuffix("s")), LONGEST_S)
        principals = str(body["valid_principals"]).split(",")
        made = self.key.generate_user_certificate(
            key, "vault-token", principals=principals, valid_after=now - 30, valid_before=ends
        )
        return 200, {"data": {"serial_number": "1", "signed_key": made.export_certificate("openssh").decode()}}


@contextlib.contextmanager
def small_vault() -> Generator[SmallVault]:
    """Serve one on loopback."""
    vault = SmallVault()

    class Desk(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = cast("dict[str, Any]", json.loads(self.rfile.read(length) or b"{}"))
            status, told = vault.answer(self.command, self.path, self.headers.get("X-Vault-Token") or "", body)
            raw = b"<html>it works</html>" if vault.babbles else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = _serve  # noqa: N815  the library's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    vault.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield vault
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True, kw_only=True)
class RealVault:
    """A development server of HashiCorp Vault or OpenBao."""

    address: str
    token: str

    def settings(self, token: str | None = None) -> Settings:
        return Settings(address=self.address, token=token or self.token)

    def put(self, path: str, data: Mapping[str, Any]) -> None:
        self._call("POST", f"secret/data/{path}", {"data": data})

    def authority(self) -> str:
        return str(self._call("GET", "ssh/config/ca")["data"]["public_key"]).strip()

    def prepare(self) -> None:
        """Let it sign keys."""
        self._call("POST", "sys/mounts/ssh", {"type": "ssh"})
        self._call("POST", "ssh/config/ca", {"generate_signing_key": True})
        role = {"key_type": "ca", "allow_user_certificates": True, "allowed_users": "*", "max_ttl": f"{LONGEST_S}s"}
        self._call("POST", f"ssh/roles/{ROLE}", {**role, "default_extensions": {"permit-port-forwarding": ""}})

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        url, headers = f"{self.address}/v1/{path}", {"X-Vault-Token": self.token}
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310  our own address
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.loads(answer.read() or b"{}")


@contextlib.contextmanager
def real_vault(folder: Path) -> Generator[RealVault]:
    """Run `bao` or `vault` in its development mode; skip where neither is installed."""
    program = shutil.which("bao") or shutil.which("vault")
    if program is None:
        pytest.skip("neither bao nor vault is installed")
    vault = RealVault(address=f"http://127.0.0.1:{free_port()}", token=secrets.token_hex(12))
    listen = vault.address.removeprefix("http://")
    command = [program, "server", "-dev", f"-dev-root-token-id={vault.token}", f"-dev-listen-address={listen}"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, "-dev-no-store-token"], stdout=log, stderr=log, env=dict(os.environ))
        try:
            _wait(vault, server)
            vault.prepare()
            yield vault
        finally:
            server.terminate()
            server.wait(timeout=10)


def _wait(vault: RealVault, server: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", urlsplit(vault.address).port or 0)):
            return
        if server.poll() is not None:
            break
        pause.wait(0.05)
    pytest.skip("the installed vault does not start in its development mode")
