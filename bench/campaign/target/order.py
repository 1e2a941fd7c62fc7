"""One order to a host's keeper: `python3 -I -S order.py VERB ACT [WORD]`, in a drill's step or a fault's undo.

ACT is what the step is called; the keeper writes it down with the drill's ticket before it does anything.
"""

from __future__ import annotations

import json
import os
import socket
import sys

ORDERS = "/srv/pair/orders"
PATIENCE_S = 20.0


def main(verb: str, act: str, word: str = "") -> int:
    """Give the order; return 0 where it was carried out."""
    order = {"verb": verb, "act": act, "word": word, "ticket": os.environ.get("DRILL_TICKET", "")}
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(PATIENCE_S)
        door.connect(ORDERS)
        door.sendall(json.dumps(order).encode())
        said = door.recv(65536).decode()
    print(said)
    return 0 if said.startswith("done") else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
