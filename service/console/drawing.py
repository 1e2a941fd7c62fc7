"""How a page is drawn from a template: the reader's tongue, times on the firm's clock, what every template can ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup
from starlette.types import Receive, Scope, Send

from scenarios.plan import Text
from service import words
from service.console.static import address_of
from service.report.pages import pages_in
from service.words import Fact, Lang

FOLDER: Final = Path(__file__).parent / "templates"
Theme: TypeAlias = Literal["auto", "light", "dark"]
HTML_LANG: Final[Mapping[Lang, str]] = {"zh": "zh-CN", "en": "en"}
OTHER: Final[Mapping[Lang, Lang]] = {"zh": "en", "en": "zh"}
_FORM: Final = {"second": "%Y-%m-%d %H:%M:%S", "minute": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "clock": "%H:%M:%S"}


@cache
def templates() -> Environment:
    """Return the templates of the console."""
    return pages_in(FOLDER)


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one reader is spoken to: a language, and the zone of the firm's clock."""

    lang: Lang
    zone: ZoneInfo

    def t(self, key: str, /, **gaps: Fact) -> str:
        """Return the words under `console.<key>`, or under `key` itself; raises UnknownWordsError."""
        own = f"console.{key}"
        return self.said(words.say(own if words.has(own) else key, **gaps))

    def term(self, vocabulary: str, code: object) -> str:
        """Return the word for a code of a vocabulary (`verdict`, `met`), the code itself where there is none."""
        for key in (f"console.{vocabulary}.{code}", f"{vocabulary}.{code}"):
            if words.has(key):
                return self.said(words.say(key))
        return str(code)

    def said(self, text: Text) -> str:
        """Return a sentence in the reader's language."""
        return words.in_language(text, self.lang)

    def at(self, moment: int | str | datetime | None, form: str = "second") -> Markup:
        """Return an instant (ns since 1970, ISO 8601 or a datetime, all UTC) as a `time` element on the firm's clock.

        `form`: second, minute, day or clock. What cannot be read as an instant stands as it is; nothing is a dash.
        """
        if moment is None or moment == "":
            return Markup("—")
        try:
            utc = _instant(moment)
        except (ValueError, OverflowError, OSError):
            return Markup("{}").format(moment)
        shown = utc.astimezone(self.zone).strftime(_FORM[form])
        iso = utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(iso, iso[:-1].replace("T", " "), shown)

    @property
    def offset(self) -> str:
        """Return how far the firm's clock is from UTC now: UTC+08:00."""
        told = datetime.now(self.zone).strftime("%z")
        return f"UTC{told[:3]}:{told[3:5]}"

    def given(self) -> Mapping[str, object]:
        """Return what every template can ask."""
        return {
            "lang": self.lang,
            "html_lang": HTML_LANG[self.lang],
            "other": OTHER[self.lang],
            "other_name": self.said(words.say("page.other_language")),
            "t": self.t,
            "term": self.term,
            "said": self.said,
            "at": self.at,
            "static": address_of,
            "zone": self.zone.key,
            "offset": self.offset,
        }


class Drawn(HTMLResponse):
    """A page that is drawn when it is sent, in a thread: the loop has other things to do than to join a table's cells.

    `draw` reads only values that were gathered for it.
    """

    def __init__(self, draw: Callable[[], str], status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status_code=status, headers=headers)
        self._draw = draw

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Draw it and send it; raises what drawing raises before anything is sent."""
        self.body = (await asyncio.to_thread(self._draw)).encode()
        self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def draw_all() -> None:
    """Let every template be made ready: whoever looks first need not wait for that; blocking."""
    for name in templates().list_templates(extensions=["jinja"]):
        templates().get_template(name)


def _instant(moment: int | str | datetime) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    if isinstance(moment, int):
        return datetime.fromtimestamp(moment / 1e9, UTC)
    found = datetime.fromisoformat(moment)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
