"""The contacts register as notices use it: its people, groups and channels, read again when the file changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.documents import load
from scenarios.draft import understand
from scenarios.plan import Channel, ContactGroup, EmailChannel, Person
from scenarios.problems import Problems
from scenarios.registers import ContactsInput, groups_of, people_of
from scenarios.registers.contacts import GroupInput

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Everybody and everything of the register; `mail` are the addresses of those who have one."""

    people: tuple[Person, ...] = ()
    groups: Mapping[str, ContactGroup] = field(default_factory=dict[str, ContactGroup])
    channels: Mapping[str, Channel] = field(default_factory=dict[str, Channel])
    mail: Mapping[str, str] = field(default_factory=dict[str, str])
    own_address: frozenset[str] = frozenset()
    """E-mail channels that name their own recipients, whatever group is told."""

    def person(self, name: str) -> Person | None:
        """Return the one person whom `name` means, by id, account, name or other spelling; None: nobody, or several."""
        for means in (_by_id, _by_account, _by_name):
            found = [person for person in self.people if name in means(person)]
            if found:
                return found[0] if len(found) == 1 else None
        return None


def _by_id(person: Person) -> tuple[str, ...]:
    return (person.id,)


def _by_account(person: Person) -> tuple[str, ...]:
    return person.accounts


def _by_name(person: Person) -> tuple[str, ...]:
    return (person.title.zh, person.title.en, *person.names)


class Directory:
    """The register in the file `path`; None: there is none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._kept: tuple[_Stamp, Contacts] | None = None

    def read(self) -> Contacts:
        """Return what the register says now; raises Problems where it cannot be read or understood; blocking."""
        if self._path is None:
            return Contacts()
        stamp = _stamp(self._path)
        if self._kept is None or self._kept[0] != stamp or stamp is None:
            contacts = _read(self._path)
            if stamp is None:
                return contacts
            self._kept = (stamp, contacts)
        return self._kept[1]


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _read(path: Path) -> Contacts:
    draft = understand(ContactsInput, load(path))
    if draft.model is None or draft.problems:
        raise Problems(draft.problems)
    model, folder = draft.model, path.absolute().parent
    groups = {group.name: group for group in groups_of(model, folder, model.groups)}
    every = model.model_copy(update={"groups": {"all": _of_all_channels(model)}})
    channels = {channel.name: channel for group in groups_of(every, folder, ["all"]) for channel in group.channels}
    mail = {name: person.email for name, person in model.people.items() if person.email is not None}
    own = frozenset(name for name, channel in model.channels.items() if channel.to)
    return Contacts(people=people_of(model), groups=groups, channels=channels, mail=mail, own_address=own)


def _of_all_channels(model: ContactsInput) -> GroupInput:
    return GroupInput.model_construct(title=None, people=[], channels=[*model.channels])


def first_mail(contacts: Contacts, wanted: str | None) -> EmailChannel | None:
    """Return the e-mail channel for single people: the one called `wanted`, or the register's first."""
    found = [channel for channel in contacts.channels.values() if isinstance(channel, EmailChannel)]
    return next((channel for channel in found if wanted in (None, channel.name)), None)
