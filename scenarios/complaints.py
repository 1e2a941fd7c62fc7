"""How a refusal by pydantic reads in the words of the house, with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scenarios.fields import Known
from scenarios.ledgers import explain_ledger
from scenarios.messages import SAYINGS
from scenarios.plan import Phase
from scenarios.probing import explain_probe
from scenarios.problems import Mark, Problem, found, shown
from scenarios.readiness import explain as explain_ready
from scenarios.references import reference
from scenarios.steps.kinds import explain
from scenarios.suggest import nearest
from scenarios.tree import Node, Path, Scalar, Table, key_mark, mark_of, node_at, step_into

Told = tuple[Path, str, dict[str, str]]
_PHASES: Final = frozenset(str(phase) for phase in Phase)
_PHASE_PATHS: Final = frozenset((phase,) for phase in _PHASES)
_SECRETIVE: Final = frozenset(("password", "secrets", "dsn"))
_WITHOUT_UNDO: Final = {"restart": "kill_process"}
_PLAIN: Final = {
    "int_type": "not_whole",
    "float_type": "not_number",
    "bool_type": "not_bool",
    "model_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "dict_type": "not_a_mapping",
    "list_type": "not_a_list",
    "string_too_short": "empty_text",
    "string_too_long": "long_text",
}
_LIMITS: Final = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le", "less_than": "lt"}
EXAMPLES: Final = {
    "within": "30s", "longest": "10m", "environments": "[test]", "rto": "30s", "rpo": "0s", "writes": "true",
    "known_hosts": "known_hosts", "on": "primary", "kbit": "400", "port": "5432", "services": "[trading-db]",
    "form": "live", "title": "Primary crashes", "scenario": "pg-crash", "people": "1", "role": "commander",
    "address": "10.0.0.11", "user": "drill", "environment": "test", "kind": "tcp", "type": "integer",
    "url": "https://page.internal/health", "dsn": "entry_dsn", "service": "trading-db", "probe": "page",
    "stop_after": "3", "name": "postgresql", "file": "move-entry.sh", "subject": "Drill begins",
    "text": "Move the entry by hand", "groups": "[it-duty]", "tries": "3", "marker": "business_time", "side": "after",
    "zone": "Asia/Shanghai", "path": "/var/lib", "free": "5GB", "newer_than": "26h", "below": "1s",
    "safeguards": "{environments: [test], longest: 10m}",
    "hosts": "{db-a: {address: 10.0.0.11, …}}", "zh": "主库宕机", "en": "Primary crashes",
    "from": '"09:15"', "to": '"15:30"', "calendar": "our-firm",
}  # fmt: skip
IN_REGISTERS: Final[dict[str, dict[str, str]]] = {
    "people": {"name": "{zh: 张伟, en: Zhang Wei}"},
    "channels": {"kind": "email"},
    "outside": {"name": "{zh: 供电公司, en: Power company}", "kind": "public_service"},
    "threats": {"title": "{zh: 数据库软件故障, en: database software fault}", "within": "system_fault"},
    "risks": {
        "title": "{zh: 主库硬件故障, en: Hardware fault of the primary}",
        "threat": "hardware_fault",
        "consequence": "3",
        "likelihood": "2",
        "decision": "reduce",
    },
    "plans": {
        "title": "{zh: 集中交易系统应急预案, en: Continuity plan of centralised trading}",
        "version": '"1.0"',
        "valid_from": "2026-01-01",
        "procedures": "{P-trading-switch: {title: …}}",
        "department": "{zh: 信息技术部, en: Information technology}",
    },
    "blackouts": {
        "from": '"2026-12-05 08:00"',
        "to": '"2026-12-05 18:00"',
        "reason": "{zh: 全市场测试, en: Market test}",
    },
}
"""Examples that are others in a register; by the section at the top of its file."""


def complaints(
    error: ValidationError, file: str, root: Table, known: Known, data: Any
) -> Iterator[tuple[Path, Problem]]:
    """Yield every refusal as a problem, with the path in the file that it is about."""
    for detail in error.errors(include_url=False):
        path, missing = _follow(root, detail["loc"])
        allowed = known.get(id(_inside(data, path[:-1])), ())
        at, key, facts = _told(detail, path, missing, allowed, _inside(data, path))
        of_key = detail["loc"][-1:] == ("[key]",) or key in {"unknown_key", "unknown_kind"}
        if key == "missing":
            yield at, found(file, key_mark(root, at[:-1]), spelled(at), key, **facts)
        elif of_key:
            yield at, found(file, key_mark(root, at), spelled(at), key, **facts)
        else:
            yield at, refer(found(file, mark_of(root, at), spelled(at), key, **facts), root, at)


def refer(problem: Problem, root: Node, path: Path) -> Problem:
    """Return the problem as one of the parameter whose value stands at `path`, if one does."""
    node = node_at(root, path)
    name = reference(path, node) if isinstance(node, Scalar) else None
    if name is None:
        return problem
    mark = Mark(line=problem.line, column=problem.column)
    return found(problem.file, mark, problem.field, "reference_does_not_fit", name=name, why=problem.message)


def spelled(path: Path) -> str:
    """Return `prepare.starve.kbit`, `safeguards.bystanders[0].probe`: how a path reads.

    The place of a step in its phase or group is left out, because its name says more.
    """
    words = ""
    for index, part in enumerate(path):
        if isinstance(part, str):
            words += f".{part}" if words else part
        elif not (index in _places(path) and len(path) > index + 1):
            words += f"[{part}]"
    return words


def _places(path: Path) -> tuple[int, ...]:
    """Return where in a path the places of steps are: in their phase, and in their group."""
    if path[:1] not in _PHASE_PATHS:
        return ()
    return (1, 4) if path[3:4] == ("parallel",) else (1,)


def _follow(root: Node, loc: tuple[int | str, ...]) -> tuple[Path, str]:
    """Return the path in the tree that `loc` means, and the name of what is not there."""
    node, path, rest = root, list[int | str](), ""
    for part in loc:
        below = step_into(node, part)
        if below is not None:
            path.append(part)
            node = below
        elif not _is_mark(part):
            rest = str(part)
            break
    return tuple(path), rest


def _is_mark(part: int | str) -> bool:
    """Whether pydantic put this part there to say which model, or that it means the key."""
    return isinstance(part, str) and (part == "[key]" or (part.startswith("<") and part.endswith(">")))


def _inside(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _told(detail: ErrorDetails, path: Path, missing: str, allowed: tuple[str, ...], value: Any) -> Told:
    kind = detail["type"]
    context = cast("Mapping[str, Any]", detail.get("ctx", {}))
    if kind in SAYINGS and kind != "missing":
        return path, kind, {name: str(fact) for name, fact in context.items()}
    if kind == "missing":
        return _missing(path, missing, detail["loc"])
    if kind == "extra_forbidden":
        return _unknown(path, allowed)
    if kind.startswith("union_tag"):
        return _no_kind(path, value)
    facts = {"value": _quoted(path, value)}
    return path, *_of_value(kind, path, value, facts, context)


def _quoted(path: Path, value: Any) -> str:
    return "***" if _SECRETIVE.intersection(map(str, path)) else shown(value)


def _missing(path: Path, name: str, loc: tuple[int | str, ...]) -> Told:
    fault = _WITHOUT_UNDO.get(name, "")
    if fault and f"<fault {fault}>" in loc:
        return (*path, name), "fault_without_undo", {"fault": fault, "name": name}
    section = IN_REGISTERS.get(str(path[0]), {}) if path else {}
    return (*path, name), "missing", {"name": name, "example": section.get(name) or EXAMPLES.get(name, "…")}


def _unknown(path: Path, allowed: tuple[str, ...]) -> Told:
    name = str(path[-1])
    return path, "unknown_key", {"name": name, "hint": nearest(name, allowed), "known": ", ".join(allowed)}


def _no_kind(path: Path, value: Any) -> Told:
    if path and path[0] in _PHASES:
        below, key, facts = explain(value)
        return (*path, *below), key, facts
    if path[:2] == ("safeguards", "ready"):
        return path, *explain_ready(value)
    if path[:1] == ("ledger",):
        below, key, facts = explain_ledger(value)
        return (*path, *below), key, facts
    below, key, facts = explain_probe(value)
    return (*path, *below), key, facts


def _of_value(
    kind: str, path: Path, value: Any, facts: dict[str, str], context: Mapping[str, Any]
) -> tuple[str, dict[str, str]]:
    if kind in _PLAIN:
        return _PLAIN[kind], facts
    if kind == "string_type":
        return _no_text(value), facts
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return "no_choice", {**facts, "known": ", ".join(options), "hint": nearest(shown(value), options)}
    if kind in _LIMITS:
        limit = str(context[_LIMITS[kind]])
        return ("too_small" if kind.startswith("greater") else "too_big"), {**facts, "limit": limit}
    if kind in {"too_short", "too_long"}:
        return _count(kind, path, context)
    return "not_valid", {**facts, "why": kind}


def _no_text(value: Any) -> str:
    match value:
        case None:
            return "nothing_here"
        case bool() | int() | float():
            return "number_for_text"
        case _:
            return "not_text"


def _count(kind: str, path: Path, context: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    if path[0] in _PHASES and len(path) - 1 in _places(path):
        return "one_step_per_item", {}
    if kind == "too_short":
        return "too_few", {"least": str(context.get("min_length", 1))}
    return "too_many", {"most": str(context.get("max_length", 0))}
