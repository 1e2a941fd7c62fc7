"""The command line with fake hosts: `python -m tests.support.fake_product ROOT serve …`, or `… worker …`."""

from __future__ import annotations

import sys
from pathlib import Path

from service.cli import main, worker
from service.start import Runner
from tests.support.fake_hosts import fake_hands

if __name__ == "__main__":
    hands = fake_hands(Path(sys.argv.pop(1)))
    for makes in (Runner.__init__, worker.run_worker):
        defaults = makes.__kwdefaults__
        assert defaults is not None
        assert defaults["hands"] is not None
        defaults["hands"] = hands
    main()
