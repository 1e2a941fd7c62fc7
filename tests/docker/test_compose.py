"""compose.yaml, the image's files and first-run.sh, as far as no engine is needed."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from scenarios.planner import make_plan
from service.keys.keyfile import open_key

ROOT: Final = Path(__file__).parents[2]
DOCKER: Final = ROOT / "docker"
OURS: Final = ("service", "worker", "backup", "lab-worker")
HOSTS: Final = ("db-a", "db-b")


def told(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((DOCKER / name).read_text(encoding="utf-8"))  # pyright: ignore[reportUnknownMemberType]  without stubs


COMPOSE: Final[dict[str, Any]] = told("compose.yaml")
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in HOSTS])
def test_a_container_is_hardened_and_bounded(name: str) -> None:
    one = SERVICES[name]
    assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["user"].startswith("${DRILLPROOF_UID:?")
    assert {"mem_limit", "cpus", "pids_limit"} <= one.keys()


def test_nothing_is_published_beyond_this_machine_and_nothing_waits_for_what_says_no_health() -> None:
    ports = [port for one in SERVICES.values() for port in one.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    for name, one in SERVICES.items():
        for other, how in one.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}, name
            assert "healthcheck" in SERVICES[other], other
    assert all("container_name" not in one for one in SERVICES.values())


def test_every_secret_is_a_file_outside_git_and_used() -> None:
    used = {secret for one in SERVICES.values() for secret in one.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    assert all("/secrets/" in where["file"] for where in COMPOSE["secrets"].values())
    for one in SERVICES.values():
        environment = one.get("environment", {})
        assert not [key for key in environment if key.endswith(("PASSWORD", "SECRET", "TOKEN"))]


@pytest.mark.parametrize("path", ["compose/prometheus.yml", "compose/alertmanager.yml", "compose/policy.yaml"])
def test_what_is_mounted_is_there(path: str) -> None:
    assert told(path)
    assert path in (DOCKER / "compose.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None or shutil.which("ssh-keygen") is None:
        pytest.skip("openssl or ssh-keygen is not installed")
    made = tmp_path_factory.mktemp("first")
    first_run(made)
    return made


def first_run(made: Path) -> str:
    env = {**os.environ, "DRILLPROOF_PLACE": str(made / "var"), "DRILLPROOF_ENV": str(made / "env")}
    return subprocess.run(
        ["sh", str(DOCKER / "first-run.sh"), "--lab"], env=env, check=True, capture_output=True, text=True, timeout=120
    ).stdout


def test_first_run_makes_every_secret_readable_for_one_account_and_never_twice(place: Path) -> None:
    secrets = place / "var/secrets"
    assert {file.name for file in secrets.iterdir()} >= set(COMPOSE["secrets"])
    for file in secrets.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 or file.suffix == ".pub", file
    before = {file.name: file.read_bytes() for file in secrets.iterdir()}
    assert "made" not in first_run(place)
    assert {file.name: file.read_bytes() for file in secrets.iterdir()} == before


def test_the_keys_and_the_certificate_are_what_the_service_takes(place: Path) -> None:
    secrets = place / "var/secrets"
    open_key(secrets / "evidence.pem")
    chain = [
        "openssl",
        "verify",
        "-CAfile",
        str(secrets / "ca.pem"),
        "-verify_hostname",
        "service",
        str(secrets / "tls.pem"),
    ]
    subprocess.run(chain, check=True, capture_output=True, timeout=30)
    assert re.fullmatch(
        r"postgresql://drillproof:[0-9a-f]{48}@database:5432/drillproof\n", (secrets / "database-url").read_text()
    )


def test_compose_itself_takes_the_file(place: Path) -> None:
    if shutil.which("docker-compose") is None:
        pytest.skip("docker-compose is not installed")
    base = ["docker-compose", "--env-file", str(place / "env"), "-f", str(DOCKER / "compose.yaml"), "--profile", "lab"]
    found = subprocess.run([*base, "config", "--services"], capture_output=True, text=True, check=False, timeout=120)
    assert found.returncode == 0, found.stderr
    assert set(found.stdout.split()) == set(SERVICES)


def test_the_lab_s_drill_plans() -> None:
    plan = make_plan(DOCKER / "lab/pg-crash.yaml", DOCKER / "lab/inventory.yaml", DOCKER / "lab/bia.yaml", {})
    assert {host.address for host in plan.hosts} == {"192.0.2.11", "192.0.2.12"}
    assert all(host.site == "lab" for host in plan.hosts)


@pytest.mark.parametrize(
    ("lock", "names"), [("requirements.lock", "aside.txt"), ("requirements-dev.lock", "extras.txt")]
)
def test_what_the_image_leaves_out_or_adds_is_in_the_lock_files(lock: str, names: str) -> None:
    wanted = [line for line in (DOCKER / names).read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    how = "--without" if names == "aside.txt" else "--only"
    run = ["python3", str(DOCKER / "pick.py"), str(ROOT / lock), how]
    found = subprocess.run([*run, *wanted], capture_output=True, text=True, check=True, timeout=30).stdout
    packages = re.findall(r"^([a-z0-9-]+)==", found, re.MULTILINE)
    assert packages
    assert not set(packages) & set(wanted) if how == "--without" else set(packages) == set(wanted)
    assert found.count("--hash=sha256:") >= len(packages)
    wrong = subprocess.run([*run, "no-such-package"], capture_output=True, text=True, check=False, timeout=30)
    assert (wrong.returncode, "no-such-package" in wrong.stderr) == (1, True)


def test_dashboards_are_given_to_grafana_under_the_source_that_they_ask() -> None:
    (source,) = told("compose/grafana/datasources.yml")["datasources"]
    for file in (DOCKER / "grafana/dashboards").glob("*.json"):
        asked = set(
            re.findall(r'"uid": ?"(prometheus[^"]*|\$\{[^}]+\})"', json.dumps(json.loads(file.read_text("utf-8"))))
        )
        assert {one for one in asked if not one.startswith("$")} <= {source["uid"]}
