"""A card that is read on as the journal grows says at every record what one says that reads it all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.codec import encode
from measurements.course import follow
from measurements.events import DrillClosed, Event, Outcome, StepCompleted, StepInvoked
from measurements.history import History
from measurements.people import hear_people
from scenarios.plan import plan_from_json
from service.cards import Cards, card_of, passes_over
from tests.support.databases import journal_in
from tests.support.staffed_story import staffed
from tests.support.stories import Story, aborted, crash

SAID: Final = st.text() | st.sampled_from(('"step":"gate"', '"kind":"step_completed"', '","step":"gate"}', "\\", '"'))
STEPS: Final = st.sampled_from(("gate", "begun", "new"))
ON_HOSTS: Final = st.builds(StepInvoked, at=st.just(0), step=STEPS, host=SAID, run=SAID, detail=SAID) | st.builds(
    StepCompleted, at=st.just(0), step=STEPS, host=SAID, outcome=st.sampled_from(Outcome), stdout=SAID, stderr=SAID
)


@given(ON_HOSTS)
def test_what_is_passed_over_unread_is_what_no_card_depends_on(event: StepInvoked | StepCompleted) -> None:
    kept = event.step == "gate" or (isinstance(event, StepInvoked) and event.step == "new")
    assert passes_over(encode(event), {"gate"}, {"begun"}) is not kept


@pytest.mark.parametrize("story", [staffed, aborted, crash])
async def test_a_card_that_is_read_on_is_the_one_that_is_read_anew(tmp_path: Path, story: Callable[[], Story]) -> None:
    journal = journal_in(tmp_path)
    events = list(story().history().events)
    drill = next(event.drill for event in events if event.kind == "drill_opened")
    cards, writer = Cards(journal, tmp_path), await journal.writer(drill)
    for place, event in enumerate(events):
        await writer.append(event)
        if place % 12 and not isinstance(event, DrillClosed):
            continue
        for is_live in (True, False):
            card = cards.of(drill, is_live=is_live)
            assert card == card_of(journal, drill, tmp_path / drill, is_live=is_live)
            assert card is not None
            asked = card.waiting_for if is_live and card.ended_at is None else ()
            assert asked == (waited_for(events[: place + 1]) if asked else ())
    assert cards.of("another", is_live=True) is None
    journal.close()


def waited_for(events: list[Event]) -> tuple[str, ...]:
    """Return what every word of the whole history says."""
    history = History(events)
    assert history.opened is not None
    heard = hear_people(follow(history, plan_from_json(history.opened.plan)))
    return tuple(
        act.step.id
        for act, words in (*heard.gates, *heard.manuals)
        if act.is_last and act.completed is None and act.settled is None and not words.is_over
    )
