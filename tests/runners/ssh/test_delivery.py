"""Values reach a script byte for byte, on every shell, and nothing in them is ever executed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import Outcome
from runners.hostclock import Reading
from runners.remote import Command
from runners.script import UnsendableError, ending, quoted, unwrap, wrap
from runners.ssh import SSHRemote
from scenarios.plan import SECOND
from tests.support.hands import sh

TOKEN: Final = "0123456789abcdef"
SHELLS: Final = [
    pytest.param(path, id=name, marks=[] if path else pytest.mark.skip(reason=f"{name} is not installed"))
    for name in ("sh", "bash", "dash", "busybox")
    if (path := shutil.which(name)) or name != "busybox"
]
HOSTILE: Final = st.one_of(
    st.sampled_from(["'", '"', "\\", "'\\''", "'; touch canary; '", "$(touch canary)", "`touch canary`", "EOF"]),
    st.sampled_from(["; touch canary;", "&& touch canary", "|touch canary", ">canary", "$HOME", "${IFS}", "$'\\x41'"]),
    st.sampled_from(["*", "?", "[a-z]", "~", "!", "#", "(", ")", "{", "}", "-n", "--", "%s"]),
    st.sampled_from(["\n", "\r\n", "\t", " ", "\x01", "\x7f", "\x1b[2J", "é", "交易", "\u202e", "\U0001f600"]),
)
VALUES: Final = st.lists(
    HOSTILE | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), max_size=12
).map("".join)


def deliver(shell: str, command: Command, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    delivery = wrap(command, TOKEN)
    argv = [shell, "sh", "-s"] if shell.endswith("busybox") else [shell, "-s"]
    return subprocess.run(
        argv, input=delivery.opening + delivery.body, capture_output=True, cwd=cwd, timeout=30, check=False
    )


def ran(script: str, **env: str) -> Command:
    return Command(script=script, timeout_ns=SECOND, env=env)


@pytest.mark.parametrize("shell", SHELLS)
@settings(max_examples=40, deadline=None)
@given(values=st.lists(VALUES, min_size=1, max_size=4))
def test_a_value_arrives_byte_for_byte_and_is_never_executed(shell: str, values: list[str]) -> None:
    env = {f"DP_{n}": value for n, value in enumerate(values)}
    script = "\n".join(f'printf "%s" "$DP_{n}"; printf "\\000"' for n in range(len(values)))
    with tempfile.TemporaryDirectory() as empty:
        done = deliver(shell, ran(script, **env), Path(empty))
        assert list(Path(empty).iterdir()) == []
    told = unwrap(done.stderr.decode(), TOKEN)
    stdout = done.stdout.removesuffix(f"{TOKEN} end;\n".encode())
    assert stdout.split(b"\0")[:-1] == [value.encode() for value in values]
    assert (done.returncode, told.text, told.began, told.ended) == (0, "", True, True)


@pytest.mark.parametrize("shell", SHELLS)
@settings(max_examples=25, deadline=None)
@given(text=VALUES)
def test_a_value_reaches_the_scripts_children_as_it_is(shell: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as empty:
        done = deliver(shell, ran("exec env -0", DP_CHILD=text), Path(empty))
        assert list(Path(empty).iterdir()) == []
    assert f"DP_CHILD={text}".encode() in done.stdout.split(b"\0")


@pytest.mark.parametrize("shell", SHELLS)
@settings(max_examples=25, deadline=None)
@given(cut=st.integers(min_value=0))
def test_half_of_a_script_does_nothing(shell: str, cut: int) -> None:
    command = ran("touch canary\ntouch canary2", DP="x'y\n}")
    body = wrap(command, TOKEN).body
    complete = body.rstrip(b"\n")
    with tempfile.TemporaryDirectory() as empty:
        argv = [shell, "sh", "-s"] if shell.endswith("busybox") else [shell, "-s"]
        part = body[: cut % len(complete)]
        subprocess.run(argv, input=part, capture_output=True, cwd=empty, timeout=30, check=False)
        assert list(Path(empty).iterdir()) == []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("script", "stdout", "status"),
    [
        ("cat <<'EOF'\nit's $HOME\nEOF", b"it's $HOME\n", 0),
        ("cat <<EOF\nopen here-document", b"open here-document", 0),
        ("echo ok # a comment at the end", b"ok\n", 0),
        ("exit 9", b"", 9),
        ("cat; echo end of file", b"end of file\n", 0),
        ("trap 'echo bye' EXIT; exit 3", b"bye\n", 3),
        ("set -eu; echo $unset_name; echo never", b"", None),
        ("echo one\\\ntwo", b"onetwo\n", 0),
        ("PATH=/nowhere; echo $PATH", b"/nowhere\n", 0),
        ("exec 2>/dev/null; exec >/dev/null; echo silent", b"", 0),
        ("", b"", 0),
    ],
)
def test_a_script_is_its_own_world(shell: str, script: str, stdout: bytes, status: int | None, tmp_path: Path) -> None:
    done = deliver(shell, ran(script), tmp_path)
    told = unwrap(done.stderr.decode(), TOKEN)
    assert unwrap(done.stdout.decode(), TOKEN).text.encode().rstrip(b"\n") == stdout.rstrip(b"\n")
    assert told.began
    assert told.ended
    assert done.returncode == status if status is not None else done.returncode > 0


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_that_the_group_is_told_to_end_still_tells_its_end(shell: str, tmp_path: Path) -> None:
    delivery = wrap(ran(f"echo $$ > {tmp_path}/pid; exec sleep 600"), TOKEN)
    argv = [shell, "sh", "-s"] if shell.endswith("busybox") else [shell, "-s"]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(delivery.opening + delivery.body)
        process.stdin.flush()
        heard = process.stderr.readline() + process.stderr.readline()
        while not (tmp_path / "pid").exists():
            time.sleep(0.01)
        time.sleep(0.1)  # from the file to `exec sleep`; sooner the signal meets the subshell, which ends just as well
        told = unwrap(heard.decode(), TOKEN)
        assert told.group == process.pid
        subprocess.run(["/bin/sh", "-c", ending(told, "TERM", None)], check=True, timeout=30)
        _, rest = process.communicate(timeout=30)
    assert process.returncode == 143
    assert unwrap(rest.decode(), TOKEN).ended


@pytest.mark.parametrize("path", ["", "/nowhere"])
def test_an_environment_of_the_scripts_own_does_not_reach_the_stamps(path: str, tmp_path: Path) -> None:
    told = unwrap(deliver("/bin/sh", ran("true", PATH=path), tmp_path).stderr.decode(), TOKEN)
    assert told.remote_start is not None
    assert told.remote_end is not None
    assert told.remote_start.ns <= told.remote_end.ns


@pytest.mark.parametrize(
    ("name", "value"), [("A", "x\0"), ("1A", "x"), ("A B", "x"), ("", "x"), ("Ä", "x"), ("A\n", "x")]
)
def test_what_is_no_environment_is_refused(name: str, value: str) -> None:
    with pytest.raises(UnsendableError):
        wrap(Command(script="true", timeout_ns=SECOND, env={name: value}), TOKEN)


@given(text=VALUES)
def test_a_quoted_word_has_no_open_end(text: str) -> None:
    assert quoted(text).replace("'\\''", "").count("'") == 2


@pytest.mark.parametrize(
    ("clock", "read"),
    [
        ("1763755316123456789", 1763755316123456789),
        ("1763755316", None),
        ("1763755316N", None),
        ("1763755316%N", None),
        ("", None),
        ("-763755316123456789", None),
        ("１763755316123456789", None),
    ],
)
def test_a_stamp_is_nineteen_digits_or_none(clock: str, read: int | None) -> None:
    told = unwrap(f"noise {TOKEN} start {clock};\nmore", TOKEN)
    expected = None if read is None else Reading(ns=read)
    assert (told.remote_start, told.text, told.began) == (expected, "noise more", True)


def test_output_that_looks_like_a_stamp_is_left_alone() -> None:
    text = "fedcba9876543210 end 1763755316123456789;\n"
    assert unwrap(text, TOKEN).text == text


async def test_hostile_values_and_a_large_script_pass_over_ssh(remote: SSHRemote) -> None:
    value = 'it\'s\n$(touch canary) `id` \\ "交易" -n *\n'
    padding = "# padding\n" * 100_000
    answer = await sh(remote, f'{padding}printf "%s" "$V"', V=value)
    assert (answer.outcome, answer.exit_status, answer.stdout) == (Outcome.OK, 0, value)
