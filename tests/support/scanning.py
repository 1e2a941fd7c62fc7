"""Finds known secrets in whatever is stored: in every form in which they may turn up, and inside of what is packed."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

_ZIP: Final = b"PK\x03\x04"
_GZIP: Final = b"\x1f\x8b"
_PDF: Final = b"%PDF"
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_DEEPEST: Final = 4


def forms_of(secret: str) -> Iterator[bytes]:
    """Yield how a secret may be written: as it is, in JSON, in a URL, in base64 at any offset, in hex, in UTF-16."""
    raw = secret.encode()
    yield raw
    yield json.dumps(secret)[1:-1].encode()
    yield quote(secret, safe="").encode()
    for skipped in range(3):
        text = base64.b64encode(b"\0" * skipped + raw).rstrip(b"=")
        yield text[-(-skipped * 4 // 3) : -1] if (skipped + len(raw)) % 3 else text[-(-skipped * 4 // 3) :]
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield secret.encode("utf-16-le")


def found_in(place: Path, secrets: Mapping[str, str]) -> list[str]:
    """Return what holds one of these secrets, by name, in any file under a place; empty where nothing does."""
    wanted = [(name, form) for name, secret in secrets.items() for form in set(forms_of(secret))]
    return [
        f"{path.relative_to(place)}{inside}: {name}"
        for path in sorted(place.rglob("*"))
        if path.is_file() and not path.is_symlink()
        for inside, content in _layers(path.read_bytes(), 0)
        for name, form in wanted
        if form in content
    ]


def _layers(raw: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """Yield the content, and the contents of everything that is packed in it."""
    yield "", raw
    if depth < _DEEPEST:
        for name, content in _packed(raw):
            for inside, layer in _layers(content, depth + 1):
                yield f"!{name}{inside}", layer


def _packed(raw: bytes) -> Iterator[tuple[str, bytes]]:
    if raw.startswith(_ZIP):
        with closing(zipfile.ZipFile(io.BytesIO(raw))) as packed:
            for name in packed.namelist():
                yield name, packed.read(name)
    elif raw.startswith(_GZIP):
        yield "gz", gzip.decompress(raw)
    elif raw.startswith(_PDF):
        for number, found in enumerate(_STREAM.finditer(raw)):
            with suppress(zlib.error):  # a picture or a font in another form
                yield f"stream {number}", zlib.decompress(found[1])
