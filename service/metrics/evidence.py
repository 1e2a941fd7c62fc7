"""Whether the evidence of closed drills is signed, as it lies in their folders; a signature once seen stays seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

from service.evidence.layout import ENVELOPE, STATEMENT

Signing: TypeAlias = Literal["signed", "unsigned", "missing"]
STATES: Final[tuple[Signing, ...]] = ("signed", "unsigned", "missing")


@dataclass(slots=True)
class Evidence:
    """The folders of drills under `home`. Whether a signature is good is for `verify` and the archive to say."""

    home: Path
    _signed: set[str] = field(default_factory=set[str])

    def state_of(self, drill: str) -> Signing:
        """Return how a drill's evidence lies there; missing: nothing was filed, or it was cleared away."""
        folder = self.home / drill
        if drill in self._signed or (folder / ENVELOPE).is_file():
            self._signed.add(drill)
            return "signed"
        return "unsigned" if (folder / STATEMENT).is_file() else "missing"

    def counted(self, drills: Iterable[str]) -> Mapping[str, int]:
        """Return how many drills are in which state."""
        found = Counter(self.state_of(drill) for drill in drills)
        return {state: found[state] for state in STATES}
