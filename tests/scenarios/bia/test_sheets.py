"""A register goes to sheets and comes back the same; what is wrong in a sheet names its cell."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.bia.carrying import as_csv, as_workbook, as_yaml, data_in, examine_file
from scenarios.bia.model import BiaInput
from scenarios.bia.sheets.cells import duration
from scenarios.bia.sheets.forms import FORMS, GUIDE
from scenarios.bia.yaml_text import yaml_of
from scenarios.composer import compose
from scenarios.problems import Problem
from scenarios.tree import data_of
from tests.support.registers import CLEAN, generated, put

LIBRARY = Path(__file__).parents[3] / "scenarios" / "library"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("source", ["securities", "lab", "clean", "generated"])
def test_a_register_comes_back_from_sheets_as_it_went(tmp_path: Path, source: str, form: str) -> None:
    texts = {"clean": CLEAN, "generated": generated(40)}
    path = put(tmp_path, texts.get(source) or (LIBRARY / f"{source}-bia.yaml").read_text("utf-8"))
    before, problems = examine_file(path)
    sheets = _written(data_in(before), tmp_path, form)
    after, again = examine_file(sheets)
    assert after.bia == before.bia
    assert sorted(problem.key for problem in again) == sorted(problem.key for problem in problems)
    back = put(tmp_path, as_yaml(after), name="back.yaml")
    assert examine_file(back)[0].bia == before.bia


def _written(data: Any, folder: Path, form: str) -> Path:
    if form == "xlsx":
        path = folder / "bia.xlsx"
        path.write_bytes(as_workbook(data))
        return path
    path = folder / "sheets"
    path.mkdir(exist_ok=True)
    for name, content in as_csv(data).items():
        (path / name).write_bytes(content)
    return path


Strategies = dict[str, Any]
names = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,8}\Z")
odd = st.sampled_from(
    [
        "=1+1",
        "+x",
        "-x",
        "@x",
        "＝x",
        "'=x",
        "'",
        "no",
        "012",
        "1",
        "true",
        "~",
        "a: b",
        "#x",
        "[",
        "中文，文本",
        "行\n二",
        '"',
        "1h",
        "null",
        "{a}",
    ]
)
texts = odd | st.text("abc 中文=+-@'\",:#{}[]|>&*!%?\n", min_size=1, max_size=12).map(str.strip).filter(bool)
titles = texts | st.fixed_dictionaries({"zh": texts, "en": texts})
periods = st.sampled_from(["1s", "30s", "5m", "1.5h", "4h", "1d", "250ms"])
grades = st.integers(1, 5)
impacts = st.fixed_dictionaries(
    {"after": periods}, optional={"loss": st.integers(0, 10**9), "economic": grades, "legal": grades}
)
shares = st.sampled_from(["90%", "80.5%"])
classes = st.sampled_from(["real_time", "non_real_time"])


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Any]:
    """A register in the right form, with odd texts wherever a text may stand."""
    services = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    businesses = draw(st.lists(names, max_size=3, unique=True))
    suppliers = draw(st.lists(names, max_size=2, unique=True))
    some = st.lists(st.sampled_from(services), min_size=1, max_size=3, unique=True)
    more: dict[str, Any] = {
        "title": titles, "owner": titles, "class": classes, "level": st.integers(1, 6), "priority": st.integers(1, 9),
        "mtpd": periods, "depends_on": some, "acceptable": st.fixed_dictionaries({"rate": shares, "hold": periods}),
        "resources": st.fixed_dictionaries({"data": st.lists(titles, min_size=1, max_size=2)}),
    }  # fmt: skip
    if suppliers:
        more["suppliers"] = st.lists(st.sampled_from(suppliers), min_size=1, unique=True)
    asked: dict[str, Any] = {"rto": periods, "rpo": periods, "writes": st.booleans()}
    service = st.fixed_dictionaries(asked, optional=more)
    known: dict[str, Any] = {
        "title": titles, "owner": titles, "class": classes, "importance": st.sampled_from(["core", "general"]),
        "priority": st.integers(1, 9), "mtpd": periods, "rto": periods, "rpo": periods, "response": periods,
        "impact": st.lists(impacts, min_size=1, max_size=3), "needs": st.fixed_dictionaries({"services": some}),
    }  # fmt: skip
    business = st.fixed_dictionaries({}, optional=known)
    supplier = st.fixed_dictionaries({}, optional={"title": titles, "contact": texts, "rto": periods, "rpo": periods})
    return {
        **draw(st.fixed_dictionaries({}, optional={"about": abouts})),
        **({"businesses": {name: draw(business) for name in businesses}} if businesses else {}),
        "services": {name: draw(service) for name in services},
        **({"suppliers": {name: draw(supplier) for name in suppliers}} if suppliers else {}),
    }


people = st.text("甲乙abc", min_size=1, max_size=4)
abouts = st.fixed_dictionaries(
    {"date": st.just("2026-11-01")},
    optional={
        "purpose": titles,
        "process": st.lists(titles, min_size=1, max_size=3),
        "departments": st.lists(
            st.fixed_dictionaries({"department": titles, "people": st.lists(people, min_size=1, max_size=2)}),
            min_size=1,
            max_size=2,
        ),
    },
)


@pytest.mark.slow(15)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(registers(), st.sampled_from(["xlsx", "csv"]))
def test_whatever_a_register_says_survives_sheets(data: dict[str, Any], form: str) -> None:
    wanted = BiaInput.model_validate(data, context={})
    with tempfile.TemporaryDirectory() as folder:
        after, problems = examine_file(_written(data, Path(folder), form))
    assert [str(problem) for problem in problems if problem.key.startswith(("bia_sheet", "sheet"))] == []
    assert after.bia == wanted


@pytest.mark.slow(15)
@settings(max_examples=200, deadline=None)
@given(registers())
def test_whatever_a_register_says_survives_yaml(data: dict[str, Any]) -> None:
    root, problems = compose("x.yaml", yaml_of(data))
    assert problems == ()
    assert root is not None
    assert data_of(root) == data


def test_no_text_of_a_register_is_a_formula_in_its_sheets(tmp_path: Path) -> None:
    data = {
        "services": {"a": {"title": '=HYPERLINK("http://x")', "owner": "@x", "rto": "1h", "rpo": "0s", "writes": True}}
    }
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(data)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    lines = as_csv(data)["IT服务.csv"].decode("utf-8-sig")
    assert "'=HYPERLINK" in lines
    assert "'@x" in lines
    assert examine_file(_written(data, tmp_path, "csv"))[0].bia == BiaInput.model_validate(data, context={})


def test_the_template_has_every_sheet_with_headings_and_choices(tmp_path: Path) -> None:
    path = _written({}, tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [GUIDE, *(form.name for form in FORMS)]
    for form in FORMS:
        sheet = book[form.name]
        assert [cell.value for cell in sheet[1]] == [heading for heading, _, _ in form.headings()]
        listed = sum(len(rule.sqref.ranges) for rule in sheet.data_validations.dataValidation)
        assert listed == sum(bool(column.words) for _, column, _ in form.headings())
    (problem,) = examine_file(path)[1]
    assert (problem.key, problem.field, problem.cell) == ("bia_sheet_empty", "services", "IT服务!A1")
    sheet = book["IT服务"]
    sheet["B2"] = "集中交易"
    book.save(path)
    assert [problem.key for problem in examine_file(path)[1]] == ["bia_sheet_no_id"]


WRONG: list[tuple[str, str, str | None, str]] = [
    ("IT服务", "I2", "很快", "not_a_duration"),
    ("IT服务", "J2", None, "nothing_here"),
    ("IT服务", "L2", "可能", "bia_sheet_no_choice"),
    ("IT服务", "G2", "七", "not_whole"),
    ("IT服务", "G2", "9", "too_big"),
    ("IT服务", "A3", None, "bia_sheet_no_id"),
    ("IT服务", "A3", "orders", "bia_sheet_id_twice"),
    ("IT服务", "A3", "行情", "bad_name"),
    ("IT服务", "I1", "RT0", "bia_sheet_unknown_heading"),
    ("IT服务", "Q1", "RTO", "bia_sheet_heading_twice"),
    ("业务", "G2", "中等", "bia_sheet_no_choice"),
    ("业务", "J2", "5h", "bia_rto_not_below_mtpd"),
    ("影响", "A2", "tradng", "bia_sheet_unknown_id"),
    ("影响", "C3", "1.5", "not_whole"),
    ("依赖", "D2", "oders", "bia_unknown_service"),
    ("依赖", "C2", "供应商", "bia_sheet_no_dependency"),
    ("依赖", "B2", None, "bia_sheet_no_id"),
    ("供应商", "G2", "明年", "not_a_day"),
    ("概况", "A2", "日子", "bia_sheet_no_choice"),
    ("概况", "B3", "nowhere", "bia_unknown_profile"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "cell", "value", "key"), WRONG, ids=[f"{s}-{c}-{k}" for s, c, _, k in WRONG])
def test_what_is_wrong_in_a_workbook_names_the_cell(
    tmp_path: Path, sheet: str, cell: str, value: str | None, key: str
) -> None:
    path = _written(data_in(examine_file(put(tmp_path, CLEAN))[0]), tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)
    told = [problem for problem in examine_file(path)[1] if problem.key == key]
    assert [problem.cell for problem in told] == [f"{sheet}!{cell}"], [str(each) for each in examine_file(path)[1]]
    assert told[0].told("zh").startswith(f"{path}:{sheet}!{cell}: ")


def test_what_is_wrong_in_csv_names_the_file_and_the_cell(tmp_path: Path) -> None:
    folder = _written(data_in(examine_file(put(tmp_path, CLEAN))[0]), tmp_path, "csv")
    table = folder / "IT服务.csv"
    table.write_bytes(table.read_text("utf-8-sig").replace("45m,30m", "45m,soon").encode("gb18030"))
    (problem,) = examine_file(folder)[1]
    assert str(problem).startswith(f"{table}:J2: services.orders.rto: soon is not a duration")


def test_a_sheet_that_is_not_of_the_template_is_told_and_left(tmp_path: Path) -> None:
    path = _written(data_in(examine_file(put(tmp_path, CLEAN))[0]), tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet("草稿")["A1"] = "x"
    book.save(path)
    (problem,) = examine_file(path)[1]
    assert (problem.key, problem.severity, problem.cell) == ("bia_sheet_unknown", "warning", "草稿!A1")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("4小时", "4h"), ("30 分钟", "30m"), ("2天", "2d"), ("1.5 h", "1.5h"), ("0:30", "30m"), ("4:00:00", "4h"),
     ("00:00:05", "5s"), ("90s", "90s"), ("soon", "soon"), ("4 Stunden", "4 Stunden"), ("", "")],
)  # fmt: skip
def test_durations_are_taken_as_people_write_them(written: str, meant: str) -> None:
    assert duration(written) == meant


ODD = [
    "",
    " ",
    "=1/0",
    "-1",
    "9" * 40,
    "true",
    "~",
    "中文",
    "a\nb",
    "'",
    "1h",
    "0",
    "是",
    "服务编号",
    "RTO",
    "x" * 3000,
    7,
    0.5,
    True,
]


@st.composite
def spoilt(draw: st.DrawFn) -> list[tuple[int, int, int, Any]]:
    cell = st.tuples(st.integers(0, 8), st.integers(1, 7), st.integers(1, 14), st.sampled_from(ODD))
    return draw(st.lists(cell, min_size=1, max_size=5))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a register in which nothing is wrong, as its sheets are made of it."""
    return data_in(examine_file(put(tmp_path_factory.mktemp("clean"), CLEAN))[0])


