"""Looks that other packages bring: their openers, and what keeps them to the promises of ours."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from runners.companion import described
from runners.patience import patience
from runners.secrets import Masker
from runners.ways import BrokenWayError, Way
from scenarios.plan import OtherProbe

if TYPE_CHECKING:
    from runners.probes import Probe


def other_look(target: OtherProbe, secrets: Mapping[str, str], timeout_ns: int, way: Way) -> Probe:
    """Return what the probe's opener makes, kept to its time-out; where it makes nothing, every look says that."""
    try:
        module, _, name = target.opener.partition(":")
        opener = getattr(importlib.import_module(module), name)
        return _Kept(cast("Probe", opener(dict(target.values), dict(secrets), timeout_ns, way.connect)), timeout_ns)
    except Exception as error:  # noqa: BLE001  it is somebody else's code: it may raise anything
        why = described(error, Masker(secrets.values()))
        return _Missing(f"the probe {target.name} cannot be opened ({target.opener}): {why}")


class _Kept:
    """Another's probe, which is given up when its time is over."""

    def __init__(self, probe: Any, timeout_ns: int) -> None:
        self._probe, self._timeout_ns = probe, timeout_ns

    async def ask(self) -> str:
        async with patience(self._timeout_ns):
            return str(await self._probe.ask())

    async def close(self) -> None:
        await self._probe.close()


class _Missing:
    """Who should look is not there, so nothing is known of the service."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def ask(self) -> str:
        raise BrokenWayError(self._why)

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""
