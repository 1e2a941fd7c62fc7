"""What the command line loads to look at files: nothing that speaks to hosts, databases or browsers."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from service.cli import run

HEAVY = (
    "aiohttp", "asyncio", "asyncpg", "asyncssh", "fastapi", "jinja2", "openpyxl", "prometheus_client", "sqlalchemy",
    "sqlmodel", "uvicorn",
)  # fmt: skip


@pytest.mark.parametrize("command", ["validate", "schema"])
def test_looking_at_files_loads_nothing_that_acts(command: str) -> None:
    code = f"import sys; from service.cli.app import app_for; app_for([{command!r}]); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []
    assert not any(name.startswith("runners.") for name in loaded)


def test_the_version_is_told_without_loading_any_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"drillproof {version('drillproof')}\n"
