"""A look that asks for a page."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from runners.patience import patience
from runners.ways import Connect
from scenarios.plan import HttpProbe

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler

_BODY_LIMIT: Final = 1 << 20


class HttpLook:
    """Asks by a new connection each time. A redirect is an answer with its own status and is not followed."""

    def __init__(
        self,
        target: HttpProbe,
        timeout_ns: int,
        connect: Connect | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare the certificate check; raises OSError where `ca_file` cannot be read.

        `connect` opens the connections of a way of its own; without it the library opens them from here.
        """
        self._target, self._timeout_ns, self._connect = target, timeout_ns, connect
        self._headers = dict(headers or {})
        self._tls = ssl.create_default_context(cafile=target.ca_file)
        self._session: aiohttp.ClientSession | None = None

    async def ask(self) -> str:
        """Compare status, and the first megabyte of the body where `contains` is given."""
        target = self._target
        asked = self._opened().request(
            target.method, target.url, headers=self._headers, allow_redirects=False, ssl=self._tls
        )
        async with patience(self._timeout_ns), asked as answer:
            if answer.status != target.status:
                return f"status {answer.status}, not {target.status}"
            body = await _body(answer)
        wanted = target.contains
        return "" if wanted is None or wanted.encode() in body else "the text looked for is not in the body"

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, made on first use because it belongs to the running loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=self._connector(),
                timeout=aiohttp.ClientTimeout(total=None),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session

    def _connector(self) -> aiohttp.BaseConnector:
        if self._connect is not None:
            return _ByWay(self._connect)
        return aiohttp.TCPConnector(force_close=True, limit=0, use_dns_cache=False)


class _ByWay(aiohttp.BaseConnector):
    """Opens the library's connections by a way of its own."""

    def __init__(self, connect: Connect) -> None:
        super().__init__(force_close=True, limit=0)
        self._way = connect

    async def _create_connection(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Any],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  the library's own signature
    ) -> ResponseHandler:
        del traces, timeout
        url = req.url
        host, tls = url.host or "", self._tls_of(req)
        sock = await self._way(host, url.port or 0)
        name = (req.server_hostname or host) if tls is not None else None
        _, protocol = await self._loop.create_connection(self._factory, sock=sock, ssl=tls, server_hostname=name)
        return protocol

    @staticmethod
    def _tls_of(req: aiohttp.ClientRequest) -> ssl.SSLContext | None:
        return req.ssl if req.is_ssl() and isinstance(req.ssl, ssl.SSLContext) else None


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """Return the body, or its first megabyte."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in answer.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size >= _BODY_LIMIT:
            break
    return b"".join(chunks)
