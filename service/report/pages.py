"""How a page is made from a template: everything is escaped, nothing may be missing, no character breaks XML."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.report.charts.svg import cleaned


def pages_in(folder: Path) -> Environment:
    """Return the environment for the templates of a folder."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_fit,
    )


def _fit(value: object) -> object:
    return value if isinstance(value, Markup) or not isinstance(value, str) else cleaned(value)
