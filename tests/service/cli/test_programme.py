"""`drillproof programme`: rules, times, deadlines, what is due, and how a year goes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from service.book import Book
from service.cli import run
from service.policy import default_policy
from service.programme.annual import YearSpec
from service.programme.programme import workdays_of
from service.programme.proofs import ServiceKnown
from service.programme.services import Services
from service.programme.years import Years
from tests.support.databases import database_in, journal_in
from tests.support.firms import caller


@pytest.fixture
def db(tmp_path: Path) -> str:
    journal = journal_in(tmp_path)
    book, policy = Book(journal.engine), default_policy().programme
    services = Services(book, policy, (), workdays_of(policy))
    items = [{"id": "q1", "title": "Failover", "services": ["db"], "quarter": 1, "owner": "olga", "lead": "IT"}]
    spec = YearSpec.model_validate({"title": "Programme 2025", "items": items})

    async def fill() -> None:
        await services.tell("db", ServiceKnown())
        await Years(book, "Asia/Shanghai").write(caller("olga"), "2025", spec, None)

    asyncio.run(fill())
    journal.close()
    return database_in(tmp_path)


def test_rules_are_told_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["programme", "rules", "--profile", "core-institution", "--json"]) == 0
    [yearly, report] = json.loads(capsys.readouterr().out)
    assert (yearly["months"], yearly["report_working_days"], yearly["certainty"]) == (12, 15, "C")
    assert report["months"] is None
    assert run(["programme", "rules", "--lang", "zh"]) == 0
    assert "内部基线（非法定）" in capsys.readouterr().out


def test_deadlines_count_working_days(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["programme", "deadline", "2026-09-24", "15", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("2026-10-22")
    assert run(["programme", "deadline", "2026-12-20", "15", "--lang", "en"]) == 0
    assert "the earlier deadline" in capsys.readouterr().out
    assert run(["programme", "deadline", "soon", "15", "--lang", "en"]) == 4


def test_words_that_cannot_be_read_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["programme", "next", "sometimes", "--lang", "en"]) == 4
    assert "first non-trading Saturday" in capsys.readouterr().err
    assert run(["programme", "next", "first non-trading Saturday of the quarter, 09:00 Asia/Shanghai", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["timing"]["weekday"] == "sat"


def test_what_is_due_and_how_a_year_went(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["programme", "due", "--db", db, "--json"]) == 1
    [found] = json.loads(capsys.readouterr().out)
    assert (found["service"], found["status"], found["rules"][0]["rule"]) == ("db", "due", "baseline/yearly")
    assert run(["programme", "due", "--db", db, "--lang", "zh"]) == 1
    assert "应演练" in capsys.readouterr().out
    assert run(["programme", "year", "2025", "--db", db, "--lang", "en"]) == 1
    assert "quarter 1 is over and db was not drilled" in capsys.readouterr().out
    assert run(["programme", "year", "2031", "--db", db, "--lang", "en"]) == 4
    assert run(["programme", "due", "--db", str(tmp_path / "nowhere.sqlite"), "--lang", "en"]) == 4
