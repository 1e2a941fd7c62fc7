"""How much comes in at once: connections and requests beyond the limits are answered 503, with when to come again.

Who stops drills, and who asks whether the service lives, is let in however many others there are.
"""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.door import EMERGENCY
from service.api.problems import refused
from service.denial import NoRoomError, Reason, because
from service.firm import Firm
from service.loopwatch import named

_AGAIN_S: Final = 1
_LONGEST: Final = 200
_STREAM: Final = b"text/event-stream"


class Crowd:
    """An ASGI application around another that counts what it is doing now."""

    def __init__(self, app: ASGIApp, root: FastAPI) -> None:
        self.app, self._root = app, root
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or say that there is no room."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        full = None if _goes_before(scope["path"]) else self._full()
        if full is not None:
            answer = refused(Request(scope), NoRoomError(_AGAIN_S, full))
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
            return
        with named(_shown(scope)):
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request until it is answered; a stream of a drill is a viewer from its first line on."""
        counted = 1

        async def sending(message: Message) -> None:
            nonlocal counted
            if message["type"] == "http.response.start" and _is_stream(message):
                self.requests -= counted
                counted = 0
            await send(message)

        self.requests += 1
        try:
            await self.app(scope, receive, sending)
        finally:
            self.requests -= counted

    def _full(self) -> Reason | None:
        firm: Firm = self._root.state.firm
        limits = firm.settings.limits
        connections = getattr(self._root.state, "connections", None)
        if connections is not None and connections() > limits.connections:
            return because("connections_full", most=limits.connections)
        return because("requests_full", most=limits.requests) if self.requests >= limits.requests else None


def _goes_before(path: str) -> bool:
    return path.startswith(EMERGENCY) or path.endswith(("/abort", "/stop")) or path in {"/healthz", "/readyz"}


def _shown(scope: Scope) -> str:
    """Return which request this is, for the log: `GET /console/drills`."""
    return "".join(c if c.isprintable() else "?" for c in f"{scope['method']} {scope['path']}"[:_LONGEST])


def _is_stream(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(_STREAM) for name, value in message["headers"])
