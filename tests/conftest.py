"""How hypothesis draws (the same at every run, others with EXPLORE=1), and on which database tests run."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.databases import drop_databases, is_postgres, start_cluster

pytest_plugins = ["tests.support.picking"]

_SLOW = [HealthCheck.too_slow]  # that a machine is slow is no defect of ours
settings.register_profile("same", derandomize=True, database=None, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("explore", deadline=None, print_blob=True, suppress_health_check=_SLOW)
settings.load_profile("explore" if os.environ.get("EXPLORE") else "same")

_LEFT_OPEN = "<psycopg.Connection .* was deleted while still open"
"""A test that forgets its journal forgets its connections; the server ends them with the database."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let somebody choose the database."""
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite", help="what services write to")


def pytest_configure(config: pytest.Config) -> None:
    """Start a cluster for this process where PostgreSQL is wanted; it is gone when the process ends."""
    if config.getoption("--database") == "postgresql" and not _only_leads(config):
        config.add_cleanup(start_cluster())
        config.addinivalue_line("filterwarnings", f"ignore:{_LEFT_OPEN}:ResourceWarning")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Let what tests forgot be collected while nobody is warned of it."""
    if is_postgres():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


def _only_leads(config: pytest.Config) -> bool:
    """Tell whether this process only gives tests to others (pytest-xdist with -n)."""
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


@pytest.fixture(autouse=True, scope="module")
def _databases_of_modules() -> Generator[None]:
    yield
    if is_postgres():
        drop_databases()


@pytest.fixture(autouse=True)
def _databases_of_tests(request: pytest.FixtureRequest) -> Generator[None]:
    yield
    if is_postgres() and "tmp_path" in (request.node.funcargs or {}):
        drop_databases(request.node.funcargs["tmp_path"])
