"""What is sent to PowerShell: values stand in base64 only; on a real one, where there is one, the contract holds."""

from __future__ import annotations

import base64
import os
import re
import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.powershell import CLOCK, LONGEST_LINE, wrap
from runners.remote import Command
from runners.script import Told, UnsendableError
from runners.ssh import SSHRemote
from scenarios.plan import SECOND
from tests.contracts.remote import Play, RemoteContract
from tests.support.hands import hands, sh
from tests.support.sshd import serve

TOKEN = "0123456789abcdef0123456789abcdef"
PWSH = shutil.which("pwsh") or shutil.which("powershell")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,10}", fullmatch=True)


def decoded(word: str) -> str:
    return base64.b64decode(word, validate=True).decode("utf-8")


@given(script=TEXT, env=st.dictionaries(NAMES, TEXT, max_size=3))
def test_script_and_values_travel_as_base64_and_come_back_whole(script: str, env: dict[str, str]) -> None:
    delivery = wrap(Command(script=script, timeout_ns=SECOND, env=env), TOKEN)
    length, body = delivery.body.decode("ascii").removesuffix("\n").split(":")
    assert int(length) == len(body)
    assert re.fullmatch(r"[A-Za-z0-9+/=, ]*", body)
    first, *pairs = body.split(" ")
    assert decoded(first) == script
    assert {decoded(name): decoded(value) for name, value in (pair.split(",") for pair in pairs)} == env


@given(script=TEXT, env=st.dictionaries(NAMES, TEXT, max_size=3))
def test_what_is_on_the_command_line_never_depends_on_them(script: str, env: dict[str, str]) -> None:
    plain = wrap(Command(script="", timeout_ns=SECOND), TOKEN)
    delivery = wrap(Command(script=script, timeout_ns=SECOND, env=env), TOKEN)
    assert (delivery.command, delivery.opening) == (plain.command, plain.opening)


def test_command_lines_fit_into_the_shortest_of_windows() -> None:
    assert len(wrap(Command(script="x" * 100_000, timeout_ns=SECOND), TOKEN).command) < LONGEST_LINE
    assert len(CLOCK) < LONGEST_LINE
    assert re.fullmatch(r"powershell [A-Za-z -]+ -EncodedCommand [A-Za-z0-9+/=]+", CLOCK)


def test_the_opening_is_two_lines_the_second_with_the_token() -> None:
    program, told, rest = wrap(Command(script="", timeout_ns=SECOND), TOKEN).opening.decode("ascii").split("\n")
    token, child = told.split(" ")
    assert (token, rest) == (TOKEN, "")
    assert "ReadLine" in decoded(program)
    assert "ScriptBlock" in decoded(child)


def test_what_it_cannot_do_is_refused() -> None:
    for command in (
        Command(script="a\0", timeout_ns=SECOND),
        Command(script="", timeout_ns=SECOND, env={"A B": ""}),
        Command(script="", timeout_ns=SECOND, become="root"),
    ):
        with pytest.raises(UnsendableError):
            wrap(command, TOKEN)


def test_a_process_is_ended_with_all_that_it_started() -> None:
    told = Told(text="", group=4711, inner=None, remote_start=None, remote_end=None, began=True, ended=False)
    assert wrap(Command(script="", timeout_ns=SECOND), TOKEN).ending(told, "TERM") == "taskkill /T /F /PID 4711"


@dataclass
class Stage:
    remote: SSHRemote
    host: str = "db-a"
    missing: str = "nowhere"

    def rehearse(self, play: Play) -> None:
        del play


@pytest.fixture
async def remote(tmp_path: Path) -> AsyncGenerator[SSHRemote, None]:
    """A host whose shell is PowerShell, under the name that it has on Windows."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "powershell").symlink_to(PWSH or "/nonexistent")
    env = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    async with serve(tmp_path / "sshd", env=env) as sshd:
        host = replace(sshd.host(), shell="powershell")  # noqa: S604  a field of the inventory
        async with hands(host, replace(host, name="nowhere", port=1)) as made:
            yield made


@pytest.mark.skipif(PWSH is None, reason="no pwsh here: the exchange with a real PowerShell is not shown")
class TestPowerShell(RemoteContract):
    @pytest.fixture
    def stage(self, remote: SSHRemote) -> Stage:
        return Stage(remote)

    async def test_values_are_data(self, remote: SSHRemote) -> None:
        value = "'; exit 9; $(Get-Date) \"`\n"
        assert (await sh(remote, "[Console]::Out.Write($env:V)", V=value)).stdout == value

    async def test_a_status_is_that_of_exit(self, remote: SSHRemote) -> None:
        assert (await sh(remote, "exit 3")).exit_status == 3
        assert (await sh(remote, "throw 'no'")).exit_status == 1
