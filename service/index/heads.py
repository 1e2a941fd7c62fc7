"""A drill as a head of the book: made when it starts, made anew when it ends, or from what lies filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from measurements.report import Report
from scenarios.plan import Plan
from service.book import Head
from service.cards import Card
from service.happenings import DrillEnded, DrillStarted

FAMILY: Final = "drill"
OPEN: Final = "open"
"""The status of a drill that has no end yet; whether it runs, waits or lies still is asked when the list is made."""
_LEFT_OUT: Final = frozenset({"evidence", "remark"})


def head_of_started(what: DrillStarted) -> Head:
    """Return the head of a drill that has just begun."""
    shown = {
        "scenario": what.plan.scenario,
        "title": asdict(what.plan.title),
        "form": what.plan.form,
        "opened_by": what.by,
        "started_at": _iso(what.utc_ns),
        "dossier": what.dossier,
        "services": [{"service": one.service, "title": asdict(one.title)} for one in what.plan.objectives],
    }
    return _head(what.drill, OPEN, what.utc_ns, shown)


def head_of_ended(what: DrillEnded) -> Head:
    """Return the head of a drill that is closed, judged and filed."""
    return head_of_report(plain(what.report), what.plan, what.dossier)


def plain(report: Report) -> dict[str, Any]:
    """Return of a report what heads are made from, in the form that report.json has."""
    return {
        "drill": asdict(report.drill),
        "verdict": report.verdict,
        "restored": report.restored,
        "completed": report.completed,
        "services": [
            {
                "service": one.service,
                "title": asdict(one.title),
                "priority": one.priority,
                "rto": asdict(one.rto),
                "rpo": asdict(one.rpo),
                "phases": asdict(one.phases),
            }
            for one in report.services
        ],
        "reconciliations": [
            {"ledger": one.ledger, "still_missing": one.still_missing} for one in report.reconciliations
        ],
    }


def head_of_report(told: Mapping[str, Any], plan: Plan | None, dossier: str | None) -> Head:
    """Return the head of a closed drill by its report, which has the form of report.json.

    Without a plan (one of another version) its services are those that were measured.
    """
    drill = told["drill"]
    services = [_figures(one) for one in told["services"]]
    measured = {one["service"] for one in services}
    planned = () if plan is None else plan.objectives
    services += [{"service": one.service, "title": asdict(one.title)} for one in planned if one.service not in measured]
    made = told.get("reconciliations", ())
    shown = {
        "scenario": drill["scenario"],
        "title": drill["title"],
        "form": drill.get("form"),
        "opened_by": drill["opened_by"],
        "started_at": drill["started_at"],
        "ended_at": drill["ended_at"],
        "plan_sha256": drill["plan_sha256"],
        "events": drill["events"],
        "restored": told["restored"],
        "verdict": told["verdict"],
        "dossier": dossier,
        "services": services,
        "reconciliations": [{"ledger": one["ledger"], "still_missing": one["still_missing"]} for one in made],
    }
    return _head(drill["id"], drill["ending"], utc_ns_of(drill["started_at"]), shown)


def head_of_card(card: Card, plan: Plan | None, dossier: str | None) -> Head:
    """Return the head of a drill of which there is no report to be read: it runs, or nothing was filed."""
    services = () if plan is None else plan.objectives
    shown: dict[str, Any] = {
        "scenario": card.scenario,
        "opened_by": card.opened_by,
        "started_at": card.started_at,
        "ended_at": card.ended_at,
        "plan_sha256": card.plan_sha256,
        "events": card.events,
        "restored": card.restored,
        "verdict": card.verdict,
        "dossier": dossier,
        "services": [{"service": one.service, "title": asdict(one.title)} for one in services],
    }
    if plan is not None:
        shown["title"] = asdict(plan.title)
        shown["form"] = plan.form
    return _head(card.id, OPEN if card.ended_at is None else card.status, utc_ns_of(card.started_at), shown)


def stream_of(drill: str) -> str:
    """Return the name under which a drill's head is kept."""
    return f"{FAMILY}/{drill}"


def utc_ns_of(iso: str) -> int:
    """Return the instant that ISO 8601 text names, in nanoseconds since 1970; whole microseconds."""
    return (datetime.fromisoformat(iso) - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1) * 1_000


def _head(drill: str, status: str, order_ns: int, shown: dict[str, Any]) -> Head:
    return Head(
        stream=stream_of(drill),
        family=FAMILY,
        status=status,
        order_ns=order_ns,
        tags=frozenset(_tags(shown)),
        shown=shown,
    )


def _tags(shown: Mapping[str, Any]) -> Iterable[str]:
    yield from (f"service:{one['service']}" for one in shown["services"])
    yield from (f"measured:{one['service']}" for one in shown["services"] if "rto" in one)
    yield f"scenario:{shown['scenario']}"
    yield f"by:{shown['opened_by']}"
    yield f"year:{shown['started_at'][:4]}"
    if shown.get("verdict"):
        yield f"verdict:{shown['verdict']}"
    if shown["dossier"]:
        yield f"dossier:{shown['dossier']}"


def _figures(service: Mapping[str, Any]) -> dict[str, Any]:
    """Return what lists and metrics tell of a service's figures."""
    kept = {name: service[name] for name in ("service", "title", "priority")}
    for figure in ("rto", "rpo"):
        kept[figure] = _without_evidence(service[figure])
    phases: Mapping[str, Any] = service.get("phases", {})
    return {
        **kept,
        "phases": {name: None if part is None else _without_evidence(part) for name, part in phases.items()},
    }


def _without_evidence(figure: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figure.items() if name not in _LEFT_OUT}


def _iso(utc_ns: int) -> str:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=utc_ns // 1_000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
