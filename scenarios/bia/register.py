"""A register as far as it can be understood, beside the level table that it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from scenarios.bia.model import BiaInput
from scenarios.bia.profile import ProfileInput
from scenarios.documents import Document, load
from scenarios.draft import Draft, understand
from scenarios.problems import Problem, in_order
from scenarios.suggest import nearest
from scenarios.tree import Path as Place

SHIPPED: Final = Path(str(files("scenarios").joinpath("profiles")))
_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """`bia` is None where too little was right; `profile` where none is named or it is wrong."""

    draft: Draft[BiaInput]
    profile: ProfileInput | None = None
    profile_problems: tuple[Problem, ...] = ()

    @property
    def bia(self) -> BiaInput | None:
        """Return the register without its wrong parts."""
        return self.draft.model

    def problem(self, path: Place, key: str, **facts: str) -> Problem:
        """Return the problem with the value at `path`."""
        return self.draft.problem(path, key, **facts)


def read_register(document: Document) -> Register:
    """Return what a BIA document says, with the profile that it names; nothing is raised."""
    return register_of(understand(BiaInput, document))


def register_of(draft: Draft[BiaInput]) -> Register:
    """Return what was understood of a BIA, with the profile that it names; nothing is raised."""
    named = None if draft.model is None else draft.model.profile
    if named is None:
        return Register(draft=draft)
    path = profile_path(named, draft.document.folder)
    if path is None:
        known = tuple(shipped_profiles())
        facts = {"name": named, "known": ", ".join(known), "hint": nearest(named, known)}
        return Register(draft=draft, profile_problems=(draft.problem(("profile",), "bia_unknown_profile", **facts),))
    profile = understand(ProfileInput, load(path))
    whole = None if profile.problems else profile.model
    return Register(draft=draft, profile=whole, profile_problems=profile.problems)


def shipped_profiles() -> dict[str, Path]:
    """Return the profiles that ship, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}


def profile_path(named: str, folder: Path) -> Path | None:
    """Return the file of a profile: of that name if it ships, else from `folder` on; None if it is neither."""
    shipped = shipped_profiles()
    if named in shipped:
        return shipped[named]
    return folder / named if named.lower().endswith(_SUFFIXES) and "\0" not in named else None


def problems_in(register: Register, found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return everything that is wrong, in order: the form, the profile, and what checks found."""
    return in_order((*register.draft.problems, *register.profile_problems, *found))
