"""The example for nginx in a real nginx: what it must not keep back, let through, or repeat."""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.ports import free_port

EXAMPLE: Final = Path(__file__).parents[2] / "docker" / "nginx" / "drillproof.conf"
NGINX: Final = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [
    pytest.mark.slow(5),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (package nginx-light)"),
]


@dataclass
class Upstream:
    """A service that says what it was asked, and a stream whose second line waits for leave."""

    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list[tuple[str, str, dict[str, str]]])
    leave: threading.Event = field(default_factory=threading.Event)


def behind(upstream: Upstream) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            upstream.asked.append(("GET", self.path, dict(self.headers)))
            self.send_response(200)
            streams = self.path.endswith("/events")
            self.send_header("Content-Type", "text/event-stream" if streams else "text/plain")
            self.end_headers()
            self.wfile.write(b"data: 1\n\n")
            if streams:
                upstream.leave.wait(30)
                self.wfile.write(b"data: 2\n\n")

        def do_POST(self) -> None:
            upstream.asked.append(("POST", self.path, dict(self.headers)))
            self.connection.close()  # the service dies while it does what was asked

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
            """Say nothing."""

    return Answer


@dataclass(frozen=True)
class Proxy:
    port: int
    upstream: Upstream

    @contextmanager
    def asked(self, method: str, path: str, **headers: str) -> Generator[http.client.HTTPResponse]:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # a certificate of the test's own
        door = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=context)
        with closing(door):
            door.request(method, path, headers={"Host": "drillproof.example", "Connection": "close", **headers})
            with closing(door.getresponse()) as answer:
                yield answer

    def ask(self, method: str, path: str, **headers: str) -> int:
        with self.asked(method, path, **headers) as answer:
            answer.read()
            return answer.status


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    upstream = Upstream()
    server = ThreadingHTTPServer(("127.0.0.1", 0), behind(upstream))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    key, cert, port, plain = tmp_path / "key.pem", tmp_path / "cert.pem", free_port(), free_port()
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    subprocess.run(
        [*made, "-subj", "/CN=drillproof.example", "-keyout", str(key), "-out", str(cert)],
        check=True,
        capture_output=True,
    )
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("127.0.0.1:8765", f"127.0.0.1:{server.server_address[1]}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/drillproof/tls/drillproof.example.pem", str(cert)),
        ("/etc/drillproof/tls/drillproof.example.key", str(key)),
        ("allow 127.0.0.1;", ""),  # so that this machine is a stranger
    ):
        assert old in text
        text = text.replace(old, new)
    whole = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\nhttp {{ access_log off;\n"
    for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        whole += f"{kind}_temp_path {tmp_path}/{kind};\n"
    conf = tmp_path / "nginx.conf"
    conf.write_text(whole + text + "}\n", encoding="utf-8")
    assert NGINX is not None
    running = subprocess.Popen(
        [NGINX, "-c", str(conf), "-g", "daemon off; master_process off;"], stderr=subprocess.PIPE
    )
    try:
        until_listens(port)
        yield Proxy(port, upstream)
    finally:
        upstream.leave.set()
        running.terminate()
        running.communicate(timeout=30)
        server.shutdown()
        server.server_close()


def until_listens(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)  # it tells nobody when it listens
        else:
            return
    pytest.fail("nginx does not listen")


@pytest.mark.parametrize("path", ["/api/v1/drills/2026-x/events", "/console/drills/2026-x/events"])
def test_a_line_of_a_live_view_comes_before_the_next_is_written(proxy: Proxy, path: str) -> None:
    with proxy.asked("GET", path) as answer:
        assert answer.readline() == b"data: 1\n"
        proxy.upstream.leave.set()
        assert b"data: 2\n" in answer.read()


def test_metrics_are_not_for_strangers_and_pages_are(proxy: Proxy) -> None:
    assert [proxy.ask("GET", path) for path in ("/metrics", "/readyz", "/console/")] == [403, 403, 200]
    assert [path for _, path, _ in proxy.upstream.asked] == ["/console/"]


def test_a_caller_cannot_say_that_it_is_somebody_else(proxy: Proxy) -> None:
    proxy.ask("GET", "/console/", **{"X-Forwarded-For": "198.51.100.7"})
    ((_, _, headers),) = proxy.upstream.asked
    assert (headers["X-Forwarded-For"], headers["Host"]) == ("127.0.0.1", "drillproof.example")


def test_a_start_whose_answer_was_lost_is_not_sent_again(proxy: Proxy) -> None:
    assert proxy.ask("POST", "/api/v1/drills") == 502
    assert [method for method, _, _ in proxy.upstream.asked] == ["POST"]
