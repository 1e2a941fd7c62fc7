"""Where PostgreSQL comes from, also when the hosts' account may not look there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.lab.account import choose_account
from service.lab.install import find_install, reach_install


@pytest.fixture
def spare() -> Iterator[Path]:
    """Return where a copy may go, for everybody to reach."""
    place = Path(tempfile.mkdtemp(prefix="drillproof-install-test-"))
    place.chmod(0o755)
    yield place / "postgres"
    shutil.rmtree(place)


def test_an_install_that_can_be_run_is_used_where_it_is(spare: Path) -> None:
    install = find_install()
    if os.geteuid() == 0 and not _is_open(install):
        pytest.skip("this environment is closed to the hosts' account, so its install is always copied")
    assert reach_install(install, choose_account(), spare) == install
    assert not spare.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to an account that may not look everywhere")
def test_an_install_behind_a_closed_directory_is_copied_and_runs(tmp_path: Path, spare: Path) -> None:
    install, account = find_install(), choose_account()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / install.parent.name).symlink_to(install.parent)
    (closed / f"{install.parent.name}.libs").symlink_to(install.parents[1] / f"{install.parent.name}.libs")
    reached = reach_install(closed / install.parent.name / install.name, account, spare)
    assert reached.is_relative_to(spare)
    for program in ("postgres", "psql", "initdb", "pg_rewind", "pg_basebackup", "pg_ctl"):
        done = subprocess.run(
            [reached / "bin" / program, "--version"],
            check=True,
            capture_output=True,
            text=True,
            env={},
            **account.credentials(),
        )
        assert "18." in done.stdout


def _is_open(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)
