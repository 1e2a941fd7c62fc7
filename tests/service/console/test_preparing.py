"""A drill is prepared, approved and started from pages: rights, refusals with what to do, languages, sizes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from service.console.preparing.outlining import outlined
from service.dossiers import Stage, Wish
from service.dossiers.events import Record
from tests.support.dossiers import approved, prepared, wish_in
from tests.support.firms import Served, firm_served
from tests.support.guarded import free_policy, wish_now

LIST: Final = "/console/dossiers"
HTML: Final = {"Accept": "text/html"}
NEVER: Final = 'window: {zone: Asia/Shanghai, from: "03:00", to: "03:01"}'
HOSTILE: Final = "<script>alert(1)</script>"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with firm_served(tmp_path, free_policy()) as made:
        yield made


def form_of(wish: Wish, **changed: str) -> dict[str, str]:
    """Return the wish as a browser in Shanghai fills it in."""
    return {
        "scenario": wish.scenario,
        "inventory": wish.inventory,
        "bia": wish.bia,
        "opens": "2026-12-05T10:00",
        "closes": "2026-12-05T18:00",
        "parameter.depth": "2",
        "do": "keep",
        **changed,
    }


async def get(served: Served, address: str, user: str = "olga", status: int = 200) -> str:
    async with served.client(user) as client:
        answer = await client.get(address, headers=HTML)
    assert answer.status_code == status, answer.text
    assert len(answer.content) < 200_000
    assert " style=" not in answer.text
    return answer.text


async def post(served: Served, address: str, fields: dict[str, str], user: str = "olga") -> httpx.Response:
    async with served.client(user) as client:
        return await client.post(address, data=fields, headers=HTML)


async def test_the_wizard_asks_for_a_scenario_and_then_for_what_it_needs(served: Served) -> None:
    wish = wish_in(served.home)
    first = await get(served, f"{LIST}/new?lang=en")
    assert "pg-crash-async" in first
    assert wish.scenario in first
    second = await get(served, f"{LIST}/new?lang=en&scenario={wish.scenario}")
    assert 'name="parameter.depth"' in second
    assert "default: 1" in second


async def test_a_preview_tells_the_plan_and_keeps_nothing(served: Served) -> None:
    told = await post(served, f"{LIST}/new?lang=en", form_of(wish_in(served.home), do="preview"))
    assert told.status_code == 200, told.text
    assert "depth = 2" in told.text
    assert "restore (always runs)" in told.text
    assert "No dossier fits." in await get(served, f"{LIST}?lang=en")


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "还没有选择文件：业务影响分析"), ("en", "no file is chosen for: Business impact")]
)
async def test_everything_wrong_in_a_form_stands_above_it_and_what_was_typed_stays(
    served: Served, lang: str, said: str
) -> None:
    fields = form_of(wish_in(served.home), bia="", opens="soon", **{"parameter.depth": HOSTILE})
    told = await post(served, f"{LIST}/new?lang={lang}", fields)
    assert told.status_code == 422
    assert said in told.text
    assert "soon" in told.text
    assert HOSTILE not in told.text
    assert "&lt;script&gt;" in told.text


async def test_what_is_wrong_in_a_file_is_told_with_its_place(served: Served) -> None:
    wish = wish_in(served.home)
    told = await post(served, f"{LIST}/new?lang=en", form_of(wish, **{"parameter.depth": "99"}))
    assert told.status_code == 422
    assert re.search(r"scenario.yaml:\d+:\d+: .*depth", told.text), told.text


async def test_a_file_outside_of_the_folders_is_refused_and_not_looked_at(served: Served) -> None:
    told = await post(served, f"{LIST}/new?lang=en", form_of(wish_in(served.home), scenario="/etc/passwd"))
    assert told.status_code == 422
    assert "does not lie under the folders" in told.text


async def test_a_drill_goes_from_a_wish_over_five_records_and_two_people_to_its_start(served: Served) -> None:
    opened = await post(served, f"{LIST}/new", form_of(wish_in(served.home)))
    assert opened.status_code == 303, opened.text
    home = opened.headers["location"]
    for record in Record:
        told = await post(served, f"{home}/records/{record.value}", {"text": f"{record} held", "held_on": "2026-11-20"})
        assert told.status_code == 303, told.text
    assert (await post(served, f"{home}/approval-request", {})).status_code == 303
    page = await get(served, f"{home}?lang=en", "anna")
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest is not None
    word = {"decision": "approve", "reason": "the way back is proved", "digest": digest[1]}
    assert (await post(served, f"{home}/decision", word, "anna")).status_code == 303
    assert "Approve</button>" not in await get(served, f"{home}?lang=en", "anna"), "who spoke is not asked again"
    assert (await post(served, f"{home}/decision", word, "amir")).status_code == 303
    page = await get(served, f"{home}?lang=en", "omar")
    assert "the window that was wished opens at" in page
    assert re.search(r"<button[^>]* disabled>Start the drill", page)
    early = await post(served, f"{home}/start?lang=en", {}, "omar")
    assert early.status_code == 409
    assert "the window that was wished opens at" in early.text


async def test_nobody_approves_what_they_wished_and_the_page_says_why(served: Served) -> None:
    firm = served.app.state.firm
    dossier = await prepared(firm.dossiers, wish_in(served.home), by="boss")
    home = f"{LIST}/{dossier.id}"
    assert (await post(served, f"{home}/approval-request", {}, "olga")).status_code in {303, 409}
    page = await get(served, f"{home}?lang=en", "anna")
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    if digest is not None:
        word = {"decision": "approve", "reason": "mine", "digest": digest[1]}
        told = await post(served, f"{home}/decision?lang=en", word, "boss")
        assert told.status_code == 403
        assert "cannot approve it; let somebody else decide" in told.text


async def test_a_changed_wish_makes_approvals_void_and_the_page_says_so(served: Served) -> None:
    firm = served.app.state.firm
    dossier = await approved(firm.dossiers, wish_now(served.home))
    home = f"{LIST}/{dossier.id}"
    form = await get(served, f"{home}/wish?lang=en")
    seq = re.search(r'name="seq" value="(\d+)"', form)
    assert seq is not None
    changed = form_of(dossier.wish, seq=seq[1])
    assert (await post(served, f"{home}/wish", changed)).status_code == 303
    assert "Earlier approvals are void" in await get(served, f"{home}?lang=en")
    stale = await post(served, f"{home}/wish?lang=en", {**changed, "parameter.depth": "3"})
    assert stale.status_code == 412, "somebody changed it since the form was made"


async def test_a_withdrawn_drill_is_told_with_its_reason(served: Served) -> None:
    dossier = await prepared(served.app.state.firm.dossiers, wish_in(served.home))
    home = f"{LIST}/{dossier.id}"
    assert (await post(served, f"{home}/cancel?lang=en", {"reason": ""})).status_code == 422
    assert (await post(served, f"{home}/cancel", {"reason": HOSTILE})).status_code == 303
    page = await get(served, f"{home}?lang=zh", "vera")
    assert "已撤回" in page
    assert HOSTILE not in page


async def test_who_takes_part_is_named_signs_in_themselves_and_can_be_taken_out_before(served: Served) -> None:
    dossier = await prepared(served.app.state.firm.dossiers, wish_in(served.home))
    home = f"{LIST}/{dossier.id}"
    for name, account in (("Li Wei", "vera"), ("Wang Fang", "")):
        told = await post(served, f"{home}/participants", {"name": name, "account": account, "role": "recorder"})
        assert told.status_code == 303, told.text
    assert "Sign in: I am here" in await get(served, f"{home}?lang=en", "vera")
    assert (await post(served, f"{home}/sign-in", {}, "vera")).status_code == 303
    assert (await post(served, f"{home}/participants/remove", {"name": "Wang Fang"})).status_code == 303
    kept = await post(served, f"{home}/participants/remove?lang=en", {"name": "Li Wei"})
    assert kept.status_code == 409
    assert "has signed in and stays" in kept.text


async def test_an_override_is_asked_for_by_one_and_given_by_two_others(served: Served) -> None:
    dossier = await approved(
        served.app.state.firm.dossiers,
        wish_now(served.home, extra=NEVER),
    )
    home = f"{LIST}/{dossier.id}"
    assert 'value="outside_window"' in await get(served, home)
    asked = await post(served, f"{home}/overrides", {"code": "outside_window", "reason": "moved to Sunday"})
    assert asked.status_code == 303, asked.text
    for person in ("anna", "aldo"):
        word = {"decision": "approve", "reason": "seen"}
        assert (await post(served, f"{home}/overrides/1/decision", word, person)).status_code == 303
    page = await get(served, f"{home}?lang=en", "omar")
    assert "Set aside by two people" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_list_shows_status_window_and_leads_to_each(served: Served, lang: str) -> None:
    dossier = await approved(served.app.state.firm.dossiers, wish_now(served.home))
    page = await get(served, f"{LIST}?lang={lang}", "vera")
    assert f'href="{LIST}/{dossier.id}"' in page
    assert ("已批准" if lang == "zh" else "approved") in page
    assert dossier.id not in await get(served, f"{LIST}?status=closed", "vera")
    assert f"{LIST}/new" not in page, "a viewer prepares nothing"


async def test_a_page_is_for_who_may_see_it_and_a_write_for_who_may_do_it(served: Served) -> None:
    dossier = await prepared(served.app.state.firm.dossiers, wish_in(served.home))
    home = f"{LIST}/{dossier.id}"
    await get(served, f"{LIST}/nothing-20261105-00000000", status=404)
    assert (await post(served, f"{home}/cancel", {"reason": "x"}, "vera")).status_code == 403
    assert (await post(served, f"{home}/decision", {}, "olga")).status_code == 403
    assert (await post(served, f"{home}/start", {}, "anna")).status_code == 403
    page = await get(served, home, "vera")
    assert "<textarea" not in page
    found, _ = await served.app.state.firm.dossiers.shelf.read(dossier.id)
    assert found.stage is Stage.PREPARING


def test_an_outline_keeps_every_line_in_its_order() -> None:
    lines = ["title (live)", "", "Hosts", "  a", "    deeper", "", "Steps", "  1 stop"]
    told = outlined(lines)
    assert [section.heading for section in told] == ["title (live)", "Hosts", "Steps"]
    assert [(row.depth, row.text) for row in told[1].rows] == [(1, "a"), (2, "deeper")]
