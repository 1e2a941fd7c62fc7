"""What is told to people outside: one text, marked as a drill so that nobody takes it for the real thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from measurements.events import Outcome
from runners.instants import Instant, show_instant
from scenarios.plan import SECOND, Channel, Notify, Plan, PlannedStep

MARK_ZH: Final = "【演练】"
MARK_EN: Final = "[DRILL]"
_LONGEST: Final = 1_200
"""Most characters of what the scenario says in one language; robots take about two thousand bytes in all."""
_LONGEST_LINE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message ready to be sent; `utc_ns` is when it was written, `drill` and `step` say where it comes from.

    What the service itself tells (not a step of a drill) carries there what it is about and which kind of notice it is,
    and an `id` by which a receiver knows one that comes twice. `is_drill` is False for the real thing.
    """

    drill: str
    step: str
    subject: str
    text: str
    utc_ns: int
    is_drill: bool = True
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How telling one channel ended. FAILED: certainly not accepted. UNKNOWN: it may have been delivered."""

    outcome: Outcome
    detail: str


class Notifier(Protocol):
    """Sends notices. Never raises for what a channel does."""

    async def tell(self, notice: Notice, channel: Channel, timeout_ns: int) -> Told:
        """Send once; nothing is sent a second time by itself."""
        ...


def notice(plan: Plan, drill: str, step: PlannedStep, action: Notify, utc_ns: int) -> Notice:
    """Return the message of a step, in both languages, with the drill's name, the step and the time in UTC."""
    when = show_instant(Instant(utc_ns=utc_ns, granularity_ns=SECOND)).replace("T", " ").replace("Z", " UTC")
    lines = (
        f"{MARK_ZH}这是一次灾备演练的通知，不是真实事件。",  # noqa: RUF001  Chinese punctuation is meant
        f"{MARK_EN} This is a notice of a disaster-recovery drill, not of a real event.",
        f"演练 / Drill: {_line(plan.title.zh)} / {_line(plan.title.en)} ({_line(drill)})",
        f"步骤 / Step: {_line(step.title.zh)} / {_line(step.title.en)} ({_line(step.id)})",
        f"时间 / Time: {when}",
        "",
        _bounded(action.text.zh, _LONGEST),
        _bounded(action.text.en, _LONGEST),
    )
    subject = f"{MARK_ZH}{_line(action.subject.zh)} / {MARK_EN} {_line(action.subject.en)}"
    return Notice(drill=drill, step=step.id, subject=subject, text="\n".join(lines), utc_ns=utc_ns)


def _line(text: str) -> str:
    """Return a text as one line without control characters, since it goes into headers and under a mark."""
    return _bounded(
        " ".join("".join(letter if letter.isprintable() else " " for letter in text).split()), _LONGEST_LINE
    )


def _bounded(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
