"""A fault as a plan carries it: its program and its values, so that what was approved is what runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, cast

from pydantic import BeforeValidator

from scenarios.plan.basics import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSpec:
    """A fault that is put on hosts. An upgrade, or another set of installed faults, changes nothing of it.

    `program` is POSIX sh that defines apply, took, revert and gone (runners/faults/frame.sh says how each is called);
    `values` are its environment, the only way in for values.
    """

    name: str
    title: Text
    """A verb phrase."""
    program: str
    values: dict[str, str]
    undo: Text
    detail: str = ""
    """What it is aimed at, the same in every language."""
    on_controller: bool = False
    """Whether its commands run on the runner's own machine, once for each host of the step."""


def _of_before(data: Any) -> Any:
    """Let the plans of journals be read that were written when a fault carried no program; such a one does nothing."""
    said = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    if "kind" not in said:
        return cast("Any", data)
    name = str(said["kind"])
    words = {"zh": name, "en": name.replace("_", " ")}
    detail = ", ".join(f"{key} {value}" for key, value in said.items() if key != "kind" and value is not None)
    return {"name": name, "title": words, "program": "", "values": {}, "undo": words, "detail": detail}


ReadFault: TypeAlias = Annotated[FaultSpec, BeforeValidator(_of_before)]
