"""Few examples of each law, and no shrinking: for whoever runs the same tests thousands of times (bench/mutants)."""

from __future__ import annotations

import os
from typing import Final

import pytest
from hypothesis import Phase, is_hypothesis_test, settings

_KEPT: Final = "_hypothesis_internal_use_settings"
"""Where hypothesis keeps the settings of a test that was given its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each law at most DRILLPROOF_EXAMPLES examples (20 where that is not set); a law that fails is not shrunk."""
    most = int(os.environ.get("DRILLPROOF_EXAMPLES", "20"))
    for item in items:
        law = getattr(item, "function", None)
        if is_hypothesis_test(law):
            own: settings = getattr(law, _KEPT, None) or settings()
            few = min(own.max_examples, most)
            phases = (Phase.explicit, Phase.generate)
            setattr(law, _KEPT, settings(own, max_examples=few, phases=phases, report_multiple_bugs=False))
