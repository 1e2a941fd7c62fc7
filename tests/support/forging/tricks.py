"""What a forger does to the seal and to the ZIP file around the files, when the files themselves stay as they are."""

from __future__ import annotations

import base64
import io
import json
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from scenarios.canonical import canonical
from service.evidence.layout import ENVELOPE, STATEMENT, signer_name
from service.keys import Key, signed
from tests.support.forging.forgeries import Change, Trick, edited
from tests.support.forging.honest import Files, Honest, bundle_of

_TO_NAME: Final = 30
"""Bytes of a member's header before its name."""
Sealed = Callable[[random.Random, Honest, Key], Change]


def statement_edited(rng: random.Random, honest: Honest, _forger: Key) -> Change:
    """Change one field of the statement, in its file or in the envelope or in both."""
    one = edited(rng, json.loads(honest.files[STATEMENT]))
    assert one is not None
    content = canonical(one[0]).encode()
    envelope: Any = json.loads(honest.files[ENVELOPE])
    envelope["payload"] = base64.b64encode(content).decode()
    packed = canonical(envelope).encode()
    return rng.choice(
        (
            Change(files={STATEMENT: content}, named=(STATEMENT, one[1])),
            Change(files={STATEMENT: honest.files[STATEMENT], ENVELOPE: packed}, named=(ENVELOPE, STATEMENT, one[1])),
            Change(files={STATEMENT: content, ENVELOPE: packed}, named=(ENVELOPE, STATEMENT, one[1])),
        )
    )


def signature_swapped(rng: random.Random, honest: Honest, _forger: Key) -> Change:
    """Put the signature that the same key gave to another drill in the place of this one's."""
    own, other = json.loads(honest.files[ENVELOPE]), json.loads(honest.other[ENVELOPE])
    part = rng.choice(("signatures", "payload"))
    own[part] = other[part]
    return Change(files={ENVELOPE: canonical(own).encode()}, named=(ENVELOPE, STATEMENT))


def signature_removed(_rng: random.Random, honest: Honest, _forger: Key) -> Change:
    """Leave the envelope without a signature."""
    told = json.loads(honest.files[ENVELOPE])
    told["signatures"] = []
    return Change(files={ENVELOPE: canonical(told).encode()}, named=(ENVELOPE,))


def signature_added(_rng: random.Random, honest: Honest, forger: Key) -> Change:
    """Add a signature of somebody whom nobody knows."""
    packed = signed(honest.files[STATEMENT], (forger,), honest.files[ENVELOPE])
    files = {ENVELOPE: packed, signer_name(forger.keyid): forger.public.encode()}
    return Change(files=files, named=(ENVELOPE,))


def key_replaced(rng: random.Random, honest: Honest, forger: Key) -> Change:
    """Sign with another key: under its own name, under the operator's name, or with its public part put there."""
    keyid = json.loads(honest.files[ENVELOPE])["signatures"][0]["keyid"]
    own: Any = json.loads(signed(honest.files[STATEMENT], (forger,)))
    own["signatures"][0]["keyid"] = keyid
    operator, stranger = signer_name(keyid), signer_name(forger.keyid)
    public = forger.public.encode()
    false, plain = canonical(own).encode(), signed(honest.files[STATEMENT], (forger,))
    return rng.choice(
        (
            Change(files={operator: public}, named=(operator,)),
            Change(files={operator: public, ENVELOPE: false}, named=(operator, ENVELOPE)),
            Change(files={ENVELOPE: false}, named=(ENVELOPE,)),
            Change(files={operator: None, stranger: public, ENVELOPE: plain}, named=(ENVELOPE,)),
            Change(files={stranger: public}, named=(stranger,)),
        )
    )


SEALS: Final[Mapping[str, Sealed]] = {
    "statement edited": statement_edited,
    "signature swapped": signature_swapped,
    "signature removed": signature_removed,
    "signature of a stranger added": signature_added,
    "key replaced": key_replaced,
}


