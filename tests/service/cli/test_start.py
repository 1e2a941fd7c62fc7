"""`drillproof start`: a dossier's drill at the command line, from the guard to the report, in a token's name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.dossiers import Stage
from service.firm import open_firm
from service.policy import read_policy
from tests.support.command import drillproof
from tests.support.databases import database_in, journal_in
from tests.support.firms import enlist
from tests.support.serving import EASY, open_dossier
from tests.support.small_drill import small_drill

pytestmark = pytest.mark.slow(20)


async def test_a_dossier_is_drilled_at_the_command_line(tmp_path: Path) -> None:
    home = tmp_path / "service"
    home.mkdir()
    policy = home / "policy.yaml"
    policy.write_text(EASY, encoding="utf-8")
    journal = journal_in(home)
    firm = open_firm(journal, home, read_policy(policy), (tmp_path,))
    tokens = enlist(firm.access)
    async with small_drill(tmp_path) as drill:
        text = drill.scenario.read_text("utf-8")
        drill.scenario.write_text(re.sub(r"decide:\n.*\n", "", text), "utf-8")
        name = await open_dossier(home, drill)
        told = ["start", name, "--db", database_in(home), "--root", str(tmp_path), "--policy", str(policy)]
        at_home = {"DRILLPROOF_HOME": str(home)}
        viewer = await drillproof(*told, "--yes", env=at_home | {"DRILLPROOF_TOKEN": tokens["vera"]})
        assert (viewer.code, "no right to start drills" in viewer.err) == (4, True), viewer.err
        unasked = await drillproof(*told, env=at_home | {"DRILLPROOF_TOKEN": tokens["omar"]})
        assert (unasked.code, "--yes" in unasked.err) == (4, True), unasked.err
        done = await drillproof(*told, "--yes", "--lang", "en", env=at_home | {"DRILLPROOF_TOKEN": tokens["omar"]})
        assert done.code == 0, done.err
        assert drill.is_serving()
    dossier = await firm.dossiers.shelf.get(name)
    assert (dossier.stage, dossier.started_by) == (Stage.SUMMARISING, "omar")
    assert dossier.drill is not None
    assert (home / "drills" / dossier.drill / "report.json").is_file()
    assert firm.guard.claims.held(("service:quote",), firm.book.utc_ns()) == ()
    head = firm.book.head(f"drill/{dossier.drill}")
    assert head is not None
    assert (head.status, head.shown["opened_by"], head.shown["dossier"]) == ("completed", "omar", name)
    journal.close()
