"""The fault on a disk: a file system has no room left."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import RemotePath, Size
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.quantities import show_size
from scenarios.surroundings import Around


class DiskFullInput(FaultInput):
    """Fills a file system with one file of its own; undone by deleting that file."""

    fault: Literal["disk_full"]
    path: RemotePath = Field(description="A directory of the file system; the file is put there.")
    leave: Size | None = Field(
        None, description="Room that is left for those who are not root; default 0B.", examples=["16MB"]
    )


def _fill(form: DiskFullInput, around: Around) -> Values:
    del around
    return Values(
        values={"FAULT_PATH": form.path, "FAULT_LEAVE": str(form.leave or 0)},
        detail=f"{form.path}, {show_size(form.leave or 0)} left",
        undo=Text(zh="删除填充文件", en="the file is deleted"),
    )


DISK_FULL: Final = FaultKind(
    name="disk_full",
    title=Text(zh="写满磁盘", en="fill the disk"),
    inputs=DiskFullInput,
    program=scripts(__package__, "disk_full.sh"),
    specify=_fill,
)


def disk_full(*, path: str, leave: int = 0) -> FaultSpec:
    """Return the filling of the file system of `path`, but for `leave` bytes."""
    return made(DISK_FULL, path=path, leave=leave)
