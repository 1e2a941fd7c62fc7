"""How actions, probes, pauses and rollbacks of an experiment become steps."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from scenarios.importing.chaos.reading import Activity, Reader, spelled
from scenarios.importing.chaos.settings import Known
from scenarios.importing.chaos.shell_words import Command, command_of
from scenarios.importing.naming import Names
from scenarios.importing.outline import Wishes, to_do
from scenarios.importing.secrecy import holds_password
from scenarios.importing.yaml_text import Entry, Flow, Plain, Script, words
from scenarios.problems import shown

_LITERAL: Final = re.compile(r"[\w =:/,@%&~-]{1,200}", re.ASCII)
_STOPS: Final = re.compile(r"(/usr/bin/|/bin/)?systemctl stop (?P<name>[A-Za-z0-9][A-Za-z0-9_.-]{0,62})", re.ASCII)
"""What an action of the method does that we have as a fault, with its lease and its undo."""
_LONGEST_PAUSE: Final = 24 * 3600
_MOST_STATUS: Final = 255
DEFAULT: Final = 60
"""Seconds that the language gives a command."""


@dataclass(slots=True, kw_only=True)
class Writer:
    """Turns activities into steps and probes; each gets a name of its own."""

    reader: Reader
    known: Known
    wishes: Wishes
    names: Names = field(default_factory=lambda: Names("a"))
    probes: dict[str, Entry] = field(default_factory=dict[str, Entry])
    """By the name of the activity."""
    seconds: int = 0

    def sequence(self, activities: Sequence[Activity]) -> Iterator[Entry]:
        """Yield the steps of a method: one after another, except that nothing waits for what is in the background."""
        needs: str | None = ""
        behind = False
        for activity in activities:
            for step in self._steps(activity):
                own = () if not behind else (Entry(key="needs", value=[needs] if needs else []),)
                yield Entry(key=step.key, value=(*_fields(step), *own), notes=step.notes)
                behind = activity.is_background
                needs = needs if behind else step.key

    def checks(self, activities: Sequence[Activity], suffix: str) -> Iterator[Entry]:
        """Yield the steps that look whether the hypothesis holds."""
        for activity in activities:
            id_ = self.names.name(f"{activity.name}{suffix}")
            yield Entry(key=id_, value=tuple(self._check(activity)), notes=(self._origin(activity),))
            self.seconds += DEFAULT

    def _check(self, activity: Activity) -> Iterator[Entry]:
        yield Entry(key="title", value=words(activity.name))
        probe = self._probe(activity) if activity.calls == "http" else None
        if probe is not None:
            yield Entry(key="check", value=Flow((Entry(key="probe", value=probe), _UP)))
            return
        command = command_of(activity.provider, self.known) if activity.calls == "process" else activity.calls
        judged = _judged(activity.data.get("tolerance"))
        if isinstance(command, str) or judged is None:
            yield Entry(key="check", value=(Entry(key="run", value=self._open(activity, "tolerance")),))
            yield self._on()
            return
        yield Entry(key="check", value=(Entry(key="run", value=Script(command.script)),))
        yield self._on()
        yield from _environment(command)
        yield from judged

    def _steps(self, activity: Activity) -> Iterator[Entry]:
        pauses = self.reader.mapping(activity.data.get("pauses"), (*activity.path, "pauses"))
        id_ = self.names.name(activity.name)
        yield from self._pause(activity, id_, "before", pauses)
        if activity.kind == "probe" and activity.calls == "http" and self._probe(activity) is not None:
            return
        yield Entry(key=id_, value=tuple(self._act(activity)), notes=(self._origin(activity),))
        yield from self._pause(activity, id_, "after", pauses)

    def _act(self, activity: Activity) -> Iterator[Entry]:
        yield Entry(key="title", value=words(activity.name))
        command = command_of(activity.provider, self.known) if activity.calls == "process" else activity.calls
        if isinstance(command, str):
            yield Entry(key="run", value=self._open(activity, command))
            yield self._on()
        else:
            yield from self._command(activity, command)
        timeout = _seconds(activity.provider.get("timeout"))
        within = None if timeout is None else math.ceil(timeout)
        self.seconds += within or DEFAULT
        if within is not None:
            yield Entry(key="within", value=Plain(f"{within}s"))
        if activity.kind == "probe":
            yield Entry(key="essential", value=Plain("false"))

    def _command(self, activity: Activity, command: Command) -> Iterator[Entry]:
        unit = _STOPS.fullmatch(command.script) if activity.breaks else None
        if unit is not None:
            yield from (Entry(key="fault", value=Plain("stop_service")), Entry(key="name", value=unit["name"]))
            yield self._on()
            return
        if holds_password(command.script):
            self.reader.tell((*activity.path, "provider", "arguments"), "command_secret")
        yield Entry(key="run", value=Script(command.script))
        yield self._on()
        yield from _environment(command)

    def _pause(self, activity: Activity, id_: str, when: str, pauses: Mapping[str, Any]) -> Iterator[Entry]:
        if pauses.get(when) in (None, 0):
            return
        seconds = _seconds(pauses.get(when))
        if seconds is None:
            self.reader.tell((*activity.path, "pauses", when), "chaos_not_taken", name=f"pauses.{when}")
            return
        self.seconds += math.ceil(seconds) + 30
        wait = Entry(key="run", value=f"sleep {seconds:g}")
        within = Entry(key="within", value=Plain(f"{math.ceil(seconds) + 30}s"))
        place = Entry(key="on", value=Plain("controller"))
        yield Entry(key=self.names.name(f"{id_}-{when}"), value=(wait, place, within))

    def _probe(self, activity: Activity) -> str | None:
        """Return the name of the probe that looks at the same page; None if it asks in a way that ours cannot."""
        if activity.name in self.probes:
            return self.probes[activity.name].key
        status, url = activity.data.get("tolerance", 200), activity.provider.get("url")
        plain = activity.provider.get("method", "GET") == "GET" and not activity.provider.get("headers")
        is_status = type(status) is int and 100 <= status <= 599  # noqa: PLR2004  HTTP's own range
        if not plain or not is_status or not isinstance(url, str) or "$" in url or activity.provider.get("arguments"):
            return None
        service = self.wishes.services[0] if self.wishes.services else None
        entries = [Entry(key="kind", value=Plain("http")), Entry(key="url", value=url)]
        entries += [Entry(key="status", value=Plain(str(status)))] if status != 200 else []  # noqa: PLR2004
        entries += [Entry(key="every", value=Plain("1s"))]
        entries += [
            Entry(key="service", value=service or to_do(self.wishes.lang, "BIA 中的服务", "a service of the BIA"))
        ]
        name = self.names.name(f"{activity.name}-probe")
        self.probes[activity.name] = Entry(key=name, value=Flow(tuple(entries)), notes=(self._origin(activity),))
        return name

    def _open(self, activity: Activity, why: str) -> str:
        self.reader.tell(activity.path, "chaos_to_do", name=activity.name, why=why)
        return to_do(self.wishes.lang, *(_call(activity),) * 2)

    def _on(self) -> Entry:
        return Entry(key="on", value=self.wishes.on or "controller")

    def _origin(self, activity: Activity) -> str:
        return f"{'来自' if self.wishes.lang == 'zh' else 'from'} {spelled(activity.path)}"


_UP: Final = Entry(key="state", value=Plain("up"))


def _fields(step: Entry) -> tuple[Entry, ...]:
    return cast("tuple[Entry, ...]", step.value)


def _environment(command: Command) -> Iterator[Entry]:
    if command.env:
        yield Entry(key="env", value=Flow(tuple(Entry(key=n, value=Plain(f"${p}")) for n, p in command.env.items())))
    if command.secrets:
        yield Entry(key="secrets", value=Flow(tuple(Entry(key=n, value=s) for n, s in command.secrets.items())))


def _seconds(value: Any) -> float | None:
    """Return a length of time that a step can have, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 < value <= _LONGEST_PAUSE else None


