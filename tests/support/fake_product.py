"""The command line, whose drills have fake hosts: `python -m tests.support.fake_product ROOT serve …`."""

from __future__ import annotations

import sys
from pathlib import Path

from service import start
from service.cli import main
from tests.support.fake_hosts import fake_hands

if __name__ == "__main__":
    hands = fake_hands(Path(sys.argv.pop(1)))
    start.Runner.__init__.__kwdefaults__["hands"] = hands
    main()
