"""A time-stamping authority of our own: openssl's, with certificates made for the test."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

_CONFIG: Final = """
[tsa]
default_tsa = main
[main]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""

_ROOT: Final = "req -x509 -newkey ed25519 -nodes -keyout ca.key -out ca.pem -days 3650"
_REQUEST: Final = "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr"
_SIGN: Final = (
    "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -out tsa.pem "
    "-extfile ts.cnf -extensions signer"
)


@dataclass(frozen=True, slots=True)
class Authority:
    """Where it answers, and the certificate that vouches for it."""

    url: str
    certificate: Path
    folder: Path

    def answer(self, query: bytes) -> bytes:
        """Return its answer to a query (DER)."""
        (self.folder / "query.tsq").write_bytes(query)
        _openssl(self.folder, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()


@contextmanager
def authority(folder: Path) -> Generator[Authority]:
    """Let one answer on a port of this machine."""
    _make(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Asked)
    given = Authority(f"http://127.0.0.1:{server.server_address[1]}/tsr", folder / "ca.pem", folder)
    server.authority = given  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield given
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Asked(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"]))
        server: Any = self.server
        reply: bytes = server.authority.answer(query)
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
        """Say nothing."""


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ts.cnf").write_text(_CONFIG, encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    _openssl(folder, *_ROOT.split(), *_named("Root"))
    _openssl(folder, *_REQUEST.split(), *_named("Authority"))
    _openssl(folder, *_SIGN.split())


def _named(name: str) -> list[str]:
    return ["-subj", f"/CN=Test {name}"]


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
