"""Where a demo lives: a folder of its own under the temporary one, taken away at its end, or by the next demo."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from service.keys import new_key
from service.lab.processes import Identity, identify, is_running
from service.settings import Settings, default_settings

PREFIX: Final = "drillproof-serve-demo-"
_OWNER: Final = "owner.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlace:
    """The folder of one demo. The lab's hosts may walk through it; what the service keeps is closed to them."""

    directory: Path

    @property
    def lab(self) -> Path:
        """Return where the lab is raised."""
        return self.directory / "lab"

    @property
    def home(self) -> Path:
        """Return where the service keeps drills and evidence."""
        return self.directory / "service"

    @property
    def database(self) -> Path:
        """Return the service's database."""
        return self.home / "journal.sqlite"

    @property
    def archive(self) -> Path:
        """Return where bundles are kept for good, as far as that goes in a demo."""
        return self.home / "archive"

    def settings(self, port: int) -> Settings:
        """Return how the service runs: this machine only, signed evidence, an archive beside it."""
        settings = default_settings()
        listen = settings.listen.model_copy(update={"host": "127.0.0.1", "port": port})
        archive = settings.archive.model_copy(update={"to": self.archive, "trust": self.home / "trust.yaml"})
        log = settings.log.model_copy(update={"level": "error"})
        told = {
            "database": str(self.database),
            "home": self.home,
            "roots": [self.directory],
            "evidence_key": self.home / "evidence.pem",
            "listen": listen,
            "archive": archive,
            "log": log,
        }
        return settings.model_copy(update=told)


def make_place() -> DemoPlace:
    """Make the folder of a new demo, with a key of its own that signs evidence and the file that says whose it is."""
    place = DemoPlace(directory=Path(tempfile.mkdtemp(prefix=PREFIX)))
    place.directory.chmod(0o711)
    owner = identify(os.getpid())
    if owner is not None:
        (place.directory / _OWNER).write_text(json.dumps(asdict(owner)), encoding="utf-8")
    place.home.mkdir(mode=0o700)
    place.archive.mkdir()
    key = new_key(place.home / "evidence.pem")
    signer = {"who": "Drillproof demo", "role": "operator", "public_key": key.public}
    (place.home / "trust.yaml").write_text(json.dumps({"signers": [signer]}), encoding="utf-8")
    return place


def remove(place: DemoPlace) -> bool:
    """Take the folder away; its lab has to be down, and nobody may write there. Tell whether nothing is left of it."""
    shutil.rmtree(place.directory, ignore_errors=True)
    return not place.directory.exists()


def left_behind() -> Iterator[DemoPlace]:
    """Yield the folders of demos of this account that were killed before they could clear up."""
    for directory in sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")):
        found = _owner(directory)
        if found is not None and not is_running(found):
            yield DemoPlace(directory=directory)


def _owner(directory: Path) -> Identity | None:
    """Return whose demo a folder is; None where it is not ours or says nothing: then it is let alone."""
    try:
        if directory.is_symlink() or directory.lstat().st_uid != os.geteuid():
            return None
        return Identity(**json.loads((directory / _OWNER).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
