"""The bundle for machines without internet: made, then installed into an empty environment with no index at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.stack, pytest.mark.timeout(1500)]
NOWHERE: Final = "http://127.0.0.1:9/"
"""An index, and a proxy, that nobody answers."""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    env = {**os.environ, "OUT": str(out), "PYTHON": sys.executable}
    made = subprocess.run(
        ["sh", str(ROOT / "docker/airgap/bundle.sh")], env=env, capture_output=True, text=True, check=False, timeout=900
    )
    if made.returncode != 0 and "Could not find a version" in made.stderr:
        pytest.skip("no index of packages is reached from here")
    assert made.returncode == 0, made.stdout + made.stderr
    subprocess.run(["sha256sum", "-c", *[file.name for file in out.glob("*.sha256")]], cwd=out, check=True)
    subprocess.run(["tar", "-xzf", *map(str, out.glob("*.tar.gz"))], cwd=out, check=True, timeout=120)
    (folder,) = (path for path in out.iterdir() if path.is_dir())
    return folder


def install(folder: Path, target: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "DRILLPROOF_"))}
    env |= {"PIP_INDEX_URL": NOWHERE, "https_proxy": NOWHERE, "http_proxy": NOWHERE, "PYTHON": sys.executable}
    return subprocess.run(
        ["sh", str(folder / "install.sh"), str(target)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_it_is_installed_without_any_index_and_runs(bundle: Path, tmp_path: Path) -> None:
    done = install(bundle, tmp_path / "opt")
    assert done.returncode == 0, done.stdout + done.stderr
    program = tmp_path / "opt/bin/drillproof"
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    files = ["--inventory", "lab/inventory.yaml", "--bia", "lab/bia.yaml"]
    for told, expected in ((["--version"], "drillproof 0.1.0"), (["plan", "lab/pg-crash.yaml", *files], "crash")):
        called = [str(program), *told]
        said = subprocess.run(called, env=env, cwd=ROOT / "docker", capture_output=True, text=True, check=False)
        assert (said.returncode, expected in said.stdout) == (0, True), said.stdout + said.stderr


@pytest.mark.parametrize("what", ["changed", "added", "other_python"])
def test_a_bundle_that_is_not_what_was_made_is_refused(bundle: Path, tmp_path: Path, what: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy, copy_function=os.link)
    wheel = min((copy / "wheels").glob("*.whl"))
    if what == "changed":
        content = wheel.read_bytes()
        wheel.unlink()
        wheel.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif what == "added":
        shutil.copyfile(wheel, wheel.with_name("stranger-1-py3-none-any.whl"))
    else:
        (copy / "made-for").unlink()
        (copy / "made-for").write_text("python 2 7 vax\n", encoding="utf-8")
    done = install(copy, tmp_path / "opt")
    assert done.returncode == 1
    assert done.stderr.startswith(("install: ", "sha256sum: ", "./"))
    assert not (tmp_path / "opt").exists()
