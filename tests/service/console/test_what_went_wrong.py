"""Whatever somebody did wrong is told in their language, by the labels that they saw, with what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from service.api.door import COOKIE
from service.authoring.reading import heading_of
from tests.support.firms import Served, firm_served
from tests.support.guarded import free_policy

HTML: Final = {"Accept": "text/html"}
COMPOSE: Final = "services:\n  service:\n    image: drillproof\n"
YEAR: Final = "/console/calendar/programme/2026/items"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with firm_served(tmp_path, free_policy()) as made:
        yield made


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ("请填写：牵头部门", "季度 至多为 4", "编号 的写法不正确")),
        ("en", ("filled in: Lead", "Quarter is at most 4")),
    ],
)
async def test_a_wrong_form_is_told_by_its_labels(served: Served, lang: str, said: tuple[str, ...]) -> None:
    async with served.client("olga") as olga:
        told = await olga.post(f"{YEAR}?lang={lang}", data={"id": "a b", "quarter": "9"}, headers=HTML)
    assert told.status_code == 422
    assert [one for one in said if one not in told.text] == []
    assert "String should" not in told.text


@pytest.mark.parametrize(
    "address", ["/console/calendar/programme/99", "/console/papers/none", "/console/drills/none", "/nothing/here"]
)
async def test_a_wrong_address_is_no_page(served: Served, address: str) -> None:
    async with served.client("olga") as olga:
        told = await olga.get(f"{address}?lang=en", headers=HTML)
    assert told.status_code == 404
    assert "There is no such page or record" in told.text
    assert "/api/v1" not in told.text


async def test_what_programs_ask_for_is_no_page_though_a_browser_asks(served: Served) -> None:
    async with served.client("olga") as olga:
        told = await olga.get("/api/v1/nothing", headers=HTML)
    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "没有“查看审计台账”权限（范围：全部）"), ("en", "no right to read the audit log (for: everything)")],
)
async def test_a_right_that_is_wanting_is_told_in_words(served: Served, lang: str, said: str) -> None:
    async with served.client("olga") as olga:
        told = await olga.get(f"/console/audit?lang={lang}", headers=HTML)
        code = (await olga.get("/api/v1/audit")).json()["errors"][0]
    assert told.status_code == 403
    assert said in told.text
    assert (code["code"], code["right"], code["where"]) == ("forbidden", "audit", "-"), "programs are told codes"


async def test_what_there_is_none_of_is_named_in_chinese(served: Served) -> None:
    async with served.client("olga") as olga:
        told = await olga.get("/console/history/none?lang=zh", headers=HTML)
    assert "没有名为 none 的业务系统" in told.text


async def test_who_was_logged_in_is_told_that_it_has_ended(served: Served) -> None:
    async with served.client(None) as somebody:
        fresh = await somebody.get("/console/login?lang=en", headers=HTML)
        somebody.cookies.set(COOKIE, "of-yesterday")
        ended = await somebody.get("/console/drills?lang=en", headers=HTML, follow_redirects=True)
    assert "Your log-in has ended" not in fresh.text
    assert "Your log-in has ended" in ended.text


def test_services_of_containers_are_no_business_impact_analysis() -> None:
    assert heading_of(COMPOSE, "compose.yaml") is None
    found = heading_of("services:\n  quote:\n    rto: 5m\n", "bia.yaml")
    assert found is not None
    assert found.kind == "bia"
