"""How a command becomes text for `sh -s`, and how its stamps come back out of stderr; pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from runners.hostclock import NOW, Reading, reading
from runners.remote import Command

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,10}", re.ASCII)
_MARK: Final = re.compile(r"(?P<what>ready|start|end)(?P<told>[^;]{0,200});\n?")
_START: Final = re.compile(r"(@(?P<inner>[0-9]{1,10}) ?)?(?P<clock>\S*)", re.ASCII)
SHELL: Final = "exec sh -s"
"""`exec`, so that the shell leads the process group and its end is the session's."""


class UnsendableError(ValueError):
    """The command cannot be handed to a shell byte for byte; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is written to the process that `command` starts on the host.

    First `opening`, and `body` only when the shell has answered it with `ready`. So whatever a login shell does before
    it listens is over when the body goes out. The body is one compound command, which a shell reads to its end before
    it runs any of it: half of a body does nothing. At its end it writes `end` on stdout and stderr, so that all output
    is known to be there although a daemon may still hold both. `ending` returns the command line that sends a signal
    to what runs there.
    """

    token: str
    opening: bytes
    body: bytes
    ready: bytes
    end: bytes
    ending: Callable[[Told, str], str]
    command: str = SHELL
    become: str | None = None
    ends_itself: bool = True
    """Whether what the body does last is to exit; else the end of the input is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An output without our marks, and what these told (None: nothing): process groups, the host's clock.

    `group` is the shell's own process group; `inner` the process that runs the script where that is another.
    """

    text: str
    group: int | None
    inner: int | None
    remote_start: Reading | None
    remote_end: Reading | None
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
    check(command)
    ready = f"{token} ready "
    become = command.become
    return Delivery(
        token=token,
        opening=f'echo "{ready}$$;" >&2\n'.encode(),
        body=encoded(_body(command, token)),
        ready=ready.encode(),
        end=f"{token} end".encode(),
        ending=lambda told, name: ending(told, name, become),
        become=become,
    )


def check(command: Command) -> None:
    """Raise UnsendableError for a name that is no variable's, or a text that no shell can carry."""
    for name, value in command.env.items():
        if not _NAME.fullmatch(name):
            message = f"{name!r} cannot be an environment variable; use letters, digits and _"
            raise UnsendableError(message)
        _refuse_nul(f"the value of {name}", value)
    _refuse_nul("the script", command.script)


def unwrap(output: str, token: str) -> Told:
    """Return what `output` (stderr; stdout has the end only, without a clock) tells of start and end, and the rest."""
    text, marks = _parted(output, token)
    start = _START.fullmatch(marks.get("start", ""))
    return Told(
        text=text,
        group=_number(marks.get("ready", "")),
        inner=_number(start["inner"] or "") if start else None,
        remote_start=reading(start["clock"]) if start else None,
        remote_end=reading(marks.get("end", "")),
        began="start" in marks,
        ended="end" in marks,
    )


def _parted(output: str, token: str) -> tuple[str, dict[str, str]]:
    """Return the output without our marks, and the marks; split at the token, so that no pattern is made of it."""
    before, *after = output.split(f"{token} ")
    texts, marks = [before], dict[str, str]()
    for part in after:
        mark = _MARK.match(part)
        if mark is None:
            texts.append(f"{token} {part}")
        else:
            marks[mark["what"]] = mark["told"].strip()
            texts.append(part[mark.end() :])
    return "".join(texts), marks


def ending(told: Told, name: str, become: str | None) -> str:
    """Return the command line, for any login shell, that sends a signal to what runs there.

    What sudo started is another user's, and may be a group of its own.
    """
    group = told.group or 0
    own = f"kill -{name} -{group}"
    if become is None:
        return f'exec sh -c "{own}"'
    inner = "" if told.inner is None else f"; kill -{name} -{told.inner}"
    theirs = f"sudo -n -u {quoted(become)} -- /bin/sh -c 'kill -{name} -{group}{inner}'"
    return f'{theirs}; exec sh -c "{own}"'


def _body(command: Command, token: str) -> str:
    """The exports stand inside the subshell, so that a PATH given to the script does not reach `date`.

    `eval` keeps a script with a syntax error or an open here-document from reaching past its end. The shell itself
    outlives a SIGTERM to its group, so that it can still tell when and how the script ended.
    """
    return (
        "{\n"
        f"{NOW}"
        "trap : TERM\n"
        f"{_run(command, token)}"
        "drillproof_status=$?\n"
        f'drillproof_now\necho "{token} end $drillproof_at;" >&2\n'
        f"echo '{token} end;'\n"
        "exit $drillproof_status\n"
        "}\n"
    )


def _run(command: Command, token: str) -> str:
    """With sudo, all of the script is the input of a shell behind it, so that nothing of it is ever an argument."""
    exports = "".join(f"export {name}={quoted(value)}\n" for name, value in command.env.items())
    if command.become is None:
        told = f'drillproof_now\necho "{token} start $drillproof_at;" >&2\n'
        return f"{told}(\nunset drillproof_at\n{exports}eval {quoted(command.script)}\n) </dev/null\n"
    end = f"drillproof_{token}"
    return (
        f"sudo -n -u {quoted(command.become)} -- /bin/sh -s <<'{end}'\n"
        "{\n"
        f'{NOW}drillproof_now\necho "{token} start @$$ $drillproof_at;" >&2\n'
        f"unset -f drillproof_now\nunset drillproof_at\n{exports}"
        f"eval {quoted(command.script)}\n}} </dev/null\n"
        f"{end}\n"
    )


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _refuse_nul(what: str, text: str) -> None:
    if "\0" in text:
        message = f"{what} holds a NUL character, which no shell can carry; remove it"
        raise UnsendableError(message)


def encoded(text: str) -> bytes:
    """Return `text` as UTF-8; raises UnsendableError."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"{text[error.start]!r} is half of a surrogate pair, no character; write the whole character"
        raise UnsendableError(message) from None
