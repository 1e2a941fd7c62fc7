"""Papers over HTTP and on the command line: every kind, every format, and what is refused."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from typer.testing import CliRunner

from measurements.history import History
from measurements.judge import judge
from scenarios.plan import Text
from service.cli.app import app_for
from service.cli.output import RefusedError
from service.evidence import write
from service.papers.evaluating import evaluation_sheet
from service.papers.executed import Executed
from service.papers.form import SCHEMA, SCHEMA_FILE, schema_text
from service.papers.kinds import KINDS, Kind
from service.papers.origin import Origin
from service.papers.preparing import Intended, drill_plan, scheme
from service.papers.recording import record_sheet
from service.papers.rendering import rendered
from service.report.paper import Paper
from tests.support.databases import database_in
from tests.support.dossiers import prepared, wish_in
from tests.support.drilled_year import firm_in
from tests.support.firms import Served, firm_served
from tests.support.stories import DRILL, crash

ORIGIN = Origin(made_ns=1_790_000_000 * 10**9)
FORMATS = ("html", "docx", "json", "xlsx", "csv")


@pytest.fixture
async def served(tmp_path: Path) -> AsyncGenerator[Served, None]:
    async with firm_served(tmp_path) as made:
        yield made


async def told(served: Served, kind: str, user: str = "vera", **asked: str) -> Any:
    async with served.client(user) as client:
        return await client.get(f"/api/v1/papers/{kind}", params=asked)


async def test_the_kinds_are_listed_with_their_clauses(served: Served) -> None:
    async with served.client("vera") as client:
        found = (await client.get("/api/v1/papers")).json()
    assert {one["kind"] for one in found} == {kind.value for kind in KINDS}
    assert all(one["clauses"] and one["title_zh"] for one in found)


async def test_a_dossier_s_plan_and_scheme_are_given_before_the_drill(served: Served) -> None:
    dossier = await prepared(served.app.state.firm.dossiers, wish_in(served.home))
    for kind in ("plan", "scheme", "evaluation"):
        answer = await told(served, kind, subject=dossier.id)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["schema"], body["number"]) == (SCHEMA, dossier.id)
    page = await told(served, "scheme", subject=dossier.id, format="html", lang="both")
    assert page.headers["content-type"].startswith("text/html")
    assert "行情服务" in page.text
    assert "review held" in page.text, "the five records stand in the scheme"


async def test_what_is_asked_wrongly_is_a_problem_document(served: Served) -> None:
    for kind, asked, status in (
        ("record", {"subject": "nobody"}, 404),
        ("record", {}, 422),
        ("annual", {"subject": "next"}, 422),
        ("assessment", {"from": "2026-02-30"}, 422),
        ("novel", {}, 422),
        ("bia", {}, 422),
        ("bia", {"dossier": "nobody"}, 404),
    ):
        answer = await told(served, kind, **asked)
        assert answer.status_code == status, (kind, asked, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_an_empty_firm_has_an_assessment_that_says_what_is_missing(served: Served) -> None:
    answer = await told(served, "assessment", format="html", lang="en")
    assert answer.status_code == 200
    assert "there was no drill in the period" in answer.text


async def test_nobody_unknown_gets_a_paper(served: Served) -> None:
    async with served.client(None) as client:
        assert (await client.get("/api/v1/papers/assessment")).status_code == 401


def run(*arguments: str) -> bytes:
    done = CliRunner().invoke(app_for(["paper"]), ["paper", *arguments])
    if done.exception is not None:
        raise done.exception
    return done.stdout_bytes


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    asyncio.run(_closed(folder))
    write(folder / "drill", crash().records())
    return folder


async def _closed(folder: Path) -> None:
    (await firm_in(folder)).journal.close()


@pytest.mark.parametrize("kind", ["record", "evaluation", "nextday"])
def test_a_drill_s_folder_is_enough_for_its_sheets(home: Path, kind: str) -> None:
    body = json.loads(run(kind, str(home / "drill"), "--format", "json"))
    assert body["number"] == DRILL
    assert "未取得证据" in json.dumps(body, ensure_ascii=False)


def test_a_period_s_paper_is_made_from_the_database(home: Path) -> None:
    out = home / "assessment.json"
    asked = ("assessment", "2026", "--db", database_in(home), "--member", "王芳;内审部;组长")
    run(*asked, "--format", "json", "--out", str(out))
    assert "王芳" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "--scenario", "x.yaml"), "--inventory"),
        (("annual", "2026", "--from", "yesterday"), "--from yesterday"),
        (("assessment", "--member", ";x"), "--member"),
        (("assessment", "--member", "a;b;c;d"), "--member"),
        (("bia",), "business impact analysis"),
    ],
)
def test_a_command_that_is_wrong_says_how_to_mend_it(home: Path, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        run(*arguments, "--db", database_in(home), "--lang", "en")
    assert said in str(refused.value)


def papers() -> dict[str, Paper]:
    story = crash()
    drill = Executed(report=judge(story.history()), plan=story.plan)
    intended = Intended(plan=story.plan)
    nothing = Executed(report=judge(History(())), plan=story.plan)
    return {
        "plan": drill_plan(intended, ORIGIN),
        "scheme": scheme(intended, ORIGIN),
        "record": record_sheet(drill, ORIGIN),
        "evaluation": evaluation_sheet(drill, ORIGIN),
        "nothing": record_sheet(nothing, ORIGIN),
    }


@pytest.mark.parametrize("name", ["plan", "scheme", "record", "evaluation", "nothing"])
def test_every_format_says_the_same_words(name: str) -> None:
    whole = papers()[name]
    cells = [row.cells[0].text.zh for one in whole.sections for b in one.blocks if b.kind == "table" for row in b.rows]
    workbook = openpyxl.load_workbook(io.BytesIO(rendered(whole, "xlsx")))
    sheets = [str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert {cell for cell in cells if cell.strip()} <= set(sheets)
    page = rendered(whole, "html").decode()
    assert whole.sections[0].title.zh in page
    with ZipFile(io.BytesIO(rendered(whole, "csv"))) as archive:
        assert len(archive.namelist()) == 1 + len(whole.sections)
    assert json.loads(rendered(whole, "json"))["title"]["zh"] == whole.title.zh


def test_the_same_paper_is_the_same_bytes() -> None:
    whole = papers()["record"]
    assert all(rendered(whole, form) == rendered(whole, form) for form in ("html", "json", "csv"))


def test_text_of_users_stays_text() -> None:
    whole = papers()["plan"]
    nasty = replace(whole, title=Text(zh="<script>=1+1</script>", en="=cmd|' /C calc'!A0"))
    assert b"<script>=1" not in rendered(nasty, "html")
    workbook = openpyxl.load_workbook(io.BytesIO(rendered(nasty, "xlsx", "en")))
    assert workbook.worksheets[0]["B1"].data_type == "s"


def test_the_published_schema_is_the_one_of_the_software() -> None:
    assert SCHEMA_FILE.read_text("utf-8") == schema_text()


def test_a_paper_s_kinds_and_their_files_are_all_there() -> None:
    assert set(KINDS) == set(Kind)
