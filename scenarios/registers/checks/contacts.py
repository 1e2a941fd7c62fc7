"""Contacts held against each other: nobody is mistaken for another, everybody who is named is there."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.draft import Draft
from scenarios.identity import folded
from scenarios.problems import Problem
from scenarios.registers.contacts import ContactsInput, GroupInput, PersonInput
from scenarios.suggest import nearest
from scenarios.tree import Path


def check_contacts(draft: Draft[ContactsInput]) -> Iterator[Problem]:
    """Yield names that two people share, and deputies, people and channels that are not there."""
    if draft.model is None:
        return
    yield from _shared(draft, draft.model)
    for name, person in draft.model.people.items():
        yield from _deputy(draft, name, person)
    for name, group in draft.model.groups.items():
        yield from _group(draft, draft.model, name, group)


def _shared(draft: Draft[ContactsInput], contacts: ContactsInput) -> Iterator[Problem]:
    """Yield, once for each two people, a word that could mean either: nobody could count it as anybody's."""
    owners: dict[str, str] = {}
    told: set[tuple[str, str]] = set()
    for person_id, person in contacts.people.items():
        for path, word in _spellings(person_id, person):
            key = folded(word)
            owner = owners.setdefault(key, person_id)
            if not key:
                yield draft.problem(path, "name_without_letters", name=word)
            elif owner != person_id and (owner, person_id) not in told:
                told.add((owner, person_id))
                yield draft.problem(path, "name_of_two", name=word, other=owner)


def _spellings(person_id: str, person: PersonInput) -> Iterator[tuple[Path, str]]:
    """Yield everything that a person may be called, with its place."""
    root: Path = ("people", person_id)
    yield root, person_id
    if isinstance(person.name, str):
        yield (*root, "name"), person.name
    else:
        yield (*root, "name", "zh"), person.name.zh
        yield (*root, "name", "en"), person.name.en
    for section, words in (("aliases", person.aliases), ("accounts", person.accounts)):
        for place, word in enumerate(words):
            yield (*root, section, place), word


def _deputy(draft: Draft[ContactsInput], name: str, person: PersonInput) -> Iterator[Problem]:
    path: Path = ("people", name, "deputy")
    if person.deputy == name:
        yield draft.problem(path, "deputy_of_self", name=name)
    elif person.deputy is not None:
        yield from _absent(draft, path, person.deputy, "people", "person_unknown")


def _group(draft: Draft[ContactsInput], contacts: ContactsInput, name: str, group: GroupInput) -> Iterator[Problem]:
    for place, person in enumerate(group.people):
        yield from _absent(draft, ("groups", name, "people", place), person, "people", "person_unknown")
    for place, channel in enumerate(group.channels):
        path: Path = ("groups", name, "channels", place)
        yield from _absent(draft, path, channel, "channels", "channel_unknown")
        if _nobody_gets(contacts, group, channel):
            yield draft.problem(path, "nobody_to_mail", name=channel, group=name)


def _nobody_gets(contacts: ContactsInput, group: GroupInput, channel: str) -> bool:
    found = contacts.channels.get(channel)
    if found is None or found.kind != "email" or found.to:
        return False
    return not any(person in contacts.people and contacts.people[person].email for person in group.people)


def _absent(draft: Draft[ContactsInput], path: Path, name: str, section: str, key: str) -> Iterator[Problem]:
    known = draft.names(section)
    if name not in known:
        yield draft.problem(path, key, name=name, hint=nearest(name, known))
