"""The running drill on a terminal (a line an event, a live line below) or in a pipe (plain lines, or JSON)."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Generator
from dataclasses import asdict, dataclass
from typing import Final, Protocol

from rich.live import Live
from rich.markup import escape
from rich.text import Text as Styled

from measurements.codec import decode
from runners.journal import Journal
from scenarios.plan import SECOND
from service.cli.output import err, out, words
from service.progress import Line, Mark, Progress
from service.words import Lang, in_language
from service.words.reasons import reason

_COLOURS: Final[dict[Mark, str]] = {
    "begin": "cyan",
    "ok": "green",
    "failed": "red",
    "unknown": "yellow",
    "skipped": "dim",
    "waiting": "magenta",
    "note": "blue",
    "end": "bold",
}
_NOTE_WIDTH: Final = 160
_LAST_LINES_S: Final = 5.0


class View(Protocol):
    """Where the lines of a drill go."""

    def show(self, line: Line) -> None:
        """Show one line."""
        ...

    def pause(self) -> contextlib.AbstractContextManager[None]:
        """Keep still while a person types."""
        ...


@dataclass(slots=True)
class PlainView:
    """One plain line an event."""

    lang: Lang

    def show(self, line: Line) -> None:
        """Print the line."""
        out.print(rendered(line, self.lang))

    @contextlib.contextmanager
    def pause(self) -> Generator[None, None, None]:
        """Nothing moves here anyway."""
        yield


class JsonView:
    """One JSON object an event, for a program."""

    def show(self, line: Line) -> None:
        """Print the line as JSON."""
        out.print(json.dumps(asdict(line), ensure_ascii=False), markup=False)

    @contextlib.contextmanager
    def pause(self) -> Generator[None, None, None]:
        """Nothing moves here anyway."""
        yield


class LiveView:
    """Lines scroll up; the last one says what runs now and for how long."""

    def __init__(self, lang: Lang, live: Live) -> None:
        self.lang: Lang = lang
        self.live = live
        self._running: dict[tuple[str, str], Line] = {}

    def show(self, line: Line) -> None:
        """Print the line above the live one, and renew that."""
        if line.mark in {"begin", "waiting"}:
            self._running[line.step, line.host] = line
        else:
            self._running.pop((line.step, line.host), None)
        self.live.console.print(rendered(line, self.lang))
        self.live.update(Styled(self._now(line)), refresh=True)

    def _now(self, line: Line) -> str:
        steps = ", ".join(sorted({running.step for running in self._running.values()}))
        return f"  {line.elapsed_ns // SECOND} s  {steps}"

    @contextlib.contextmanager
    def pause(self) -> Generator[None, None, None]:
        """Take the live line away while a person types."""
        self.live.stop()
        try:
            yield
        finally:
            self.live.start()


@contextlib.contextmanager
def view(lang: Lang, *, as_json: bool) -> Generator[View, None, None]:
    """Yield the view that fits: live on a terminal, plain in a pipe, JSON where it was asked for."""
    if as_json:
        yield JsonView()
    elif out.is_terminal:
        with Live("", console=out, transient=True, auto_refresh=False) as live:
            yield LiveView(lang, live)
    else:
        yield PlainView(lang)


def rendered(line: Line, lang: Lang) -> str:
    """Return the line as rich markup: elapsed time, phase, step, host, what happened."""
    took = "" if line.took_ns is None else f"{line.took_ns / SECOND:.3f} s"
    told = " ".join(part for part in (words(lang, f"line.{line.word}"), words(lang, f"mark.{line.mark}"), took) if part)
    first, *rest = in_language(reason(line.note.strip()), lang).splitlines() or [""]
    note = first[:_NOTE_WIDTH] + ("…" if rest or len(first) > _NOTE_WIDTH else "")
    place = f"{line.phase:<8} {line.step:<20} {line.host:<8}" if line.step else ""
    head = f"{line.elapsed_ns / SECOND:>8.3f} s  {place}".rstrip()
    return f"{head}  [{_COLOURS[line.mark]}]{escape(told)}[/]" + (f"  {escape(note)}" if note else "")


async def follow(journal: Journal, drill: str, shown: View, after: int = 0) -> None:
    """Show every event of a drill from `after` on, until it is closed."""
    progress = Progress()
    async for record in journal.follow(drill):
        line = progress.line(decode(record.text))
        if line is not None and record.seq > after:
            shown.show(line)


@contextlib.asynccontextmanager
async def followed(journal: Journal, drill: str, shown: View, after: int = 0) -> AsyncGenerator[None, None]:
    """Show the drill's events while the body runs; after a good end the last ones are shown before this returns."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(follow(journal, drill, shown, after))
        try:
            yield
            await asyncio.wait([task], timeout=_LAST_LINES_S)
        finally:
            task.cancel()


def complain(text: str) -> None:
    """Print a refusal or warning to standard error, as it is."""
    err.print(text, markup=False)
