"""How values that stand in cells grow into the tree of a file, each with its cell as its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenarios.problems import START, Mark
from scenarios.tree import Listing, Node, Path, Scalar, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A value and its cell; `plain` if it may mean a number, true or false."""

    mark: Mark
    text: str
    plain: bool = False


@dataclass(slots=True, kw_only=True)
class Bed:
    """Values by path, in the order in which they are put there."""

    root: Mark = START
    seeds: dict[Path, Seed] = field(default_factory=dict[Path, Seed])
    keys: dict[Path, Mark] = field(default_factory=dict[Path, Mark])
    counts: dict[Path, int] = field(default_factory=dict[Path, int])

    def put(self, path: Path, mark: Mark, text: str, *, plain: bool = False) -> None:
        """Put a value at `path`."""
        self.seeds[path] = Seed(mark=mark, text=text, plain=plain)

    def enter(self, path: Path, mark: Mark) -> None:
        """Say that there is an entry at `path`, whether or not anything stands in it."""
        self.keys[path] = mark

    def next_place(self, path: Path) -> Path:
        """Return the path of a new item of the list at `path`."""
        place = self.counts.get(path, 0)
        self.counts[path] = place + 1
        return (*path, place)

    def grow(self) -> Table:
        """Return the tree."""
        branch = _Branch(mark=self.root)
        for path, mark in self.keys.items():
            branch.reach(path, mark)
        for path, seed in self.seeds.items():
            branch.reach(path[:-1], seed.mark).below[path[-1]] = seed
        return branch.table()


@dataclass(slots=True, kw_only=True)
class _Branch:
    mark: Mark
    below: dict[str | int, _Branch | Seed] = field(default_factory=dict["str | int", "_Branch | Seed"])

    def reach(self, path: Path, mark: Mark) -> _Branch:
        """Return the branch at `path`, grown where it is not there yet."""
        branch = self
        for part in path:
            under = branch.below.get(part)
            if not isinstance(under, _Branch):
                under = branch.below[part] = _Branch(mark=mark)
            branch = under
        return branch

    def node(self) -> Node:
        return self.listing() if any(isinstance(part, int) for part in self.below) else self.table()

    def table(self) -> Table:
        entries = {str(part): _node(under) for part, under in self.below.items()}
        marks = {str(part): under.mark for part, under in self.below.items()}
        size, depth = _measures(list(entries.values()))
        return Table(mark=self.mark, entries=entries, marks=marks, size=size, depth=depth)

    def listing(self) -> Listing:
        items = tuple(_node(under) for under in self.below.values())
        size, depth = _measures(list(items))
        return Listing(mark=self.mark, items=items, size=size, depth=depth)


def _node(under: _Branch | Seed) -> Node:
    return Scalar(mark=under.mark, text=under.text, plain=under.plain) if isinstance(under, Seed) else under.node()


def _measures(nodes: list[Node]) -> tuple[int, int]:
    return 1 + sum(node.size for node in nodes), 1 + max((node.depth for node in nodes), default=0)
