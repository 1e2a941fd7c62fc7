"""What the service writes to standard error, in English: one line each, as text or as a JSON object."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from service.happenings import DrillEnded, DrillStarted, Happening, StartRefused
from service.settings import LogSettings

LOG: Final = "drillproof"
_FACTS: Final = "facts"


def log(happening: str, /, *, level: int = logging.INFO, **facts: object) -> None:
    """Log one thing that happened, with its facts; never a secret and never what a host said."""
    logging.getLogger(LOG).log(level, happening, extra={_FACTS: facts})


def install_logs(settings: LogSettings) -> None:
    """Let everything that this process logs go to standard error in the form that was set; for the top of a process."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(JsonLines() if settings.form == "json" else TextLines())
    logging.basicConfig(level=logging.WARNING, handlers=[stream], force=True)
    logging.getLogger(LOG).setLevel(settings.level.upper())


class TextLines(logging.Formatter):
    """`2026-01-02T03:04:05.678Z info drill begun drill=x by=y`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts = "".join(f" {name}={_plain(value)}" for name, value in _facts(record).items())
        return f"{_when(record)} {record.levelname.lower()} {_plain(record.getMessage())}{facts}{_trace(self, record)}"


class JsonLines(logging.Formatter):
    """`{"at": …, "level": …, "logger": …, "event": …, facts…}`; what a fact is called never hides one of these."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Any] = {f"{name}_" if name in _OURS else name: value for name, value in _facts(record).items()}
        told = {"at": _when(record), "level": record.levelname.lower(), "logger": record.name} | told
        told["event"] = record.getMessage()
        if trace := _trace(self, record):
            told["trace"] = trace.strip()
        return json.dumps(told, default=str)


_OURS: Final = frozenset(("at", "level", "logger", "event", "trace"))


@dataclass(frozen=True, slots=True)
class DrillLog:
    """A listener (service.happenings) that logs what becomes of drills."""

    async def hear(self, what: Happening) -> None:
        """Log it."""
        match what:
            case DrillStarted():
                log("drill begun", drill=what.drill, dossier=what.dossier, by=what.by)
            case DrillEnded(report=report):
                level = logging.INFO if report.restored and not report.residue else logging.ERROR
                log("drill ended", level=level, drill=what.drill, verdict=report.verdict, restored=report.restored)
            case StartRefused():
                codes = [reason.code for reason in what.reasons]
                log("start refused", level=logging.WARNING, dossier=what.dossier, by=what.by, reasons=codes)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return getattr(record, _FACTS, {})


def _when(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(value: object) -> str:
    """Return a value on one line; what has spaces is quoted."""
    text = str(value)
    return text if text.isprintable() else json.dumps(text)


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return "" if record.exc_info is None else f"\n{formatter.formatException(record.exc_info)}"
