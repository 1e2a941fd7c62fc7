"""A card that is read on as the journal grows says at every record what one says that reads it all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from measurements.course import follow
from measurements.events import DrillClosed, Event
from measurements.history import History
from measurements.people import hear_people
from scenarios.plan import plan_from_json
from service.cards import Cards, card_of
from tests.support.databases import journal_in
from tests.support.staffed_story import staffed
from tests.support.stories import Story, aborted, crash


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
