"""The ledger's store behind the firm's own application: the protocol of docs/ledger-http.md, from the client's side."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final, cast

import aiohttp

from measurements.events import WriteOutcome
from measurements.ledger import payload, table_name
from runners.beat import SECOND
from runners.companion import described
from runners.ledgers.store import Page, Row, StoreError, Written
from runners.patience import patience
from runners.secrets import Masker
from scenarios.plan import HttpStoreSpec

NOT_DONE: Final = "Drillproof-Not-Done"
"""The application's own word that the write of that number was not done and will not be."""
EPOCH: Final = "Drillproof-Epoch"
"""Under which fence a write was begun; one of an older epoch is not to be done any more."""
KEY: Final = "Idempotency-Key"
_PATIENCE_NS: Final = 30 * SECOND
_BODY_LIMIT: Final = 4 << 20
_ROWS: Final = 1_000
_GONE: Final = 404
_NO_FENCE: Final = frozenset({_GONE, 405, 501})
_REFUSALS: Final = (OSError, aiohttp.ClientError, ValueError)


@dataclass(slots=True)
class _Way:
    """How far a request has come: from the moment it has a connection, it may have been sent."""

    has_connection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    said: dict[str, Any] = field(default_factory=dict[str, Any])


class HttpStore:
    """Sends each write by a new connection, exactly once; a redirect is not followed."""

    def __init__(self, *, drill: str, ledger: str, timeout_ns: int, spec: HttpStoreSpec, token: str = "") -> None:
        """Prepare the certificate check; raises StoreError where the CA file cannot be read."""
        self._drill, self._ledger, self._timeout_ns, self._settle_ns = drill, ledger, timeout_ns, spec.settle_ns
        self._table = table_name(ledger, drill)
        self._url = f"{spec.url}/{self._table}"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._masker = Masker([token])
        self._epoch = 0
        self._session: aiohttp.ClientSession | None = None
        try:
            self._tls = ssl.create_default_context(cafile=spec.ca_file)
        except OSError as error:
            msg = f"{spec.ca_file} cannot be used: {error.strerror}"
            raise StoreError(msg) from error

    async def create(self) -> str:
        """Have the application begin a ledger."""
        self._epoch = _epoch(await self._need("PUT", self._url))
        return self._url

    async def insert(self, number: int) -> Written:
        """POST once. Before there is a connection a failure is certain; from then on only the application's own no."""
        way, text = _Way(), payload(self._drill, self._ledger, number)
        headers = {KEY: f'"{self._table}-{number}"', EPOCH: str(self._epoch)}
        body = {"number": number, "payload": text}
        try:
            async with patience(self._timeout_ns), self._asked("POST", self._url, body, headers, way) as reply:
                return Written(outcome=proved_by(reply.status, reply.headers, reply.said, body), detail=_detail(reply))
        except _REFUSALS as error:
            outcome = WriteOutcome.INFO if way.has_connection else WriteOutcome.FAIL
            return Written(outcome=outcome, detail=described(error, self._masker))

    async def fence(self) -> bool:
        """Have the application refuse older writes; where it cannot, wait, and say that nothing is certain."""
        reply = await self._ask("POST", f"{self._url}/fence")
        if reply.status in _NO_FENCE:
            await self._need("GET", f"{self._url}?limit=1")
            await asyncio.sleep(self._settle_ns / SECOND)
            return False
        self._epoch = _epoch(_fine(reply))
        return True

    async def read_all(self, chunk: int) -> AsyncIterator[Page]:
        """Yield what the application gives back, page by page."""
        seen = set[str]()
        cursor = ""
        while cursor not in seen:
            seen.add(cursor)
            after = f"&after={cursor}" if cursor else ""
            said = await self._need("GET", f"{self._url}?limit={min(chunk, _ROWS)}{after}")
            yield _page(said, self._url)
            if said.get("next") is None:
                return
            cursor = str(said["next"])
        msg = f"the application gave the page after {cursor!r} twice"
        raise StoreError(msg)

    async def drop(self) -> str:
        """Have the application forget the ledger."""
        reply = await self._ask("DELETE", self._url)
        if reply.status != _GONE:
            _fine(reply)
        return f"{self._url} removed"

    def keep_at_most(self, idle: int) -> None:
        """Keep no connection, so there is none to close."""

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _need(self, method: str, url: str) -> dict[str, Any]:
        return _fine(await self._ask(method, url))

    async def _ask(self, method: str, url: str) -> _Reply:
        try:
            async with (
                patience(max(self._timeout_ns, _PATIENCE_NS)),
                self._asked(method, url, None, {}, _Way()) as reply,
            ):
                return reply
        except _REFUSALS as error:
            raise StoreError(described(error, self._masker)) from None
        finally:
            await self.close()

    @asynccontextmanager
    async def _asked(
        self, method: str, url: str, body: dict[str, Any] | None, headers: dict[str, str], way: _Way
    ) -> AsyncGenerator[_Reply]:
        asked = self._opened().request(
            method,
            url,
            json=body,
            headers={**self._headers, **headers},
            allow_redirects=False,
            ssl=self._tls,
            trace_request_ctx=way,
        )
        async with asked as answer:
            said = _said(await _body(answer))
            yield _Reply(status=answer.status, headers=dict(answer.headers), said=said)

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, made on first use because it belongs to the running loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True, limit=0, use_dns_cache=False),
                timeout=aiohttp.ClientTimeout(total=None),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                trace_configs=[_watched()],
            )
        return self._session


