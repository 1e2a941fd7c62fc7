"""What the lab looks like now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.lab.control import read_settings, read_word
from service.lab.errors import LabError
from service.lab.processes import is_running
from service.lab.shell import run_at
from service.lab.state import LabState, default_directory, read_state


@dataclass(frozen=True, slots=True, kw_only=True)
class LabStatus:
    """A lab and what its parts do: which components run, what each database is, where the entry leads."""

    state: LabState
    components: dict[str, bool]
    roles: dict[str, str]
    """By host: primary, standby, fenced, stopped or silent."""
    entry: str
    link_kbit: int

    @property
    def healthy(self) -> bool:
        """Every component runs, and the entry leads to the one primary, which has a standby."""
        others = {role for host, role in self.roles.items() if host != self.entry}
        return all(self.components.values()) and self.roles.get(self.entry) == "primary" and others == {"standby"}


async def lab_status(directory: Path | None = None) -> LabStatus | None:
    """Return how the lab in `directory` is, or None where there is none."""
    state = read_state((directory or default_directory()).absolute())
    if state is None:
        return None
    settings = read_settings(state.link) or {}
    return LabStatus(
        state=state,
        components={component.name: is_running(component.process) for component in state.components},
        roles=await _roles(state),
        entry=read_word(state.directory / "entry" / "serving"),
        link_kbit=int(settings.get("kbit", 0)),
    )


async def _roles(state: LabState) -> dict[str, str]:
    roles: dict[str, str] = {}
    for host in state.hosts:
        try:
            roles[host.name] = await run_at(state, host, "pg-status")
        except (LabError, OSError):
            roles[host.name] = "unknown"
    return roles
