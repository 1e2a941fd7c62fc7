"""Asks the service of this container whether it lives; ends with 0 or 1. No library, so that it costs 50 ms."""

from __future__ import annotations

import http.client
import os
import ssl
import sys


def lives() -> bool:
    """Tell whether /healthz answers 200; the certificate is not looked at, for it names others than 127.0.0.1."""
    port = int(os.environ.get("DRILLPROOF_LISTEN__PORT", "8765"))
    if os.environ.get("DRILLPROOF_LISTEN__TLS_CERT"):
        context = ssl._create_unverified_context()  # noqa: S323, SLF001  it never leaves this container
        door = http.client.HTTPSConnection("127.0.0.1", port, timeout=2, context=context)
    else:
        door = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        door.request("GET", "/healthz", headers={"Host": "localhost"})
        return door.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(0 if lives() else 1)
