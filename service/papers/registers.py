"""The registers of a firm as papers use them: objectives, what checks found, what drills are to touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from scenarios.bia.carrying import examine_file
from scenarios.bia.register import Register
from scenarios.draft import Draft
from scenarios.fields import Input
from scenarios.problems import Problem, Problems, errors_in
from scenarios.registers import Registers, load_registers, register_problems, understand_registers
from service.coverage import Row, Wanted, coverage, wanted_from
from service.papers.analysing import targets_in
from service.papers.verified import Target
from service.past import PastDrill

M = TypeVar("M", bound=Input)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFiles:
    """Where the registers of a firm lie; only those that are named are looked at."""

    bia: Path | None = None
    risks: Path | None = None
    procedures: Path | None = None


NO_FILES: Final = RegisterFiles()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The registers as they were read."""

    register: Register
    problems: tuple[Problem, ...]
    wanted: Wanted

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return the objectives of every service."""
        return () if self.register.bia is None else targets_in(self.register.bia)

    def covered(self, drills: Sequence[PastDrill], since_utc_ns: int) -> tuple[Row, ...]:
        """Return which threats, risks and procedures the completed drills since then have touched."""
        return coverage(self.wanted, (), drills, since_utc_ns)


def read_registers(files: RegisterFiles) -> Read | None:
    """Return what the files say, None where no BIA is named; raises Problems for files that cannot be used."""
    if files.bia is None:
        return None
    register, problems = examine_file(files.bia)
    if register.bia is None:
        raise Problems(register.draft.problems)
    told = understand_registers(load_registers(Registers(risks=files.risks, procedures=files.procedures)))
    if wrong := errors_in(register_problems(told)):
        raise Problems(wrong)
    wanted = wanted_from(register.bia, _model(told.risks), _model(told.procedures))
    return Read(register=register, problems=problems, wanted=wanted)


def _model(draft: Draft[M] | None) -> M | None:
    return None if draft is None else draft.model
