"""What one command prints and a later one is given is data too: through the engine, its journal and real shells."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import Phase as HypothesisPhase
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import Exchange, Outcome, StepCompleted
from runners.capturing import canonical
from scenarios.plan import SECOND, Capture, Captured, Phase, Run
from tests.support.hostile import HOSTILE
from tests.support.scripted_drills import Scene, plan, step
from tests.support.shells import EACH_SHELL, HereRemote, path_with

COUNT = 8
LINES = HOSTILE.map(str.strip).filter(lambda text: text.splitlines() == [text] and canonical(text, "string") == text)
"""What a capture of type string takes: text on one line."""


class HereHands(HereRemote):
    """The shell on this machine as the hosts of a drill."""

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        del host, count
        return ()

    async def close(self) -> None:
        return


def drill(where: Path) -> Scene:
    """A drill whose second command writes down what the first one printed; both run in `where`."""
    names = [f"v{number}" for number in range(COUNT)]
    ask = f"cd '{where}' && cat ../values"
    use = "; ".join([f"cd '{where}' || exit 1", *(f'printf %s "${name}" >../{name}' for name in names)])
    captures = tuple(Capture(name=name, after=f"{name}: ") for name in names)
    inputs = {name: Captured(step="ask", name=name) for name in names}
    steps = (
        step("ask", Phase.SWITCH, Run(script=ask, captures=captures), on=["a"], within=20 * SECOND),
        step("use", Phase.SWITCH, Run(script=use, inputs=inputs), on=["b"], needs=["ask"], within=20 * SECOND),
    )
    return Scene(root=where.parent, plan=plan(*steps))


def write(where: Path, values: list[str]) -> None:
    lines = "".join(f"v{number}: {value}\n" for number, value in enumerate(values))
    (where.parent / "values").write_bytes(lines.encode())


@EACH_SHELL
def test_a_captured_value_reaches_a_later_command_byte_for_byte_and_is_never_executed(
    shell: str, tmp_path: Path
) -> None:
    path = path_with(shell, tmp_path / shell)

    @settings(max_examples=20, deadline=None, derandomize=True, phases=[HypothesisPhase.generate])
    @given(values=st.lists(LINES, min_size=COUNT, max_size=COUNT))
    def holds(values: list[str]) -> None:
        with tempfile.TemporaryDirectory(dir=tmp_path) as name:
            where = Path(name) / "where"
            where.mkdir()
            write(where, values)
            history = asyncio.run(drill(where).run(remote=HereHands(path=path)))
            ended = {event.step: event.outcome for event in history.events if isinstance(event, StepCompleted)}
            assert ended == {"ask": Outcome.OK, "use": Outcome.OK}
            told = [(where.parent / f"v{number}").read_bytes() for number in range(COUNT)]
            assert told == [value.encode() for value in values]
            assert list(where.iterdir()) == [], "a value was executed"

    holds()


def test_a_value_that_cannot_be_carried_fails_the_step_that_printed_it(tmp_path: Path) -> None:
    where = tmp_path / "where"
    where.mkdir()
    write(where, ["x", "a\x1b[31mb", *"abcdef"])
    history = asyncio.run(drill(where).run(remote=HereHands(path=path_with("dash", tmp_path / "dash"))))
    ended = {event.step: event.outcome for event in history.events if isinstance(event, StepCompleted)}
    assert ended == {"ask": Outcome.FAILED}
    assert not (tmp_path / "v0").exists()
