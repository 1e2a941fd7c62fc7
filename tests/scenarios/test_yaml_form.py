"""What a file must be before anything in it is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.composer import compose
from scenarios.documents import LARGEST, load
from scenarios.problems import Problem
from scenarios.tree import data_of, mark_of
from tests.support.drill_files import DrillFiles


def only(text: str) -> Problem:
    root, problems = compose("f.yaml", text)
    assert len(problems) == 1, (root, [str(problem) for problem in problems])
    return problems[0]


@pytest.mark.parametrize(
    ("text", "key", "line", "column"),
    [
        ("", "empty_file", 1, 1),
        ("# only a comment\n", "empty_file", 1, 1),
        ("---\n", "empty_file", 2, 1),
        ("- a\n", "not_a_mapping_file", 1, 1),
        ("text", "not_a_mapping_file", 1, 1),
        ("a: 1\nb: 2\na: 3\n", "duplicate_key", 3, 1),
        ("a: {b: 1, b: 2}\n", "duplicate_key", 1, 11),
        ("a: 1\n---\nb: 2\n", "many_documents", 2, 1),
        ("a: 1\n\tb: 2\n", "tab", 2, 1),
        ("a:\n\t- b\n", "tab", 2, 1),
        ("a: [1, 2\n", "not_yaml", 2, 1),
        ("a: 'x\n", "not_yaml", 2, 1),
        ("a: b: c\n", "not_yaml", 1, 5),
        ("a: @x\n", "not_yaml", 1, 4),
        ("a: \x01\n", "control_character", 1, 4),
        ("a: 1\nb: x\u202ey\n", "control_character", 2, 5),
        ("a: x\u2028y\n", "control_character", 1, 5),
        ("%YAML 1.1\n---\na: no\n", "yaml_version", 2, 1),
        ("a: !!python/object:os.system x\n", "tag", 1, 4),
        ("a: !!str 012\n", "tag", 1, 4),
        ("b: {x: 1}\na:\n  <<: {y: 2}\n", "merge_key", 3, 3),
        ("? [a, b]\n: c\n", "key_is_no_text", 1, 3),
        ("a: *nowhere\n", "unknown_alias", 1, 4),
        ("a: &x [*x]\n", "unknown_alias", 1, 8),
        ('a: "x\\0y"\n', "no_text", 1, 4),
        ('a: "\\ud800"\n', "no_text", 1, 4),
        ("a: " + "[" * 40 + "]" * 40, "too_deep", 1, 35),
    ],
)
def test_a_malformed_file_is_refused_where_it_is_malformed(text: str, key: str, line: int, column: int) -> None:
    problem = only(text)
    assert (problem.key, problem.line, problem.column) == (key, line, column)


def test_aliases_may_be_used_and_their_expansion_is_bounded() -> None:
    root, problems = compose("f.yaml", "a: &x [1, 2]\nb: *x\n")
    assert problems == ()
    assert root is not None
    assert data_of(root) == {"a": [1, 2], "b": [1, 2]}
    levels = [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]" for i in range(1, 20)]
    assert only("\n".join(["l0: &l0 [x]", *levels])).key == "too_many_nodes"


def test_a_chain_of_aliases_cannot_make_a_deep_tree() -> None:
    levels = [f"l{i}: &l{i} [*l{i - 1}]" for i in range(1, 200)]
    assert only("\n".join(["l0: &l0 [x]", *levels])).key == "too_deep"


def test_several_problems_of_form_are_told_together() -> None:
    _, problems = compose("f.yaml", "a: 1\na: 2\nb: !t x\nb: 3\n")
    assert [(problem.key, problem.line) for problem in problems] == [
        ("duplicate_key", 2),
        ("tag", 3),
        ("duplicate_key", 4),
    ]


def test_plain_words_and_digits_stay_the_text_that_they_are() -> None:
    text = "a: no\nb: 012\nc: yes\nd: on\ne: 1_000\nf: 0x1f\ng: 2024-01-01\nh: 1:30\nj: +5\n012: 1\nno: 2\ntrue: 3\n"
    root, problems = compose("f.yaml", text)
    assert problems == ()
    assert root is not None
    assert data_of(root) == {
        "a": "no", "b": "012", "c": "yes", "d": "on", "e": "1_000", "f": "0x1f", "g": "2024-01-01", "h": "1:30",
        "j": "+5", "012": 1, "no": 2, "true": 3,
    }  # fmt: skip


def test_numbers_truths_and_nothing_are_read_when_written_plainly() -> None:
    root, _ = compose("f.yaml", "a: 12\nb: -3\nc: 0.5\nd: 1e3\ne: true\nf: ~\ng:\nh: '12'\n")
    assert root is not None
    assert data_of(root) == {"a": 12, "b": -3, "c": 0.5, "d": 1000.0, "e": True, "f": None, "g": None, "h": "12"}


def test_every_value_knows_its_place() -> None:
    root, _ = compose("f.yaml", "a:\n  - x: {y: [1, 2]}\n")
    assert root is not None
    mark = mark_of(root, ("a", 0, "x", "y", 1))
    assert (mark.line, mark.column) == (2, 16)


def test_a_file_that_is_not_utf8_says_which_byte(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes("a: 1\ntitle: 交易".encode("gbk"))
    (problem,) = load(path).problems
    assert (problem.key, problem.line, problem.column) == ("not_utf8", 2, 8)
    assert "0xbd" in str(problem)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n".encode())
    document = load(path)
    assert document.problems == ()
    assert document.root is not None
    assert data_of(document.root) == {"a": 1, "b": "x\ny\n"}


@pytest.mark.parametrize("size", [LARGEST + 1, 10_000_000])
def test_a_file_that_is_too_large_is_not_even_parsed(size: int, tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: " + b"x" * size)
    assert [problem.key for problem in load(path).problems] == ["too_large"]


def test_what_is_no_file_is_told_so(tmp_path: Path) -> None:
    assert [problem.key for problem in load(tmp_path / "gone.yaml").problems] == ["no_file"]
    assert [problem.key for problem in load(tmp_path).problems] == ["not_a_file"]
    assert [problem.key for problem in load(Path("nul\0.yaml")).problems] == ["no_file"]


def test_unreadable_files_are_all_told_at_once(files: DrillFiles) -> None:
    files.path("scenario").write_bytes(b"\xff\xfe")
    files.path("bia").unlink()
    files.path("inventory").write_text("hosts: [\n", encoding="utf-8")
    assert [problem.key for problem in files.problems()] == ["not_utf8", "no_file", "not_yaml"]
