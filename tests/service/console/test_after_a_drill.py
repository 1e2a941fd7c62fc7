"""A drill is evaluated, archived, assessed, signed for and closed from its page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from service.dossiers import Stage
from service.dossiers.events import DrillDone, Item
from tests.support.dossiers import approved
from tests.support.firms import Served, caller, firm_served
from tests.support.guarded import free_policy, wish_now

HTML: Final = {"Accept": "text/html"}
HEAD: Final = "ab" * 32
HOSTILE: Final = "<script>alert(1)</script>"
GRADES: Final = {f"grade.{item.value}": "5" for item in Item}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with firm_served(tmp_path, free_policy()) as made:
        yield made


async def drilled(served: Served) -> str:
    """Return the address of a dossier whose drill is over."""
    dossiers = served.app.state.firm.dossiers
    dossier = await approved(dossiers, wish_now(served.home))
    looked = await dossiers.look(dossier.id)
    await dossiers.begin(caller("omar"), dossier.id, "drill-1", looked.digest)
    done = DrillDone(drill="drill-1", verdict="met", ending="completed", restored=True, head=HEAD)
    await dossiers.finish(dossier.id, done)
    return f"/console/dossiers/{dossier.id}"


async def get(served: Served, address: str, user: str = "olga") -> str:
    async with served.client(user) as client:
        answer = await client.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    assert len(answer.content) < 200_000
    assert " style=" not in answer.text
    return answer.text


async def post(served: Served, address: str, user: str = "olga", **fields: str) -> httpx.Response:
    async with served.client(user) as client:
        return await client.post(address, data=fields, headers=HTML)


async def test_a_dossier_goes_from_the_end_of_its_drill_to_the_archive(served: Served) -> None:
    home = await drilled(served)
    assert re.search(r"<button[^>]* disabled>Close the dossier", await get(served, f"{home}?lang=en"))
    tasks = set(re.findall(r'action="[^"]*/tasks/([^"]+)"', await get(served, home)))
    assert tasks, "the drill declares some"
    told: dict[str, dict[str, str]] = {
        "summary/evaluation": {**GRADES, "note.cost": "well spent", "members": "Zhao Min，Li Wei", "text": "fair"},
        "summary/archive": {"place": "shelf 3", "filed_with": "CSRC", "filed_on": "2026-11-20"},
        "summary/assessment": {"text": "all present", "reward": "thanks"},
        **{f"tasks/{task}": {"answer": "reached", "text": "12 minutes"} for task in tasks},
        **{f"results/{use}": {"text": "nothing was found"} for use in ("plan", "process", "training")},
    }
    for path, fields in told.items():
        answer = await post(served, f"{home}/{path}", **fields)
        assert answer.status_code == 303, answer.text
    for user, duty in (("olga", "prepared"), ("anna", "reviewed"), ("amir", "approved")):
        page = await get(served, f"{home}?lang=en", user)
        assert f'action="{home}/report/{duty}"' in page
        assert (await post(served, f"{home}/report/{duty}", user, head=HEAD, department="IT")).status_code == 303
    page = await get(served, f"{home}?lang=en", "vera")
    assert all(said in page for said in ("well spent", "Zhao Min, Li Wei", "shelf 3", "12 minutes", "5 excellent"))
    assert "<textarea" not in page, "a viewer tells nothing"
    assert (await post(served, f"{home}/close", text="filed")).status_code == 303
    found, _ = await served.app.state.firm.dossiers.shelf.read(home.rpartition("/")[2])
    assert found.stage is Stage.CLOSED
    closed = await get(served, f"{home}?lang=zh")
    assert "shelf 3" in closed
    assert "/summary/archive" not in closed, "what is closed is not changed"


@pytest.mark.parametrize(("lang", "said"), [("zh", "请填写：说明"), ("en", "this has to be filled in: In words")])
async def test_what_is_missing_is_named_by_its_label_and_what_was_typed_stays(
    served: Served, lang: str, said: str
) -> None:
    home = await drilled(served)
    fields = {**GRADES, "grade.cost": "", "members": HOSTILE}
    answer = await post(served, f"{home}/summary/evaluation?lang={lang}", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert ("成本效益" if lang == "zh" else "cost and benefit") in answer.text
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert '<option value="5" selected>' in answer.text
    strange = await post(served, f"{home}/results/plan?lang={lang}", text="better", improvements="imp-1")
    assert strange.status_code == 422
    assert "imp-1" in strange.text


async def test_nobody_closes_what_is_open_and_nobody_signs_twice_or_for_another_report(served: Served) -> None:
    home = await drilled(served)
    early = await post(served, f"{home}/close?lang=en", text="")
    assert early.status_code == 409
    assert "evaluation" in early.text
    assert (await post(served, f"{home}/report/prepared", head="cd" * 32)).status_code == 409
    assert (await post(served, f"{home}/report/reviewed", "anna", head=HEAD)).status_code == 409
    assert (await post(served, f"{home}/report/prepared", "anna", head=HEAD)).status_code == 403
    assert (await post(served, f"{home}/close", "vera")).status_code == 403


async def test_documents_named_over_the_api_stay_when_the_page_files_the_archive_again(served: Served) -> None:
    home = await drilled(served)
    name = home.rpartition("/")[2]
    given = {"place": "shelf 3", "attachments": [{"name": "minutes.pdf", "sha256": HEAD}]}
    async with served.client("olga") as olga:
        assert (await olga.put(f"/api/v1/dossiers/{name}/summary/archive", json=given)).status_code == 200
        assert (await post(served, f"{home}/summary/archive", place="shelf 4", keep=HEAD)).status_code == 303
        kept = (await olga.get(f"/api/v1/dossiers/{name}")).json()["summary"]["archive"]
    assert (kept["place"], [one["name"] for one in kept["attachments"]]) == ("shelf 4", ["minutes.pdf"])
