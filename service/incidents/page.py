"""The summary of an incident as a page: self-contained, printable, without scripts."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from scenarios.plan import Text
from service.incidents.summary import Summary
from service.words import Lang, in_language, say

_PAGES: Final = Environment(
    loader=PackageLoader("service.incidents"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def page(whole: Summary, lang: Lang) -> str:
    """Return the page in one language."""

    def told(text: Text) -> str:
        return in_language(text, lang)

    html_lang = {"zh": "zh-CN", "en": "en"}[lang]
    return _PAGES.get_template("summary.html.jinja").render(whole=whole, t=told, say=say, html_lang=html_lang)
