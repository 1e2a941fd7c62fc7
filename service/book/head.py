"""What a stream is now, in the form that lists are made of; rebuilt from the entries whenever it is doubted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The present state of one stream, for lists.

    `tags` are what lists filter by, written `service:trading-db`, `owner:li.wei`, `year:2026`; `due_ns` is UTC.
    `order_ns` is what lists are ordered by (newest first), usually the creation. `shown` is JSON-ready.
    """

    stream: str
    family: str
    status: str
    order_ns: int
    due_ns: int | None = None
    tags: frozenset[str] = frozenset()
    shown: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which heads are wanted: of a family, in any of `status` (none: all), with every tag, due before."""

    family: str
    status: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    any_tags: tuple[str, ...] = ()
    """At least one of these, where any is named: the services that somebody may see."""
    due_before_ns: int | None = None
    from_ns: int | None = None
    """`order_ns` is this at least; and below `before_ns`."""
    before_ns: int | None = None
    cursor: str | None = None
    limit: int = 50


def seen_tags(seen: Sequence[str] | None) -> tuple[str, ...]:
    """Return the tags of the services that somebody may read: none where it is all, one that nothing has for nobody."""
    if seen is None:
        return ()
    return tuple(f"service:{name}" for name in seen) or ("service:",)


def listed(
    family: str,
    seen: Sequence[str] | None,
    *,
    status: str | None = None,
    tags: Sequence[str] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Query:
    """Return what a list of `family` asks for whoever may read the services `seen` (None: all of them)."""
    return Query(
        family=family,
        status=() if status is None else (status,),
        tags=tuple(tags),
        any_tags=seen_tags(seen),
        cursor=cursor,
        limit=limit,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPage:
    """One page of heads, newest first; `next` is the cursor of the page after it, None at the end."""

    heads: tuple[Head, ...]
    next: str | None
