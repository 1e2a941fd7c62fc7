"""A scenario as an import knows it: what was found, and what is still to be said; written as our language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from scenarios.importing.yaml_text import Entry, Flow, Plain, Steps, Value, document, words
from scenarios.plan import Phase
from scenarios.problems import Problem

Lang: TypeAlias = Literal["zh", "en"]
_LONGEST: Final = 7 * 24 * 3600
"""Seconds; what the language allows a drill at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person who imports says beside the file. What is left out stays TODO in the scenario."""

    lang: Lang = "zh"
    name: str = ""
    title: str = ""
    form: str = ""
    services: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    """`tcp:address:port` or an http address, for the first service."""
    hosts: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a sheet calls a host, and its name in the inventory."""
    on: str = ""
    """The role on which commands run that name no host."""
    role: str = ""
    """Who does the manual steps that name nobody."""
    sheet: str = ""
    phases: Mapping[str, Phase] = field(default_factory=dict[str, Phase])
    all_in: Phase | None = None
    slack: int = 2
    """How many times its planned length a step may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import gives: the scenario's text and the contacts file's, and what is to be said about the source.

    Without a scenario something was wrong, and `problems` says what.
    """

    scenario: str | None = None
    contacts: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def left_open(self) -> int:
        """Return how many places of the scenario are still to be written."""
        return (self.scenario or "").count('"TODO: ')


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The parts of a scenario. `longest_s` is how long its steps may take together."""

    origin: str
    name: str
    title: str
    form: str = ""
    about: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    hosts: tuple[Entry, ...] = ()
    parameters: tuple[Entry, ...] = ()
    probes: tuple[Entry, ...] = ()
    longest_s: int = 3600
    steps: Mapping[Phase, tuple[Entry, ...]] = field(default_factory=dict[Phase, tuple[Entry, ...]])


def to_do(lang: Lang, zh: str, en: str) -> str:
    """Return a value that no scenario is valid with: it says what is to be written in its place."""
    return f"TODO: {zh if lang == 'zh' else en}"


def written(outline: Outline, wishes: Wishes) -> str:
    """Return the outline as the text of a scenario file."""
    lang = wishes.lang
    zh = lang == "zh"
    heading = (
        f"由 {outline.origin} 导入" if zh else f"Imported from {outline.origin}",
        "凡写有 TODO 之处须先补写，否则 validate 不会通过"
        if zh
        else "Wherever TODO stands something is to be written; validate refuses it",
        *outline.about,
    )
    parts = [
        Entry(key="scenario", value=outline.name, notes=heading),
        Entry(key="title", value=words(outline.title)),
        Entry(key="form", value=_form(outline, wishes)),
        Entry(key="services", value=_services(outline, lang)),
        *([Entry(key="hosts", value=outline.hosts, notes=("",))] if outline.hosts else []),
        *([Entry(key="parameters", value=outline.parameters, notes=("",))] if outline.parameters else []),
        Entry(key="probes", value=outline.probes or _no_probe(lang), notes=("",)),
        Entry(key="safeguards", value=_safeguards(outline, lang), notes=("",)),
        *(Entry(key=str(phase), value=Steps(steps), notes=("",)) for phase, steps in _phases(outline)),
    ]
    return document(parts)


def probe_entries(wishes: Wishes) -> Iterator[Entry]:
    """Yield the probes that were wished for, each of the first service."""
    service = wishes.services[0] if wishes.services else to_do(wishes.lang, "BIA 中的服务名", "a service of the BIA")
    for number, wish in enumerate(wishes.probes, 1):
        name = "entry" if number == 1 else f"entry{number}"
        yield Entry(key=name, value=Flow((*_target(wish), Entry(key="service", value=service))))


def _target(wish: str) -> tuple[Entry, ...]:
    if wish.startswith(("http://", "https://")):
        return Entry(key="kind", value=Plain("http")), Entry(key="url", value=wish)
    address, _, port = wish.removeprefix("tcp:").rpartition(":")
    number = Plain(port) if port.isascii() and port.isdigit() and not port.startswith("0") else port
    return Entry(key="kind", value=Plain("tcp")), Entry(key="address", value=address), Entry(key="port", value=number)


def _form(outline: Outline, wishes: Wishes) -> Value:
    known = wishes.form or outline.form
    return (
        Plain(known)
        if known in {"live", "simulated", "tabletop"}
        else to_do(wishes.lang, "live（实战）、simulated（模拟）或 tabletop（桌面）", "live, simulated or tabletop")
    )


def _services(outline: Outline, lang: Lang) -> Value:
    return outline.services or [
        to_do(lang, "本次演练的服务，BIA 中的名称", "the services that are drilled, as the BIA names them")
    ]


def _no_probe(lang: Lang) -> str:
    return to_do(
        lang,
        "如何测量服务，例如 {entry: {kind: tcp, service: trading-db, address: 10.8.0.10, port: 5432}}",
        "how the service is measured, as in {entry: {kind: tcp, service: trading-db, address: 10.8.0.10, port: 5432}}",
    )


def _safeguards(outline: Outline, lang: Lang) -> tuple[Entry, ...]:
    allowed = outline.environments or [
        to_do(lang, "允许演练的环境，例如 test", "the environments that may be touched, as in test")
    ]
    together = "各步骤时限之和" if lang == "zh" else "what the steps may take together"
    seconds = min(max(outline.longest_s, 60), _LONGEST)
    return (
        Entry(key="environments", value=allowed),
        Entry(key="longest", value=Plain(f"{-(-seconds // 60)}m"), behind=together),
    )


def _phases(outline: Outline) -> Iterator[tuple[Phase, tuple[Entry, ...]]]:
    for phase in Phase:
        steps = outline.steps.get(phase, ())
        if steps:
            yield phase, steps
