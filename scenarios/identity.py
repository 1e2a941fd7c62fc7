"""Who a person is: one identity however the name is spelled and whatever account speaks for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from scenarios.plan import Person


def folded(name: str) -> str:
    """Return what is left of a name when spelling is taken away: case, width, accents, spaces, punctuation.

    Compatibility forms become one (NFKD, Unicode Standard Annex 15), invisible characters vanish, and only letters and
    digits stay. Two names that a reader would take for the same fold to the same; look-alikes of another script do
    not, which is why a gate of several people needs the people register.
    """
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(letter for letter in spread if letter.isalnum())


def identity_of(people: Sequence[Person], spoken: str) -> str | None:
    """Return the id of the person who is meant by `spoken`: an id, a name in any spelling, or an account.

    Without a register a person is the folded name itself. None: the register does not know that name, or more than
    one person has it, so the word cannot be counted as anybody's.
    """
    wanted = folded(spoken)
    if not wanted:
        return None
    if not people:
        return wanted
    meant = {person.id for person in people if wanted in _spellings(person)}
    return meant.pop() if len(meant) == 1 else None


def _spellings(person: Person) -> set[str]:
    names = (person.id, person.title.zh, person.title.en, *person.names, *person.accounts)
    return {folded(name) for name in names}
