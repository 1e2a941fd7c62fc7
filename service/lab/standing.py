"""Stacks that stand: raised in a directory, looked at, taken down."""

from __future__ import annotations

import glob
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from service.lab.spaces import PackagesMissingError, Space, load_space, space_down, space_up
from service.lab.spaces.tools import PATH
from service.lab.stacks import Stack, find_stack
from service.lab.stacks.face import BIA, INVENTORY, NAME, PARAMETERS, write_face
from service.lab.stacks.library import Made, scenarios_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A stack that was raised in a directory."""

    stack: Stack
    space: Space

    @property
    def inventory(self) -> Path:
        """The inventory file."""
        return self.space.directory / INVENTORY

    @property
    def bia(self) -> Path:
        """The BIA file."""
        return self.space.directory / BIA

    def scenarios(self) -> tuple[Made, ...]:
        """Return the library's scenarios for it."""
        return scenarios_of(self.stack.name)

    def parameters(self, scenario: str) -> Path | None:
        """Return the file with what this stack tells one of its scenarios, None where there is nothing to tell."""
        path = self.space.directory / PARAMETERS / f"{scenario}.yaml"
        return path if path.exists() else None

    def command(self, made: Made) -> str:
        """Return the command that runs one of its scenarios."""
        known = self.parameters(made.name)
        files = [f"--inventory {self.inventory}", f"--bia {self.bia}"]
        files += [f"--contacts {_seen_from_here(made.contacts)}"] if made.contacts else []
        files += [f"--params {known}"] if known else []
        return f"drillproof run {_seen_from_here(made.path)} {' '.join(files)} --out var/{made.name}"

    def powers(self) -> dict[str, bool]:
        """Return which host has power; nobody has where the space ended."""
        up = self.space.is_up()
        return {host.name: up and self.space.is_on(host.name) for host in self.space.hosts}


def _seen_from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def usual_directory(stack: str) -> Path:
    """Return where a stack is raised unless told otherwise."""
    return Path(tempfile.gettempdir()) / f"drillproof-{stack}"


async def stack_up(name: str, directory: Path | None = None, *, tied: bool = False) -> Standing:
    """Raise a stack; one that stands in that directory is returned as it is.

    `tied` lets it die with who raised it, for tests. Raises LabError, after taking down what was begun.
    """
    stack = find_stack(name)
    place = (directory or usual_directory(name)).absolute()
    found = find_standing(place)
    if found is not None and found.stack.name == name and all(found.powers().values()):
        return found
    if missing := missing_packages(stack):
        raise PackagesMissingError(missing)
    if found is None or found.stack.name == name:
        space_down(place)  # what an earlier one left; another stack is not taken down for this one
    space = await space_up(place, stack.hosts, tied=tied)
    try:
        write_face(space, stack, await stack.furnish(space))
    except BaseException as error:
        space_down(place)
        raise _first_of(error) from error
    return Standing(stack=stack, space=space)


def _first_of(error: BaseException) -> BaseException:
    """Return one of those that ended a group of tasks: what is wrong with one host is enough to tell."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    return _first_of(cast("BaseExceptionGroup[BaseException]", error).exceptions[0])


def find_standing(directory: Path) -> Standing | None:
    """Return the stack that was raised in a directory, None where there is none, or not a whole one."""
    space = load_space(directory.absolute())
    try:
        name = (directory / NAME).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return None if space is None else Standing(stack=find_stack(name), space=space)


def missing_packages(stack: Stack) -> tuple[str, ...]:
    """Return the Debian packages of which a stack is made and that are not installed here."""
    return tuple(sorted({package for thing, package in stack.needs.items() if not _is_there(thing)}))


def _is_there(thing: str) -> bool:
    """Tell whether a file (absolute, may hold wildcards) or a command is there."""
    if thing.startswith("/"):
        return bool(glob.glob(thing))  # noqa: PTH207  the pattern is absolute
    return shutil.which(thing, path=PATH) is not None