def _judged(tolerance: Any) -> tuple[Entry, ...] | None:
    """Return what a check expects where the tolerance is one that ours can judge: statuses, or a text in the output."""
    statuses = cast("list[Any]", tolerance) if isinstance(tolerance, list) else [tolerance]
    if statuses and all(type(one) is int and 0 <= one <= _MOST_STATUS for one in statuses):
        wanted = [Plain(str(one)) for one in dict.fromkeys(cast("list[int]", statuses))]
        return (Entry(key="exits", value=wanted),) if statuses != [0] else ()
    data: Mapping[str, Any] = cast("dict[str, Any]", tolerance) if isinstance(tolerance, dict) else {}
    pattern = data.get("pattern")
    if data.get("type") == "regex" and data.get("target") == "stdout" and isinstance(pattern, str):
        return (Entry(key="expect", value=pattern),) if _LITERAL.fullmatch(pattern) else None
    return None


def _call(activity: Activity) -> str:
    """Return what an activity calls, as a person can look it up."""
    provider = activity.provider
    match activity.calls:
        case "python":
            told = f"{provider.get('module', '')}.{provider.get('func', '')}"
        case "http":
            told = f"{provider.get('method', 'GET')} {provider.get('url', '')}"
        case _:
            told = str(provider.get("path", ""))
    arguments = json.dumps(provider.get("arguments") or {}, ensure_ascii=False)
    return shown(f"{activity.calls} {told}") + (f" {shown(arguments)}" if arguments != "{}" else "")
