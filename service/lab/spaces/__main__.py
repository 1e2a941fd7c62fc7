"""`python -m service.lab.spaces on|off|status DIR HOST`: a host's power, as a management board would have it.

`status` exits 0 for on and 1 for off; any other trouble exits 4.
"""

from __future__ import annotations

import sys
from pathlib import Path

from service.lab.errors import LabError
from service.lab.spaces.errors import SpaceIsDownError
from service.lab.spaces.model import load_space

_UNKNOWN = 4


def main(verb: str, directory: str, name: str) -> int:
    """Do it; return the exit status."""
    try:
        space = load_space(Path(directory))
        if space is None:
            raise SpaceIsDownError(Path(directory))
        match verb:
            case "on":
                space.power_on(name)
            case "off":
                space.power_off(name)
            case _:
                return 0 if space.is_on(name) else 1
    except LabError as error:
        sys.stderr.write(f"{error}\n")
        return _UNKNOWN
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