def proved_by(
    status: int, headers: Mapping[str, str], said: Mapping[str, Any], asked: Mapping[str, Any]
) -> WriteOutcome:
    """Return what an answer proves.

    OK is the application's own: 200 or 201, with the number and the payload repeated. FAIL is too: the header, with the
    number. Anything else may come from something in between, which knows nothing of what the application did.
    """
    repeated = {name: said.get(name) for name in ("number", "payload")}
    if status in {200, 201} and repeated == dict(asked):
        return WriteOutcome.OK
    word = next((value for name, value in headers.items() if name.lower() == NOT_DONE.lower()), "")
    return WriteOutcome.FAIL if word == str(asked["number"]) else WriteOutcome.INFO


def _watched() -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()

    async def connected(session: aiohttp.ClientSession, context: SimpleNamespace, told: object) -> None:
        del session, told
        cast("_Way", context.trace_request_ctx).has_connection = True

    trace.on_connection_create_end.append(connected)
    trace.on_connection_reuseconn.append(connected)
    return trace


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """Return the body; one that is too long is no answer of the application."""
    parts = bytearray()
    async for part in answer.content.iter_any():
        parts += part
        if len(parts) > _BODY_LIMIT:
            msg = f"the answer is longer than {_BODY_LIMIT} bytes"
            raise ValueError(msg)
    return bytes(parts)


def _said(raw: bytes) -> dict[str, Any]:
    """Return the JSON object of a body, empty where it is none."""
    try:
        data = json.loads(raw)
    except ValueError:
        return {}
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def _detail(reply: _Reply) -> str:
    return "" if reply.status in {200, 201} and reply.said else f"status {reply.status} {reply.said.get('error', '')}"


def _fine(reply: _Reply) -> dict[str, Any]:
    if reply.status not in {200, 201, 204}:
        msg = f"the application answered {reply.status} {reply.said.get('error', '')}".strip()
        raise StoreError(msg)
    return reply.said


def _epoch(said: Mapping[str, Any]) -> int:
    epoch = said.get("epoch", 0)
    if not isinstance(epoch, int):
        msg = f"the application's epoch is no number: {epoch!r}"
        raise StoreError(msg)
    return epoch


def _page(said: Mapping[str, Any], url: str) -> Page:
    try:
        rows = tuple(
            Row(number=int(row["number"]), payload=str(row["payload"]), position=int(row.get("position", -1)))
            for row in said["rows"]
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"the application's page is not as docs/ledger-http.md asks: {type(error).__name__} {error}"
        raise StoreError(msg) from None
    return Page(source=f"{said.get('source', '')} {url}".strip(), rows=rows)
