"""Every panel, rule and annotation against a real Prometheus that watched a real drill from its start to its end."""

from __future__ import annotations

import asyncio
import re
import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.dashboards import BOARDS
from service.dashboards.board import PHASES, Ask
from service.dossiers import Wish
from service.metrics import CATALOGUE
from service.policy import read_policy
from tests.support.firms import Served, caller, firm_served
from tests.support.prometheus import MISSING, Asked, listening, scraping
from tests.support.serving import API, EASY, until
from tests.support.small_drill import SmallDrill, small_drill

pytestmark = [
    pytest.mark.slow(25),
    pytest.mark.skipif(MISSING, reason="no prometheus here (Debian package prometheus)"),
]
TRUE: Final = {
    "DrillproofEvidenceUnsigned": "the service of this test has no key; it waits for a quarter of an hour",
    "DrillproofVerdictInconclusive": "nothing of the small drill has a ledger, so that its RPO is not decided",
    "DrillproofLoopBlocked": "the test's own work is done in the service's loop",
    "DrillproofProbesLate": "a machine with other load",
    "DrillproofDatabaseSlow": "a machine with other load",
    "DrillproofPartDegraded": "a machine with other load",
    "DrillproofDrillDueSoon": "a service that is met for the first time may be due at once",
}
"""Alerts whose condition may hold after the drill of this test, and why; no other may."""


async def test_every_expression_is_answered_after_a_drill(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(EASY, encoding="utf-8")
    policy = read_policy(tmp_path / "policy.yaml")
    async with (
        small_drill(tmp_path, gate="60s") as drill,
        firm_served(tmp_path, policy) as served,
        listening(served.app) as port,
        scraping(tmp_path / "prometheus", port, served.tokens["udo"]) as asked,
    ):
        await _has(asked, 'up{job="drillproof"} == 1', "drillproof_ready == 1")
        await _drilled(served, drill, asked)
        filed = ("rto_seconds", "recovery_phase_seconds", "last_drill_info", "last_drill_timestamp_seconds")
        known = ("service_standing", "next_drill_due_timestamp_seconds", "last_proof_timestamp_seconds")
        await _has(asked, *(f'drillproof_{name}{{service="quote"}}' for name in (*filed, *known)))
        await _has(asked, "service:drillproof_rto_seconds:target_ratio", "standing:drillproof_service_standing:sum")
        assert await _unanswered(asked) == []
        assert await _failed(asked) == []
        async with served.client("udo") as client:
            text = (await client.get("/metrics")).text
            exact = {"Accept": "application/openmetrics-text; version=1.0.0"}
            examples = (await client.get("/metrics", headers=exact)).text
        assert _unlisted(text) == []
        assert "drillproof_step_duration_seconds_bucket{" in examples
        assert re.search(r'# \{drill="small-[^"]+"\}', examples), "an exemplar names its drill"
        done = await asyncio.to_thread(_checked, text)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _checked(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)


def _unlisted(text: str) -> list[str]:
    """Return what a scrape has and the catalogue has not: names, or labels of a name."""
    listed = {one.series: one for one in CATALOGUE.values()}
    wrong: list[str] = []
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            name = re.sub(r"_(bucket|sum|count)$", "", sample.name) if family.type == "histogram" else sample.name
            one = listed.get(name)
            if name.startswith("drillproof_") and (one is None or set(sample.labels) - {"le"} != set(one.labels)):
                wrong.append(f"{sample.name} {sorted(sample.labels)}")
    return wrong


async def _has(asked: Asked, *expressions: str) -> None:
    """Wait until every expression has an answer: what is filed is looked at anew every quarter of a minute."""
    async with asyncio.timeout(60):
        for expr in expressions:
            await _answered(asked, expr)


async def _answered(asked: Asked, expr: str) -> None:
    while not await asked.query(expr):  # noqa: ASYNC110  another process answers, and tells nobody when
        await asyncio.sleep(0.2)


async def _unanswered(asked: Asked) -> list[str]:
    """Return the expressions that nothing answers within half a minute, though nothing was said of why.

    They are asked again: where a scrape was late, nothing is answered until the next.
    """
    named = [
        (f"{board.uid}: {panel.title.en}", ask) for board in BOARDS for panel in board.panels for ask in panel.asks
    ]
    left = [one for one in (*named, ("annotations", PHASES)) if not one[1].empty]
    with suppress(TimeoutError):
        async with asyncio.timeout(30):
            while left:
                await asyncio.sleep(0.2)
                left = [one for one in left if not await asked.query(_filled(one[1]))]
    return [f"{where}: {ask.expr}" for where, ask in left]


def _filled(ask: Ask) -> str:
    """Return an expression with what Grafana puts in for its variables."""
    known = {"$service": "quote", "$drill": ".*", "$__rate_interval": "1m"}
    return re.sub(r"\$(?:service|drill|__rate_interval)\b", lambda found: known[found[0]], ask.expr)


async def _failed(asked: Asked) -> list[str]:
    """Return the rules that do not evaluate, recordings without values, and alerts that should not be true."""
    wrong: list[str] = []
    for rule in await asked.rules():
        if rule["health"] != "ok":
            wrong.append(f"{rule['name']}: {rule.get('lastError', rule['health'])}")
        elif rule["type"] == "recording" and not await asked.query(rule["name"]):
            wrong.append(f"{rule['name']}: no value")
        elif rule["type"] == "alerting" and rule["alerts"] and rule["name"] not in TRUE:
            wrong.append(f"{rule['name']}: {rule['alerts']}")
    return wrong


async def _drilled(served: Served, drill: SmallDrill, asked: Asked) -> None:
    """Run the drill to its end; while it waits for its gate, Prometheus sees the outage."""
    async with served.client("boss") as client:
        started = await client.post(API, json={"dossier": await _dossier(served, drill)})
        assert started.status_code == 201, started.text
        name = started.json()["id"]
        await until(client, name, "waiting")
        of = f'drill="{name}"'
        await _has(
            asked,
            f"drillproof_service_up{{{of}}} == 0",
            f"drillproof_outage_seconds{{{of}}} > 1",
            f"drillproof_drill_waiting_seconds{{{of}}} > 1",
            f'drillproof_drill_phase{{{of},phase="decide"}} == 1',
        )
        decision = {"step": "release", "decision": "approve", "reason": "go"}
        assert (await client.post(f"{API}/{name}/approvals", json=decision)).status_code == 202
        card = await until(client, name, "completed")
        assert (card["verdict"], card["restored"]) == ("met", True)


async def _dossier(served: Served, drill: SmallDrill) -> str:
    now = datetime.now(UTC)
    files = {"scenario": str(drill.scenario), "inventory": str(drill.inventory), "bia": str(drill.bia)}
    window = {"opens": now - timedelta(minutes=1), "closes": now + timedelta(hours=3)}
    wish = Wish.model_validate({**files, "window": window})
    return str((await served.app.state.firm.dossiers.open(caller("olga"), wish)).id)
