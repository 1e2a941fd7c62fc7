"""Reading an experiment: JSON or YAML as a tree with places, and its activities in their form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final, Literal, TypeAlias, cast

from scenarios.composer import compose
from scenarios.documents import LARGEST, Document, Unreadable, decode, read_bytes
from scenarios.problems import START, Problem, found
from scenarios.tree import Path, Table, data_of, key_mark

Kind: TypeAlias = Literal["action", "probe"]
_JSON: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\t', re.DOTALL)
_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_WANTED: Final = {"mapping": "chaos_no_mapping", "list": "chaos_no_list", "text": "chaos_no_text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One action or probe. `data` is its mapping as it stands in the file, `provider` that of what it calls."""

    kind: Kind
    name: str
    provider: Mapping[str, Any]
    data: Mapping[str, Any]
    path: Path

    @property
    def calls(self) -> str:
        """Return what does it: process, http, python."""
        return str(self.provider.get("type", ""))

    @property
    def breaks(self) -> bool:
        """Whether it is an action of the method."""
        return self.kind == "action" and self.path[:1] == ("method",)

    @property
    def is_background(self) -> bool:
        """Whether what follows does not wait for it."""
        return self.data.get("background") is True


@dataclass(slots=True, kw_only=True)
class Reader:
    """Knows where everything stood, and remembers what is wrong."""

    document: Document
    root: Table
    problems: list[Problem] = field(default_factory=list[Problem])

    def data(self) -> Mapping[str, Any]:
        """Return the whole experiment as plain data."""
        return cast("Mapping[str, Any]", data_of(self.root))

    def tell(self, path: Path, key: str, **facts: str) -> None:
        """Remember a problem with the part at `path`."""
        self.problems.append(
            found(self.document.file, key_mark(self.root, path), spelled(path) or facts.get("name", ""), key, **facts)
        )

    def mapping(self, value: Any, path: Path) -> Mapping[str, Any]:
        """Return a mapping; another thing is a problem, nothing is empty."""
        if value is not None and not isinstance(value, dict):
            self.wrong(path, "mapping")
        return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}

    def listing(self, value: Any, path: Path) -> list[Any]:
        """Return a list; another thing is a problem, nothing is empty."""
        if value is not None and not isinstance(value, list):
            self.wrong(path, "list")
        return cast("list[Any]", value) if isinstance(value, list) else []

    def text(self, data: Mapping[str, Any], name: str, path: Path) -> str:
        """Return a text that must be there; without it a problem."""
        value = data.get(name)
        if isinstance(value, str) and value:
            return value
        if value is None or value == "":
            self.tell(path, "chaos_missing", name=name)
        else:
            self.wrong((*path, name), "text")
        return ""

    def wrong(self, path: Path, wanted: str) -> None:
        """Remember that something of another kind was wanted at `path`."""
        name = str(path[-1]) if path else "experiment"
        self.tell(path, _WANTED[wanted], name=name)

    def activities(self, value: Any, path: Path, earlier: Mapping[str, Activity]) -> Iterator[Activity]:
        """Yield the activities of a list; `ref` names one of `earlier`."""
        for index, item in enumerate(self.listing(value, path)):
            at: Path = (*path, index)
            if not isinstance(item, dict):
                self.wrong(at, "mapping")
                continue
            data = cast("dict[str, Any]", item)
            known = earlier.get(str(data.get("ref")))
            if known is not None:
                yield known
                continue
            activity = self._activity(data, at)
            if activity is not None:
                yield activity

    def _activity(self, data: Mapping[str, Any], path: Path) -> Activity | None:
        before = len(self.problems)
        name, kind = self.text(data, "name", path), self.text(data, "type", path)
        if "provider" not in data:
            self.tell(path, "chaos_missing", name="provider")
        provider = self.mapping(data.get("provider"), (*path, "provider"))
        if provider:
            self.text(provider, "type", (*path, "provider"))
        if len(self.problems) > before:
            return None
        as_kind: Kind = "probe" if kind == "probe" else "action"
        return Activity(kind=as_kind, name=name, provider=provider, data=data, path=path)


def load_experiment(path: FilePath, called: str | None = None) -> Document:
    """Return the experiment's tree; what is wrong with the file stands in `problems`, nothing is raised."""
    file, folder = called or str(path), path.absolute().parent
    raw = read_bytes(path, LARGEST)
    text = decode(raw) if isinstance(raw, bytes) else raw
    if isinstance(text, Unreadable):
        why = found(file, text.mark, "", text.key, **dict(text.facts))
        return Document(file=file, folder=folder, problems=(why,))
    root, problems = compose(file, _as_yaml(text))
    sha256 = hashlib.sha256(raw if isinstance(raw, bytes) else b"").hexdigest()
    return Document(file=file, folder=folder, sha256=sha256, root=root, problems=problems)


def experiment_of(document: Document) -> Reader | None:
    """Return the reader of an experiment, None where the file holds none; the document's problems are in it."""
    if document.root is None:
        return None
    reader = Reader(document=document, root=document.root, problems=list(document.problems))
    missing = next((name for name in ("title", "method") if name not in document.root.entries), None)
    if missing is not None:
        reader.problems.append(found(document.file, START, missing, "chaos_not_one", name=missing))
    return reader


def spelled(path: Path) -> str:
    """Return `method[0].provider.path`: how a path reads."""
    return "".join(f".{part}" if isinstance(part, str) else f"[{part}]" for part in path).lstrip(".")


def _as_yaml(text: str) -> str:
    """Return JSON as YAML reads it, every character in its place or before: tabs, and halves of pairs."""
    if not text.lstrip().startswith("{"):
        return text
    return _JSON.sub(lambda found: " " if found[0] == "\t" else _PAIR.sub(_joined, found[0]), text)


def _joined(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16)
    return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
