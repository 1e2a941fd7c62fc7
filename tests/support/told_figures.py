"""What each format of a report says of every objective, read back from the format itself and not by what wrote it.

Digits are compared as text: `12.130` would not be `12.13`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree as ET

import openpyxl
from pypdf import PdfReader

Interval: TypeAlias = tuple[str | None, str | None]
Told: TypeAlias = dict[tuple[str, str], tuple[str | None, ...]]
"""(title of the service, rto | switchover | rpo) to lower, upper and, where there is a target, target and verdict."""

_VERDICTS: Final = {
    "达标": "met",
    "未达标": "missed",
    "无法判定": "inconclusive",
    "met": "met",
    "missed": "missed",
    "inconclusive": "inconclusive",
}
_NOTHING: Final = frozenset({"未取得证据", "无上界", "无下界", "no evidence", "no upper bound", "no lower bound", ""})
_HEADS: Final = {
    "service": {"信息技术服务", "Service"},
    "metric": {"指标", "Figure"},
    "reading": {"口径", "Reading"},
    "target": {"目标值", "Target"},
    "lower": {"实测下限", "At least"},
    "upper": {"实测上限", "At most"},
    "verdict": {"判定", "Verdict"},
}
_NEEDED: Final = frozenset({"metric", "target", "lower", "upper", "verdict"})
_CAPTION: Final = {
    "zh": re.compile(r"(?:表 \S+ )?(\S+)：目标与实测区间"),
    "en": re.compile(r"(?:Table \S+ )?(.+): targets and measured intervals"),
}
_BY_INTERRUPTION: Final = ("自中断事件发生起", "from the interruption")
_BY_SWITCH: Final = ("自开始切换起", "from the start of switching")
_BY_LOSS: Final = ("故障前已确认", "what was acknowledged")
_NUMBER: Final = r"-?\d[\d.e+-]*"


def of_json(made: bytes, lang: str) -> Told:
    """Read report.json: its numbers as they are written."""
    data = json.loads(made, parse_float=str, parse_int=str)
    told: Told = {}
    for service in data["services"]:
        title, rto, rpo, switch = service["title"][lang], service["rto"], service["rpo"], service["switchover"]
        told[title, "rto"] = (rto["lower_s"], rto["upper_s"], rto["target_s"], rto["verdict"])
        told[title, "switchover"] = (switch["lower_s"], switch["upper_s"])
        told[title, "rpo"] = (rpo["lower_s"], rpo["upper_s"], rpo["target_s"], rpo["verdict"])
    return told


def of_html(made: bytes, lang: str) -> Told:
    """Read a page: its tables, cell by cell."""
    reader = _Page()
    reader.feed(made.decode())
    return _of_tables(reader.tables, lang)


def of_docx(made: bytes, lang: str) -> Told:
    """Read a Word document: its tables, and above each the paragraph that names it."""
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        body = ET.fromstring(package.read("word/document.xml"))[0]  # noqa: S314  we made it
    return _of_tables(_word_tables(body), lang)


def of_pdf(made: bytes, lang: str) -> Told:
    """Read a PDF: its text without any space, since lines of cells break where they like."""
    return _of_text("".join(_text_of_pdf(made).split()), lang)


def _text_of_pdf(made: bytes) -> str:
    """Return the text in the order in which it was set, by poppler where it is there, which is ten times as fast."""
    if (tool := shutil.which("pdftotext")) is not None:
        run = subprocess.run([tool, "-raw", "-", "-"], input=made, capture_output=True, check=True)
        return run.stdout.decode()
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def of_xlsx(made: bytes, lang: str) -> Told:
    """Read a workbook: the rows of its second sheet."""
    book: Any = openpyxl.load_workbook(io.BytesIO(made), read_only=True)
    rows = book.worksheets[1].iter_rows(min_row=2, values_only=True)
    return _of_rows([[_cell(value) for value in row] for row in rows], lang)


def of_csv(made: bytes, lang: str) -> Told:
    """Read figures.csv out of a zip."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        text = archive.read("figures.csv").decode("utf-8-sig")
    return _of_rows(list(csv.reader(io.StringIO(text)))[1:], lang)


READERS: Final[Mapping[str, Callable[[bytes, str], Told]]] = {
    "json": of_json,
    "html": of_html,
    "docx": of_docx,
    "pdf": of_pdf,
    "xlsx": of_xlsx,
    "csv": of_csv,
}


def of_metrics(text: str, titles: Mapping[str, str]) -> Told:
    """Read metrics: `titles` gives the title of each service by its name; there is no switchover in them."""
    told: Told = {}
    for name, title in titles.items():
        for figure in ("rto", "rpo"):
            bounds = [_sample(text, f"{figure}_seconds", bound=end, service=name) for end in ("lower", "upper")]
            target = _sample(text, f"{figure}_target_seconds", service=name)
            if target is not None:
                verdict = next(
                    verdict
                    for verdict in ("met", "inconclusive", "missed")
                    if _sample(text, "verdict", objective=figure, service=name, verdict=verdict) == "1.0"
                )
                told[title, figure] = (*bounds, target, verdict)
    return told


def unlike(left: Told, right: Told) -> list[str]:
    """Return what two formats do not say alike, each with what both say."""
    keys = sorted(left.keys() | right.keys())
    return [f"{key}: {left.get(key)} and {right.get(key)}" for key in keys if left.get(key) != right.get(key)]


