"""What is wrong with the key that signs evidence."""

from __future__ import annotations

from pathlib import Path

from service.keys import KeyFileError, open_locked_key


def complaint(path: Path | None, password_file: Path | None = None) -> str | None:
    """Return what is wrong with the key in a file, empty if nothing is, None where no file is set; blocking.

    It is opened as it is opened for signing, so what is well here signs.
    """
    if path is None:
        return None
    try:
        open_locked_key(path, password_file)
    except KeyFileError as error:
        return str(error)
    return ""
