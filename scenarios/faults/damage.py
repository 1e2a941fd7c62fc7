"""The fault on a file: what an operator's mistake does to it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import RemotePath, Size, refuse
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.quantities import show_size
from scenarios.surroundings import Around

How = Literal["overwrite", "truncate", "delete"]
LONGEST: Final = 1_048_576


class DamagedFileInput(FaultInput):
    """Damages a file, of which a verified copy is kept first; undone where the damage still stands."""

    fault: Literal["damaged_file"]
    path: RemotePath = Field(description="The file itself, no link to it.")
    how: How
    offset: Annotated[int, Field(ge=0)] = Field(0, description="With overwrite: where it begins, in bytes.")
    length: Size | None = Field(
        None, description="With overwrite: how much, up to 1MiB. With truncate: how much is left; default 0B."
    )

    @model_validator(mode="after")
    def knows_how_much(self) -> DamagedFileInput:
        """Refuse an overwriting of nothing or of too much, and sizes where they mean nothing."""
        if self.how == "overwrite" and not 0 < (self.length or 0) <= LONGEST:
            refuse("damage_length")
        if (self.how == "delete" and self.length is not None) or (self.how != "overwrite" and self.offset):
            refuse("damage_size_unused", how=self.how)
        return self


def _damage(form: DamagedFileInput, around: Around) -> Values:
    del around
    length = form.length or 0
    values = {
        "FAULT_PATH": form.path,
        "FAULT_HOW": form.how,
        "FAULT_OFFSET": str(form.offset),
        "FAULT_LENGTH": str(length),
    }
    more = {"overwrite": f" {form.offset}+{length}", "truncate": f" to {show_size(length)}", "delete": ""}[form.how]
    return Values(
        values=values,
        detail=f"{form.how}{more} {form.path}",
        undo=Text(zh="从核对过的副本恢复", en="it is brought back from a verified copy"),
    )


DAMAGED_FILE: Final = FaultKind(
    name="damaged_file",
    title=Text(zh="损坏文件", en="damage the file"),
    inputs=DamagedFileInput,
    program=scripts(__package__, "damaged_file.sh"),
    specify=_damage,
)


def damaged_file(*, path: str, how: How, offset: int = 0, length: int | None = None) -> FaultSpec:
    """Return the damage to a file; `offset` and `length` in bytes."""
    return made(DAMAGED_FILE, path=path, how=how, offset=offset, length=length)
