"""Every kind of ledger that a scenario can ask for, and the ledgers of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, Union

from pydantic import Discriminator, Tag

from scenarios.kinds import explain_kind, tag_of
from scenarios.ledgers.kind import LedgerGround, LedgerInput, LedgerKind, unfit
from scenarios.ledgers.own import FILE, HTTP, MARIADB, POSTGRES, REDIS
from scenarios.plan import PlannedLedger
from scenarios.plugins import Unusable, gather
from scenarios.tree import Path

GROUP: Final = "drillproof.ledgers"
"""Entry points of this group bring ledgers: `name = "package.module:KIND"`."""
OWN: Final = (POSTGRES, MARIADB, REDIS, HTTP, FILE)
_GATHERED: Final = gather(GROUP, LedgerKind, OWN, unfit)
LEDGERS: Final[Mapping[str, LedgerKind]] = _GATHERED.kinds
UNUSABLE: Final[tuple[Unusable, ...]] = _GATHERED.unusable


if TYPE_CHECKING:
    AnyLedger: TypeAlias = LedgerInput
else:
    _FORMS = Union[tuple(Annotated[kind.inputs, Tag(f"<ledger {name}>")] for name, kind in LEDGERS.items())]  # noqa: UP007  as many as there are
    AnyLedger: TypeAlias = Annotated[_FORMS, Discriminator(tag_of("ledger"))]
    """The form of any ledger."""


def kind_of_ledger(form: LedgerInput) -> LedgerKind:
    """Return the kind whose form this is."""
    return next(kind for kind in LEDGERS.values() if type(form) is kind.inputs)


def planned_ledgers(written: Mapping[str, LedgerInput], ground: LedgerGround) -> Iterator[PlannedLedger]:
    """Yield the ledgers of a plan, in the order of the scenario."""
    for name, form in written.items():
        store = kind_of_ledger(form).specify(form, ground)
        yield PlannedLedger(name=name, service=form.service, every_ns=form.rate, timeout_ns=form.timeout, store=store)


def explain_ledger(value: Any) -> tuple[Path, str, dict[str, str]]:
    """Return what is wrong with a ledger whose kind nobody knows."""
    return explain_kind(value, "unknown_ledger", LEDGERS, "postgres")
