"""Every page of the console by the application's own routes: one that is new is asked for, too, or named as missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI

from service.api.addresses import addresses
from service.console.static import statics
from service.papers.kinds import KINDS, Kind
from tests.support.long_past.firm import LONG, RUNNING, SERVICES, Filled

_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_DRAWN: Final = ("/console", "/stop")
_DOWNLOAD: Final = "/attachments/{sha256}"
"""What somebody attached is no page."""
FURTHER: Final[Mapping[str, tuple[str, ...]]] = {
    "/console/drills": ("?service=svc-3&verdict=met", "?year=2026&status=completed"),
    "/console/evidence": ("?service=svc-3", "?verdict=missed"),
    "/console/findings": ("?status=open", "?status=closed", "?owner=omar&severity=serious"),
    "/console/dossiers": ("?status=summarising", "?service=svc-3"),
    "/console/history/{service}": ("?year=2026",),
    "/console/calendar": ("?month=2026-06",),
    "/console/audit": ("?user=olga", "?stream=dossier", "?since=2026-06-01&until=2026-06-30", "?kind=item_opened"),
    "/console/papers": tuple(f"?kind={kind.value}" for kind in Kind),
}
"""What pages are asked with, beside nothing."""


def asked(app: FastAPI, filled: Filled) -> tuple[str, ...]:
    """Return an address for every page of the console, with parameters that exist in the filled firm.

    Raises KeyError, which names it, for a route with a parameter that nothing is known for.
    """
    found: list[str] = []
    for path in sorted(_paths(app)):
        for address in _with_names(path, filled):
            found += [address, *(address + further for further in FURTHER.get(path, ()))]
    return tuple(dict.fromkeys(found))


def _paths(app: FastAPI) -> Iterator[str]:
    for one in addresses(app):
        is_drawn = one.path == "/" or one.path.startswith(_DRAWN)
        if "GET" in one.methods and is_drawn and not one.path.endswith(_DOWNLOAD):
            yield one.path


def _with_names(path: str, filled: Filled) -> Iterator[str]:
    if path == "/console/papers/{kind}":
        yield from (f"/console/papers/{kind.value}{_about(kind, filled)}" for kind in Kind)
        return
    wanted = _PARAMETER.findall(path)
    known = _names(filled, path)
    for names in product(*(known[one] for one in wanted)):
        address = path
        for parameter, name in zip(wanted, names, strict=True):
            address = address.replace(f"{{{parameter}}}", quote(name, safe=":"))
        yield address


def _names(filled: Filled, path: str) -> Mapping[str, tuple[str, ...]]:
    """Return what each parameter of an address can be."""
    is_wish = path.endswith("/wish")
    return {
        "drill": (LONG, RUNNING, filled.closed),
        "dossier": (filled.preparing,) if is_wish else (filled.preparing, filled.over),
        "item": (filled.item,),
        "service": (SERVICES[0], SERVICES[7]),
        "scenario": (filled.scenario, "library:pg-crash-async.yaml"),
        "year": (str(filled.year), str(filled.year - 1)),
        "digest": (statics().digest,),
        "name": tuple(statics().files),
    }


def _about(kind: Kind, filled: Filled) -> str:
    subject = {"drill": LONG, "dossier": filled.over, "incident": filled.incident, "year": str(filled.year)}
    match KINDS[kind].subject:
        case "period":
            return f"?from={filled.year}-01-01&to={filled.year}-12-31"
        case "register":
            return f"?subject={filled.preparing}"
        case other:
            return f"?subject={subject[other]}"


def is_paper(address: str) -> bool:
    """Tell whether an address gives a document that is made on demand, in any of its forms, and no page."""
    return address.startswith("/console/papers/")
