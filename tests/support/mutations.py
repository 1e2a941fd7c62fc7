"""Ways of spoiling files: lines, words, bytes, structure, cells; and what must be said of the result."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from scenarios.problems import Problem

MUTATED: Final = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
"""One hundred mutations, the same in every run."""
SOME: Final = settings(MUTATED, max_examples=40)
"""As many of each further form of the same file."""

WORDS: Final = (
    "", "~", "no", "012", "-1", "0", "1e999", "[]", "{}", "[[]]", "{a: b}", "'", '"', ":", "- x", "&a", "*a", "&a [*a]",
    "!t x", "$", "$x", "${PGDATA}", "\t", "\0", "\x1b", "\u202e", "\ufeff", "\ud83d\ude00", "真", "true", "0.1", "1s",
    "99999999999h", "9" * 40, "a" * 300, "|", ">", "%", "@", "`", "#", ", ", "}", "]", "<<: x", "? x", "...", "---",
    ".nan", ".inf", "../../etc/passwd", "/dev/zero", "TODO: x", "TODO", "2026-13-45", "24:61", "=1+1", "[a:",
    "ansible_host=", "ProxyJump self", "Include *", "Match exec true", "Host *", "[x:children]", "{{ x }}", "<text>",
)  # fmt: skip
VALUES: Final[tuple[Any, ...]] = (
    *WORDS, None, True, 0, -1, 10**17, 10**30, 0.5, [], {}, [[]], {"a": {"b": []}}, {"file": "x"}, {"env": "X"},
    {"run": ["x"]}, [{}], [None], {"zh": 1}, {"": ""},
)  # fmt: skip
CELLS: Final[tuple[Any, ...]] = (
    *(word for word in WORDS if word.isprintable()),
    None, 0, -1, 1, 3.5, 10**15, 1e300, True, False, "=1+1", "=A1", "#REF!",
    date(2026, 2, 28), datetime(2026, 11, 21, 20, 0), time(0, 5), timedelta(hours=30), "5分钟", "切换", "准备", "张伟",  # noqa: DTZ001
    "1", "1、2", "s01", "s01-undo", "controller", "是", "无", "x" * 9000, "\n\n", "a\nb",
)  # fmt: skip
Table: TypeAlias = list[list[Any]]


@st.composite
def spoiled_bytes(draw: st.DrawFn, text: str) -> bytes:
    """Return the text with some lines, words and characters changed, and perhaps as other bytes."""
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from([_line, _line, _word, _word, _letter]))(draw, text)
    raw = text.encode("utf-8", "surrogatepass")
    return draw(st.sampled_from([_same, _same, _same, _cut, _garbled, _wide, _gbk]))(draw, raw)


def _line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    at, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    match draw(st.sampled_from(["drop", "twice", "swap", "deeper", "higher", "key", "anchor"])):
        case "drop":
            del lines[at]
        case "twice":
            lines.insert(other, lines[at])
        case "swap":
            lines[at], lines[other] = lines[other], lines[at]
        case "deeper":
            lines[at] = "  " + lines[at]
        case "higher":
            lines[at] = lines[at].removeprefix("  ")
        case "key":
            lines[at] = draw(st.sampled_from(WORDS)) + ":" + lines[at].partition(":")[2]
        case _:
            key, colon, rest = lines[at].partition(":")
            lines[at] = f"{key}{colon} {draw(st.sampled_from(['&a', '*a', '!x', '<<', '|', '>-']))}{rest}"
    return "\n".join(lines)


def _word(draw: st.DrawFn, text: str) -> str:
    words = text.split(" ")
    at = draw(st.integers(0, len(words) - 1))
    words[at] = draw(st.sampled_from(WORDS) | st.sampled_from(words))
    return " ".join(words)


def _letter(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    kept = text[at + draw(st.integers(0, 1)) :]
    return text[:at] + draw(st.sampled_from([*":-[]{},'\"#&*!|>%@$=;\\ \n\t\r\0", "é", "\u2028", ""])) + kept


def _same(_draw: st.DrawFn, raw: bytes) -> bytes:
    return raw


def _cut(draw: st.DrawFn, raw: bytes) -> bytes:
    return raw[: draw(st.integers(0, len(raw)))]


def _garbled(draw: st.DrawFn, raw: bytes) -> bytes:
    at = draw(st.integers(0, len(raw)))
    return raw[:at] + draw(st.binary(min_size=1, max_size=4)) + raw[at + draw(st.integers(0, 4)) :]


def _wide(_draw: st.DrawFn, raw: bytes) -> bytes:
    return raw.decode("utf-8", "replace").encode("utf-16")


def _gbk(_draw: st.DrawFn, raw: bytes) -> bytes:
    return raw.decode("utf-8", "replace").encode("gb18030", "replace")


@st.composite
def restructured(draw: st.DrawFn, data: Any) -> bytes:
    """Return well-formed JSON of the data with parts changed, dropped, doubled, renamed or moved."""
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(1, 4))):
        inner = list(_inner(data))
        target: Any = draw(st.sampled_from(inner))
        other: Any = copy.deepcopy(draw(st.sampled_from(inner)))
        keys: list[Any] = [*target] if hasattr(target, "keys") else [*range(len(target))]
        if keys:
            _change(draw, target, draw(st.sampled_from(keys)), other)
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _change(draw: st.DrawFn, target: Any, key: Any, other: Any) -> None:
    change = draw(st.sampled_from(["value", "drop", "graft", "rename"]))
    if change == "value":
        target[key] = copy.deepcopy(draw(st.sampled_from(VALUES)))
    elif change == "drop":
        del target[key]
    elif change == "rename" and isinstance(key, str):
        target[draw(st.sampled_from(WORDS))] = target.pop(key)
    else:
        target[key] = other


def _inner(data: Any) -> Iterator[Any]:
    if not isinstance(data, dict | list):
        return
    yield cast("Any", data)
    below = list(cast("dict[str, Any]", data).values()) if isinstance(data, dict) else cast("list[Any]", data)
    for part in below:
        yield from _inner(part)


@st.composite
def spoiled_table(draw: st.DrawFn, rows: Iterable[Iterable[Any]]) -> Table:
    """Return the rows with cells changed, swapped or cleared, and rows or columns dropped, doubled or moved."""
    table: Table = [list(row) for row in rows]
    for _ in range(draw(st.integers(1, 5))):
        at, other = draw(st.integers(0, len(table) - 1)), draw(st.integers(0, len(table) - 1))
        column = draw(st.integers(0, 11))
        match draw(st.sampled_from(["cell", "cell", "cell", "swap", "drop", "twice", "rows", "column", "shift"])):
            case "cell":
                _put(table[at], column, draw(st.sampled_from(CELLS)))
            case "swap":
                here, there = _get(table[at], column), _get(table[other], column)
                _put(table[at], column, there)
                _put(table[other], column, here)
            case "drop" if len(table) > 1:
                del table[at]
            case "twice":
                table.insert(other, list(table[at]))
            case "rows":
                table[at], table[other] = table[other], table[at]
            case "column":
                for row in table:
                    del row[column : column + 1]
            case _:
                table[at].insert(0, "")
    return table


def _get(row: list[Any], column: int) -> Any:
    return row[column] if column < len(row) else ""


def _put(row: list[Any], column: int, value: Any) -> None:
    row.extend([""] * (column + 1 - len(row)))
    row[column] = value


@st.composite
def spoiled_archive(draw: st.DrawFn, raw: bytes) -> bytes:
    """Return a workbook's bytes spoiled: cut, garbled, or with one of its parts changed inside."""
    if draw(st.booleans()):
        return draw(st.sampled_from([_cut, _garbled]))(draw, raw)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(stream, "w") as target:
        names = source.namelist()
        chosen = draw(st.sampled_from(names))
        for name in names:
            part = source.read(name)
            if name == chosen:
                if draw(st.integers(0, 5)) == 0:
                    continue
                part = draw(st.sampled_from([_cut, _garbled, _swapped]))(draw, part)
            target.writestr(name, part)
    return stream.getvalue()


