"""A dossier as lists show it."""

from __future__ import annotations

from functools import partial
from typing import Final

from pydantic import TypeAdapter

from service.book import Family, Head
from service.dossiers.dossier import Dossier, Stage
from service.dossiers.events import DossierEvent
from service.dossiers.folding import fold
from service.dossiers.standing import consents, needed
from service.dossiers.telling import year_of
from service.policy import Policy

NAME: Final = "dossier"
_DAY_NS: Final = 86_400 * 10**9
_EVENTS: Final[TypeAdapter[DossierEvent]] = TypeAdapter(DossierEvent)


def family(policy: Policy) -> Family[DossierEvent, Dossier]:
    """Return the family of dossiers under a policy, which says when one counts as approved and when it is late."""
    return Family(name=NAME, events=_EVENTS, fold=fold, head=partial(head_of, policy))


def status_of(dossier: Dossier, policy: Policy) -> str:
    """Return the stage; while it is prepared, `asked` or `approved` once people are asked or enough have approved."""
    if dossier.stage is not Stage.PREPARING:
        return dossier.stage.value
    if any(one.decision == "refuse" for one in dossier.decisions):
        return "refused"
    people, _ = needed(dossier, policy)
    if dossier.request is None:
        return "preparing"
    is_approved = len(consents(dossier, None, dossier.request.asked_ns, policy)) >= people
    return "approved" if is_approved else "asked"


def due_ns(dossier: Dossier, policy: Policy) -> int | None:
    """Return until when something has to be done: the drill begun, or summed up."""
    if dossier.stage is Stage.PREPARING:
        return dossier.wish.window.closes_ns
    if dossier.done_ns is None or dossier.stage is Stage.CLOSED:
        return None
    return dossier.done_ns + policy.preparation.summary_days * _DAY_NS


def head_of(policy: Policy, dossier: Dossier) -> Head:
    """Return the dossier's head."""
    facts, window = dossier.facts, dossier.wish.window
    tags = {f"year:{year_of(window.opens_ns)}", f"scenario:{facts.scenario}", f"user:{dossier.opened_by}"}
    tags |= {f"service:{name}" for name in facts.services} | {f"site:{name}" for name in facts.sites}
    tags |= set() if dossier.drill is None else {f"drill:{dossier.drill}"}
    return Head(
        stream=f"{NAME}/{dossier.id}",
        family=NAME,
        status=status_of(dossier, policy),
        order_ns=dossier.opened_ns,
        due_ns=due_ns(dossier, policy),
        tags=frozenset(tags),
        shown={
            "scenario": facts.scenario,
            "title": {"zh": facts.title_zh, "en": facts.title_en},
            "services": list(facts.services),
            "opens": window.opens.isoformat(),
            "closes": window.closes.isoformat(),
            "drill": dossier.drill,
            "opened_by": dossier.opened_by,
        },
    )
