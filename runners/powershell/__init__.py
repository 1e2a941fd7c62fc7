"""How a command reaches PowerShell on a Windows host with OpenSSH, and how that host tells its clock; pure.

The same exchange as with `sh -s` (see `runners.script.Delivery`): the process says that it listens, then the body goes
out. Script, names and values travel as base64 on stdin, so nothing of them is ever part of a command line.
"""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from typing import Final

from runners.remote import Command
from runners.script import Delivery, Told, UnsendableError, check, encoded

_START: Final = "powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand"
"""Understood by cmd.exe and PowerShell alike, whichever is the host's default shell."""
LONGEST_LINE: Final = 8191
"""Characters of a command line, as cmd.exe has it."""


def wrap(command: Command, token: str) -> Delivery:
    """Return how to deliver `command`; `token` is random, so that no output can be taken for a stamp.

    Raises:
        UnsendableError: a name is no variable's, a text holds NUL or half a surrogate pair, or sudo is asked for.
    """
    check(command)
    if command.become is not None:
        message = "become needs sudo, which a PowerShell host does not have; log in as the user who may do this"
        raise UnsendableError(message)
    words = [_data(command.script), *(f"{_data(name)},{_data(value)}" for name, value in command.env.items())]
    body = " ".join(words)
    return Delivery(
        token=token,
        opening=f"{_data(_text('deliver'))}\n{token} {_data(_text('child'))}\n".encode("ascii"),
        body=f"{len(body)}:{body}\n".encode("ascii"),
        ready=f"{token} ready ".encode("ascii"),
        end=f"{token} end".encode("ascii"),
        ending=_ending,
        command=_command("listen"),
        ends_itself=False,
    )


def _ending(told: Told, name: str) -> str:
    """Windows knows no signals: the process and all that it started are ended, whatever the signal."""
    del name
    return f"taskkill /T /F /PID {told.group or 0}"


def _command(program: str) -> str:
    coded = base64.b64encode(_text(program).encode("utf-16-le")).decode("ascii")
    return f"{_START} {coded}"


def _data(text: str) -> str:
    return base64.b64encode(encoded(text)).decode("ascii")


@cache
def _text(name: str) -> str:
    """Return a program; comments stay in the file."""
    lines = files(__name__).joinpath(f"{name}.ps1").read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


CLOCK: Final = _command("clock")
"""Answers each line (a number) with the number and a reading (see `runners.hostclock`); ends at end of file."""
