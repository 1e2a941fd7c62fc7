"""What is said about a business impact analysis, in English and Chinese."""

from __future__ import annotations

from typing import Final, Literal

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
}
# fmt: on
MILDER: Final[dict[str, Literal["warning", "info"]]] = {}
