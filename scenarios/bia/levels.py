"""The level tables that ship: what they are called and how much of them is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.bia.profile import UNVERIFIED, LevelInput, ProfileInput, SourcedInput
from scenarios.bia.register import shipped_profiles
from scenarios.documents import load
from scenarios.draft import understand
from scenarios.fields import both
from scenarios.plan import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A level table in short: how many levels it has, how many figures are given and how many are 未核实."""

    title: Text
    levels: int
    given: int
    open: int


def profile_summaries() -> dict[str, Summary]:
    """Return every level table that ships, by name."""
    read = {name: understand(ProfileInput, load(path)).model for name, path in shipped_profiles().items()}
    return {name: _summary(profile) for name, profile in read.items() if profile is not None}


def profile_text(name: str) -> str | None:
    """Return the file of a shipped level table as it stands, None if there is none of that name."""
    path = shipped_profiles().get(name)
    return None if path is None else path.read_text("utf-8")


def _summary(profile: ProfileInput) -> Summary:
    figures = [figure for level in profile.levels for figure in _figures(level)]
    return Summary(
        title=both(profile.title),
        levels=len(profile.levels),
        given=sum(isinstance(figure, SourcedInput) for figure in figures),
        open=figures.count(UNVERIFIED),
    )


def _figures(level: LevelInput) -> Iterator[object]:
    for row in (level.real_time, level.non_real_time):
        yield from (row.rto, row.rpo, row.capacity, row.backup_frequency, row.media, row.restore_verification)
