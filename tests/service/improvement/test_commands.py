"""The register on the command line: read by whoever sits there, changed by whom a token stands for."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.book import Author
from service.cli.improvement import app
from service.cli.output import RefusedError
from service.cli.start import TOKEN
from service.firm import open_firm
from service.improvement.register import Opening
from service.policy import default_policy
from tests.support.databases import database_in, journal_in
from tests.support.firms import enlist
from tests.support.troubles import SERVICE, by_hand


class Place:
    """A service's database with one item, and a token for everybody."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder, database_in(folder)
        journal = journal_in(folder)
        firm = open_firm(journal, folder, default_policy())
        self.tokens = enlist(firm.access)
        opening = Opening(trouble=by_hand("hand:1"), redrill=False)
        self.item = asyncio.run(firm.improvements.open(Author(user="olga", via="test"), opening)).id
        journal.close()

    def run(self, *arguments: str, user: str | None = None) -> Result:
        env = {TOKEN: "" if user is None else self.tokens[user], "LANG": "en", "DRILLPROOF_HOME": str(self.folder)}
        return CliRunner().invoke(app, [*arguments, "--db", self.db], env=env)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_an_item_is_planned_done_and_verified_by_different_people(place: Place) -> None:
    measure = ("--owner", "omar", "--measure", "ask again", "--lead", "Operations")
    assert place.run("plan", place.item, *measure, user="olga").exit_code == 0
    assert "done" in place.run("done", place.item, "--text", "asked", "--doer", "Li Wei", user="omar").output
    looked = ("--method", "called", "--finding", "answered")
    own = place.run("verify", place.item, *looked, user="omar")
    assert isinstance(own.exception, RefusedError)
    assert "closed" in place.run("verify", place.item, *looked, user="anna").output
    shown = json.loads(place.run("show", place.item).output)
    assert (shown["status"], shown["verifications"][0]["by"]) == ("closed", "anna")
    assert json.loads(place.run("show", place.item, "--forms").output)["form_40"]["departments"] == ["Operations"]


def test_the_list_shows_what_is_not_settled(place: Place) -> None:
    assert place.item in place.run("list").output
    assert json.loads(place.run("list", "--service", "none", "--json").output) == []
    assert [one["id"] for one in json.loads(place.run("list", "--service", SERVICE, "--json").output)] == [place.item]


def test_nobody_changes_anything_without_a_token_or_a_right(place: Place) -> None:
    for user in (None, "vera", "root"):
        refused = place.run("done", place.item, "--text", "x", user=user)
        assert isinstance(refused.exception, RefusedError), user
    gone = place.run("show", "none")
    assert isinstance(gone.exception, RefusedError)
