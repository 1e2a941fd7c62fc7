"""The example drill, in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.drill_files import DrillFiles


@pytest.fixture
def files(tmp_path: Path) -> DrillFiles:
    return DrillFiles.copied(tmp_path)
