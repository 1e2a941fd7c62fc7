"""The queue that wakes workers: Procrastinate on the service's own PostgreSQL, in a schema of its own.

A job says no more than "look for drills of your site". What keeps two workers from one drill is the run's row and the
drill's journal; a job that is lost, doubled or late costs half a second, since workers look by themselves too.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from importlib import metadata
from typing import Any, Final, TypeAlias

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.schema import SchemaManager
from sqlalchemy import URL, Connection, Engine, text

SCHEMA: Final = "queue"
VERSION: Final = metadata.version("procrastinate")
FAILURES: Final = (ConnectorException, psycopg.Error, OSError, TimeoutError)
"""What the queue raises when its database is away."""
_TASK: Final = "look"
_AGAIN_S: Final = 1.0
_POLL_S: Final = 0.5
_INSTALLING: Final = 0x6472696C6C_02
_TIDYING: Final = (
    "DELETE FROM procrastinate_jobs j WHERE NOT EXISTS (SELECT 1 FROM procrastinate_events e"
    " WHERE e.job_id = j.id AND e.at > now() - interval '1 hour')"
)

Look: TypeAlias = Callable[[], Awaitable[None]]
"""What a job makes a worker do: take a drill if there is one, and return when that is over."""


def install(engine: Engine) -> None:
    """Make the queue's schema where it is not there, and keep our own record of its version; blocking.

    Procrastinate has none. Raises what the database raises.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _INSTALLING})
        if installed(connection) is None:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
            connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
            connection.execute(text("CREATE TABLE installed (version text NOT NULL, since timestamptz NOT NULL)"))
            connection.execute(text("INSERT INTO installed VALUES (:version, now())"), {"version": VERSION})


def installed(connection: Connection) -> str | None:
    """Return the version of the queue's tables, None where there are none; blocking."""
    there = connection.execute(text("SELECT to_regclass(:name)"), {"name": f"{SCHEMA}.installed"}).scalar()
    if there is None:
        return None
    newest = text(f"SELECT version FROM {SCHEMA}.installed ORDER BY since DESC LIMIT 1")  # noqa: S608  our own name
    return connection.execute(newest).scalar()


def tidy(engine: Engine) -> None:
    """Remove jobs that nobody will do any more; blocking. Nothing is lost with them."""
    with engine.begin() as connection:
        if installed(connection) is not None:
            connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))  # its triggers look there
            connection.execute(text(_TIDYING))


class Jobs:
    """The queue of one process. `failure` says why it does not work just now."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._app: App | None = None
        self.failure = ""

    async def call(self, site: str, drill: str) -> None:
        """Wake the workers of a site for a drill that waits. What goes wrong is kept in `failure`, and not raised."""
        try:
            if self._app is None:
                self._app = await self._opened()
            job = self._app.configure_task(_TASK, queue=site, queueing_lock=f"{site}/{drill}", allow_unknown=True)
            await job.defer_async()
        except AlreadyEnqueued:
            pass  # they are about to look
        except FAILURES as error:
            self.failure = f"{type(error).__name__}: {error}"
            await self.close()
        else:
            self.failure = ""

    async def work(self, site: str, look: Look, at_once: int) -> None:
        """Look whenever a job comes, for ever; a queue whose connection or row was taken away is begun anew."""
        while True:
            try:
                await self._work(site, look, at_once)
            except FAILURES as error:
                self.failure = f"{type(error).__name__}: {error}"
            except Exception as error:  # noqa: BLE001  whatever ends the queue's loop must not end the drills of this worker
                self.failure = f"{type(error).__name__}: {error}"
                logging.getLogger(__name__).warning("the queue's loop ended (%s) and is begun anew", self.failure)
            await asyncio.sleep(_AGAIN_S)

    async def close(self) -> None:
        """Close what is open."""
        app, self._app = self._app, None
        if app is not None:
            await app.close_async()

    async def _work(self, site: str, look: Look, at_once: int) -> None:
        app = await self._opened()
        app.task(name=_TASK, queue=site)(look)
        try:
            self.failure = ""
            await app.run_worker_async(
                queues=[site],
                concurrency=at_once,
                install_signal_handlers=False,
                fetch_job_polling_interval=_POLL_S,
                update_heartbeat_interval=1.0,
                stalled_worker_timeout=6.0,
                shutdown_graceful_timeout=0.5,
                delete_jobs="always",
            )
        finally:
            await app.close_async()

    async def _opened(self) -> App:
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what goes wrong is told by `failure`
        options: dict[str, Any] = {"options": f"-c search_path={SCHEMA}", "application_name": "drillproof queue"}
        app = App(
            connector=PsycopgConnector(
                conninfo=self._url, kwargs={**options, "connect_timeout": 3}, min_size=0, max_size=4, timeout=5
            )
        )
        await app.open_async()
        return app
