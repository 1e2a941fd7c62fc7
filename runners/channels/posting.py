"""Posting over HTTP, honest about whether anything was sent when no answer came."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from measurements.events import Outcome
from runners.channels.robots import Parcel, judge
from runners.notices import Told
from scenarios.plan import SECOND

_MOST_OF_ANSWER: Final = 64 * 1024


@dataclass(slots=True)
class _Way:
    """How far a request has come; what was sent on a connection may have arrived."""

    is_connected: bool = False


async def post(parcel: Parcel, ca_file: str | None, timeout_ns: int) -> Told:
    """Post once. FAILED before there was a connection, UNKNOWN when the answer was lost; a receiver raises nothing."""
    way = _Way()
    try:
        context = await asyncio.to_thread(_tls, ca_file)
        async with asyncio.timeout(timeout_ns / SECOND), _session(context, way) as session:
            sent = session.post(parcel.url, data=parcel.body, headers=dict(parcel.headers), allow_redirects=False)
            async with sent as answer:
                body = await answer.content.read(_MOST_OF_ANSWER)
                return judge(parcel.kind, answer.status, body)
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        return _lost(way, error)


def _session(context: ssl.SSLContext, way: _Way) -> aiohttp.ClientSession:
    trace = aiohttp.TraceConfig()

    async def connected(_session: aiohttp.ClientSession, _context: Any, _about: Any) -> None:
        way.is_connected = True

    trace.on_connection_create_end.append(connected)
    connector = aiohttp.TCPConnector(ssl=context, force_close=True)
    return aiohttp.ClientSession(connector=connector, trace_configs=[trace], timeout=aiohttp.ClientTimeout(total=None))


def _tls(ca_file: str | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file)


def _lost(way: _Way, error: Exception) -> Told:
    """Return what an error proves; its own text may hold the address, so only its kind or the system's word is told."""
    why = _why(error)
    if way.is_connected:
        return Told(outcome=Outcome.UNKNOWN, detail=f"no answer ({why}); it may have been delivered")
    return Told(outcome=Outcome.FAILED, detail=f"no connection ({why}); nothing was sent")


def _why(error: Exception) -> str:
    match error:
        case TimeoutError():
            return "time is over"
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate is not accepted: {error.certificate_error}"
        case aiohttp.ClientConnectorError():
            return error.os_error.strerror or type(error.os_error).__name__
        case aiohttp.InvalidURL():
            return "the address is no web address"
        case _:
            return type(error).__name__
