"""Where secrets are read, and how they are kept out of everything that is stored or shown."""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus, unquote

from scenarios.plan import (
    CheckCommand,
    EmailChannel,
    HookChannel,
    Measure,
    Notify,
    Plan,
    Ready,
    ReplicationHealthy,
    Run,
    SecretRef,
    probe_secrets,
    store_secrets,
    way_secrets,
)

MASK: Final = "***"
_SHORTEST: Final = 4
"""Shorter values are not masked: they would blot out half of every text, and are no secrets."""
_SHORTEST_LINE: Final = 8
_SHORTEST_CORE: Final = 5
_LARGEST_FILE: Final = 64 * 1024

_IN_URL: Final = re.compile(r"://[^\s/:@]*:(?P<secret>[^\s/]+)@")
_IN_PAIR: Final = re.compile(
    r"(?:password|passwd|passphrase)\s*=\s*(?P<secret>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s&;,'\"]+)",
    re.IGNORECASE,
)


class SecretMissingError(Exception):
    """A secret that the plan names cannot be read. Never carries a part of the secret."""

    def __init__(self, ref: SecretRef, what: str, repair: str) -> None:
        self.ref = ref
        super().__init__(f"secret {ref.source}:{ref.name}: {what}; {repair}")


def resolve(ref: SecretRef, environ: Mapping[str, str] = os.environ) -> str:
    """Return the secret behind `ref`; one line end after a file's last line is not part of it. It may wait for Vault.

    Raises:
        SecretMissingError: it is not there, empty, or no UTF-8 text.
    """
    match ref.source:
        case "env":
            value = _from_environment(ref, environ)
        case "file":
            value = _from_file(ref)
        case "vault":
            value = _from_vault(ref, environ)
        case "signed":
            raise SecretMissingError(ref, "is made when a drill begins", "start the drill; nothing can be read before")
    if not value:
        raise SecretMissingError(ref, "is empty", "write the secret there")
    return value


def exposure(ref: SecretRef) -> str | None:
    """Return a warning if everyone on this machine can read the secret's file, else None."""
    if ref.source != "file":
        return None
    try:
        mode = Path(ref.name).stat().st_mode
    except OSError:
        return None
    if not mode & stat.S_IROTH:
        return None
    return f"secret file {ref.name} can be read by everyone on this machine; run: chmod 600 {shlex.quote(ref.name)}"


def secrets_of(plan: Plan) -> tuple[SecretRef, ...]:
    """Return every secret that the plan names, each once, in the order of the plan."""
    return tuple(dict.fromkeys(chain(_of_hosts(plan), _of_streams(plan), _of_steps(plan), _of_channels(plan))))


def _of_hosts(plan: Plan) -> Iterator[SecretRef]:
    for host in plan.hosts:
        yield from way_secrets(host)
        authorities = (way.authority for way in (host, *host.jump))
        yield from (ref for ref in authorities if ref is not None and ref.source != "vault")


def _of_streams(plan: Plan) -> Iterator[SecretRef]:
    yield from (ref for probe in plan.probes for ref in probe_secrets(probe))
    yield from (ref for ledger in plan.ledgers for ref in store_secrets(ledger.store))


def _of_steps(plan: Plan) -> Iterator[SecretRef]:
    for step in plan.steps:
        match step.action:
            case Run(secrets=told) | CheckCommand(secrets=told):
                yield from told.values()
            case Measure(dsn=SecretRef() as dsn) | Ready(check=ReplicationHealthy(dsn=dsn)):
                yield dsn
            case _:
                pass


def _of_channels(plan: Plan) -> Iterator[SecretRef]:
    """Yield the secrets of the groups that this drill tells of something; others may be out of order."""
    told = {group for step in plan.steps if isinstance(step.action, Notify) for group in step.action.groups}
    for channel in (channel for group in plan.contacts if group.name in told for channel in group.channels):
        match channel:
            case EmailChannel(password=password):
                yield from (password,) if password is not None else ()
            case HookChannel(url=url, sign=sign):
                yield from (url,) if sign is None else (url, sign)


def masker_for(plan: Plan, secret: Callable[[SecretRef], str] = resolve) -> Masker:
    """Return a masker of every secret of `plan` that can be read; what cannot be read cannot leak from here."""
    return Masker(_readable(secrets_of(plan), secret))


