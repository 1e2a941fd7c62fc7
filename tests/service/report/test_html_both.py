"""A page in both languages: sentences beside each other, figures once, in a firm's style, and still one safe file."""

from __future__ import annotations

import re
from functools import cache

from scenarios.plan import Text
from service.report.firm import FirmStyle, Logo, styled
from service.report.html import page
from tests.support.large_reports import report_document

STYLE = FirmStyle(
    name=Text(zh="长江<银行>", en="Yangtze Bank"), logo=Logo(kind="image/png", content=b"\x89PNG\r\n\x1a\n")
)


@cache
def both() -> str:
    return page(styled(report_document(steps=8, services=1), STYLE), "both", firm=STYLE)


def test_each_sentence_stands_beside_its_translation_and_each_is_marked_with_its_language() -> None:
    whole = report_document(steps=8, services=1)
    for section in whole.sections:
        assert f'<span class="zh" lang="zh-CN">{section.title.zh}</span>' in both()
    assert both().count('class="zh" lang="zh-CN"') == both().count('class="en" lang="en"')
    assert '<body class="both">' in both()


def test_what_reads_the_same_in_both_stands_once() -> None:
    rto = report_document(steps=8, services=1).report.services[0].rto
    cells = re.findall(r'<td class="number">(.*?)</td>', both())
    assert f"{rto.upper_s!r} s" in cells
    assert all("lang=" not in cell or "s" not in cell.split("<")[0] for cell in cells)


def test_a_firms_name_is_escaped_and_its_logo_lies_in_the_page() -> None:
    assert "长江&lt;银行&gt;" in both()
    assert 'src="data:image/png;base64,' in both()


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", both())
    ids = re.findall(r' id="([^"]+)"', both())
    assert len(ids) == len(set(ids))
