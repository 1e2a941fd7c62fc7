"""The pages of drills over HTTP: the list, the room, the wall; with rights, in both languages, escaped and small."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from measurements.events import Event
from measurements.history import History
from scenarios.plan import Text
from service.console.frame import HOME
from service.console.static import FOLDER
from tests.support.drills import good_drill, whole_plan
from tests.support.firms import Served, firm_served
from tests.support.histories import DRILL, Story, ns

ROOM = f"/console/drills/{DRILL}"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with firm_served(tmp_path) as made:
        yield made


async def tell(served: Served, history: History) -> None:
    """Write a drill into the journal and list it."""
    desk = served.app.state.desk
    writer = await desk.journal.writer(DRILL)
    await writer.append_many(history.events)
    await desk.firm.index.fill()


async def page(served: Served, address: str, user: str = "vera") -> str:
    async with served.client(user) as client:
        answer = await client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert len(answer.content) < 200_000
    assert "style=" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    return answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_closed_drill_is_listed_and_its_room_tells_the_restoration(served: Served, lang: str) -> None:
    await tell(served, good_drill().history())
    listed = await page(served, f"/console/drills?lang={lang}")
    assert f'href="{ROOM}"' in listed
    room = await page(served, f"{ROOM}?lang={lang}")
    assert ("已恢复原状" if lang == "zh" else "every undo was proved") in room
    assert "0:12.3" in room, "the clock stands where the service came back"
    assert 'http-equiv="refresh"' not in room
    assert "/report?format=pdf" in room
    wall = await page(served, f"/console/wall?lang={lang}")
    assert ("最近一次" if lang == "zh" else "The last one") in wall


async def test_an_open_drill_goes_on_in_the_room_without_scripts_and_is_on_the_wall(served: Served) -> None:
    events = [event for event in good_drill().history().events if event.at <= ns(101)]
    await tell(served, History(events))
    room = await page(served, f"{ROOM}?lang=en")
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in room
    assert 'data-step="crash" data-state="ok"' in room
    assert 'data-step="release" data-state="running"' in room
    wall = await page(served, "/console/wall?lang=en")
    assert f'data-drill="{DRILL}"' in wall
    part = await page(served, f"{ROOM}/live?lang=en")
    assert f'data-seq="{len(events)}"' in part


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_first_page_calls_an_open_drill_by_its_title(served: Served, lang: str) -> None:
    plan = whole_plan()
    await tell(served, History([event for event in good_drill().history().events if event.at <= ns(101)]))
    shown = await page(served, f"{HOME}?lang={lang}")
    assert f'<a href="{ROOM}">{plan.title.zh if lang == "zh" else plan.title.en}</a>' in shown
    assert plan.scenario not in {plan.title.zh, plan.title.en}


async def test_the_wall_keeps_the_end_of_a_drill_that_is_not_judged_and_filed_yet(served: Served) -> None:
    story = good_drill().history().events
    long_since_ns = served.app.state.desk.firm.book.utc_ns() - story[-1].at
    events = [replace(story[0], utc_ns=long_since_ns), *story[1:]]
    await tell(served, History(events[:-1]))
    assert f'data-drill="{DRILL}"' in await page(served, "/console/wall?lang=en")
    writer = await served.app.state.desk.journal.writer(DRILL)
    await writer.append_many(events[-1:])
    assert f'data-drill="{DRILL}"' in await page(served, "/console/wall?lang=en")


async def test_what_a_scenario_and_people_say_is_never_a_script(served: Served) -> None:
    plan = replace(whole_plan(), title=Text(zh=HOSTILE, en=HOSTILE))
    story = Story(plan).did("promote", 1, 2, "db-b", reason=HOSTILE)
    await tell(served, story.history())
    for address in (ROOM, f"{ROOM}/live", f"{ROOM}/asks", "/console/wall", "/console/drills"):
        told = await page(served, address)
        assert HOSTILE not in told
    assert "&lt;script&gt;alert" in await page(served, ROOM)


async def test_a_room_of_no_drill_is_refused_and_so_is_who_may_not_speak(served: Served) -> None:
    async with served.client("vera") as client:
        assert (await client.get("/console/drills/nothing")).status_code == 404
        assert (await client.get("/console/wall/nothing")).status_code == 404
        assert (await client.post(f"{ROOM}/stop", data={"reason": "x"})).status_code == 403
    async with served.client(None) as client:
        assert (await client.get(ROOM)).status_code == 401


async def test_what_is_said_to_a_drill_that_does_not_wait_is_refused_in_words(served: Served) -> None:
    await tell(served, good_drill().history())
    async with served.client("olga") as client:
        late = await client.post(f"{ROOM}/stop", data={"reason": "too late"})
        empty = await client.post(f"{ROOM}/stop", data={"reason": " "})
        odd = await client.post(f"{ROOM}/answer", data={"what": "approve", "answer": "perhaps", "step": "release"})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "room_not_now")
    assert (empty.status_code, empty.json()["errors"][0]["code"]) == (422, "room_stop_reason")
    assert (odd.status_code, odd.json()["errors"][0]["code"]) == (422, "room_answer_unfit")


async def test_an_empty_list_says_where_drills_begin_and_an_idle_wall_says_that_nothing_runs(served: Served) -> None:
    assert 'href="/console/dossiers"' in await page(served, "/console/drills?status=&verdict=&service=&year=")
    wall = await page(served, "/console/wall?lang=zh")
    assert "当前没有进行中的演练" in wall
    assert 'data-drill=""' in wall


def test_the_script_listens_to_every_kind_of_record() -> None:
    told = (FOLDER / "live.js").read_text("utf-8")
    listened = set(re.findall(r'"([a-z]+_[a-z_]+)"', told.split("const SOON")[0]))
    kinds = {one.__dataclass_fields__["kind"].default for one in get_args(Event)}
    assert listened == kinds


async def test_notes_need_a_dossier_and_somebody_who_takes_part(served: Served) -> None:
    await tell(served, good_drill().history())
    async with served.client("olga") as client:
        none = await client.get(f"/api/v1/drills/{DRILL}/notes")
        refused = await client.post(f"/api/v1/drills/{DRILL}/notes", json={"text": "seen"})
        page_refused = await client.post(f"{ROOM}/notes", data={"text": "seen"})
    assert none.json() == {"items": []}
    assert [one.status_code for one in (refused, page_refused)] == [409, 409]
    assert refused.json()["errors"][0]["code"] == "room_no_dossier"
    async with served.client("vera") as client:
        assert (await client.post(f"{ROOM}/notes", data={"text": "seen"})).status_code == 403
