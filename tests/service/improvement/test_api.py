"""The register over HTTP: a whole life, every refusal with what to do, and nobody sees what is not theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from service.access import Grant, Role
from tests.support.firms import SETUP, Served, firm_served
from tests.support.troubles import SERVICE, drill, missed, report

AT: Final = "/api/v1/improvements"
FOUND: Final = {"title": "The contacts are out of date", "services": [SERVICE], "redrill": False}
MEASURE: Final = {"owner": "olga", "lead": "Operations", "corrective": "Ask them all again"}
LOOKED: Final = {"result": "worked", "method": "called two of them", "finding": "both answered"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with firm_served(tmp_path) as made:
        yield made


async def opened(client: httpx.AsyncClient, **more: Any) -> str:
    answer = await client.post(AT, json={**FOUND, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


async def planned(client: httpx.AsyncClient, where: str, **more: Any) -> httpx.Response:
    tag = (await client.get(where)).headers["ETag"]
    return await client.patch(where, json={**MEASURE, **more}, headers={"If-Match": tag})


def codes(answer: httpx.Response) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


async def test_an_item_lives_from_finding_to_verification(served: Served) -> None:
    async with served.client("olga") as olga, served.client("anna") as anna:
        where = await opened(olga)
        assert (await planned(olga, where)).json()["status"] == "planned"
        told = {"text": "all asked", "doers": ["Li Wei"], "done_on": "2026-11-20"}
        assert (await olga.post(f"{where}/done", json=told)).json()["status"] == "done"
        closed = (await anna.post(f"{where}/verifications", json=LOOKED)).json()
        assert (closed["status"], closed["may_not_verify"]) == ("closed", ["li wei", "olga"])
        forms = (await anna.get(f"{where}/forms")).json()
        assert forms["form_40"]["verifications"][0]["by"] == "anna"
        assert forms["form_39"]["registered_by"] == "olga"
        history = (await anna.get(f"{where}/history")).json()
        assert [one["kind"] for one in history] == ["item_opened", "item_planned", "measure_done", "verified"]


async def test_nobody_verifies_own_work_and_every_reason_is_told_at_once(served: Served) -> None:
    async with served.client("boss") as boss, served.client("olga") as olga:
        where = await opened(olga, redrill=True)
        assert (await planned(olga, where, owner="boss")).status_code == 200
        await olga.post(f"{where}/done", json={"text": "done"})
        refused = await boss.post(f"{where}/verifications", json=LOOKED)
        assert refused.status_code == 409
        assert codes(refused) == ["improvement_own_work", "improvement_no_redrill"]


async def test_an_unfinished_plan_is_kept_and_nothing_is_done_by_it(served: Served) -> None:
    async with served.client("olga") as olga:
        where = await opened(olga)
        refused = await olga.post(f"{where}/done", json={"text": "done"})
        assert codes(refused) == ["improvement_no_owner", "improvement_no_measure"]
        half = await planned(olga, where, corrective="")
        assert (half.status_code, half.json()["status"], half.json()["owner"]) == (200, "open", "olga")


async def test_edits_need_what_was_read(served: Served) -> None:
    async with served.client("olga") as olga, served.client("omar") as omar:
        where = await opened(olga)
        assert (await olga.patch(where, json=MEASURE)).status_code == 422
        tag = (await omar.get(where)).headers["ETag"]
        await planned(olga, where)
        late = await omar.patch(where, json=MEASURE, headers={"If-Match": tag})
        assert late.status_code == 412


async def test_a_due_date_is_moved_back_only_for_a_reason_and_not_beyond_the_policy(served: Served) -> None:
    async with served.client("olga") as olga:
        soon = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
        where = await opened(olga, due=soon)
        later = (datetime.now(UTC) + timedelta(days=50)).date().isoformat()
        assert codes(await planned(olga, where, due=later)) == ["improvement_due_reason"]
        moved = await planned(olga, where, due=later, reason="the part comes late")
        assert (moved.status_code, moved.json()["moved_back"]) == (200, 1)
        for unfit in ("2199-01-01", "2001-01-01"):
            assert (await planned(olga, where, due=unfit, reason="x")).status_code == 422
            assert (await olga.post(AT, json={**FOUND, "due": unfit})).status_code == 422


async def test_a_waiver_is_asked_by_one_and_accepted_by_another(served: Served) -> None:
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    async with served.client("boss") as boss, served.client("anna") as anna:
        where = await opened(boss)
        await boss.post(f"{where}/waiver", json={"reason": "replaced next month", "until": until})
        answer = {"decision": "accept", "reason": "agreed"}
        assert codes(await boss.post(f"{where}/waiver/decision", json=answer)) == ["improvement_own_work"]
        assert (await anna.post(f"{where}/waiver/decision", json=answer)).json()["status"] == "waived"
        assert (await boss.post(f"{where}/reopen", json={"reason": "not replaced"})).json()["status"] == "open"


async def test_what_a_drill_found_is_closed_by_a_drill_and_a_person(served: Served) -> None:
    firm = served.app.state.firm
    begun = datetime.now(UTC)
    await firm.ears.tell(drill("drill-1", begun, missed()))
    async with served.client("olga") as olga, served.client("anna") as anna:
        (item,) = (await olga.get(AT, params={"drill": "drill-1", "kind": "target"})).json()["items"]
        where = f"{AT}/{item['id']}"
        assert len(await firm.improvements.open_findings((SERVICE,))) == 1
        await planned(olga, where)
        await olga.post(f"{where}/done", json={"text": "widened"})
        assert await firm.improvements.open_findings((SERVICE,)) == ()
        await firm.ears.tell(drill("drill-2", begun + timedelta(hours=1), report()))
        shown = (await anna.get(where)).json()
        assert (shown["status"], shown["redrill"]["drill"], shown["redrill"]["by_report"]) == (
            "proved",
            "drill-2",
            True,
        )
        assert (await anna.post(f"{where}/verifications", json=LOOKED)).json()["status"] == "closed"
        await firm.ears.tell(drill("drill-3", begun + timedelta(hours=2), missed()))
        again = (await anna.get(where)).json()
        assert (again["status"], again["reopened"], again["seen_in"]) == ("open", 1, ["drill-3"])


async def test_a_person_names_the_drill_that_no_report_can_speak_for(served: Served) -> None:
    firm = served.app.state.firm
    await firm.ears.tell(drill("drill-1", datetime.now(UTC) - timedelta(days=1), report()))
    async with served.client("olga") as olga, served.client("omar") as omar:
        where = await opened(olga, redrill=True)
        await planned(olga, where)
        await olga.post(f"{where}/done", json={"text": "done"})
        assert codes(await omar.post(f"{where}/redrill", json={"drill": "drill-1"})) == ["improvement_too_early"]
        assert (await omar.post(f"{where}/redrill", json={"drill": "none"})).status_code == 404
        await firm.ears.tell(drill("drill-2", datetime.now(UTC) + timedelta(hours=1), report()))
        assert (await omar.post(f"{where}/redrill", json={"drill": "drill-2"})).json()["status"] == "proved"


async def test_the_list_is_filtered_and_bounded_to_what_may_be_seen(served: Served) -> None:
    access = served.app.state.firm.access
    access.add_user(SETUP, "petra", "Petra", (Grant(role=Role.OPERATOR, services=("pay",)),))
    tokens = {**served.tokens, "petra": access.issue(SETUP, "petra", "test")}
    async with served.client("olga") as olga, Served(served.app, tokens, served.home).client("petra") as petra:
        mine = await opened(olga, services=["pay"], title="mine", severity="serious")
        other = await opened(olga, title="not mine")
        listed = (await petra.get(AT)).json()["items"]
        assert [one["title"]["zh"] for one in listed] == ["mine"]
        assert (await petra.get(other)).status_code == 403
        assert (await petra.get(mine)).status_code == 200
        assert (await petra.post(AT, json=FOUND)).status_code == 403
        assert len((await olga.get(AT, params={"severity": "serious"})).json()["items"]) == 1
        assert (await olga.get(AT, params={"overdue": True})).json()["items"] == []
        first = (await olga.get(AT, params={"limit": 1})).json()
        rest = (await olga.get(AT, params={"limit": 1, "cursor": first["next"]})).json()
        assert {one["items"][0]["title"]["en"] for one in (first, rest)} == {"mine", "not mine"}


NONSENSE: Final[tuple[dict[str, Any], ...]] = (
    {},
    {**FOUND, "more": 1},
    {**FOUND, "services": []},
    {**FOUND, "title": ""},
    {**FOUND, "title": "a\u0000b"},
    {**FOUND, "due": "0001-01-01"},
    {**FOUND, "due": "9999-12-31"},
    {**FOUND, "kind": "weather"},
    {**FOUND, "advice": "x" * 5000},
)


async def test_nonsense_is_refused(served: Served) -> None:
    async with served.client("olga") as olga:
        for wrong in NONSENSE:
            assert (await olga.post(AT, json=wrong)).status_code == 422, wrong


async def test_an_item_that_is_not_there_is_404_everywhere(served: Served) -> None:
    async with served.client("boss") as boss:
        for path in ("", "/history", "/forms"):
            assert (await boss.get(f"{AT}/none{path}")).status_code == 404
        assert (await boss.post(f"{AT}/none/verifications", json=LOOKED)).status_code == 404
