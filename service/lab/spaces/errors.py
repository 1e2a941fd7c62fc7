"""What can go wrong with hosts in namespaces, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from service.lab.errors import LabError


class SpaceNeedsRootError(LabError):
    """Namespaces are made by root."""

    def __init__(self) -> None:
        super().__init__("hosts in namespaces are made by root; run this as root, or use the lab without --stack")


class PackagesMissingError(LabError):
    """Debian packages are not installed."""

    def __init__(self, packages: Sequence[str]) -> None:
        self.packages = tuple(packages)
        super().__init__(f"not installed: {' '.join(packages)}; run: apt-get install {' '.join(packages)}")


class SpaceError(LabError):
    """A space could not be made or changed; the text says what the system answered."""


class ToolFailedError(SpaceError):
    """A tool of the system failed."""

    def __init__(self, words: Iterable[str], answer: str) -> None:
        super().__init__(f"{' '.join(words)}: {answer.strip()}")


class NeverCameError(SpaceError):
    """Something did not come about in time."""

    def __init__(self, seconds: float, what: str) -> None:
        super().__init__(f"waited {seconds:.0f} s in vain: {what}")


class NoNamespacesError(SpaceError):
    """This machine makes no namespaces, or no disks in them."""

    def __init__(self, answer: str = "") -> None:
        super().__init__(f"no namespaces can be made here: {answer.strip() or 'the first process ended at once'}")


class NoNetworkError(SpaceError):
    """Every network that spaces may have is taken."""

    def __init__(self) -> None:
        super().__init__("no network of 10.231.1.0 to 10.231.254.0 is free; take down a lab that nobody uses")


class WrongWishError(SpaceError):
    """The hosts that were wished do not go together."""


class SpaceIsDownError(SpaceError):
    """What held the space together has ended."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"the lab in {directory} is down")


class NoSuchHostError(SpaceError):
    """No host has that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no host {name}; there are: {' '.join(known)}")


class NoPowerError(SpaceError):
    """Nothing runs on the host."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no power")


class DiedAtOnceError(SpaceError):
    """A host's first process ended as soon as it had power."""

    def __init__(self, name: str, console: str) -> None:
        super().__init__(f"{name} ended as soon as it had power: {console.strip()[-500:]}")


class ScriptFailedError(SpaceError):
    """A script on a host failed."""

    def __init__(self, name: str, answer: str) -> None:
        super().__init__(f"{name}: {answer.strip()[-2000:] or 'it failed without a word'}")
