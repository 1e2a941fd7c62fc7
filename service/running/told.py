"""What a worker has to know of a start, as one JSON text: plan, pass, dossier, and the files that become evidence."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from scenarios.plan import Plan, plan_from_json, plan_to_json
from service.filing import Sources, source_files
from service.guard.passing import Pass, carried, unpacked
from service.place import Place

_LARGEST: Final = 8 * 1024 * 1024
"""Files that are larger in sum are not carried along; their digests stand in the plan all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A start that somebody else is to make. `passed` is None for a drill that was begun elsewhere already."""

    plan: Plan
    passed: Pass | None
    dossier: str | None
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])


def files_of(sources: Sources) -> dict[str, bytes]:
    """Return the sources by the names under which they lie in the evidence; blocking."""
    found = source_files(sources)
    return found if sum(map(len, found.values())) <= _LARGEST else {}


def to_json(told: Told) -> str:
    """Return it as a text."""
    return json.dumps(
        {
            "plan": plan_to_json(told.plan),
            "pass": None if told.passed is None else carried(told.passed),
            "dossier": told.dossier,
            "files": {name: base64.b64encode(data).decode() for name, data in told.files.items()},
        },
        ensure_ascii=False,
    )


def from_json(text: str, now: Callable[[], int]) -> Told:
    """Return what `to_json` wrote; `now` is the clock (UTC ns) by which the pass runs out. Raises ValueError."""
    try:
        told: dict[str, Any] = json.loads(text)
        plan = plan_from_json(told["plan"])
        passed = None if told["pass"] is None else unpacked(told["pass"], plan, now)
        files = {name: base64.b64decode(data) for name, data in told["files"].items()}
        return Told(plan=plan, passed=passed, dossier=told["dossier"], files=files)
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"the run's record cannot be read ({type(error).__name__}: {error}); start the drill again"
        raise ValueError(msg) from error


def keep_files(place: Place, told: Told) -> None:
    """Lay the sources into a drill's evidence where they are not there yet; blocking."""
    for name, data in told.files.items():
        path = place.directory / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
