"""After a drill that handled known secrets, and leaked them on its output, nothing that is stored has any of them."""

from __future__ import annotations

import asyncio
import base64
import gzip
import zipfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.governing import GIVEN, OWN, V1, Person, enlist, fresh_service, prepare, run, start
from tests.support.scanning import forms_of, found_in
from tests.support.small_drill import SmallDrill, small_drill

SECRET: Final = "hunter2hunter2"
"""What the drill's step is given (tests/support/small_drill.py) and repeats in every way below."""
LEAKS: Final = (
    "echo $SECRET",
    "echo $SECRET >&2",
    'printf %s "$SECRET" | base64',
    'printf %s "x$SECRET" | base64',
    'printf %s "$SECRET" | od -An -tx1 | tr -d " \\n"',
    'echo "postgresql://app:$SECRET@db-1/orders"',
)
FORMATS: Final = ("json", "html", "pdf", "docx", "xlsx", "csv")


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_nothing_that_is_stored_or_given_out_has_a_secret(tmp_path: Path) -> None:
    """The home of the service, the state folder of the target, every report and bundle, and what it printed."""
    async with _leaky(tmp_path) as drill, fresh_service(tmp_path, tmp_path / "service.log") as (client, first):
        people = await enlist(client, first)
        dossier = await prepare(people, drill)
        name = await start(people, dossier)
        await run(people, name)
        kept = tmp_path / "given-out"
        kept.mkdir()
        await _everything(client, people["udo"], name, kept)
        secrets = {"the step's secret": SECRET, "a password that was given": GIVEN, "a password of one's own": OWN}
        secrets |= {f"the token of {user}": person.token for user, person in people.items()} | {"the first": first}
        secrets["the key of the target"] = _body(drill.sshd.key_file)
    places = [tmp_path / "service", drill.directory / "state", kept]
    assert all(any(place.rglob("*")) for place in places), "there is something to look at"
    assert {place.name: found_in(place, secrets) for place in places} == {place.name: [] for place in places}
    printed = (tmp_path / "service.log").read_text("utf-8").replace(first, "", 1)  # its one way to whoever set it up
    (kept / "printed.log").write_text(printed, "utf-8")
    assert found_in(kept, secrets) == []


@asynccontextmanager
async def _leaky(folder: Path) -> AsyncGenerator[SmallDrill]:
    async with small_drill(folder, gate="2m") as drill:
        text = drill.scenario.read_text("utf-8")
        said = "; ".join(LEAKS).replace("\\", "\\\\").replace('"', '\\"')
        leaking = text.replace("echo the secret is $SECRET", said)
        assert leaking != text
        drill.scenario.write_text(leaking, "utf-8")
        yield drill


async def _everything(client: httpx.AsyncClient, person: Person, name: str, kept: Path) -> None:
    """Fetch whatever the service gives of a drill into a folder."""
    addresses = {
        f"report.{lang}.{form}": f"report?format={form}&lang={lang}" for form in FORMATS for lang in ("zh", "en")
    }
    headers = person.headers
    for file, address in {**addresses, "events": "events", "bundle.zip": "bundle"}.items():
        answer = await _there(client, f"{V1}/drills/{name}/{address}", headers)
        (kept / file).write_bytes(answer.content)
    for address in ("/metrics", f"{V1}/dashboard", f"{V1}/dossiers", f"{V1}/audit/export", f"{V1}/drills/{name}"):
        answer = await client.get(address, headers=headers)
        assert answer.status_code == 200, answer.text
        (kept / address.replace("/", "_")).write_bytes(answer.content)
    assert b"***" in (kept / "events").read_bytes(), "the step's output was kept, and masked"


async def _there(client: httpx.AsyncClient, address: str, headers: dict[str, str]) -> httpx.Response:
    """Return what is at an address once it is there: a bundle is packed after the drill has ended."""
    async with asyncio.timeout(120):
        while True:
            answer = await client.get(address, headers=headers)
            if answer.status_code == 200:
                return answer
            assert answer.status_code in {404, 409}, answer.text
            await asyncio.sleep(0.2)


def _body(key: Path) -> str:
    return key.read_text("ascii").splitlines()[2]


@given(
    secret=st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=8, max_size=40),
    before=st.binary(max_size=5),
)
def test_a_secret_is_seen_in_base64_wherever_it_stands(secret: str, before: bytes) -> None:
    text = base64.b64encode(before + secret.encode() + b" and more")
    assert any(form in text for form in forms_of(secret))


def test_a_secret_is_seen_in_whatever_is_packed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "outer.zip", "w", zipfile.ZIP_DEFLATED) as outer:
        (tmp_path / "inner").write_bytes(gzip.compress(f"a {SECRET} b".encode()))
        outer.write(tmp_path / "inner", "inner.gz")
    (tmp_path / "inner").unlink()
    (tmp_path / "wide").write_bytes(SECRET.encode("utf-16-le"))
    (tmp_path / "hex").write_text(SECRET.encode().hex(), "ascii")
    (tmp_path / "clean").write_text("nothing", "ascii")
    assert [one.partition(":")[0] for one in found_in(tmp_path, {"it": SECRET})] == [
        "hex",
        "outer.zip!inner.gz!gz",
        "wide",
    ]
