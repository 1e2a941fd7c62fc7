"""`worker`: a process that runs drills for the service, at a site from which their hosts can be reached."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from runners.anywhere import hands_on
from runners.journal import Journal, JournalError
from service.cli.config import ConfigFile, settled_in
from service.cli.output import Language, RefusedError, language, out, words
from service.cli.store import database_in
from service.firm import Firm, open_firm
from service.logs import install_logs, log
from service.policy import read_policy
from service.running.choosing import need_queue, setup_of
from service.running.worker import DrillWorker, WorkerSetup
from service.settings import Settings, home_of
from service.settings.layers import Told
from service.settings.showing import digest_of
from service.software import VERSION
from service.start import HandsOn
from service.words import Lang


def worker(
    config: ConfigFile = None,
    site: Annotated[str | None, typer.Option("--site", help="The site at which this worker is.")] = None,
    reaches: Annotated[str | None, typer.Option("--reaches", help="The sites that it reaches: sh,hk.")] = None,
    drills: Annotated[int | None, typer.Option("--drills", help="How many drills at once; none: 1.")] = None,
    lang: Language = None,
    *,
    name: Annotated[str | None, typer.Option("--name", help="What its name begins with; none: the site.")] = None,
    db: Annotated[str | None, typer.Option("--db", help="postgresql://user@host:5432/database.")] = None,
    home: Annotated[Path | None, typer.Option("--home", help="The folder of its drills' spools.")] = None,
    policy: Annotated[Path | None, typer.Option("--policy", help="What the firm decided; none: the strict.")] = None,
) -> int:
    """Run drills of the service until it is stopped; what runs then is handed over to other workers."""
    tongue = language(lang)
    options: dict[str, Told] = {
        "worker.site": site,
        "worker.reaches": None if reaches is None else [each.strip() for each in reaches.split(",") if each.strip()],
        "worker.drills": drills,
        "worker.name": name,
        "database": db,
        "home": home,
        "policy": policy,
    }
    run_worker(settled_in(config, tongue, options).settings, tongue)
    return 0


def run_worker(settings: Settings, lang: Lang = "en", *, hands: HandsOn = hands_on) -> None:
    """Be a worker until SIGTERM or SIGINT; `hands` give hands on hosts. Raises what keeps it from beginning."""
    setup, database = setup_of(settings), database_in(settings)
    try:
        journal = Journal.open(database)
        firm = open_firm(journal, home_of(settings, database), read_policy(settings.policy), (), settings)
        need_queue(firm)
    except JournalError as error:
        raise RefusedError(str(error)) from error
    install_logs(settings.log)
    try:
        asyncio.run(_worked(firm, setup, hands, lang))
    finally:
        journal.close()


async def _worked(firm: Firm, setup: WorkerSetup, hands: HandsOn, lang: Lang) -> None:
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    made = DrillWorker(firm, setup, hands=hands)
    out.print(words(lang, "worker.at", name=made.name, site=setup.site), markup=False)
    log("worker begins", version=VERSION, settings=digest_of(firm.settings), worker=made.name, site=setup.site)
    await made.run(stopping)
    log("worker ends", worker=made.name)
