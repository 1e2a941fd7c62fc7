"""The application's side of docs/ledger-http.md: five requests, and honest words about each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from runners.ledgers.http import EPOCH, KEY, NOT_DONE
from service.lab.application.keeping import Keeper, NotDoneError, Stored

_KEEPER: Final = web.AppKey("keeper", Keeper)
_MOST: Final = 1_000
_NAME: Final = re.compile(r"[a-z0-9_]{1,63}", re.ASCII)


def application(keeper: Keeper) -> web.Application:
    """Return the application: ledgers below /ledgers, and /health, which asks the database."""
    app = web.Application()
    app[_KEEPER] = keeper
    app.router.add_get("/health", _health)
    app.router.add_put("/ledgers/{ledger}", _create)
    app.router.add_post("/ledgers/{ledger}", _write)
    app.router.add_get("/ledgers/{ledger}", _read)
    app.router.add_post("/ledgers/{ledger}/fence", _fence)
    app.router.add_delete("/ledgers/{ledger}", _drop)
    return app


async def _health(request: web.Request) -> web.Response:
    await request.app[_KEEPER].create("health")
    return web.json_response({"ok": True})


async def _create(request: web.Request) -> web.Response:
    return web.json_response({"epoch": await request.app[_KEEPER].create(_ledger(request))}, status=201)


async def _write(request: web.Request) -> web.Response:
    """Store once: the key names ledger and number, which the database keeps unique."""
    asked = await request.json()
    ledger, number, payload = _ledger(request), int(asked["number"]), str(asked["payload"])
    if request.headers.get(KEY) != f'"{ledger}-{number}"':
        return _not_done(number, 400, f"{KEY} does not name ledger and number")
    try:
        is_new = await request.app[_KEEPER].write(ledger, int(request.headers.get(EPOCH, "0")), number, payload)
    except NotDoneError as error:
        return _not_done(number, 503, str(error))
    return web.json_response({"number": number, "payload": payload}, status=201 if is_new else 200)


async def _read(request: web.Request) -> web.Response:
    keeper, limit = request.app[_KEEPER], min(int(request.query.get("limit", _MOST)), _MOST)
    rows = await keeper.read(_ledger(request), int(request.query.get("after", "0")), limit + 1)
    return _no_ledger() if rows is None else web.json_response(_page(rows, limit, keeper.name))


async def _fence(request: web.Request) -> web.Response:
    epoch = await request.app[_KEEPER].fence(_ledger(request))
    return _no_ledger() if epoch is None else web.json_response({"epoch": epoch})


async def _drop(request: web.Request) -> web.Response:
    return web.Response(status=204) if await request.app[_KEEPER].drop(_ledger(request)) else _no_ledger()


def _page(rows: Sequence[Stored], limit: int, source: str) -> dict[str, Any]:
    """Return at most `limit` rows, and where to go on if there are more."""
    shown = [{"number": row.number, "payload": row.payload, "position": row.position} for row in rows[:limit]]
    more = str(rows[limit - 1].position) if len(rows) > limit else None
    return {"source": source, "rows": shown, "next": more}


def _not_done(number: int, status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status, headers={NOT_DONE: str(number)})


def _no_ledger() -> web.Response:
    return web.json_response({"error": "there is no such ledger"}, status=404)


def _ledger(request: web.Request) -> str:
    name = request.match_info["ledger"]
    if _NAME.fullmatch(name) is None:
        raise web.HTTPBadRequest(text="a ledger's name has letters, digits and underscores")
    return name
