"""The three places where settings are told, as one tree that remembers who said what.

A value of the command line has more weight than one of the environment, and that more than one of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.composer import compose_any
from scenarios.problems import START, Mark, Problem, found
from scenarios.tree import Listing, Node, Scalar, Table, depth_of, size_of
from service.settings.model import Settings

Keys: TypeAlias = tuple[str, ...]
Told: TypeAlias = str | int | bool | Path | Sequence[str] | Sequence[Path] | None

PREFIX: Final = "DRILLPROOF_"
ENVIRONMENT: Final = "environment"
COMMAND_LINE: Final = "command line"
CONFIG: Final = f"{PREFIX}CONFIG"
OTHERS: Final = frozenset((CONFIG, f"{PREFIX}TOKEN", f"{PREFIX}PROVED"))
"""Variables of ours that are no settings: the file of settings, who calls, and what the library's tests ask."""
OPTIONS: Final[dict[str, str]] = {
    "database": "--db",
    "home": "--home",
    "policy": "--policy",
    "roots": "--root",
    "listen.host": "--host",
    "listen.port": "--port",
    "listen.tls_cert": "--tls-cert",
    "listen.tls_key": "--tls-key",
    "listen.names": "--name",
    "listen.proxy": "--proxy",
    "listen.unprotected": "--unprotected",
    "worker.site": "--site",
    "worker.reaches": "--reaches",
    "worker.drills": "--drills",
    "worker.name": "--name",
    "backup.to": "--to",
}
"""The option of the command line that sets a key."""


def field_at(keys: Keys) -> FieldInfo | None:
    """Return the field that `keys` name, or None if there is none."""
    model: type[BaseModel] | None = Settings
    field: FieldInfo | None = None
    for key in keys:
        field = None if model is None else model.model_fields.get(key)
        if field is None:
            return None
        model = section_in(field.annotation)
    return field


def section_in(annotation: Any) -> type[BaseModel] | None:
    """Return the mapping that a value of this type can be."""
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for each in get_args(annotation) if (found := section_in(each)) is not None), None)


def _types(annotation: Any) -> Iterator[Any]:
    if not get_args(annotation):
        yield annotation
    for each in get_args(annotation):
        yield from _types(each)


def is_list(field: FieldInfo | None) -> bool:
    """Tell whether a key takes several values."""
    return field is not None and str(field.annotation).startswith(("list[", "typing.List["))


def _is_text(field: FieldInfo | None) -> bool:
    return field is not None and not {int, bool}.intersection(_types(field.annotation))


def _is_path(keys: Keys) -> bool:
    field = field_at(keys)
    return keys in {("database",), ("database", "file")} or (
        field is not None and Path in set(_types(field.annotation))
    )


# The file


def rooted(node: Node, folder: Path, keys: Keys = ()) -> Node:
    """Return the tree with every path in it starting at `folder`; a database that is a URL stays one."""
    match node:
        case Table():
            entries = {key: rooted(each, folder, (*keys, key)) for key, each in node.entries.items()}
            return Table(mark=node.mark, entries=entries, marks=node.marks, size=node.size, depth=node.depth)
        case Listing():
            items = tuple(rooted(each, folder, keys) for each in node.items)
            return Listing(mark=node.mark, items=items, size=node.size, depth=node.depth)
        case Scalar(text=text) if text and text != "~" and "://" not in text and _is_path(keys):
            return Scalar(mark=node.mark, text=str(folder / Path(text).expanduser()), plain=node.plain)
        case Scalar():
            return node


# The environment


def of_environment(environ: Mapping[str, str]) -> tuple[Table, tuple[Problem, ...]]:
    """Return what variables say, and what cannot be said so."""
    root, problems = _table(START), list[Problem]()
    for name in sorted(name for name in environ if name.upper().startswith(PREFIX) and name not in OTHERS):
        keys = tuple(name[len(PREFIX) :].lower().split("__"))
        mark = Mark(file=ENVIRONMENT, cell=name)
        if not put(root, keys, _value(keys, environ[name], mark), mark):
            problems.append(found(ENVIRONMENT, mark, ".".join(keys), "set_twice", name=".".join(keys)))
    return root, tuple(problems)


def _value(keys: Keys, text: str, mark: Mark) -> Node:
    field = field_at(keys)
    if is_list(field):
        return _several(text, mark)
    if not text or not _is_text(field):
        return Scalar(mark=mark, text=text, plain=True)
    return Scalar(mark=mark, text=text, plain=False)


def _several(text: str, mark: Mark) -> Node:
    """Return a list written as `a, b` or, where a value has a comma in it, as YAML: `["a,b", c]`."""
    written = compose_any(mark.cell, text)[0] if text.startswith("[") else None
    if isinstance(written, Listing):
        return _marked(written, mark)
    return _listing([part.strip() for part in text.split(",") if part.strip()], mark)


def _marked(node: Listing, mark: Mark) -> Listing:
    items = tuple(Scalar(mark=mark, text=each.text, plain=False) for each in node.items if isinstance(each, Scalar))
    return Listing(mark=mark, items=items, size=size_of(items), depth=depth_of(items))


# The command line


def of_options(options: Mapping[str, Told]) -> Table:
    """Return what options say; None, an empty list and a flag that was not set say nothing."""
    root = _table(START)
    for key, told in options.items():
        if told is None or told is False or told in ((), []):
            continue
        mark = Mark(file=COMMAND_LINE, cell=OPTIONS[key])
        put(root, tuple(key.split(".")), _node(told, mark), mark)
    return root


def _node(told: Told, mark: Mark) -> Node:
    if isinstance(told, bool | int):
        return Scalar(mark=mark, text=str(told).lower(), plain=True)
    if isinstance(told, str | Path):
        return Scalar(mark=mark, text=str(told), plain=False)
    return _listing(list(map(str, told or ())), mark)


# All of them


def put(root: Table, keys: Keys, node: Node, mark: Mark) -> bool:
    """Put a value into a tree that is being made; False if something stands in its way."""
    table = root
    for key in keys[:-1]:
        below = table.entries.setdefault(key, _table(mark))
        table.marks.setdefault(key, mark)
        if not isinstance(below, Table):
            return False
        table = below
    if keys[-1] in table.entries:
        return False
    table.entries[keys[-1]], table.marks[keys[-1]] = node, mark
    return True


def merged(below: Table, above: Table) -> Table:
    """Return both trees as one; where both say something, `above` is right."""
    entries = dict(below.entries)
    for key, node in above.entries.items():
        under = entries.get(key)
        entries[key] = merged(under, node) if isinstance(under, Table) and isinstance(node, Table) else node
    marks = {**below.marks, **above.marks}
    values = list(entries.values())
    return Table(mark=below.mark, entries=entries, marks=marks, size=size_of(values), depth=depth_of(values))


def leaves(node: Node, keys: Keys = ()) -> Iterator[tuple[Keys, Mark]]:
    """Yield every key that was told, and by whom."""
    if isinstance(node, Table):
        for key, below in node.entries.items():
            yield from leaves(below, (*keys, key))
    else:
        yield keys, node.mark


def _table(mark: Mark) -> Table:
    return Table(mark=mark, entries={}, marks={}, size=1, depth=1)


def _listing(texts: Sequence[str], mark: Mark) -> Listing:
    items = tuple(Scalar(mark=mark, text=each, plain=False) for each in texts)
    return Listing(mark=mark, items=items, size=size_of(items), depth=depth_of(items))
