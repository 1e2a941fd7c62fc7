"""Which drills were gone through for findings, and what came of each; a drill is gone through once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from service.book import Family, Head, Told

FAMILY: Final = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillReviewed:
    """What a drill's report said: the marks of its troubles, the items that it opened, showed again, or showed gone."""

    drill: str
    dossier: str
    services: tuple[str, ...]
    started_ns: int
    completed: bool
    restored: bool
    marks: tuple[str, ...]
    opened: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    kind: Literal["drill_reviewed"] = "drill_reviewed"


def _fold(_name: str, told: Sequence[Told[DrillReviewed]]) -> DrillReviewed:
    return told[-1].event


def _head(review: DrillReviewed) -> Head:
    return Head(
        stream=f"{FAMILY}/{review.drill}",
        family=FAMILY,
        status="reviewed",
        order_ns=review.started_ns,
        tags=frozenset(f"service:{name}" for name in review.services),
        shown={"opened": list(review.opened), "again": list(review.again), "gone": list(review.gone)},
    )


REVIEWS: Final[Family[DrillReviewed, DrillReviewed]] = Family(
    name=FAMILY, events=TypeAdapter(Annotated[DrillReviewed, Field()]), fold=_fold, head=_head
)
