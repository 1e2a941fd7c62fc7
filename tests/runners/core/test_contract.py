"""The fakes keep the contracts of the real Remote and the real Watch."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from runners.clock import SystemClock
from runners.remote import Command
from runners.scripted import Exits, Hangs, Reply, ScriptedRemote, Unreachable
from tests.contracts.remote import Play, RemoteContract


@dataclass
class ScriptedStage:
    remote: ScriptedRemote = field(init=False)
    host: str = "db-a"
    missing: str = "nowhere"
    plays: dict[str, Play] = field(default_factory=dict[str, Play])

    def __post_init__(self) -> None:
        self.remote = ScriptedRemote(SystemClock(), self.reply)

    def rehearse(self, play: Play) -> None:
        self.plays[play.script] = play

    def reply(self, host: str, command: Command) -> Reply:
        if host == self.missing:
            return Unreachable()
        play = self.plays.get(command.script, Play(script=command.script))
        if play.hangs:
            return Hangs()
        return Exits(status=play.exit_status, stdout=play.stdout, stderr=play.stderr)


class TestScriptedRemote(RemoteContract):
    @pytest.fixture
    def stage(self) -> ScriptedStage:
        return ScriptedStage()
