"""Stacks: real software on the hosts of a space, set up as in a data centre, to be drilled against.

Each module here that has a `STACK` is a stack under its own name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from scenarios.plan import Text
from service.lab.errors import LabError
from service.lab.spaces import HostWish, Space

Value: TypeAlias = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """What a drill must be told of a stack that stands.

    `services`: entries of a BIA file by name. `parameters`: what scenarios may ask for, by the parameter's name; each
    scenario is given those that it declares. `secrets`: values by name; each becomes a file that only its owner reads.
    `hosts`: what the inventory says of a host beside how to reach it, such as {"db-a": {"env": {"PGPORT": "5432"}}}.
    """

    services: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Value] = field(default_factory=dict[str, Value])
    secrets: Mapping[str, str] = field(default_factory=dict[str, str])
    hosts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A stack: its hosts, how they are furnished, and which Debian packages it is made of.

    `needs` maps a file or a command to the package that brings it. `furnish` is called once, when every host answers.
    """

    name: str
    title: Text
    hosts: tuple[HostWish, ...]
    furnish: Callable[[Space], Awaitable[Furnished]]
    needs: Mapping[str, str] = field(default_factory=dict[str, str])


class NoSuchStackError(LabError):
    """Nobody knows a stack of that name."""

    def __init__(self, name: str) -> None:
        self.name, self.known = name, tuple(stacks())
        super().__init__(f"there is no stack {name}; there are: {' '.join(self.known)}")


_ATTRIBUTE: Final = "STACK"


def stacks() -> dict[str, Stack]:
    """Return every stack by name."""
    found: dict[str, Stack] = {}
    for module in pkgutil.iter_modules(__path__):
        stack = getattr(importlib.import_module(f"{__name__}.{module.name}"), _ATTRIBUTE, None)
        if isinstance(stack, Stack):
            found[stack.name] = stack
    return found


def find_stack(name: str) -> Stack:
    """Return the stack of that name. Raises NoSuchStackError."""
    stack = stacks().get(name)
    if stack is None:
        raise NoSuchStackError(name)
    return stack
