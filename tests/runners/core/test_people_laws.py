"""Nobody is two people: whatever register, whatever spelling, alias, account or id a word is said under."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.counting import WhyNot
from measurements.events import ManualReported
from scenarios.identity import identity_of
from scenarios.plan import SECOND, Approve, Manual, Person, Phase, Text
from tests.support.policing import Drill
from tests.support.scripted_drills import plan, step

LAWS = settings(max_examples=200, deadline=None)
NAMES = [
    "张伟",
    "李娜",
    "Zhang Wei",
    "O'Neill",
    "Müller",
    "Łukasz",
    "Σωκράτης",
    "İpek",
    "Straße",
    "김민준",
    "de la Cruz",
]
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SPACES = " \t\u3000\u00a0.·-_'"


def wide(text: str) -> str:
    """The fullwidth forms of ASCII."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def spelled(rnd: Random, name: str) -> str:
    """The same name as another keyboard, system or joker would write it."""
    for _ in range(rnd.randint(0, 4)):
        change = rnd.choice(["upper", "lower", "title", "wide", "sprinkle", "hide", "NFC", "NFD", "NFKC", "NFKD"])
        match change:
            case "upper" | "lower" | "title":
                name = getattr(name, change)()
            case "wide":
                name = wide(name)
            case "sprinkle" | "hide":
                place = rnd.randint(0, len(name))
                name = name[:place] + rnd.choice(SPACES if change == "sprinkle" else INVISIBLE) + name[place:]
            case _:
                name = unicodedata.normalize(change, name)  # pyright: ignore[reportArgumentType]
    return name


def register(rnd: Random) -> tuple[Person, ...]:
    """Two to four people who may do everything; namesakes are possible, as in life."""
    return tuple(
        Person(
            id=f"p{number}",
            title=Text(zh=rnd.choice(NAMES), en=rnd.choice(NAMES)),
            names=tuple(rnd.choices(NAMES, k=rnd.randint(0, 2))),
            accounts=(f"user{number}@firm.example", f"TOKEN-{number}"),
            roles=("operator", "checker", "commander"),
        )
        for number in range(rnd.randint(2, 4))
    )


def any_name(rnd: Random, person: Person) -> str:
    names = (person.id, person.title.zh, person.title.en, *person.names, *person.accounts)
    return spelled(rnd, rnd.choice(names))


def told(person: str, what: str) -> ManualReported:
    return ManualReported(at=0, step="call", person=person, what=what, note="", channel="t")  # pyright: ignore[reportArgumentType]


def called(people: tuple[Person, ...]) -> Drill:
    action = Manual(instruction=Text(zh="打", en="call"), role="operator", dual_control=True, confirm_role="checker")
    made = step("call", Phase.SWITCH, action, within=5 * SECOND)
    return Drill(replace(plan(made), people=people)).begin("call")


@given(st.integers(0, 2**32).map(Random))
@LAWS
def test_nobody_confirms_what_he_did_himself(rnd: Random) -> None:
    people = register(rnd)
    drill = called(people)
    one = rnd.choice(people)
    for _ in range(6):
        drill.tell(told(any_name(rnd, one), "done"), told(any_name(rnd, one), "confirmed"))
    assert drill.doing == []


@given(st.integers(0, 2**32).map(Random))
@LAWS
def test_nobody_approves_for_two(rnd: Random) -> None:
    people = register(rnd)
    gate = step("gate", Phase.DECIDE, Approve(role="commander", people=2), within=5 * SECOND)
    drill = Drill(replace(plan(gate), people=people)).begin("gate")
    one = rnd.choice(people)
    for _ in range(6):
        drill.say(any_name(rnd, one))
    assert drill.doing == []


@given(st.integers(0, 2**32).map(Random))
@LAWS
def test_two_people_are_two_under_any_name_that_is_theirs_alone(rnd: Random) -> None:
    people = register(rnd)
    doer, checker = rnd.sample(people, 2)
    first, second = any_name(rnd, doer), any_name(rnd, checker)
    drill = called(people).tell(told(first, "done"), told(second, "confirmed"))
    are_known = (identity_of(people, first), identity_of(people, second)) == (doer.id, checker.id)
    assert drill.doing == (["settle call@ ok"] if are_known else [])


@given(st.integers(0, 2**32).map(Random))
@LAWS
def test_a_name_that_two_people_share_is_nobodys(rnd: Random) -> None:
    people = tuple(replace(person, names=("张伟",)) for person in register(rnd))
    drill = called(people)
    shared = told(spelled(rnd, "张伟"), "done")
    assert drill.state.why_not(shared) is WhyNot.STRANGER
    drill.tell(shared, told(spelled(rnd, "张伟"), "confirmed"))
    assert drill.doing == []


@given(st.integers(0, 2**32).map(Random), st.text(max_size=8))
@LAWS
def test_whatever_is_said_by_whomever_two_have_to_agree(rnd: Random, noise: str) -> None:
    """Words at random: whenever the step is good, a doer and another confirmer stand in the history, in that order."""
    people = register(rnd)
    drill, said = called(people), list[ManualReported]()
    for _ in range(12):
        person = noise if rnd.random() < 0.2 else any_name(rnd, rnd.choice(people))
        said.append(told(person, rnd.choice(["done", "confirmed", "confirmed"])))
        drill.tell(said[-1])
        if drill.doing:
            break
    if drill.doing:
        doers = [identity_of(people, word.person) for word in said if word.what == "done"]
        last = identity_of(people, said[-1].person)
        assert said[-1].what == "confirmed"
        assert last is not None
        assert any(doer is not None and doer != last for doer in doers)


def test_a_word_that_was_waived_counts_for_both() -> None:
    waived = replace(told("--yes", "done"), waived=True)
    assert called(()).tell(waived).doing == ["settle call@ ok"]
