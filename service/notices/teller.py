"""How any part of the service tells people something, without waiting for anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from scenarios.plan import Text


class Teller(Protocol):
    """Takes notices. What is told is only written down; it is sent by somebody else, later."""

    async def tell(
        self,
        kind: str,
        about: str,
        facts: Mapping[str, Text | str],
        services: tuple[str, ...] = (),
        people: tuple[str, ...] = (),
        key: str = "",
    ) -> None:
        """Let everybody know who the policy says is to be told of `kind` about these services, and `people` besides.

        `about` is the stream that it is about (`dossier/…`, `drill/…`, `incident/…`). The words are
        `notice.<kind>.title` and `notice.<kind>.body` of the catalogue, whose gaps `facts` fills. `people` are users'
        names or names of the contacts register. What has the same `key` (not empty) is told once.

        Never raises and never waits for a network: a notice that cannot even be written is counted, not thrown.
        """
        ...