class _Page(HTMLParser):
    """Collects tables: the caption before each, and its rows of cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, list[list[str]]]] = []
        self._caption, self._open = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        match tag:
            case "figcaption":
                self._caption, self._open = "", "caption"
            case "table":
                self.tables.append((self._caption, []))
            case "tr":
                self.tables[-1][1].append([])
            case "td" | "th":
                self.tables[-1][1][-1].append("")
                self._open = "cell"
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag in {"figcaption", "td", "th"}:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "caption":
            self._caption += data
        elif self._open == "cell":
            self.tables[-1][1][-1][-1] += data


def _word_tables(body: ET.Element) -> Iterator[tuple[str, list[list[str]]]]:
    caption = ""
    for element in body:
        if element.tag.endswith("}p"):
            caption = _text(element)
        elif element.tag.endswith("}tbl"):
            yield caption, [[_text(cell) for cell in _below(row, "tc")] for row in _below(element, "tr")]


def _below(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (child for child in element if child.tag.endswith(f"}}{name}"))


def _text(element: ET.Element) -> str:
    return "".join(one.text or "" for one in element.iter() if one.tag.endswith("}t"))


def _of_tables(tables: Iterable[tuple[str, Sequence[Sequence[str]]]], lang: str) -> Told:
    """Read every table that holds figures; what one says twice it must say alike."""
    told: Told = {}
    for caption, rows in tables:
        heads = _placed(rows[0]) if rows else {}
        named = _CAPTION[lang].fullmatch(caption.strip())
        if not heads.keys() >= _NEEDED or ("service" not in heads and named is None):
            continue
        for row in rows[1:]:
            cells = {name: row[place] for name, place in heads.items()}
            title = cells.get("service") or (named[1] if named else "")
            for key, value in _of_row(title, cells).items():
                assert told.setdefault(key, value) == value, f"{caption}: {key}: {value}, and before {told[key]}"
    return told


def _placed(heads: Sequence[str]) -> dict[str, int]:
    return {name: place for place, head in enumerate(heads) for name, known in _HEADS.items() if head in known}


def _of_row(title: str, cells: Mapping[str, str]) -> Told:
    bounds = (_figure(cells["lower"]), _figure(cells["upper"]))
    match _kind(cells["metric"], cells.get("reading", "")):
        case "switchover":
            return {(title, "switchover"): bounds}
        case "":
            return {}
        case kind:
            return {(title, kind): (*bounds, _figure(cells["target"]), _VERDICTS[cells["verdict"]])}


def _kind(metric: str, reading: str) -> str:
    if _is_by(_BY_SWITCH, reading):
        return "switchover"
    if metric.startswith("RTO") and (not reading or _is_by(_BY_INTERRUPTION, reading)):
        return "rto"
    return "rpo" if metric.startswith("RPO") and (not reading or _is_by(_BY_LOSS, reading)) else ""


def _is_by(words: Sequence[str], reading: str) -> bool:
    return any(one in reading for one in words)


def _figure(told: str) -> str | None:
    if told in _NOTHING:
        return None
    assert re.fullmatch(rf"{_NUMBER}( s)?", told), told
    return told.removesuffix(" s")


def _of_text(text: str, lang: str) -> Told:
    """Find each table of figures by its caption, and in it each reading with the figures behind it."""
    captions = {"zh": r"(系统\d+[甲乙丙])：目标与实测区间", "en": r"(System\d+[ABC]):targetsandmeasuredintervals"}
    parts = re.split(captions[lang], text)
    told: Told = {}
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        title = name if lang == "zh" else re.sub(r"System(\d+)(\w)", r"System \1 \2", name)
        for kind, reading in (("rto", _BY_INTERRUPTION), ("switchover", _BY_SWITCH), ("rpo", _BY_LOSS)):
            told.update(_of_line(title, kind, part, "".join(reading[lang == "en"].split()), lang))
    return told


def _of_line(title: str, kind: str, text: str, reading: str, lang: str) -> Told:
    ends = {"zh": "未取得证据|无上界|无下界", "en": "noevidence|noupperbound|nolowerbound"}[lang]
    verdicts = {"zh": "未达标|达标|无法判定", "en": "missed|met|inconclusive"}[lang]
    target = "[–-]" if kind == "switchover" else rf"(?P<target>{_NUMBER})s"
    graded = "" if kind == "switchover" else rf"(?P<verdict>{verdicts})"
    figure = rf"{re.escape(reading)}.*?{target}(?P<lower>{_NUMBER}s|{ends})(?P<upper>{_NUMBER}s|{ends}){graded}"
    found = re.search(figure, text, re.DOTALL)
    if found is None:
        return {}
    bounds = tuple(
        None if re.fullmatch(ends, found[end]) else found[end].removesuffix("s") for end in ("lower", "upper")
    )
    if kind == "switchover":
        return {(title, kind): bounds}
    return {(title, kind): (*bounds, found["target"], _VERDICTS[found["verdict"]])}


def _of_rows(rows: Iterable[Sequence[str]], lang: str) -> Told:
    del lang  # a spreadsheet that was made in one language has its titles in that one
    told: Told = {}
    for _, title, metric, reading, target, lower, upper, verdict, *_ in rows:
        if verdict or reading.startswith(_BY_SWITCH):
            cells = {"metric": metric, "reading": reading, "target": target, "lower": lower, "upper": upper}
            told.update(_of_row(title, cells | {"verdict": verdict}))
    return told


def _cell(value: object) -> str:
    """Return a cell as text: a workbook holds numbers, which have no digits behind the point where those are zeros."""
    if value is None or isinstance(value, str):
        return value or ""
    assert isinstance(value, int | float)
    return repr(float(value))


def _sample(text: str, name: str, **labels: str) -> str | None:
    told = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    found = re.search(rf"^drillproof_{name}\{{{re.escape(told)}\}} (\S+)$", text, re.MULTILINE)
    return None if found is None else found[1]
