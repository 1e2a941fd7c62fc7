"""An S3-compatible store of our own: moto's, in this process, on a port of this machine."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

import httpx
import pytest
from moto.server import ThreadedMotoServer

BUCKET: Final = "evidence"


def client_of(address: str) -> Any:
    """Return boto3's client of the store at an address."""
    boto3: Any = import_module("boto3")  # it has no types
    return boto3.client("s3", endpoint_url=address)


@contextmanager
def bucket(monkeypatch: pytest.MonkeyPatch) -> Generator[str]:
    """Give the address of a store that has one empty bucket with object lock, and the keys to it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        httpx.post(f"{address}/moto-api/reset")  # its state outlives a server
        client_of(address).create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
        yield address
    finally:
        server.stop()
