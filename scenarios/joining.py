"""Whether a scenario and those that it includes can be one drill: names, hosts, environments, windows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from scenarios.allowed import meet, window_of
from scenarios.belonging import used_hosts
from scenarios.plan import Calendar, Window
from scenarios.problems import Problem
from scenarios.question import Question
from scenarios.registers import calendar_of
from scenarios.scenario import ScenarioInput
from scenarios.sequence import names_of
from scenarios.steps.kinds import IncludeLineInput
from scenarios.suggest import nearest

LONGEST_ID: Final = 120
"""Characters of a step's name with those of all includes before it; it ends up in file names on hosts."""
LONGEST_LEDGER: Final = 39
MOST_STEPS: Final = 5000


def check_joining(question: Question) -> Iterator[Problem]:
    """Yield everything that keeps a scenario and those that it includes from being one drill."""
    yield from question.inclusion
    yield from _lines(question)
    if question.model is None:
        return
    yield from _clashes(question)
    for name, child in question.included.items():
        if child.model is not None:
            yield from _names(question, name, child)
            yield from _stricter(question, question.model, name, child.model)
    yield from _windows(question)
    count = sum(1 for _ in question.steps()) + sum(1 for _ in question.foreign())
    if count > MOST_STEPS:
        facts = {"count": str(count), "most": str(MOST_STEPS)}
        yield question.scenario.problem_of_key(("include",), "too_many_steps", **facts)


def _lines(question: Question) -> Iterator[Problem]:
    """Each line names an included scenario that has steps in that phase, once."""
    known = question.scenario.names("include")
    parts = names_of(question).parts
    first: dict[tuple[str, str], int] = {}
    lines = {place.path: place.mark.line for _, place in question.places()}
    for entry in question.entries():
        if not isinstance(entry.body, IncludeLineInput):
            continue
        name, path, told = entry.body.include, (*entry.path, "include"), question.scenario.problem
        if name not in known:
            facts = {"name": name, "hint": nearest(name, known), "known": ", ".join(known) or "-"}
            yield told(path, "include_unknown", **facts)
        elif name in parts and entry.phase not in parts[name]:
            yield told(path, "include_nothing_here", name=name, phase=str(entry.phase))
        elif (entry.phase, name) in first:
            yield told(path, "include_twice_here", name=name, line=str(first[entry.phase, name]))
        first.setdefault((entry.phase, name), lines.get(entry.path, 0))


def _clashes(question: Question) -> Iterator[Problem]:
    """No two steps, probes or ledgers end up with one name."""
    own = {name for name, place in question.places() if place.include != name}
    names = {
        "": Counter((*own, *(name for name, _, _ in question.foreign()))),
        "probes": Counter(question.streams("probes")),
        "ledger": Counter(question.streams("ledger")),
    }
    for section, counted in names.items():
        for name, times in counted.items():
            at = next((each for each in question.included if name.startswith((f"{each}.", f"{each}_"))), None)
            if times > 1 and at is not None and (section or name in own):
                yield question.scenario.problem_of_key(("include", at), "included_names_clash", name=name)


def _names(question: Question, at: str, child: Question) -> Iterator[Problem]:
    """Yield names that grow too long by what comes before them."""
    told = question.scenario.problem_of_key
    steps = (f"{at}.{name}" for name in (*(s.id for s in child.steps()), *(name for name, _, _ in child.foreign())))
    tables = (f"{at}_{name}" for name in child.streams("ledger"))
    for names, most in ((steps, LONGEST_ID), (tables, LONGEST_LEDGER)):
        for name in names:
            if len(name) > most:
                yield told(("include", at), "included_name_too_long", name=name, most=str(most))


def _stricter(question: Question, model: ScenarioInput, at: str, child: ScenarioInput) -> Iterator[Problem]:
    """The stricter of both safeguards hold for the whole drill, so the drill must satisfy both."""
    told = question.scenario.problem_of_key
    path = ("include", at)
    ours, theirs = model.safeguards, child.safeguards
    if not set(ours.environments) & set(theirs.environments):
        yield told(path, "include_environments", allowed=", ".join(theirs.environments))
    used = list(dict.fromkeys(name for _, name in used_hosts(question)))
    if theirs.most_hosts is not None and len(used) > theirs.most_hosts:
        yield told(path, "include_most_hosts", count=str(len(used)), most=str(theirs.most_hosts))
    for name in used if theirs.hosts is not None else ():
        if name not in (theirs.hosts or ()):
            yield told(path, "include_hosts", name=name)
    if model.form == "tabletop" and child.form != "tabletop":
        yield told(path, "include_form")


def _windows(question: Question) -> Iterator[Problem]:
    """The windows of all safeguards have some time in common."""
    calendar = calendar_given(question)
    whole = None if question.model is None else window_of(question.model.safeguards.window, calendar)
    for at, child in question.included.items():
        theirs = None if child.model is None else _whole(child, calendar)
        if whole is None or theirs is None:
            whole = whole or theirs
        elif whole.allowed and theirs.allowed and whole.zone != theirs.zone:
            yield question.scenario.problem_of_key(("include", at), "include_zones")
        elif (both := meet(whole, theirs)) is None:
            yield question.scenario.problem_of_key(("include", at), "include_windows")
        else:
            whole = both


def _whole(question: Question, calendar: Calendar | None) -> Window | None:
    """Return the window of a scenario with those that it includes; what is wrong among those is told of there."""
    whole = None if question.model is None else window_of(question.model.safeguards.window, calendar)
    for child in question.included.values():
        theirs = _whole(child, calendar)
        whole = (meet(whole, theirs) or whole) if whole is not None and theirs is not None else whole or theirs
    return whole


def calendar_given(question: Question) -> Calendar | None:
    """Return the trading calendar, if there is one and it is right."""
    draft = question.registers.calendar
    return None if draft is None or draft.model is None else calendar_of(draft.model)
