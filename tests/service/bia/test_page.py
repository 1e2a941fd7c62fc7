"""The report: the five parts of JR/T 0251 §6.4 in both languages, what is unverified marked, nothing run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.bia.carrying import examine_file
from service.bia.page import report_page
from service.words import Lang
from tests.support.registers import CLEAN, generated, put, spoiled

LIBRARY = Path(__file__).parents[3] / "scenarios" / "library" / "securities-bia.yaml"


def page(path: Path, lang: Lang) -> str:
    register, problems = examine_file(path)
    return report_page(register, problems, lang)


@pytest.mark.parametrize(
    ("lang", "titles"),
    [
        ("zh", ["目的和范围", "参与部门、人员和职责分工", "实施过程", "分析结论", "总结和建议"]),
        (
            "en",
            ["Purpose and scope", "Departments, people and duties", "How it was made", "Conclusions", "Summary and"],
        ),
    ],
)
def test_the_report_has_the_five_parts_in_their_order(lang: Lang, titles: list[str]) -> None:
    text = page(LIBRARY, lang)
    assert re.findall(r'<section id="(\w+)">', text)[:5] == list("abcde")
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_tells_the_profile_and_marks_what_is_unverified(lang: Lang) -> None:
    text = page(LIBRARY, lang)
    assert "JR/T 0059-2010" in text
    word = "未核实" if lang == "zh" else "not verified"
    assert text.count(f'<span class="unverified">{word}</span>') == 3 * 10


def test_services_stand_in_the_order_of_recovery() -> None:
    text = page(LIBRARY, "zh")
    order = text[text.index("按恢复优先级排列") :]
    names = ["core-network", "trading-db", "quote-feed", "order-gateway", "clearing-db", "web-portal"]
    places = [order.index(f"<small>{name}</small>") for name in names]
    assert places == sorted(places)


def test_the_report_loads_nothing_and_runs_nothing() -> None:
    text = page(LIBRARY, "zh")
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert not re.findall(r'(?:src|href)="(?!#)', text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_checks_found_is_in_the_report_with_its_repair(tmp_path: Path, lang: Lang) -> None:
    text = page(put(tmp_path, spoiled([("mtpd: 45m", "mtpd: 30m")])), lang)
    assert ("不小于最大可容忍中断时间" if lang == "zh" else "is not smaller than") in text


@pytest.mark.parametrize("text", [CLEAN, generated(200), "services: {a: {rto: 1h, rpo: 0s, writes: true}}\n"])
def test_a_register_of_any_size_has_a_report(tmp_path: Path, text: str) -> None:
    assert "</html>" in page(put(tmp_path, text), "zh")


def test_hostile_titles_stay_text(tmp_path: Path) -> None:
    text = page(put(tmp_path, spoiled([("  orders:\n", '  orders:\n    title: "<img src=x onerror=y>"\n')])), "en")
    assert "<img" not in text
