"""Runs the application: `python -m service.lab.application --port 8080 --sqlite FILE`, or `--dsn-file FILE`."""

from __future__ import annotations

import argparse
from pathlib import Path

from aiohttp import web

from service.lab.application.keeping import Keeper, SqliteKeeper
from service.lab.application.postgres import PostgresKeeper
from service.lab.application.web import application


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="drillproof-application")
    parser.add_argument("--host", default="0.0.0.0")  # noqa: S104  a lab's application is there for its whole lab
    parser.add_argument("--port", type=int, required=True)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--sqlite", type=Path, help="database file")
    where.add_argument("--dsn-file", type=Path, help="file that holds a PostgreSQL connection string")
    told = parser.parse_args()
    keeper: Keeper = (
        SqliteKeeper(told.sqlite) if told.sqlite else PostgresKeeper(told.dsn_file.read_text(encoding="utf-8").strip())
    )
    web.run_app(application(keeper), host=told.host, port=told.port, print=None)


if __name__ == "__main__":
    main()
