"""The ledgers that a scenario can ask for: the kinds of the house, and those of installed distributions."""

from scenarios.ledgers.kind import LedgerGround, LedgerInput, LedgerKind
from scenarios.ledgers.registry import (
    GROUP,
    LEDGERS,
    UNUSABLE,
    AnyLedger,
    explain_ledger,
    kind_of_ledger,
    planned_ledgers,
)

__all__ = [
    "GROUP",
    "LEDGERS",
    "UNUSABLE",
    "AnyLedger",
    "LedgerGround",
    "LedgerInput",
    "LedgerKind",
    "explain_ledger",
    "kind_of_ledger",
    "planned_ledgers",
]
