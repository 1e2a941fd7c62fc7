"""Writes docs/metrics.md from the catalogue: `python -m service.metrics.reference`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.metrics.catalogue import CATALOGUE, Listed
from service.words import say

_AROUND: Final = ("prometheus", "grafana", "link")


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    about = say("metrics.page")
    yield from ("# The metrics / 指标", "", about.en, "", about.zh, "", "## Around them / 配套", "")
    for name in _AROUND:
        told = say(f"metrics.around.{name}")
        yield f"- {told.en} {told.zh}"
    yield from ("", "## Table / 一览", "")
    yield "| metric 指标 | type 类型 | labels 标签 | what it says 含义 |"
    yield "|---|---|---|---|"
    for one in CATALOGUE.values():
        yield f"| `{one.series}` | {one.kind} | {_labels(one)} | {one.told.en}<br>{one.told.zh}。 |"


def _labels(one: Listed) -> str:
    return ", ".join(f"`{label}`" for label in one.labels)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201  it is asked for on a terminal
