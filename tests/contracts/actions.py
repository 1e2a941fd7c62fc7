"""What must hold for every action, tried on the real software that it acts on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from measurements.events import Outcome
from runners.remote import Answer, Command
from scenarios.actions import ActionKind, Around
from scenarios.plan import SECOND
from scenarios.programs import program_of

HOSTILE: Final = (
    '$(touch "$CANARY")',
    '`touch "$CANARY"`',
    "'; touch \"$CANARY\"; '",
    '"; touch "$CANARY"; "',
    'a b\ntouch "$CANARY"\n',
    '-h; touch "$CANARY" #',
    'x\' "y" \\ * ? [z] ~ & | > < %s',
)
"""Values that a careless program would run, as they would stand in a scenario."""


class ActionCase(Protocol):
    """One kind of action before software that it can act on; made anew for every test."""

    @property
    def kind(self) -> ActionKind:
        """Return what is tried."""
        ...

    @property
    def said(self) -> Mapping[str, Any]:
        """Return the form as a scenario writes it, without `action` and `on`."""
        ...

    @property
    def around(self) -> Around:
        """Return the hosts that the form's other roles mean."""
        ...

    @property
    def secrets(self) -> Mapping[str, str]:
        """Return what the inventory's secrets hold, by name."""
        ...

    @property
    def canary(self) -> str:
        """Return a path on the host at which nothing must ever appear."""
        ...

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the fields that take any text, and are no command of the author's own."""
        ...

    async def run(self, command: Command) -> Answer:
        """Run the action's command on its host."""
        ...

    async def is_done(self) -> bool:
        """Look, without the action, whether what it promises is so."""
        ...

    async def state(self) -> object:
        """Return everything that a try that changes nothing leaves as it is."""
        ...

    async def hinder(self) -> None:
        """Make the action impossible, or forbidden."""
        ...


def command(case: ActionCase, **other: Any) -> Command:
    """Return what a drill would send for the case; `other` values are put in behind the form's back."""
    kind = case.kind
    written = {**case.said, "action": kind.name}
    form = kind.inputs.model_validate(written, context={})
    if other:
        form = kind.inputs.model_construct(None, **{**form.__dict__, **other})
    said = kind.specify(form, case.around)
    secret = {variable: case.secrets[name] for variable, name in said.secrets.items()}
    env = {**said.env, **secret, "CANARY": case.canary}
    return Command(script=program_of(kind.program), timeout_ns=120 * SECOND, env=env)


async def asked(case: ActionCase, **other: Any) -> tuple[int | None, str]:
    """Return how the action exited and the last line that it said."""
    answer = await case.run(command(case, **other))
    assert answer.outcome is Outcome.OK, answer
    lines = answer.stdout.strip().splitlines()
    return answer.exit_status, lines[-1] if lines else f"(nothing; stderr: {answer.stderr})"


def checks_names(case: ActionCase) -> None:
    """Every value comes in by ACTION_…, and none stands in the program."""
    sent = command(case)
    assert all(name.startswith("ACTION_") for name in sent.env if name != "CANARY")


class LookContract:
    """To be inherited where the fixture `case` exists, for actions that only look."""

    async def test_it_looks_and_changes_nothing(self, case: ActionCase) -> None:
        checks_names(case)
        before = await case.state()
        status, said = await asked(case)
        assert (status, bool(said)) == (0, True), said
        assert await case.state() == before

    async def test_no_value_is_ever_run(self, case: ActionCase) -> None:
        await runs_no_value(case)


class ActionContract:
    """To be inherited where the fixture `case` exists, for actions that act; at first nothing is done."""

    async def test_it_is_done_seen_and_said(self, case: ActionCase) -> None:
        checks_names(case)
        assert not await case.is_done()
        status, said = await asked(case)
        assert (status, said[:6]) == (0, "done: "), said
        assert await case.is_done()

    async def test_what_is_done_already_is_said_and_nothing_changes(self, case: ActionCase) -> None:
        await asked(case)
        before = await case.state()
        status, said = await asked(case)
        assert (status, said[:6]) == (0, "done: "), said
        assert await case.state() == before
        assert await case.is_done()

    async def test_what_cannot_be_done_is_told_in_a_sentence_and_nothing_changes(self, case: ActionCase) -> None:
        await case.hinder()
        before = await case.state()
        status, said = await asked(case)
        assert status == 1, said
        assert len(said.split()) > 3
        assert not said.startswith("done:")
        assert await case.state() == before

    async def test_no_value_is_ever_run(self, case: ActionCase) -> None:
        await runs_no_value(case)


async def runs_no_value(case: ActionCase) -> None:
    """Ask with every hostile value in every field that takes text; whatever it answers, nothing of it is run."""
    for field in case.texts:
        for value in HOSTILE:
            answer = await case.run(command(case, **{field: value}))
            assert answer.outcome is Outcome.OK, (field, value, answer)
            there = await case.run(Command(script='[ ! -e "$CANARY" ]', timeout_ns=30 * SECOND, env=_canary(case)))
            assert there.exit_status == 0, f"{field}: {value!r} was run"


def _canary(case: ActionCase) -> dict[str, str]:
    return {"CANARY": case.canary}
