"""Of generated histories every figure is the same, digit for digit, in every format, in metrics and for verify.

`make reports-equal` takes 200 of them; the fast part a few.
"""

from __future__ import annotations

import asyncio
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from prometheus_client import generate_latest

from measurements.codec import decode
from runners.journal import Journal
from service.book import Book
from service.evidence import judged, verify, write
from service.index import DrillIndex
from service.metrics import DrillCollector, drill_registry
from service.report.formats.rendering import Form, Reported, Wish, render
from service.words import Lang
from tests.support.databases import journal_in
from tests.support.many_drills import Drawn, drawn
from tests.support.told_figures import READERS, Told, of_metrics, unlike

HISTORIES: Final = int(os.environ.get("DRILLPROOF_HISTORIES", "8"))
FORMS: Final[tuple[Form, ...]] = ("json", "html", "docx", "pdf", "xlsx", "csv")


def language_of(seed: int) -> Lang:
    return "zh" if seed % 2 == 0 else "en"


def made(drill: Drawn, form: Form, lang: Lang) -> bytes:
    found, out = judged(drill.records), io.BytesIO()
    told = Reported(report=found.report, plan=found.plan, history=found.history)
    render(told, Wish(form=form, tongue=lang), out)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_every_format_says_the_same_digits(seed: int) -> None:
    drill, lang = drawn(seed), language_of(seed)
    told = {form: READERS[form](made(drill, form, lang), lang) for form in FORMS}
    assert len(told["json"]) == 3 * len(drill.plan.objectives)
    for form in FORMS:
        assert unlike(told["json"], told[form]) == [], form


def test_metrics_and_verify_say_the_same_digits(tmp_path: Path) -> None:
    told: Told = {}
    titles: dict[str, str] = {}
    journal = journal_in(tmp_path)
    for drill in map(drawn, range(HISTORIES)):
        store(journal, drill)
        write(tmp_path / "drills" / drill.drill, drill.records)
        assert verified(tmp_path / "drills" / drill.drill) == "passed"
        if drill.history.closed is not None:
            titles |= {one.service: one.title.zh for one in drill.plan.objectives}
            told |= READERS["json"](made(drill, "json", "zh"), "zh")
    index = DrillIndex(Book(journal.engine), journal, tmp_path / "drills")
    asyncio.run(index.fill())
    text = generate_latest(drill_registry(DrillCollector(index, journal, tmp_path / "drills", tuple))).decode()
    found = of_metrics(text, titles)
    assert len(found) > HISTORIES
    assert unlike({key: figure for key, figure in told.items() if key in found}, found) == []
    missing = {key for key, figure in told.items() if key[1] != "switchover" and key not in found and figure[0]}
    assert not missing, "a figure that was measured has no metric"


def store(journal: Journal, drill: Drawn) -> None:
    async def record() -> None:
        writer = await journal.writer(drill.drill)
        await writer.append_many([decode(record.text) for record in drill.records])

    asyncio.run(record())


def verified(folder: Path) -> str:
    return next(check.status for check in verify(folder) if check.name == "figures")


def mutations(drill: Drawn) -> Iterator[tuple[Form, bytes, bytes]]:
    """Yield for each format its report, and the same with one digit of one figure changed in that format alone."""
    rto = judged(drill.records).report.services[0].rto
    figure = repr(rto.upper_s)
    other = figure[:-1] + ("1" if figure[-1] != "1" else "2")
    editable: tuple[Form, ...] = tuple(one for one in FORMS if one != "pdf")  # a PDF cannot be edited in place: below
    for form in editable:
        whole = made(drill, form, "zh")
        yield form, whole, changed(form, whole, figure, other)


def changed(form: Form, whole: bytes, figure: str, other: str) -> bytes:
    if form == "json":
        return whole.replace(f'"upper_s": {figure}'.encode(), f'"upper_s": {other}'.encode(), 1)
    if form == "html":
        cell = f'<td class="number">{figure} s</td>'.encode()
        return whole.replace(cell, cell.replace(figure.encode(), other.encode()), 1)
    return in_package(whole, figure.encode(), other.encode())


def in_package(whole: bytes, figure: bytes, other: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            is_told = name in {"word/document.xml", "xl/worksheets/sheet2.xml", "figures.csv"}
            new.writestr(name, old.read(name).replace(figure, other, 1) if is_told else old.read(name))
    return out.getvalue()


def test_a_digit_that_is_changed_in_one_format_is_found() -> None:
    drill = drawn(0)
    assert judged(drill.records).report.services[0].rto.upper_s is not None
    base = READERS["json"](made(drill, "json", "zh"), "zh")
    for form, whole, other in mutations(drill):
        assert whole != other, form
        assert is_found(base, form, other), form


def is_found(base: Told, form: Form, made: bytes) -> bool:
    """Whether the comparison sees it: another digit, or a document that contradicts itself."""
    try:
        return unlike(base, READERS[form](made, "zh")) != []
    except AssertionError:
        return True


def test_a_digit_that_is_changed_in_a_pdf_alone_is_found() -> None:
    drill = drawn(0)
    found, out = judged(drill.records), io.BytesIO()
    first, *rest = found.report.services
    assert first.rto.upper_s is not None
    other = replace(first, rto=replace(first.rto, upper_s=first.rto.upper_s + 1e-6))
    wrong = replace(found.report, services=(other, *rest))
    render(Reported(report=wrong, plan=found.plan, history=found.history), Wish(form="pdf"), out)
    own = READERS["json"](made(drill, "json", "zh"), "zh")
    assert len(unlike(own, READERS["pdf"](out.getvalue(), "zh"))) == 1
