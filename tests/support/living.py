"""A service that lives in a thread of this process on a port of its own, for clients that are programs of their own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from service.api.app import create_app
from service.policy import Policy, default_policy
from tests.support.databases import journal_in
from tests.support.firms import enlist


@dataclass(frozen=True, slots=True)
class Living:
    """A running service: its address, a token for everybody of tests.support.firms.PEOPLE, and itself."""

    url: str
    tokens: Mapping[str, str]
    app: FastAPI


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


def unhurried() -> Policy:
    """Return a policy that counts no requests: a test asks oftener than people do."""
    told = default_policy()
    most = {"caller_per_minute": 1_000_000, "stranger_per_minute": 1_000_000}
    limits = told.access.limits.model_copy(update=most)
    return told.model_copy(update={"access": told.access.model_copy(update={"limits": limits})})


@contextmanager
def living(folder: Path, policy: Policy | None = None, *, people: bool = True, port: int = 0) -> Generator[Living]:
    """Serve until the end of the block; where there are no `people`, nobody is made. `port`: 0 is a free one."""
    journal = journal_in(folder)
    app = create_app(journal, folder, policy=policy or unhurried())
    with socket.create_server(("127.0.0.1", port)) as door:
        server = _Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            assert server.is_up.wait(60), "the service does not come up"
            yield Living(
                f"http://127.0.0.1:{door.getsockname()[1]}", enlist(app.state.firm.access) if people else {}, app
            )
        finally:
            server.should_exit = True
            thread.join(30)
    journal.close()
