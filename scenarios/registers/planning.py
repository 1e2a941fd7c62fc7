"""What a plan takes from the registers: people, the groups that are told, the trading calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scenarios.fields import both
from scenarios.inventory import beside, secret
from scenarios.plan import Channel, ContactGroup, EmailChannel, HookChannel, Person
from scenarios.registers.calendars import calendar_of
from scenarios.registers.contacts import ChannelInput, ContactsInput, GroupInput, PersonInput

__all__ = ["calendar_of", "groups_of", "people_of"]
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def people_of(contacts: ContactsInput) -> tuple[Person, ...]:
    """Return everybody of the register, in its order."""
    return tuple(_person(person_id, person) for person_id, person in contacts.people.items())


def _person(person_id: str, person: PersonInput) -> Person:
    department = "" if person.department is None else both(person.department).zh
    return Person(
        id=person_id,
        title=both(person.name),
        names=tuple(person.aliases),
        accounts=tuple(person.accounts),
        roles=tuple(person.roles),
        department=department,
        deputy=person.deputy,
    )


def groups_of(contacts: ContactsInput, folder: Path, names: Iterable[str]) -> tuple[ContactGroup, ...]:
    """Return the groups of those names, each once; secrets stay references, paths are resolved against `folder`.

    Names that the register does not have are left out: `check_citations` tells of them.
    """
    wanted = [name for name in dict.fromkeys(names) if name in contacts.groups]
    return tuple(_group(name, contacts.groups[name], contacts, folder) for name in wanted)


def _group(name: str, group: GroupInput, contacts: ContactsInput, folder: Path) -> ContactGroup:
    known = [(channel, contacts.channels[channel]) for channel in group.channels if channel in contacts.channels]
    return ContactGroup(
        name=name,
        title=both(group.title or name),
        channels=tuple(_channel(called, channel, tuple(_mail(group, contacts)), folder) for called, channel in known),
        people=tuple(group.people),
    )


def _mail(group: GroupInput, contacts: ContactsInput) -> Iterator[str]:
    """Yield the addresses of the group's people who have one."""
    for name in group.people:
        person = contacts.people.get(name)
        if person is not None and person.email is not None:
            yield person.email


def _channel(name: str, channel: ChannelInput, mail: tuple[str, ...], folder: Path) -> Channel:
    ca_file = None if channel.ca_file is None else beside(folder, channel.ca_file)
    match channel.kind:
        case "email":
            tls = channel.tls or "starttls"
            return EmailChannel(
                name=name,
                server=channel.server or "",
                port=channel.port or _PORTS[tls],
                sender=channel.sender or "",
                to=tuple(channel.to) or mail,
                tls=tls,
                user=channel.user,
                password=None if channel.password is None else secret(channel.password, folder),
                ca_file=ca_file,
            )
        case kind:
            if channel.url is None:
                msg = f"channel {name} has no url"
                raise ValueError(msg)
            sign = None if channel.sign is None else secret(channel.sign, folder)
            return HookChannel(name=name, url=secret(channel.url, folder), kind=kind, sign=sign, ca_file=ca_file)
