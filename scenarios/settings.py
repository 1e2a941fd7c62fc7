"""Which value each parameter of a scenario has, and what is wrong with those that were given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from scenarios.documents import Document
from scenarios.parameters import EXAMPLES, ParameterInput, Value, read, sample
from scenarios.problems import START, Mark, Problem, found
from scenarios.references import references
from scenarios.suggest import nearest
from scenarios.tree import Node, Path, Table, data_of, key_mark, node_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`values` holds one for every parameter that is declared well, an example where none was given.

    `doubtful` are the places of references whose value is not the real one: what is wrong there is no news.
    """

    values: Mapping[str, Value]
    doubtful: frozenset[Mark]
    problems: tuple[Problem, ...]


def settle(document: Document, given: Mapping[str, str] | None) -> Settings:
    """Return the value of every parameter; `given` is None where a file is only looked at, without values to come."""
    root = document.root
    if root is None:
        return Settings(values={}, doubtful=frozenset(), problems=())
    section = node_at(root, ("parameters",))
    declared = _declared(section)
    named = tuple(section.entries) if isinstance(section, Table) else ()
    problems = [*_unknown(document, root, named, given or {})]
    values: dict[str, Value] = {}
    real: set[str] = set()
    for name, parameter in declared.items():
        settled = _value(parameter, name, given)
        values[name] = sample(parameter) if isinstance(settled, tuple) or settled is None else settled
        if isinstance(settled, tuple):
            key, facts = settled
            problems.append(found(document.file, _mark(root, name), f"--param {name}", key, **facts))
        elif settled is not None:
            real.add(name)
    doubtful = frozenset(node.mark for _, node, name in references(root) if name not in real)
    return Settings(values=values, doubtful=doubtful, problems=(*problems, *_undeclared(document, root, named)))


def _mark(root: Node, name: str) -> Mark:
    path: Path = ("parameters", name)
    return key_mark(root, path)


def _declared(section: Node | None) -> dict[str, ParameterInput]:
    """Return the parameters that are declared well; the others are told of where the whole file is read."""
    declared: dict[str, ParameterInput] = {}
    for name, node in section.entries.items() if isinstance(section, Table) else ():
        try:
            declared[name] = ParameterInput.model_validate(data_of(node), context={})
        except ValidationError:
            continue
    return declared


def _value(
    parameter: ParameterInput, name: str, given: Mapping[str, str] | None
) -> Value | tuple[str, dict[str, str]] | None:
    """Return the value, or what is wrong with it, or None where none is known yet."""
    if given is not None and name in given:
        try:
            return read(parameter, given[name])
        except PydanticCustomError as error:
            return error.type, {fact: str(text) for fact, text in (error.context or {}).items()}
    if parameter.default is not None:
        default: Value = parameter.default
        return default
    return None if given is None else ("parameter_needed", {"name": name, "example": EXAMPLES[parameter.type]})


def _unknown(document: Document, root: Node, named: tuple[str, ...], given: Mapping[str, str]) -> Iterator[Problem]:
    for name in given:
        if name not in named:
            mark = key_mark(root, ("parameters",)) if named else START
            facts = {"name": name, "hint": nearest(name, named), "known": ", ".join(named) or "-"}
            yield found(document.file, mark, f"--param {name}", "unknown_parameter_given", **facts)


def _undeclared(document: Document, root: Node, named: tuple[str, ...]) -> Iterator[Problem]:
    for path, node, name in references(root):
        if name not in named:
            hint = nearest(name, named)
            field = ".".join(str(part) for part in path if isinstance(part, str))
            yield found(
                document.file, node.mark, field, "unknown_parameter", name=name, hint=f"${hint}" if hint else ""
            )