class Masker:
    """Replaces secrets by `***`: declared ones in every form they take on the way, and passwords in DSNs anyway."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._forms = sorted({form for value in values for form in _forms(value)})

    def mask(self, text: str) -> str:
        """Return `text` without secrets. Touching and overlapping secrets become one `***`."""
        return "".join(_replaced(text, _merged(sorted(self._spans(text)))))

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for form in self._forms:
            start = text.find(form)
            while start >= 0:
                yield start, start + len(form)
                start = text.find(form, start + 1)
        for pattern in (_IN_URL, _IN_PAIR):
            yield from (match.span("secret") for match in pattern.finditer(text))


def _from_environment(ref: SecretRef, environ: Mapping[str, str]) -> str:
    if ref.name not in environ:
        raise SecretMissingError(ref, "the environment variable is not set", f"export {ref.name} before the drill")
    return environ[ref.name]


def _from_file(ref: SecretRef) -> str:
    try:
        with Path(ref.name).open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        repair = "create the file with mode 600, readable by the user that runs the drill"
        raise SecretMissingError(ref, error.strerror or "cannot be read", repair) from error
    if len(raw) > _LARGEST_FILE:
        raise SecretMissingError(
            ref, f"is larger than {_LARGEST_FILE} bytes", "name the file that holds the secret only"
        )
    try:
        return raw.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise SecretMissingError(ref, "is no UTF-8 text", "store the secret as UTF-8 text") from None


def _from_vault(ref: SecretRef, environ: Mapping[str, str]) -> str:
    from runners import vault  # noqa: PLC0415  its client takes long to load, and few firms need it

    place, _, key = ref.name.partition("#")
    try:
        return vault.vault_of(vault.settings(environ)).read(place, key)
    except vault.VaultError as error:
        raise SecretMissingError(ref, error.what, error.repair) from None


def _readable(refs: Iterable[SecretRef], secret: Callable[[SecretRef], str]) -> Iterator[str]:
    for ref in refs:
        try:
            yield secret(ref)
        except SecretMissingError:
            continue


def _forms(value: str) -> Iterator[str]:
    """Yield the forms in which `value` may turn up in a text."""
    for text in _parts(value):
        yield from _written(text)


def _parts(value: str) -> Iterator[str]:
    """Yield what must not be seen of `value`: all of it, each long line of a key file, a DSN's password."""
    if len(value) < _SHORTEST:
        return
    yield value
    yield from (line for line in value.splitlines() if len(line) >= _SHORTEST_LINE)
    for match in (*_IN_URL.finditer(value), *_IN_PAIR.finditer(value)):
        password = match["secret"].strip("'\"")
        yield from (text for text in (password, unquote(password)) if len(text) >= _SHORTEST)


def _written(text: str) -> Iterator[str]:
    yield from (text, shlex.quote(text).strip("'"), text.replace("'", "'\\''"))
    yield from (repr(text)[1:-1], json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    raw = text.encode("utf-8", "surrogatepass")
    for coded in (quote(raw, safe=""), quote(raw), quote_plus(raw)):
        yield coded
        yield re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), coded)
    yield raw.hex()
    for offset in range(3):
        yield from _in_base64(raw, offset)


def _in_base64(raw: bytes, offset: int) -> Iterator[str]:
    """Yield the letters that `raw` has in base64 wherever it starts `offset` bytes into a group of three."""
    coded = base64.b64encode(bytes(offset) + raw).decode("ascii").rstrip("=")
    first = -(-offset * 8 // 6)
    last = (offset + len(raw)) * 8 // 6
    core = coded[first:last]
    if len(core) >= _SHORTEST_CORE:
        yield core
        yield core.replace("+", "-").replace("/", "_")


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begin, end = -1, -1
    for start, stop in spans:
        if start <= end:
            end = max(end, stop)
            continue
        if end >= 0:
            yield begin, end
        begin, end = start, stop
    if end >= 0:
        yield begin, end


def _replaced(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    done = 0
    for start, stop in spans:
        yield text[done:start]
        yield MASK
        done = stop
    yield text[done:]
