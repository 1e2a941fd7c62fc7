"""`health`: how every part of the service is and what to do, by its address or, without a running service, itself."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer
from pydantic import ValidationError

from runners.journal import Journal, JournalError
from service.api.health import part_shown
from service.api.models import Readiness
from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.cli.start import TOKEN
from service.cli.store import WHERE, Database, PolicyFile, home_of
from service.desk import desk_of
from service.firm import open_firm
from service.health import PARTS, DatabaseSeen, Facts, Looker, Part, is_ready, judge, roll_of
from service.policy import read_policy
from service.settings import Settings, read_settings
from service.words import Lang

_PATH: Final = "/readyz"
_PATIENCE_S: Final = 10.0
_UNREADY: Final = 1
"""Exit code where no drill could start."""


def health(
    db: Database = WHERE,
    policy: PolicyFile = None,
    url: Annotated[str, typer.Option("--url", help="The service's address; DRILLPROOF_TOKEN says who asks.")] = "",
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Tell of every part how it is and what to do; code 1 says that no drill could start now.

    With --url the running service is asked, which alone knows its chores and the drills that it runs.
    """
    tongue = language(lang)
    found = _asked(url) if url else _readiness(_looked(db, policy, read_settings()))
    if as_json:
        out.print_json(data=found.model_dump())
    else:
        _tell(found, tongue)
    return 0 if found.ready else _UNREADY


def _asked(url: str) -> Readiness:
    token = os.environ.get(TOKEN, "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        told = httpx.get(url.rstrip("/") + _PATH, headers=headers, timeout=_PATIENCE_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        msg = f"{url} does not answer: {error or type(error).__name__}; look whether the service runs there"
        raise RefusedError(msg) from None
    try:
        return Readiness.model_validate_json(told.content)
    except ValidationError:
        msg = f"{url} does not say how it is (HTTP {told.status_code}); look at the address, and set {TOKEN}"
        raise RefusedError(msg) from None


def _looked(db: str, policy: Path | None, settings: Settings) -> tuple[Part, ...]:
    """Return what this process finds itself; raises RefusedError where there is no such database."""
    decided = read_policy(policy)
    try:
        journal = Journal.existing(db)
    except JournalError as error:
        return _away(error)

    async def look() -> tuple[Part, ...]:
        firm = await asyncio.to_thread(open_firm, journal, home_of(db), decided, (), settings)
        async with asyncio.TaskGroup() as group:
            desk = await desk_of(firm, group)
            return await Looker(desk, roll_of(desk), lambda: False).look()

    try:
        return asyncio.run(look())
    except JournalError as error:
        return _away(error)
    finally:
        journal.close()


def _readiness(parts: tuple[Part, ...]) -> Readiness:
    return Readiness(ready=is_ready(parts), parts={part.name: part_shown(part) for part in parts})


def _away(error: JournalError) -> tuple[Part, ...]:
    others = tuple(name for name in PARTS if name not in {"database", "evidence_key"})
    return judge(Facts(database=DatabaseSeen(error=str(error)), unlooked=others))


def _tell(found: Readiness, lang: Lang) -> None:
    for name, part in found.parts.items():
        told = part.text.zh if lang == "zh" else part.text.en
        state = words(lang, f"health.state.{part.state}")
        out.print(f"{words(lang, f'health.part.{name}')}: {state}: {told}", markup=False)
        if part.todo is not None:
            out.print("  → " + (part.todo.zh if lang == "zh" else part.todo.en), markup=False)
    out.print(words(lang, "health.ready" if found.ready else "health.unready"), markup=False)
