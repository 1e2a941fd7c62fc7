"""The firm with the long past: filled part by part, and what is called how in it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from scenarios.plan import SECOND
from service.access import Grant, Role
from service.book import Note
from service.dossiers import Wish
from service.dossiers.approving import digest_now
from service.firm import Firm
from service.happenings import DrillEnded, DrillStarted
from service.index.heads import head_of_started
from tests.support.dossiers import prepared, wish_in
from tests.support.firms import SETUP, HandClock, caller
from tests.support.long_past import drills, governed, sixty
from tests.support.registers import generated, put
from tests.support.stories import crash

SERVICES: Final = tuple(f"svc-{number}" for number in range(40))
ALL: Final = "max"
"""Who may do everything."""
RUNNING: Final = "site-loss-running"
LONG: Final = "site-loss-sixty"
_SCENARIOS: Final = 60
POLICY: Final = """\
preparation:
  turned_off: {plan: lab, scheme: lab, review: lab, training: lab, safeguards: lab}
access:
  limits: {caller_per_minute: 1000000, stranger_per_minute: 1000000}
programme:
  services: {SERVICES}
""".replace("{SERVICES}", f"{{{', '.join(f'{name}: {{}}' for name in SERVICES)}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many drills there are; the newest of them are `whole`, with all that was seen, judged and filed.

    Of the newest `governed` people left traces in the book; older ones are in the list alone.
    """

    drills: int
    whole: int = 24
    governed: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What there is in the firm by the names that addresses have for it; `cookie` is a session of who may all."""

    cookie: str
    closed: str
    preparing: str
    over: str
    item: str
    incident: str
    scenario: str
    year: int


async def fill(firm: Firm, root: Path, size: Size) -> Filled:
    """Fill a firm with drills and everything around them; its files lie in `root`, which is given to it."""
    now = datetime.now(UTC).replace(microsecond=0)
    clock = HandClock(at=now)
    real, firm.book.utc_ns = firm.book.utc_ns, clock
    past = list(drills.past(size.drills, now - timedelta(days=1)))
    paths = _files(root)
    ends = [drills.end_of(one, SERVICES) for one in past[: size.governed]]
    await asyncio.to_thread(_governed, firm, ends, clock, paths)
    await asyncio.to_thread(_drilled, firm, past, size)  # filed when the book knows all of it
    clock.at = now
    await governed.schedules(firm, SERVICES, paths)
    incident = await governed.incidents(firm, SERVICES)
    await governed.programme(firm, SERVICES, now.year)
    waiting = await _preparing(firm, root, now)
    firm.book.utc_ns = real
    return Filled(
        cookie=_everybody(firm),
        closed=past[0].drill,
        preparing=waiting,
        over=ends[0].dossier or "",
        item="i-00001",
        incident=incident,
        scenario=f"{root.name}:scenarios:switch-01.yaml",
        year=now.year,
    )


def _files(root: Path) -> dict[str, str]:
    root.mkdir(exist_ok=True)
    paper = root / "paper"
    paper.mkdir()
    wish_in(paper)
    for name in ("scenario", "inventory"):
        (root / f"{name}.yaml").write_text((paper / f"{name}.yaml").read_text("utf-8"), "utf-8")
    put(root, generated(len(SERVICES)))
    governed.scenarios(root, _SCENARIOS)
    return {name: str(paper / f"{name}.yaml") for name in ("scenario", "inventory", "bia")}


def _drilled(firm: Firm, past: Sequence[drills.Past], size: Size) -> None:
    """Put the drills: the newest whole and filed, one of sixty steps among them, the others with what lists read."""
    newest, older = past[: size.whole], past[size.whole :]
    whole = [drills.file_whole(firm, one, crash(plan=drills.watched_plan(one.number, SERVICES))) for one in newest]
    long = drills.Past(LONG, past[0].at + timedelta(hours=6), 2)
    drills.file_whole(firm, long, sixty.sixty(SERVICES[0]))
    drills.put_heads(firm.book.engine, drills.heads(older, SERVICES))
    some = older[: size.governed]
    drills.keep_journals(firm.journal, some, SERVICES)
    drills.lay_evidence(firm.home, whole[-1], some)


def _governed(firm: Firm, ends: Sequence[DrillEnded], clock: HandClock, paths: dict[str, str]) -> None:
    by_service: defaultdict[str, list[DrillEnded]] = defaultdict(list)
    for number, end in enumerate(ends):
        for objective in end.plan.objectives:
            by_service[objective.service].append(end)
        if end.dossier is not None:
            governed.dossier(firm, end, clock, paths)
        if number % 4 == 1:
            governed.finding(firm, end, number, clock)
        if number % 3 == 0:
            governed.duty(firm, end, number, clock)
    for service, its in by_service.items():
        governed.service_past(firm, service, its[::-1], clock)


async def _preparing(firm: Firm, root: Path, now: datetime) -> str:
    """Open twelve dossiers that are prepared, and ask for the approval of half of them; the name of the last."""
    (root / "ahead").mkdir()
    waiting = ""
    for number in range(12):
        opens = now + timedelta(days=number + 1)
        wish = wish_in(root / "ahead", opens=opens.replace(hour=2))
        made = await prepared(firm.dossiers, Wish.model_validate(wish.model_dump()))
        if number % 2:
            made = await firm.dossiers.ask_approval(caller("olga"), made.id)
            await firm.dossiers.decide(caller("anna"), made.id, "approve", "the way back is proved", digest_now(made))
        waiting = made.id
    return waiting


def _everybody(firm: Firm) -> str:
    """Make the user who may do everything, with forty tokens, and return the cookie of a session."""
    roles = (Role.OPERATOR, Role.APPROVER, Role.AUDITOR, Role.ADMIN)
    firm.access.add_user(SETUP, ALL, "Max", tuple(Grant(role=role) for role in roles))
    for number in range(40):
        firm.access.issue(SETUP, ALL, f"script {number}")
    return firm.access.sessions.open(ALL, "127.0.0.1", "password").cookie


def begin_running(firm: Firm) -> None:
    """Let a drill of sixty steps be under way, two thirds done, as another process would leave it."""
    events = sixty.running(SERVICES[0])
    plan, utc_ns = sixty.sixty_plan(SERVICES[0]), firm.book.utc_ns()
    since = utc_ns - (events[-1].at - events[0].at)
    one = drills.Past(RUNNING, datetime.fromtimestamp(since / SECOND, UTC), 1)
    firm.journal.take_pen(RUNNING).store(drills.renamed(one, events))
    started = DrillStarted(drill=RUNNING, dossier=None, plan=plan, by="olga", utc_ns=since)
    firm.book.put_head(head_of_started(started))
    note = Note(stream="door/writes", kind="write_refused", body={"kind": "write_refused", "path": "/x", "status": 409})
    firm.book.store(SETUP, [note])
