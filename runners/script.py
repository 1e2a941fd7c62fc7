"""How a command becomes text for `sh -s`, and how its stamps come back out of stderr; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from runners.remote import Command

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,10}", re.ASCII)
_WALL_CLOCK: Final = re.compile(r"[0-9]{19}", re.ASCII)
"""`date +%s%N` between 2001 and 2286; a `date` without %N prints something else."""


class UnsendableError(ValueError):
    """The command cannot be handed to a shell byte for byte; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is written to `sh -s`: first `opening`, and `body` only when the shell has answered it with `ready`.

    So whatever a login shell does before it listens is over when the body goes out. The body is one compound command,
    which a shell reads to its end before it runs any of it: half of a body does nothing. At its end it writes `end` on
    stdout and stderr, so that all output is known to be there although a daemon may still hold both.
    """

    token: str
    opening: bytes
    body: bytes
    ready: bytes
    end: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An output without our marks, and what these told (None: nothing): the shell's process group, the host's clock."""

    text: str
    group: int | None
    remote_start: int | None
    remote_end: int | None
    began: bool
    ended: bool


def quoted(text: str) -> str:
    """Return `text` as one word of POSIX sh that stands for exactly this text."""
    return "'" + text.replace("'", "'\\''") + "'"


def wrap(command: Command, token: str) -> Delivery:
    """Return how to deliver `command`; `token` is random, so that no output can be taken for a stamp.

    Raises:
        UnsendableError: a name is no shell name, or a text holds NUL or half a surrogate pair.
    """
    for name, value in command.env.items():
        if not _NAME.fullmatch(name):
            message = f"{name!r} cannot be an environment variable; use letters, digits and _"
            raise UnsendableError(message)
        _refuse_nul(f"the value of {name}", value)
    _refuse_nul("the script", command.script)
    ready = f"{token} ready "
    return Delivery(
        token=token,
        opening=f'echo "{ready}$$;" >&2\n'.encode(),
        body=_encoded(_body(command, token)),
        ready=ready.encode(),
        end=f"{token} end".encode(),
    )


def unwrap(output: str, token: str) -> Told:
    """Return what `output` (stderr; stdout has the end only, without a clock) tells of start and end, and the rest."""
    marks = {match["what"]: match["told"].strip() for match in _marks(token).finditer(output)}
    return Told(
        text=_marks(token).sub("", output),
        group=int(marks["ready"]) if _NUMBER.fullmatch(marks.get("ready", "")) else None,
        remote_start=_wall_clock(marks.get("start", "")),
        remote_end=_wall_clock(marks.get("end", "")),
        began="start" in marks,
        ended="end" in marks,
    )


def ending(group: int, name: str) -> str:
    """Return the command line, for any login shell, that sends a signal to a process group."""
    return f'exec sh -c "kill -{name} -{group}"'


def _body(command: Command, token: str) -> str:
    """The exports stand inside the subshell, so that a PATH given to the script does not reach `date`.

    `eval` keeps a script with a syntax error or an open here-document from reaching past its end. The shell itself
    outlives a SIGTERM to its group, so that it can still tell when and how the script ended.
    """
    exports = "".join(f"export {name}={quoted(value)}\n" for name, value in command.env.items())
    return (
        "{\n"
        "trap : TERM\n"
        f"{_stamp(token, 'start')}\n"
        f"(\n{exports}eval {quoted(command.script)}\n) </dev/null\n"
        "drillproof_status=$?\n"
        f"{_stamp(token, 'end')}\n"
        f"echo '{token} end;'\n"
        "exit $drillproof_status\n"
        "}\n"
    )


def _stamp(token: str, what: str) -> str:
    return f'echo "{token} {what} $(date +%s%N 2>/dev/null);" >&2'


def _marks(token: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(token)} (?P<what>ready|start|end)(?P<told>[^;]{{0,200}});\n?")


def _wall_clock(text: str) -> int | None:
    return int(text) if _WALL_CLOCK.fullmatch(text) else None


def _refuse_nul(what: str, text: str) -> None:
    if "\0" in text:
        message = f"{what} holds a NUL character, which no shell can carry; remove it"
        raise UnsendableError(message)


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"{text[error.start]!r} is half of a surrogate pair, no character; write the whole character"
        raise UnsendableError(message) from None