def _swapped(draw: st.DrawFn, part: bytes) -> bytes:
    words = [b'"', b"<", b"r=", b't="s"', b"</c>", b"<v>", b"sheetData", b"ref=", b"A1", b"utf-8", b"1"]
    new = [b"", b"<!ENTITY x 'y'>", b't="e"', b't="b"', b"ZZZ99999999", b"<f>1/0</f>", b"-1", b"1e999", b"&x;"]
    return part.replace(draw(st.sampled_from(words)), draw(st.sampled_from(new)), draw(st.integers(1, 3)))


def are_told_well(problems: Iterable[Problem], names: Iterable[Path | str]) -> None:
    """Assert that every problem says where, in which field, what is wrong and what to write, in both languages."""
    known = tuple(str(name) for name in names)
    for problem in problems:
        assert problem.file.startswith(known), problem
        assert problem.line >= 1
        assert problem.column >= 1
        for language in ("zh", "en"):
            told = problem.told(language)
            assert "\n" not in told
            assert told.isprintable(), told
            assert told.startswith(f"{problem.file}:{problem.place}: {problem.field or 'file'}: ")
        assert problem.message
        assert problem.repair
        assert problem.severity in {"error", "warning", "info"}
        if not problem.cell:
            _is_in_the_file(problem)


def _is_in_the_file(problem: Problem) -> None:
    path = Path(problem.file)
    if path.is_file():
        assert problem.line <= path.read_bytes().count(b"\n") + path.read_bytes().count(b"\r") + 2, problem
