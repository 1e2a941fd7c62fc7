"""The policy's section `retention`: how long what is kept, and what no firm may set shorter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from scenarios.fields import Duration, Input, lasting
from scenarios.plan import SECOND

DAY_NS: Final = 86_400 * SECOND
Kind: TypeAlias = Literal["drills", "notices", "words", "idempotency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What somebody demands of how long a kind is kept.

    `certainty` is C (the clause was read), S (a secondary source) or U (未核实: the period was not found; what has
    no other is kept for ever). `least_ns` is None where it is U.
    """

    kind: Kind
    source: str
    about: str
    """The key of its words."""
    certainty: Literal["C", "S", "U"]
    least_ns: int | None = None


CLAUSES: Final = (
    Clause(
        kind="drills",
        source="证监会令第218号",
        about="retention.clause.stress",
        certainty="S",
        least_ns=1827 * DAY_NS,
    ),
    Clause(kind="drills", source="JR/T 0251-2022 12.2 c)", about="retention.clause.filing", certainty="U"),
)
"""Every clause that is known to be about keeping."""
LEAST_NS: Final = max(each.least_ns or 0 for each in CLAUSES)


class RetentionPolicy(Input):
    """What the firm decided of this: how long what is kept. The book itself is kept for ever."""

    drills: Annotated[Duration, lasting("1827d", "36500d")] | None = Field(
        None,
        description="How long after its end a drill's journal and files are kept; left out: for ever, since no clause "
        "that was read says how long (未核实). Less than 5 years is refused (证监会令第218号, stress-test reports).",
    )
    profile: Literal["5y", "20y", "for_ever"] = Field(
        "for_ever",
        description="How long bundles stay in the archive, as every statement says: 5y (证监会令第218号, stress-test "
        "reports), 20y (for firms that hold drills to their longest period), for_ever (no clause that was read says "
        "how long; 未核实).",
    )
    notices: Annotated[Duration, lasting("7d", "36500d")] = Field(
        366 * DAY_NS, description="How long notices that were sent stay in lists; the book keeps them."
    )
    words: Annotated[Duration, lasting("1d", "36500d")] = Field(
        90 * DAY_NS, description="How long words that a drill's journal has are kept outside it as well."
    )
    idempotency: Annotated[Duration, lasting("1d", "366d")] = Field(
        7 * DAY_NS, description="How long the answer of a request with an idempotency key can be asked for again."
    )
