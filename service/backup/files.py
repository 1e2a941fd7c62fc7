"""The files of a service's home that go into a backup: what drills filed, what people wrote; keys only where asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

from service.attachments.store import FOLDER as ATTACHMENTS
from service.backup.errors import BackupError
from service.backup.manifest import FilePart
from service.evidence.layout import SIGNERS

FILES: Final = "files"
DRILLS: Final = "drills"
_WRITTEN: Final = frozenset((".yaml", ".yml", ".json", ".csv", ".xlsx"))
_KEYS: Final = frozenset((".pem", ".key"))
_CHUNK: Final = 2**20


def copy_files(home: Path, backup: Path, *, keys: bool) -> tuple[FilePart, ...]:
    """Copy them as they are now; one that goes away meanwhile was a drill's own and is left out. Raises OSError."""
    return tuple(filter(None, (_copied(home, path, backup / FILES) for path in _wanted(home, keys=keys))))


def _wanted(home: Path, *, keys: bool) -> Iterator[Path]:
    kinds = _WRITTEN | _KEYS if keys else _WRITTEN
    if home.is_dir():
        yield from (path for path in sorted(home.iterdir()) if _is_plain(path) and path.suffix in kinds)
    for path in sorted((home / DRILLS).rglob("*")):
        if _is_plain(path) and (keys or path.suffix not in _KEYS or _is_public(path.relative_to(home).as_posix())):
            yield path
    yield from filter(_is_plain, sorted((home / ATTACHMENTS).rglob("*")))


def _is_public(name: str) -> bool:
    """Tell whether a key is the public one of a signer, which belongs to the evidence."""
    return f"/{SIGNERS}" in name


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _copied(home: Path, path: Path, into: Path) -> FilePart | None:
    name = path.relative_to(home)
    place, digest, size = into / name, sha256(), 0
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("rb") as source, place.open("wb") as target:
            mode = path.stat().st_mode & 0o777
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += target.write(chunk)
    except FileNotFoundError:
        with suppress(FileNotFoundError):
            place.unlink()
        return None
    return FilePart(path=PurePosixPath(name).as_posix(), size=size, mode=mode, sha256=digest.hexdigest())


def check_files(backup: Path, parts: tuple[FilePart, ...]) -> None:
    """Raise BackupError at the first file that is not what the manifest says."""
    for part in parts:
        place = backup / FILES / _inside(part.path)
        digest = sha256()
        try:
            with place.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except OSError as error:
            msg = f"{place}: {error.strerror}; the backup is damaged, take another one"
            raise BackupError(msg) from error
        if digest.hexdigest() != part.sha256:
            msg = f"{place}: it is not what the manifest says; the backup is damaged, take another one"
            raise BackupError(msg)


def put_files(backup: Path, parts: tuple[FilePart, ...], home: Path) -> None:
    """Put the files into a home that has none of them; raises BackupError, OSError."""
    for part in parts:
        place = home / _inside(part.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup / FILES / part.path, place)
        place.chmod(part.mode)


def in_the_way(parts: tuple[FilePart, ...], home: Path) -> Path | None:
    """Return something that would be overwritten, None where there is nothing."""
    return next((home / part.path for part in parts if (home / _inside(part.path)).exists()), None)


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        msg = f"{name!r} leads out of the backup; it was not written by Drillproof"
        raise BackupError(msg)
    return path
