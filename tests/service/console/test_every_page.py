"""Every page of the console of a firm with a thousand drills behind it: it opens in both languages and stays small."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import httpx
import pytest
import pytest_asyncio

from service.api.door import COOKIE
from service.dossiers.files import SHIPPED
from service.firm import open_firm
from service.policy import read_policy
from tests.support.databases import journal_in
from tests.support.firms import firm_served
from tests.support.long_past.addresses import asked, is_paper
from tests.support.long_past.firm import POLICY, Filled, Size, begin_running, fill

LARGEST: Final = 200_000
SIZE: Final = Size(drills=1_000, whole=2, governed=160)
pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, slots=True)
class Firm:
    """The firm, what is called how in it, a client with a session in it, and its pages."""

    client: httpx.AsyncClient
    filled: Filled
    pages: tuple[str, ...]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def firm(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Firm]:
    folder = tmp_path_factory.mktemp("long-past")
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    policy, root = read_policy(folder / "policy.yaml"), folder / "firm"
    journal = journal_in(folder)
    filled = await fill(open_firm(journal, folder, policy, (root,)), root, SIZE)
    journal.close()
    async with firm_served(folder, policy, (root, SHIPPED)) as served:
        begin_running(served.app.state.firm)
        async with served.client(None) as client:
            client.cookies.set(COOKIE, filled.cookie)
            client.headers["Accept"] = "text/html"
            yield Firm(client, filled, asked(served.app, filled))


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_opens_and_none_is_large(firm: Firm, lang: str) -> None:
    wrong: dict[str, object] = {}
    for address in (page for page in firm.pages if not is_paper(page)):
        answer = await firm.client.get(httpx.URL(address).copy_merge_params({"lang": lang}))
        if answer.is_error or "login" in answer.headers.get("location", ""):
            wrong[address] = answer.status_code
        elif len(answer.content) > LARGEST:
            wrong[address] = f"{len(answer.content)} bytes"
    assert not wrong


async def test_lists_say_that_there_is_more_and_where(firm: Firm) -> None:
    for address in ("/console/drills", "/console/evidence", "/console/dossiers", "/console/scenarios"):
        first = await firm.client.get(address)
        assert 'rel="next"' in first.text or "cursor=" in first.text or "after=" in first.text, address


async def test_pages_are_asked_for_that_have_parameters(firm: Firm) -> None:
    """The list is not short by accident: the rooms of three drills, two dossiers, an item, a service, a scenario."""
    for part in ("/console/drills/site-loss-sixty", f"/console/findings/{firm.filled.item}", "/console/history/svc-0"):
        assert any(page.startswith(part) for page in firm.pages), part
