"""What a proof was about, part by part, as digests: so that it can be said later which of them changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scenarios.canonical import canonical, digest
from scenarios.plan import Plan, plan_to_json

PARTS: Final = ("target", "plan", "hosts", "script")
_TEXTS: Final = frozenset({"script", "program"})
"""Fields of a planned action that hold what is run on hosts."""


def parts_of(plan: Plan, service: str) -> dict[str, str]:
    """Return the digest of each part of a plan, as far as it is about one service.

    target: what the BIA promises; hosts: which hosts, where, in which roles; script: everything that is run; plan: the
    steps, their order and limits, and the parameters.
    """
    told = plan_to_json(plan)
    objectives = [one for one in told["objectives"] if one["service"] == service]
    steps: list[Any] = told["steps"]
    return {
        "target": _digest(objectives),
        "hosts": _digest([_host(host) for host in told["hosts"]]),
        "script": _digest(list(_scripts(steps))),
        "plan": _digest(
            {
                "form": told["form"],
                "parameters": told["parameters"],
                "safeguards": {**told["safeguards"], "window": None},
                "steps": _bare(steps),
            }
        ),
    }


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parts that are not what they were; parts that one side does not tell are not compared."""
    return tuple(part for part in PARTS if part in before and part in now and before[part] != now[part])


def _digest(value: Any) -> str:
    return digest(canonical(value))


def _host(host: Mapping[str, Any]) -> dict[str, Any]:
    names = ("name", "address", "port", "roles", "environment", "site")
    return {name: host[name] for name in names}


def _scripts(value: Any) -> Iterator[Any]:
    """Yield what is run on hosts, wherever in the steps it stands, in order."""
    match value:
        case dict():
            for key, one in sorted(_items(value)):
                if key in _TEXTS:
                    yield [key, one]
                else:
                    yield from _scripts(one)
        case list():
            for one in _listed(value):
                yield from _scripts(one)
        case _:
            return


def _bare(value: Any) -> Any:
    """Return the steps without what is run on hosts."""
    match value:
        case dict():
            return {key: _bare(one) for key, one in _items(value) if key not in _TEXTS}
        case list():
            return [_bare(one) for one in _listed(value)]
        case _:
            return value


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items())


def _listed(value: Any) -> list[Any]:
    return list(value)
