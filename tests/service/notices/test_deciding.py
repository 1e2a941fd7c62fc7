"""Laws of one notice under any sequence of senders that try, end, die and are overtaken, and people who ask again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.plan import Text
from service.book import Author, Told
from service.denial import ConflictError
from service.notices.deciding import Now, address, ask_again, begin, end
from service.notices.events import Delivery, DeliveryBegun, DeliveryEnded, Event, NoticeTold, Outcome
from service.notices.notice import NoticeState, fold
from tests.support.posting import policy_of

POLICY: Final = policy_of(tries=3, first_wait="10s", longest_wait="60s", patience="5s")
WAYS: Final = tuple(Delivery(id=name, channel=name, group="g", to=(), language="both") for name in ("d1", "d2"))
SECOND: Final = 10**9
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.sampled_from(["anna", "bert"]), st.sampled_from(["d1", "d2"])),
        st.tuples(
            st.sampled_from(["ok", "failed", "unknown"]),
            st.sampled_from(["anna", "bert"]),
            st.sampled_from(["d1", "d2"]),
        ),
        st.tuples(st.just("pass"), st.sampled_from(["1", "6", "16", "70"]), st.just("")),
        st.tuples(st.just("again"), st.just(""), st.just("")),
    ),
    max_size=60,
)


class Story:
    """One notice, the events so far, and the time."""

    def __init__(self) -> None:
        text = Text(zh="一", en="one")
        first = NoticeTold(
            what="started", about="drill/d", title=text, body=text, services=(), people=(), key="", is_drill=True
        )
        self.utc_ns, self.told = 0, list[Told[Event]]()
        self.write([first])
        self.write(address(self.state, self.now("anna"), WAYS, ()))

    @property
    def state(self) -> NoticeState:
        return fold("n", self.told)

    def now(self, by: str) -> Now:
        return Now(utc_ns=self.utc_ns, policy=POLICY, by=by, share=0.5)

    def write(self, events: Sequence[Event]) -> None:
        author = Author(user="system", via="test")
        for event in events:
            seq = len(self.told) + 1
            self.told.append(Told(event=event, number=seq, seq=seq, utc_ns=self.utc_ns, author=author))

    def do(self, what: str, who: str, delivery: str) -> None:
        match what:
            case "begin":
                self.write(begin(self.state, self.now(who), delivery))
            case "pass":
                self.utc_ns += int(who) * SECOND
            case "again":
                try:
                    self.write(ask_again(self.state, "please"))
                except ConflictError:
                    assert self.state.status != "given_up"
            case outcome:
                self.write(end(self.state, self.now(who), delivery, _outcome(outcome), ""))


def _outcome(word: str) -> Outcome:
    return "ok" if word == "ok" else "failed" if word == "failed" else "unknown"


@settings(max_examples=150, deadline=None)
@given(steps=STEPS)
def test_nobody_sends_beside_another_nor_what_was_sent_nor_for_ever(steps: list[tuple[str, str, str]]) -> None:
    story = Story()
    holders: dict[str, tuple[str, int]] = {}
    sent, tries = set[str](), dict[str, int]()
    for step in steps:
        before = len(story.told)
        story.do(*step)
        for told in story.told[before:]:
            match told.event:
                case DeliveryBegun(delivery=name, by=by, until_ns=until):
                    assert name not in sent
                    assert holders.get(name, ("", 0))[1] <= story.utc_ns  # whoever held it has run out of time
                    holders[name] = (by, until)
                    tries[name] = tries.get(name, 0) + 1
                    assert tries[name] <= POLICY.tries
                case DeliveryEnded(delivery=name, outcome=outcome):
                    holders.pop(name, None)
                    sent |= {name} if outcome == "ok" else set()
                case _:
                    tries = {}
    for name, sending in story.state.sendings.items():
        assert (sending.status == "sent") == (name in sent)
        assert sending.status != "given_up" or story.state.status == "given_up"


@settings(max_examples=50, deadline=None)
@given(steps=STEPS)
def test_whatever_happened_a_patient_sender_comes_to_an_end(steps: list[tuple[str, str, str]]) -> None:
    story = Story()
    for step in steps:
        story.do(*step)
    for _ in range(2 * (POLICY.tries + 2)):
        story.utc_ns += 100 * SECOND
        for name in ("d1", "d2"):
            story.do("begin", "carl", name)
            story.do("failed", "carl", name)
    assert story.state.due_ns is None
    assert story.state.status in {"sent", "given_up"}
