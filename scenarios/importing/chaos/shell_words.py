"""A process of an experiment as a command of sh: its words in quotes, its `${names}` as variables, never pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from scenarios.importing.chaos.settings import Known
from scenarios.parameters import variable

_SIMPLE: Final = re.compile(r"[A-Za-z0-9_./:=@%+,-]+", re.ASCII)
_NAMED: Final = re.compile(r"\$(?:(\$)|\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))", re.ASCII)
Env: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A script, the variables that hold parameters and those that hold secrets, by their names there."""

    script: str
    env: Env
    secrets: Env


def command_of(provider: Mapping[str, Any], known: Known) -> Command | str:
    """Return the command that a process provider starts, or why it cannot be told.

    A list or mapping of arguments becomes words in quotes. A text is the shell's, as it is with the Chaos Toolkit;
    there `${name}` stays and is a variable of the environment.
    """
    path, arguments = provider.get("path"), provider.get("arguments")
    if not isinstance(path, str) or not path or "\0" in path:
        return "path"
    program = '"$HOME"/' + quoted(path[2:]) if path.startswith("~/") else quoted(path)
    if isinstance(arguments, str):
        return _of_text(program, arguments, known)
    words = _words(arguments)
    if words is None:
        return "arguments"
    told = [_word(word, known) for word in words]
    secrets = [name for word in words for name in _names(word) if name in known.secrets]
    return Command(script=" ".join([program, *told]), env={}, secrets={name: known.secrets[name] for name in secrets})


def quoted(text: str) -> str:
    """Return `text` as one word of sh that stands for exactly this text."""
    return text if _SIMPLE.fullmatch(text) else "'" + text.replace("'", "'\\''") + "'"


def _words(arguments: Any) -> list[str] | None:
    """Return the arguments as the Chaos Toolkit hands them on: keys before values, empty ones left out."""
    flat: list[Any] = []
    match arguments:
        case None:
            return []
        case dict():
            for key, value in cast("dict[str, Any]", arguments).items():
                flat += [key, value]
        case list():
            flat = cast("list[Any]", arguments)
        case _:
            return None
    if any(isinstance(one, dict | list) for one in flat):
        return None
    return [str(one) for one in flat if one is not None and one != ""]


def _names(text: str) -> Iterator[str]:
    yield from (found[2] or found[3] for found in _NAMED.finditer(text) if not found[1])


def _word(word: str, known: Known) -> str:
    if not known.parameters and not known.secrets:
        return quoted(word)
    parts: list[str] = []
    last = 0
    for found in _NAMED.finditer(word):
        name = found[2] or found[3]
        if not found[1] and name not in known.parameters and name not in known.secrets:
            continue
        parts += [quoted(word[last : found.start()])] if found.start() > last else []
        parts.append("'$'" if found[1] else f'"${{{_variable(name, known)}}}"')
        last = found.end()
    rest = word[last:]
    return "".join([*parts, *([quoted(rest)] if rest else [])]) or "''"


def _variable(name: str, known: Known) -> str:
    return variable(known.parameters[name]) if name in known.parameters else name


def _of_text(program: str, text: str, known: Known) -> Command | str:
    used = [name for name in dict.fromkeys(_names(text)) if name in known.parameters or name in known.secrets]
    if used and (_NAMED.search(text) and any(found[1] for found in _NAMED.finditer(text))):
        return "$$"
    if any(_in_single_quotes(text, found.start()) for found in _NAMED.finditer(text) if (found[2] or found[3]) in used):
        return "${} '…'"
    return Command(
        script=f"{program} {text}".rstrip(),
        env={name: known.parameters[name] for name in used if name in known.parameters},
        secrets={name: known.secrets[name] for name in used if name in known.secrets},
    )


def _in_single_quotes(text: str, place: int) -> bool:
    """Whether a shell would take what stands at `place` literally."""
    quote = ""
    index = 0
    while index < place:
        letter = text[index]
        if letter == "\\" and quote != "'":
            index += 1
        elif letter in {"'", '"'} and quote in {"", letter}:
            quote = "" if quote else letter
        index += 1
    return quote == "'" or index > place
