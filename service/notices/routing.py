"""To whom a notice goes: the policy's routes over the contacts register, each channel and person once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenarios.plan import ContactGroup, EmailChannel
from service.notices.directory import Contacts, first_mail
from service.notices.events import Delivery, NoticeTold
from service.policy.notices import Language, NoticesPolicy, RouteInput


def deliveries(told: NoticeTold, policy: NoticesPolicy, contacts: Contacts) -> tuple[tuple[Delivery, ...], list[str]]:
    """Return the ways on which a notice goes out, and the groups and people who cannot be reached.

    Who is reached twice (as a person and in a group, or in two groups) is told once a mail address or robot.
    """
    groups, people = _receivers(told, policy, contacts)
    unreached: list[str] = []
    ways: list[_Way] = []
    for name in groups:
        group = contacts.groups.get(name)
        found = [] if group is None else list(_of_group(group, policy, contacts))
        ways += found
        unreached += [] if found else [name]
    for name in people:
        person = _to_person(name, policy, contacts)
        ways += [] if person is None else [person]
        unreached += [name] if person is None else []
    return tuple(_once(ways)), unreached


def _receivers(told: NoticeTold, policy: NoticesPolicy, contacts: Contacts) -> tuple[list[str], list[str]]:
    routes = [route for route in policy.routes if _fits(route, told)]
    groups = [name for route in routes for name in route.groups] if policy.routes else [*contacts.groups]
    people = [*told.people, *(name for route in routes for name in route.people)]
    return list(dict.fromkeys(groups)), list(dict.fromkeys(people))


def _fits(route: RouteInput, told: NoticeTold) -> bool:
    about = not route.services or not set(route.services).isdisjoint(told.services)
    return about and (not route.kinds or told.what in route.kinds)


@dataclass(frozen=True, slots=True)
class _Way:
    """One channel to some mail addresses, or to whoever it reaches."""

    channel: str
    group: str
    to: tuple[str, ...]
    language: Language


def _of_group(group: ContactGroup, policy: NoticesPolicy, contacts: Contacts) -> Iterator[_Way]:
    language = policy.languages.get(group.name, policy.language)
    for channel in group.channels:
        if not isinstance(channel, EmailChannel):
            yield _Way(channel.name, group.name, (), language)
        elif channel.name in contacts.own_address:
            yield _Way(channel.name, group.name, channel.to, language)
        else:
            yield from _by_mail(channel, group, policy, contacts)


def _by_mail(channel: EmailChannel, group: ContactGroup, policy: NoticesPolicy, contacts: Contacts) -> Iterator[_Way]:
    """Yield one letter for each language that people of the group read."""
    usual = policy.languages.get(group.name, policy.language)
    spoken: dict[str, Language] = {
        one: policy.languages.get(one, usual) for one in group.people if one in contacts.mail
    }
    for language in dict[Language, None].fromkeys(spoken.values()):
        to = tuple(contacts.mail[one] for one, said in spoken.items() if said == language)
        yield _Way(channel.name, group.name, to, language)


def _to_person(name: str, policy: NoticesPolicy, contacts: Contacts) -> _Way | None:
    person, channel = contacts.person(name), first_mail(contacts, policy.mail)
    if person is None or channel is None or person.id not in contacts.mail:
        return None
    language = policy.languages.get(person.id, policy.language)
    return _Way(channel.name, "", (contacts.mail[person.id],), language)


def _once(ways: Sequence[_Way]) -> Iterator[Delivery]:
    robots, mailed, number = set[str](), set[str](), 0
    for way in ways:
        to = tuple(address for address in dict.fromkeys(way.to) if address not in mailed)
        if (way.to and not to) or (not way.to and way.channel in robots):
            continue
        number += 1
        mailed |= set(to)
        robots |= set() if way.to else {way.channel}
        yield Delivery(id=f"d{number}", channel=way.channel, group=way.group, to=to, language=way.language)