@pytest.fixture(scope="module")
def workbook(clean: Any) -> bytes:
    return as_workbook(clean)


@pytest.mark.slow(15)
@settings(max_examples=60, deadline=None)
@given(changes=spoilt())
def test_a_spoilt_workbook_is_told_with_cells_and_repairs(
    workbook: bytes, changes: list[tuple[int, int, int, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bia.xlsx"
        book: Any = openpyxl.load_workbook(io.BytesIO(workbook))
        for sheet, row, column, value in changes:
            book.worksheets[sheet % len(book.worksheets)].cell(row=row, column=column).value = value
        book.save(path)
        problems = examine_file(path)[1]
    _are_told(problems)


@pytest.mark.slow(15)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_spoilt_table_of_text_is_told_with_cells_and_repairs(clean: Any, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = _written(clean, Path(name), "csv")
        path = data.draw(st.sampled_from(sorted(folder.iterdir())))
        raw = path.read_bytes()
        at, cut = data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, 9))
        path.write_bytes(raw[:at] + data.draw(st.binary(max_size=6)) + raw[at + cut :])
        _are_told(examine_file(folder)[1])


def _are_told(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        assert problem.message
        assert problem.repair
        assert "\n" not in str(problem)
        assert problem.line >= 1


def test_a_workbook_cut_short_or_changed_in_a_byte_is_told(tmp_path: Path) -> None:
    raw = as_workbook(data_in(examine_file(put(tmp_path, CLEAN))[0]))
    for number, broken in enumerate(_broken(raw)):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(broken)
        _are_told(examine_file(path)[1])


def _broken(raw: bytes) -> Iterator[bytes]:
    for at in range(0, len(raw), len(raw) // 40):
        yield raw[:at]
        yield raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :]
