"""The lab in which the whole product is tried from outside."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from service.lab.down import lab_down
from service.lab.state import LabState
from service.lab.up import lab_up


@pytest.fixture
async def lab() -> AsyncGenerator[LabState, None]:
    """Yield a lab of the test's own, of which nothing is left."""
    directory = Path(tempfile.gettempdir()) / f"drillproof-acceptance-{secrets.token_hex(4)}"
    try:
        yield await lab_up(directory)
    finally:
        await lab_down(directory)
        assert not directory.exists()
