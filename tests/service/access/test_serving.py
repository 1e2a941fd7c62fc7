"""How the service listens: TLS 1.2 at least, nothing beyond this machine without it; and its commands."""

from __future__ import annotations

import asyncio
import io
import json
import re
import socket
import ssl
import warnings
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from service.cli import run
from service.denial import UnfitError
from service.serving import Listening, Tls, check_listening
from tests.support.certificates import certificate_in
from tests.support.command import start_drillproof
from tests.support.databases import database_in
from tests.support.firms import book_at
from tests.support.ports import free_port


def codes(listening: Listening) -> set[str]:
    try:
        check_listening(listening)
    except UnfitError as denied:
        return {reason.code for reason in denied.reasons}
    return set()


def test_beyond_this_machine_there_is_tls_or_a_word_that_none_is_wanted(tmp_path: Path) -> None:
    certificate, key = certificate_in(tmp_path)
    tls = Tls(certificate=certificate, key=key)
    for host in ("127.0.0.1", "::1", "localhost", "127.9.9.9"):
        assert codes(Listening(host=host, port=1)) == set()
    assert codes(Listening(host="192.0.2.1", port=1)) == {"listen_without_tls"}
    assert codes(Listening(host="drill.example", port=1)) == {"listen_without_tls"}
    assert codes(Listening(host="0.0.0.0", port=1)) == {"listen_without_tls", "listen_without_name"}
    assert codes(Listening(host="::", port=1, tls=tls)) == {"listen_without_name"}
    assert codes(Listening(host="0.0.0.0", port=1, tls=tls, names=("drill.example",))) == set()
    assert codes(Listening(host="0.0.0.0", port=1, unprotected=True)) == set()
    assert Listening(host="192.0.2.1", port=1, tls=tls).hosts[-1] == "192.0.2.1"


def test_whoever_listens_everywhere_is_told_by_a_name() -> None:
    assert Listening(host="127.0.0.1", port=1).url == "http://127.0.0.1:1"
    assert Listening(host="::1", port=1).url == "http://[::1]:1"
    assert Listening(host="0.0.0.0", port=1, names=("*.example", "drill.example")).url == "http://drill.example:1"
    assert Listening(host="::", port=1, unprotected=True).url == "http://localhost:1"


def test_a_key_that_others_can_read_or_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    certificate, key = certificate_in(tmp_path)
    (tmp_path / "other").mkdir()
    _, stranger = certificate_in(tmp_path / "other")
    here = Listening(host="127.0.0.1", port=1)
    assert codes(replace(here, tls=Tls(certificate=certificate, key=tmp_path / "none"))) == {"tls_missing"}
    assert codes(replace(here, tls=Tls(certificate=certificate, key=stranger))) == {"tls_unfit"}
    key.chmod(0o604)
    assert codes(replace(here, tls=Tls(certificate=certificate, key=key))) == {"tls_key_open"}


@pytest.mark.slow
async def test_a_first_start_with_tls_prints_the_way_in_and_refuses_old_protocols(tmp_path: Path) -> None:
    certificate, key = certificate_in(tmp_path)
    port = free_port()
    where = ["--db", database_in(tmp_path / "s"), "--home", str(tmp_path / "s")]
    files = ["--tls-cert", str(certificate), "--tls-key", str(key), *where]
    process = await start_drillproof("serve", "--port", str(port), "--lang", "en", *files, anew=True)
    assert process.stdout is not None
    try:
        token = ""
        async with asyncio.timeout(150):
            while not token:
                line = (await process.stdout.readline()).decode()
                token = "".join(re.findall(r"drp_once_[\w-]+", line))
            await answering(port)
        trust = ssl.create_default_context(cafile=str(certificate))
        async with httpx.AsyncClient(base_url=f"https://127.0.0.1:{port}", verify=trust, timeout=60) as client:
            first = await client.post("/api/v1/tokens/first", headers={"Authorization": f"Bearer {token}"})
            assert first.status_code == 201
            bearer = {"Authorization": f"Bearer {first.json()['token']}"}
            assert (await client.get("/api/v1/users", headers=bearer)).status_code == 200
            again = await client.post("/api/v1/tokens/first", headers={"Authorization": f"Bearer {token}"})
            assert again.status_code == 409
            assert (await client.post("/api/v1/users", json={})).status_code == 401
            assert "server" not in first.headers
            forwarded = {"X-Forwarded-For": "198.51.100.9", **bearer}
            await client.post("/api/v1/tokens", json={"label": "x", "rights": ["start"]}, headers=forwarded)
            assert {entry["address"] for entry in await _refused(client, bearer)} == {"127.0.0.1"}
        await asyncio.to_thread(refuse_old, port)
    finally:
        process.terminate()
        await asyncio.wait_for(process.communicate(), 60)


async def _refused(client: httpx.AsyncClient, bearer: dict[str, str]) -> list[dict[str, str]]:
    """Return the entries of refused writes once there are any: nobody waits for them to be written."""
    async with asyncio.timeout(60):
        while True:
            items = (await client.get("/api/v1/audit?kind=write_refused", headers=bearer)).json()["items"]
            if items:
                return items
            await asyncio.sleep(0.1)


async def answering(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return


def refuse_old(port: int) -> None:
    """Try TLS 1.1 and plain HTTP."""
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is deprecated is why it is tried
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", port)) as raw, pytest.raises(ssl.SSLError):
        old.wrap_socket(raw)


def test_whoever_sits_at_the_machine_makes_users_and_tokens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = book_at(tmp_path)
    db = ["--db", database_in(tmp_path), "--lang", "en"]
    assert run(["user", "add", "li.wei", "--role", "operator:a,b@sh", "--role", "viewer", "--name", "李伟", *db]) == 0
    assert run(["user", "add", "li.wei", "--role", "viewer", *db]) == 4
    assert run(["user", "add", "x", "--role", "king", *db]) == 4
    assert run(["user", "list", *db]) == 0
    assert "li.wei (李伟) active roles: operator:a,b@sh viewer" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("correct-horse-battery\n"))
    assert run(["user", "password", "li.wei", *db]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert run(["user", "password", "li.wei", *db]) == 4
    assert run(["token", "issue", "li.wei", "--label", "x", "--right", "read", *db]) == 0
    assert re.search(r"drp_[\w-]{43}", capsys.readouterr().out)
    assert run(["token", "issue", "nemo", "--label", "x", *db]) == 4
    assert run(["token", "issue", "li.wei", "--label", "x", "--right", "fly", *db]) == 4
    capsys.readouterr()
    assert run(["token", "list", "li.wei", "--json", *db]) == 0
    tokens = json.loads(capsys.readouterr().out)
    assert run(["token", "revoke", tokens[0]["id"], "--reason", "lost", *db]) == 0
    assert run(["user", "disable", "li.wei", "--reason", "left", *db]) == 0
    assert run(["user", "enable", "li.wei", *db]) == 0
    assert run(["user", "change", "li.wei", "--role", "approver", *db]) == 0
    assert run(["user", "list", "--db", str(tmp_path / "nowhere.sqlite")]) == 4
    kinds = [entry.kind for entry in book.entries()]
    assert kinds == [
        "user_added",
        "password_set",
        "token_issued",
        "token_revoked",
        "user_disabled",
        "user_enabled",
        "user_changed",
    ]
    assert all(entry.author.via.startswith("terminal:") for entry in book.entries())
