"""From a playbook to a scenario: first what it would change is looked at, then it is played."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from scenarios.importing.naming import Names, slug
from scenarios.importing.outline import Imported, Outline, Wishes, probe_entries, written
from scenarios.importing.playbook.reading import Play, Plays
from scenarios.importing.yaml_text import Entry, Flow, Plain, words
from scenarios.plan import Phase
from scenarios.problems import Problem, errors_in, found

_WITHIN: Final = 30
"""Minutes that one play may take."""
_RUNS_ALWAYS: Final = frozenset(("always", "never", "tagged", "untagged", "all"))
_TAG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,62}", re.ASCII)


def import_playbook(
    plays: Plays,
    wishes: Wishes,
    *,
    where: str = "",
    inventory: str = "",
    tags: tuple[str, ...] = (),
    each: bool = False,
) -> Imported:
    """Return a scenario that plays the whole playbook as one step, or each play as one, chosen by a tag of its own.

    `where` (the playbook's name unless given) and `inventory`, which is Ansible's own, are paths as seen from the
    scenario. The steps stand in `wishes.all_in`; before them,
    in `prepare`, each is played with --check.
    """
    own = _own_tags(plays) if each else {}
    lacking = [_without_tag(plays, play) for play in plays.plays if each and play not in own]
    problems = (*plays.problems, *lacking)
    if errors_in(problems) or not plays.plays:
        return Imported(problems=problems)
    parts = [(play.name, (own[play],), (play,)) for play in plays.plays] if each else [("", tags, plays.plays)]
    files = (where or PurePath(plays.file).name, inventory)
    return Imported(problems=problems, scenario=written(_outline(plays, wishes, parts, files), wishes))


def _own_tags(plays: Plays) -> dict[Play, str]:
    """Return for each play a tag that no other has and that can be named to Ansible."""
    count = Counter(tag for play in plays.plays for tag in set(play.tags))
    fitting = {
        play: [tag for tag in play.tags if count[tag] == 1 and tag not in _RUNS_ALWAYS and _TAG.fullmatch(tag)]
        for play in plays.plays
    }
    return {play: own[0] for play, own in fitting.items() if own}


def _without_tag(plays: Plays, play: Play) -> Problem:
    return found(plays.file, play.mark, "tags", "playbook_no_own_tag", name=play.name)


Part = tuple[str, tuple[str, ...], tuple[Play, ...]]
"""A name, the tags that choose it, and its plays."""
Files = tuple[str, str]
"""The playbook and Ansible's inventory, as seen from the scenario."""


def _outline(plays: Plays, wishes: Wishes, parts: list[Part], files: Files) -> Outline:
    file = PurePath(plays.file)
    looked, played = Names("play"), Names("play")
    phase = wishes.all_in or Phase.SWITCH
    steps: dict[Phase, tuple[Entry, ...]] = {
        Phase.PREPARE: tuple(_step(looked, wishes, files, part, check=True) for part in parts)
    }
    main = tuple(_step(played, wishes, files, part, check=False) for part in parts)
    return Outline(
        origin=file.name,
        name=wishes.name or slug(file.stem) or "imported-playbook",
        title=wishes.title or f"Ansible: {file.name}",
        services=wishes.services,
        environments=wishes.environments,
        probes=tuple(probe_entries(wishes)),
        longest_s=_WITHIN * 60 * (2 * len(parts) + 1),
        steps={**steps, phase: (*steps.get(phase, ()), *main), **_brought_back(wishes, phase)},
    )


def _brought_back(wishes: Wishes, phase: Phase) -> dict[Phase, tuple[Entry, ...]]:
    """Return a step of `restore` for a person, where the playbook interrupts: it cannot be undone by itself."""
    if phase is not Phase.INJECT:
        return {}
    zh = wishes.lang == "zh"
    text = (
        "恢复剧本改变的一切，并确认系统正常"
        if zh
        else "Bring back whatever the playbook changed, and see that all is well"
    )
    value = (
        Entry(key="manual", value=(Entry(key="text", value=text), Entry(key="role", value=wishes.role or "operator"))),
        Entry(key="within", value=Plain(f"{_WITHIN}m")),
    )
    return {Phase.RESTORE: (Entry(key="brought-back", value=value),)}


def _step(names: Names, wishes: Wishes, files: Files, part: Part, *, check: bool) -> Entry:
    name, tags, plays = part
    file = PurePath(files[0])
    stem = slug(name) or slug(" ".join(tags)) or slug(file.stem) or "play"
    zh = wishes.lang == "zh"
    looking = "预演（--check）：" if zh else "what would change (--check): "
    return Entry(
        key=names.name(f"{stem}-check" if check else stem),
        value=(
            Entry(key="title", value=words((looking if check else "") + (name or file.name))),
            Entry(key="run", value=Flow(tuple(_played(files, tags, check=check)))),
            Entry(key="on", value=Plain("controller")),
            Entry(key="within", value=Plain(f"{_WITHIN}m")),
        ),
        notes=tuple(f"{play.name} (hosts: {play.hosts})" for play in plays),
    )


def _played(files: Files, tags: tuple[str, ...], *, check: bool) -> Iterator[Entry]:
    yield Entry(key="playbook", value=files[0])
    if files[1]:
        yield Entry(key="inventory", value=files[1])
    if tags:
        yield Entry(key="tags", value=list(tags))
    if check:
        yield Entry(key="check", value=Plain("true"))
