"""From an experiment to a scenario."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from scenarios.documents import Document
from scenarios.importing.chaos.activities import Writer
from scenarios.importing.chaos.reading import Activity, Reader, experiment_of
from scenarios.importing.chaos.settings import Known, read_settings
from scenarios.importing.naming import slug
from scenarios.importing.outline import Imported, Outline, Wishes, probe_entries, to_do, written
from scenarios.importing.yaml_text import Entry
from scenarios.plan import Phase
from scenarios.problems import errors_in

_TAKEN: Final = frozenset(
    (
        "version",
        "title",
        "description",
        "configuration",
        "secrets",
        "steady-state-hypothesis",
        "method",
        "rollbacks",
        "tags",
    )
)


def import_experiment(document: Document, wishes: Wishes) -> Imported:
    """Return the scenario of an experiment: its hypothesis before and after, its method as the interruption.

    What cannot be taken over by itself stands as TODO and is told as a warning; an experiment that is broken gives no
    scenario.
    """
    reader = experiment_of(document)
    if reader is None or errors_in(reader.problems):
        return Imported(problems=document.problems if reader is None else tuple(reader.problems))
    data, known = reader.data(), read_settings(reader)
    hypothesis = reader.mapping(data.get("steady-state-hypothesis"), ("steady-state-hypothesis",))
    steady = list(reader.activities(hypothesis.get("probes"), ("steady-state-hypothesis", "probes"), {}))
    earlier = {activity.name: activity for activity in steady}
    method = list(reader.activities(data.get("method"), ("method",), earlier))
    earlier.update((activity.name, activity) for activity in method)
    rollbacks = list(reader.activities(data.get("rollbacks"), ("rollbacks",), earlier))
    _left_out(reader)
    outline = _outline(reader, known, wishes, (steady, method, rollbacks))
    problems = tuple(reader.problems)
    return Imported(problems=problems, scenario=None if errors_in(problems) else written(outline, wishes))


def _left_out(reader: Reader) -> None:
    for name in reader.data():
        if name not in _TAKEN:
            reader.tell((name,), "chaos_not_taken", name=name)


def _outline(
    reader: Reader,
    known: Known,
    wishes: Wishes,
    parts: tuple[list[Activity], list[Activity], list[Activity]],
) -> Outline:
    steady, method, rollbacks = parts
    writer = Writer(reader=reader, known=known, wishes=wishes)
    steps = {
        Phase.PREPARE: tuple(writer.checks(steady, "")),
        Phase.INJECT: tuple(writer.sequence(method)),
        Phase.VERIFY: tuple(writer.checks(steady, "-after")),
        Phase.RESTORE: tuple(writer.sequence(rollbacks)),
    }
    file = PurePath(reader.document.file)
    title = reader.text(reader.data(), "title", ())
    return Outline(
        origin=file.name,
        name=wishes.name or slug(file.stem) or slug(title) or "imported-experiment",
        title=title[:400],
        about=(*_description(reader), *known.about),
        services=wishes.services,
        environments=wishes.environments,
        hosts=tuple(_hosts(wishes)),
        parameters=tuple(known.entries),
        probes=(*probe_entries(wishes), *writer.probes.values()),
        longest_s=writer.seconds + 300,
        steps=steps,
    )


def _description(reader: Reader) -> tuple[str, ...]:
    told = reader.data().get("description")
    return tuple(line for line in told.splitlines() if line.strip()) if isinstance(told, str) else ()


def _hosts(wishes: Wishes) -> list[Entry]:
    if not wishes.on or wishes.on == "controller":
        return []
    open_ = to_do(wishes.lang, "资产清单中的主机名", "a name of the inventory")
    return [Entry(key=wishes.on, value=wishes.hosts.get(wishes.on) or open_)]
