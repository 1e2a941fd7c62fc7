"""Which software this is, as plans, journals, manifests and reports name it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

VERSION: Final = version("drillproof")
SOFTWARE: Final = f"drillproof {VERSION}"
