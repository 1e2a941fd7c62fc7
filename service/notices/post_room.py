"""The post room of a service: the sender and the watcher of live drills, in a thread of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from runners.channels import ChannelNotifier
from service.firm import Firm
from service.notices.backroom import Backroom
from service.notices.runner_news import RunnerNews
from service.notices.sending import Sender
from service.notices.waiting import Waiting


def post_room(firm: Firm, drills: Path, live: Callable[[], tuple[str, ...]]) -> Backroom:
    """Return what sends the firm's notices and watches its live drills.

    `drills` holds a directory a drill; `live` names those that run here.
    """
    sender = Sender(firm.notices, ChannelNotifier())
    watcher = Waiting(firm.journal, drills, firm.notices, live)
    runners = RunnerNews(firm.journal, firm.notices, live, firm.stops)

    def fail(error: Exception) -> None:
        firm.notices.rounds.fail(error, "post room")

    return Backroom([sender.run, watcher.run, runners.run], fail)