def _twice(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    """Put a second file of the same name behind the first, or before it."""
    name = rng.choice(sorted(honest.files))
    pairs = [(one, honest.files[one]) for one in sorted(honest.files)]
    at = next(place for place, (one, _) in enumerate(pairs) if one == name)
    pairs.insert(at + rng.randint(0, 1), (name, honest.files[name] + b"more"))
    return _zipped(pairs), (name,)


def _trailing(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    return bundle_of(honest.files) + rng.choice((b"\0", b"more", b"PK\x05\x06" + bytes(18))), ("bundle.",)


def _leading(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    return rng.choice((b"#!/bin/sh\n", b"\0" * 30)) + bundle_of(honest.files), ("bundle.", *honest.files)


def _comment(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    """Give the bundle a comment."""
    told, more = bundle_of(honest.files), rng.choice((b"approved", b"x" * 300))
    return told[:-2] + struct.pack("<H", len(more)) + more, ("bundle.",)


def _renamed(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    """Give a member another name in the list at the end only, or in its header only."""
    told, name = bundle_of(honest.files), rng.choice(sorted(honest.files))
    raw = name.encode()
    at = told.rindex(raw) if rng.random() < 0.5 else _header_of(told, name) + _TO_NAME
    new = bytes([raw[0] ^ 1]) + raw[1:]
    return told[:at] + new + told[at + len(raw) :], (name, new.decode())


def _header_of(content: bytes, name: str) -> int:
    """Return where a member's header begins; its name may stand in another's content before."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.getinfo(name).header_offset


def _leading_out(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    """Add a member whose name leads out of any folder that it is unpacked into."""
    name = rng.choice(("../evil.sh", "/etc/cron.d/evil", "evidence/../../evil", "C:\\evil", "evidence//x", "a\\..\\b"))
    return bundle_of({**honest.files, name: b"evil"}), (name,)


def _deflated(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    """Compress a member: what is read is the same, the bytes are not."""
    name = rng.choice(sorted(honest.files))
    pairs = [(one, honest.files[one]) for one in sorted(honest.files)]
    return _zipped(pairs, deflated=name), (name, "bundle.")


def _dated(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    """Change a time, a flag or a system in a header that says nothing of the content."""
    told, name = bundle_of(honest.files), rng.choice(sorted(honest.files))
    header = told.rindex(name.encode()) - 46
    at = header + rng.choice((4, 8, 12, 36, 38))
    return told[:at] + bytes([told[at] ^ 1]) + told[at + 1 :], (name, "bundle.")


def _gap(rng: random.Random, honest: Honest) -> tuple[bytes, tuple[str, ...]]:
    """Hide bytes between two members, with a list at the end that fits."""
    stream = io.BytesIO()
    names = sorted(honest.files)
    at = rng.randrange(1, len(names))
    with zipfile.ZipFile(stream, "w") as archive:
        for place, name in enumerate(names):
            if place == at:
                archive.fp.write(b"hidden") if archive.fp is not None else None
                archive.start_dir = stream.tell()
            archive.writestr(zipfile.ZipInfo(name), honest.files[name])
    return stream.getvalue(), (names[at], "bundle.", *names)


def _zipped(pairs: list[tuple[str, bytes]], deflated: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in pairs:
            packing = zipfile.ZIP_DEFLATED if name == deflated else zipfile.ZIP_STORED
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore"
                )  # zipfile warns of what is done here on purpose: a name that stands twice
                archive.writestr(zipfile.ZipInfo(name), content, packing)
    return stream.getvalue()


TRICKS: Final[Mapping[str, Trick]] = {
    "zip: duplicate member": _twice,
    "zip: trailing data": _trailing,
    "zip: leading data": _leading,
    "zip: comment": _comment,
    "zip: member renamed on one side": _renamed,
    "zip: name that leads out": _leading_out,
    "zip: member compressed": _deflated,
    "zip: header changed": _dated,
    "zip: hidden bytes between members": _gap,
}


def unpacked(content: bytes) -> Files:
    """Return what `unzip` would write, the later of two members of one name; empty where it is no ZIP."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError):  # what zipfile raises
        return {}
