"""The mutants of a module: mutmut's changes, each as a function that can be put in the place of the one."""

from __future__ import annotations
import __future__

import ast
import difflib
import hashlib
import importlib
import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import chain, dropwhile
from pathlib import Path
from types import FunctionType
from typing import Any, Final, TypeAlias, cast

from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

Key: TypeAlias = tuple[str, str, str, str, int]
"""Module, function, the lines before and after, and which of several that read alike."""
Change: TypeAlias = tuple[str, str, str, str]
"""Module, function, the lines before and after."""
_ORIGINAL: Final = "__mutmut_orig"
_SEED: Final = 20_261_122
_ANNOTATIONS: Final = __future__.annotations.compiler_flag


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change in one function. `lines` are those of the statements that it touches; `digest` is of the function."""

    module: str
    function: str
    before: str
    after: str
    nth: int
    digest: str
    lines: tuple[int, ...]
    source: str

    @property
    def key(self) -> Key:
        """Return what this change is called from one run to the next."""
        return self.module, self.function, self.before, self.after, self.nth

    @property
    def change(self) -> Change:
        """Return what it changes, whichever of several that read alike it is."""
        return self.module, self.function, self.before, self.after

    def put_in(self) -> None:
        """Let the function do what this mutant does, in this process and for good."""
        place = dict(vars(importlib.import_module(self.module)))
        exec(compile(self.source, self.module, "exec", _ANNOTATIONS), place)  # noqa: S102  a function, and only that
        one, other = _function(self.module, self.function), place[self.function.rpartition(".")[2]]
        one.__code__, one.__defaults__, one.__kwdefaults__ = other.__code__, other.__defaults__, other.__kwdefaults__


def mutants_of(path: Path, kept: Path) -> list[Mutant]:
    """Return every mutant of the file at `path`, relative to the root; `kept` is the folder where they are kept."""
    text = path.read_text(encoding="utf-8")
    file = _file(path, text, kept)
    if not file.exists():
        file.write_text(json.dumps([astuple(mutant) for mutant in _made(path, text)]), encoding="utf-8")
    return [Mutant(*fields) for fields in json.loads(file.read_text(encoding="utf-8"))]


def drawn(mutants: Sequence[Mutant]) -> list[Mutant]:
    """Return the mutants in an order that chance gave them, the same in each run: the first so many are a sample."""
    return sorted(mutants, key=lambda mutant: _digest(f"{_SEED} {mutant.key}"))


def is_made(path: Path, kept: Path) -> bool:
    """Tell whether the mutants of the file as it reads now are kept: making them takes a while."""
    return _file(path, path.read_text(encoding="utf-8"), kept).exists()


def _file(path: Path, text: str, kept: Path) -> Path:
    return kept / f"{module_at(path)}-{_digest(text)}.json"


def _made(path: Path, text: str) -> Iterator[Mutant]:
    made = mutate_file_contents(str(path), _undecorated(text))
    written, statements, first_lines = made.code.splitlines(), _statements(text), _first_lines(text)
    seen = Counter[tuple[str, str, str]]()
    for name in made.mutant_names:
        function, owner = orig_function_and_class_names_from_key(name)
        named = f"{owner}.{function}" if owner else function
        original = _lines(made, written, name.partition("__mutmut_")[0] + _ORIGINAL, function)
        mutated = _lines(made, written, name, function)
        *changed, places = _changed(original, mutated)
        before, after = ("\n".join(line.strip() for line in lines) for lines in changed)
        seen[named, before, after] += 1
        yield Mutant(
            module=module_at(path),
            function=named,
            before=before,
            after=after,
            nth=seen[named, before, after],
            digest=_digest("\n".join(original)),
            lines=tuple(chain.from_iterable(statements.get(first_lines[named] + place, ()) for place in places)),
            source=textwrap.dedent("\n".join(mutated)),
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def module_at(path: Path) -> str:
    """Return the name by which the file at `path` is imported."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _undecorated(text: str) -> str:
    """Return the source with the decorators of its functions as comments: mutmut leaves decorated ones alone."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for one in node.decorator_list:
                for place in range(one.lineno - 1, one.end_lineno or one.lineno):
                    lines[place] = f"# {lines[place]}"
    return "\n".join(lines) + "\n"


def _lines(made: MutatedFile, written: list[str], name: str, function: str) -> list[str]:
    """Return the lines of a function from its `def` on, under its own name."""
    span = made.line_span_by_function_name[name]
    text = "\n".join(dropwhile(_is_before, written[span.start - 1 : span.end]))
    return text.replace(name, function, 1).splitlines()


def _is_before(line: str) -> bool:
    return not line.strip().startswith(("def ", "async def "))


def _changed(original: list[str], mutated: list[str]) -> tuple[list[str], list[str], list[int]]:
    """Return the lines that were and that are now, and the places of the former."""
    before, after, places = list[str](), list[str](), list[int]()
    for what, first, last, start, end in difflib.SequenceMatcher(None, original, mutated, autojunk=False).get_opcodes():
        if what != "equal":
            before += original[first:last]
            after += mutated[start:end]
            places += range(first, max(last, first + 1))
    return before, after, places


def _statements(text: str) -> dict[int, range]:
    """Return the lines of the statement on each line; of one that holds others, or of a case, those of its head.

    A default takes effect wherever the function runs, so the head of a function stands for the whole.
    """
    spans = dict[int, range]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt):
            inner = [child.lineno for child in ast.walk(node) if isinstance(child, ast.stmt) and child is not node]
            last = min(inner) - 1 if inner else node.end_lineno or node.lineno
            head = range(node.lineno, max(last, node.lineno) + 1)
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            whole = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            spans.update(dict.fromkeys(head, whole if is_function else head))
        elif isinstance(node, ast.match_case | ast.ExceptHandler):
            first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            head = range(first, max(node.body[0].lineno, first + 1))
            spans.update(dict.fromkeys(head, head))
    return spans


def _first_lines(text: str) -> dict[str, int]:
    """Return the line of the `def` of each function and method."""
    found = dict[str, int]()
    for node in ast.parse(text).body:
        prefix, inside = (f"{node.name}.", node.body) if isinstance(node, ast.ClassDef) else ("", [node])
        for inner in inside:
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                found[prefix + inner.name] = inner.lineno
    return found


def _within(found: object, named: str) -> Any:
    for name in named.split("."):
        found = vars(found)[name]
    return found


def _function(module: str, named: str) -> FunctionType:
    """Return the function itself, out of whatever decorators made of it."""
    found = _within(importlib.import_module(module), named)
    while not isinstance(found, FunctionType):
        inner = next(one for one in ("__wrapped__", "__func__", "fget", "func") if hasattr(found, one))
        found = getattr(found, inner)
    while "__wrapped__" in vars(found):
        found = vars(found)["__wrapped__"]
    return cast("FunctionType", found)
