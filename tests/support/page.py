"""A small web server in a process of its own: `python -m tests.support.page PORT TEXT`."""

from __future__ import annotations

import sys

from aiohttp import web


def serve(port: int, text: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text)

    application = web.Application()
    application.router.add_get("/", answer)
    web.run_app(application, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
