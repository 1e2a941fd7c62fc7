"""Every test of the API fails where lines of ours held an event loop for longer than a starved machine explains."""

from __future__ import annotations

import logging
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

import service
from service.logs import LOG
from service.loopwatch import BLOCKED

_MOST_S = 2.0
"""Ten times what is meant: threads of one process wait for each other, and what is short is found by test_unblocked."""
OURS = str(Path(service.__file__).parent)


class _Blocks(logging.Handler):
    """Keeps where loops were held."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == BLOCKED:
            self.seen.append(getattr(record, "facts", {}))


@pytest.fixture(autouse=True)
def loops_are_free() -> Generator[None]:
    blocks, logger = _Blocks(), logging.getLogger(LOG)
    logger.addHandler(blocks)
    try:
        yield
    finally:
        logger.removeHandler(blocks)
    held = [block for block in blocks.seen if block["seconds"] > _MOST_S and OURS in block["where"]]
    assert held == [], "\n".join(f"{block['seconds']} s:\n{block['where']}" for block in held)
