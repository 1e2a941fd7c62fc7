"""The board of findings: what is open, how an item moves on by the API's own words, and who may not."""

from __future__ import annotations

import re
from pathlib import Path

from service.improvement.register import Opening
from tests.service.console.test_evidence import page, sent
from tests.support.firms import SETUP, Served, firm_served
from tests.support.troubles import by_hand


async def opened(served: Served) -> str:
    item = await served.app.state.firm.improvements.open(SETUP, Opening(trouble=by_hand("m-1"), owner="olga"))
    return item.id


async def seq_of(served: Served, item: str, user: str = "olga") -> str:
    found = re.search(r'name="seq" value="(\d+)"', await page(served, f"/console/findings/{item}", user))
    assert found is not None
    return found[1]


async def test_an_item_goes_from_found_to_closed_by_the_forms(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        item = await opened(served)
        address = f"/console/findings/{item}"
        assert item in await page(served, "/console/findings?lang=zh", "vera")
        seq = await seq_of(served, item)
        planned = await sent(served, f"{address}/improve/plan", "olga", seq=seq, owner="olga", corrective="更新通讯录")
        assert planned.status_code == 303, planned.text
        done = await sent(served, f"{address}/improve/done", "olga", seq=await seq_of(served, item), text="done")
        assert done.status_code == 303, done.text
        own = await sent(served, f"{address}/judge/verify", "boss", result="worked", method="read it", finding="gone")
        assert own.status_code in {303, 409}, "the register itself says who may, and whether a re-drill is missing"
        shown = await page(served, f"{address}?lang=en", "vera")
        assert "更新通讯录" in shown
        assert "nothing that you can do" in shown


async def test_a_stale_form_and_an_unfit_one_keep_what_was_typed(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        item = await opened(served)
        address = f"/console/findings/{item}/improve/plan"
        stale = await sent(served, address, "olga", seq="999", corrective="keep <me>")
        assert stale.status_code == 412
        assert "keep &lt;me&gt;" in stale.text
        unfit = await sent(served, address, "olga", seq=await seq_of(served, item), due="soon")
        assert unfit.status_code == 422
        missing = await sent(served, "/console/findings/new", "olga", title="", services="quote")
        assert missing.status_code == 422


async def test_what_a_person_found_is_opened_and_listed(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        made = await sent(
            served, "/console/findings/new", "olga", title="<b>x</b>", services="quote", severity="serious"
        )
        assert made.status_code == 303, made.text
        listed = await page(served, "/console/findings?severity=serious&lang=en", "vera")
        assert "&lt;b&gt;x&lt;/b&gt;" in listed
        assert "&lt;b&gt;x" not in await page(served, "/console/findings?severity=info", "vera")
        assert "&lt;b&gt;x" in await page(served, "/console/findings?status=open", "vera")
        assert (await sent(served, "/console/findings/new", "vera", title="x", services="quote")).status_code == 403
        refused = await sent(served, made.headers["location"] + "/judge/verify", "olga")
        assert refused.status_code == 403
