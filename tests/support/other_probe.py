"""A probe as another package would bring it: a kind for scenarios, and an opener for the prober."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Literal

from runners.ways import Connect
from scenarios.fields import Address, Line, Port, SecretName
from scenarios.plan import OtherProbe, Text
from scenarios.probing import ProbeGround, ProbeInput, ProbeKind


class GreetingInput(ProbeInput):
    """Reads the first line that a server says."""

    kind: Literal["greeting"]
    address: Address
    port: Port
    begins: Line
    word: SecretName


class Greeting:
    """Connects, says a word, reads one line and compares."""

    def __init__(self, values: Mapping[str, str], secrets: Mapping[str, str], connect: Connect) -> None:
        self._values, self._word, self._connect = values, secrets["word"], connect

    async def ask(self) -> str:
        sock = await self._connect(self._values["address"], int(self._values["port"]))
        reader, writer = await asyncio.open_connection(sock=sock)
        try:
            writer.write(f"{self._word}\r\n\r\n".encode())
            line = (await reader.readline()).decode(errors="replace").strip()
        finally:
            writer.transport.abort()
        return "" if line.startswith(self._values["begins"]) else f"it greets with {line!r}"

    async def close(self) -> None:
        """Hold nothing."""


def opener(values: Mapping[str, str], secrets: Mapping[str, str], timeout_ns: int, connect: Connect) -> Greeting:
    """Return what looks; the prober keeps it to its time-out."""
    del timeout_ns
    return Greeting(values, secrets, connect)


def specify(form: GreetingInput, ground: ProbeGround) -> OtherProbe:
    return OtherProbe(
        name="greeting",
        title=TITLE,
        opener="tests.support.other_probe:opener",
        values={"address": form.address, "port": str(form.port), "begins": form.begins},
        secrets={"word": ground.secrets[form.word]},
    )


TITLE = Text(zh="问候语", en="greeting")
KIND = ProbeKind(
    name="greeting",
    title=TITLE,
    inputs=GreetingInput,
    specify=specify,
    secrets=lambda form: {("word",): form.word},
)
