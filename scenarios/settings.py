"""Which value each parameter of a scenario has, and what is wrong with those that were given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Values that come from outside a scenario: from a command line, or from the scenario that includes it.

    `read` makes a parameter's value of one, or raises PydanticCustomError; `told` is the problem with the value of a
    name, for a message key and its facts. `unsure` are names whose value only stands for another.
    """

    values: Mapping[str, Any]
    read: Callable[[ParameterInput, Any], Value]
    told: Callable[[str, str, Mapping[str, str]], Problem]
    unsure: frozenset[str] = frozenset()


def from_command_line(document: Document, values: Mapping[str, str]) -> Given:
    """Return values given as text, as with `--param`."""

    def told(name: str, key: str, facts: Mapping[str, str]) -> Problem:
        root = document.root
        path: Path = ("parameters", name)
        mark = START if root is None else key_mark(root, path)
        return found(document.file, mark, f"--param {name}", key, **facts)

    return Given(values=values, read=read, told=told)


def settle(document: Document, given: Given | None) -> Settings:
    """Return the value of every parameter; `given` is None where a file is only looked at, without values to come."""
    root = document.root
    if root is None:
        return Settings(values={}, doubtful=frozenset(), problems=())
    section = node_at(root, ("parameters",))
    declared = _declared(section)
    named = tuple(section.entries) if isinstance(section, Table) else ()
    problems = [*_unknown(named, given)]
    values: dict[str, Value] = {}
    real: set[str] = set()
    for name, parameter in declared.items():
        settled = _value(parameter, name, given)
        values[name] = sample(parameter) if isinstance(settled, tuple) or settled is None else settled
        if isinstance(settled, tuple) and given is not None:
            problems.append(given.told(name, *settled))
        elif settled is not None and not (given is not None and name in given.unsure):
            real.add(name)
    doubtful = frozenset(node.mark for _, node, name in references(root) if name not in real)
    return Settings(values=values, doubtful=doubtful, problems=(*problems, *_undeclared(document, root, named)))


def _declared(section: Node | None) -> dict[str, ParameterInput]:
    """Return the parameters that are declared well; the others are told of where the whole file is read."""
    declared: dict[str, ParameterInput] = {}
    for name, node in section.entries.items() if isinstance(section, Table) else ():
        try:
            declared[name] = ParameterInput.model_validate(data_of(node), context={})
        except ValidationError:
            continue
    return declared


def _value(parameter: ParameterInput, name: str, given: Given | None) -> Value | tuple[str, dict[str, str]] | None:
    """Return the value, or what is wrong with it, or None where none is known yet."""
    if given is not None and name in given.values:
        try:
            return given.read(parameter, given.values[name])
        except PydanticCustomError as error:
            return error.type, {fact: str(text) for fact, text in (error.context or {}).items()}
    if parameter.default is not None:
        default: Value = parameter.default
        return default
    return None if given is None else ("parameter_needed", {"name": name, "example": EXAMPLES[parameter.type]})


def _unknown(named: tuple[str, ...], given: Given | None) -> Iterator[Problem]:
    for name in given.values if given is not None else ():
        if given is not None and name not in named:
            facts = {"name": name, "hint": nearest(name, named), "known": ", ".join(named) or "-"}
            yield given.told(name, "unknown_parameter_given", facts)


def _undeclared(document: Document, root: Node, named: tuple[str, ...]) -> Iterator[Problem]:
    for path, node, name in references(root):
        if name not in named:
            hint = nearest(name, named)
            field = ".".join(str(part) for part in path if isinstance(part, str))
            yield found(
                document.file, node.mark, field, "unknown_parameter", name=name, hint=f"${hint}" if hint else ""
            )
