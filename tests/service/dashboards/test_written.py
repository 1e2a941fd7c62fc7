"""What is committed under docker/ and docs/ is what the code makes, and promtool finds nothing wrong with any of it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from prometheus_client import generate_latest

from service.dashboards import BOARDS, Board, json_of
from service.metrics import CATALOGUE, drill_registry
from service.metrics.catalogue import Listed
from service.metrics.reference import page
from tests.support.prometheus import MISSING

ROOT: Final = Path(__file__).parents[3]
DASHBOARDS: Final = ROOT / "docker/grafana/dashboards"
RULES: Final = ROOT / "docker/prometheus"
with_promtool = pytest.mark.skipif(MISSING, reason="no promtool here (Debian package prometheus)")


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_a_dashboard_is_as_the_code_makes_it(board: Board) -> None:
    assert (DASHBOARDS / f"{board.uid}.json").read_text("utf-8") == json_of(board), "run: make dashboards"


def test_no_other_dashboard_lies_there() -> None:
    assert {file.stem for file in DASHBOARDS.glob("*.json")} == {board.uid for board in BOARDS}


def test_the_page_of_metrics_is_as_the_code_makes_it() -> None:
    assert (ROOT / "docs/metrics.md").read_text("utf-8") == page(), "run: make dashboards"


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_panels_do_not_lie_over_each_other_and_their_numbers_differ(board: Board) -> None:
    panels: list[dict[str, Any]] = json.loads(json_of(board))["panels"]
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert max(x for x, _ in cells) < 24
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in panels}) == len(panels)


def series() -> set[str]:
    """Every name under which a metric of the catalogue can be asked for."""
    return {
        name
        for one in CATALOGUE.values()
        for name in ([f"{one.name}{end}" for end in ("_bucket", "_sum", "_count")] if is_spread(one) else [one.series])
    }


def is_spread(one: Listed) -> bool:
    return one.kind == "histogram"


def named(text: str) -> set[str]:
    """The metrics of ours in an expression; recorded ones have colons and are not among them."""
    return set(re.findall(r"(?<![\w:])drillproof_\w+(?!\w*:)", text))


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_a_dashboard_asks_only_for_metrics_that_there_are(board: Board) -> None:
    asked = "\n".join(ask.expr for panel in board.panels for ask in panel.asks)
    assert named(asked) <= series()


@pytest.mark.parametrize("file", ["recording.rules.yml", "alerting.rules.yml"])
def test_rules_ask_only_for_metrics_that_there_are(file: str) -> None:
    lines = (RULES / file).read_text("utf-8").splitlines()
    asked = "\n".join(line for line in lines if not re.match(r"\s*(#|- record|summary|runbook|link|- name)", line))
    assert named(asked) - {"drillproof_programme"} <= series()


def test_every_alert_says_what_is_so_and_what_to_do_in_both_languages_and_is_tested_both_ways() -> None:
    rules = (RULES / "alerting.rules.yml").read_text("utf-8")
    tests = (RULES / "alerts_test.yml").read_text("utf-8")
    for block in rules.split("- alert: Drillproof")[1:]:
        name = block.split("\n", 1)[0]
        for key in ("summary_zh", "summary_en", "runbook_zh", "runbook_en", "link"):
            assert re.search(rf"^\s+{key}: '.+'$", block, re.MULTILINE), f"{name}: {key}"
        assert f"name: {name}, silent" in tests
        assert f"name: {name}, firing" in tests


@with_promtool
def test_promtool_passes_the_rules_and_what_they_are_to_do() -> None:
    for told in (["check", "rules", "recording.rules.yml", "alerting.rules.yml"], ["test", "rules", "alerts_test.yml"]):
        done = subprocess.run(["promtool", *told], cwd=RULES, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@with_promtool
def test_promtool_passes_the_configuration() -> None:
    told = ["promtool", "check", "config", "--syntax-only", "prometheus.yml"]
    done = subprocess.run(told, cwd=RULES, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_own_registry_says_which_version_runs() -> None:
    assert b"drillproof_build_info{version=" in generate_latest(drill_registry())
