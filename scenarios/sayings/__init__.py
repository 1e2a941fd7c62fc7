"""What the parts say about wrong files: one table for each part, put together for the catalogue in `messages`.

The tables import nothing of the house, because everything that can be wrong imports the catalogue.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from scenarios.sayings import (
    bia,
    faults,
    guarding,
    importing,
    including,
    inventory,
    ledgers,
    probes,
    registers,
    settings,
    sheets,
    steps,
    templates,
    trust,
)

Severity: TypeAlias = Literal["error", "warning", "info"]
"""An error is refused; a warning wants a person's eye; an info says what was not looked at."""

PARTS: Final[dict[str, tuple[str, str, str, str]]] = {
    **sheets.SAYINGS,
    **bia.SAYINGS,
    **registers.SAYINGS,
    **importing.SAYINGS,
    **inventory.SAYINGS,
    **steps.SAYINGS,
    **ledgers.SAYINGS,
    **probes.SAYINGS,
    **guarding.SAYINGS,
    **faults.SAYINGS,
    **including.SAYINGS,
    **settings.SAYINGS,
    **templates.SAYINGS,
    **trust.SAYINGS,
}
MILDER: Final[dict[str, Severity]] = {
    **bia.MILDER,
    **registers.MILDER,
    **importing.MILDER,
    **inventory.MILDER,
    **guarding.MILDER,
    **steps.MILDER,
    **faults.MILDER,
    **settings.MILDER,
}
"""The messages that tell of less than an error."""
