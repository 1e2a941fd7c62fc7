"""The demo that is served: what it leaves alone, whom it knows, and the whole of it from its start to nothing left."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

import httpx
import pytest

from service.access import Right
from service.access.access import Access
from service.cli.output import RefusedError
from service.cli.serve_demo import serve_demo
from service.demo.people import ROLES, enlist, person
from service.demo.place import PREFIX, left_behind, make_place, remove
from service.keys import open_key, read_trust
from service.lab.processes import Identity, identify
from service.policy import default_policy
from tests.support.firms import book_at
from tests.support.ports import free_port

_URL: Final = re.compile(r"http://127\.0\.0\.1:\d+")
_PASSWORD: Final = re.compile(r"^  auditor +(\S+) ", re.MULTILINE)  # everybody's


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let demos be made in a folder of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_demo_signs_with_a_key_that_it_trusts_and_keeps_its_own_closed(temporary: Path) -> None:
    place = make_place()
    assert place.directory.parent == temporary
    settings = place.settings(1234)
    assert settings.listen.host == "127.0.0.1"
    key = open_key(place.home / "evidence.pem")
    assert read_trust(settings.archive.trust).of(key.keyid) is not None
    assert place.home.stat().st_mode & 0o077 == 0
    remove(place)
    assert list(temporary.iterdir()) == []


def test_only_demos_whose_process_is_gone_are_cleared_up(temporary: Path) -> None:
    living, stranger = make_place(), temporary / f"{PREFIX}notes"
    stranger.mkdir()
    gone = make_place()
    assert list(left_behind()) == []
    own = identify(os.getpid())
    assert own is not None
    (gone.directory / "owner.json").write_text(json.dumps(asdict(Identity(pid=own.pid, started=own.started + 1))))
    assert [place.directory for place in left_behind()] == [gone.directory]
    assert living.directory.is_dir()


def test_the_demo_people_come_in_by_one_password_and_nobody_has_to_change_it(tmp_path: Path) -> None:
    access = Access(book_at(tmp_path), default_policy().access)
    password = enlist(access, "en")
    for account in ROLES:
        opened = access.log_in(account, password, "127.0.0.1")
        assert access.recognise_session(opened.cookie, "127.0.0.1").barred == ""
    assert person(access, "operator").has(Right.START)
    assert not person(access, "viewer").has(Right.START)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_demo_takes_nothing_of_anybody_s(lang: str) -> None:
    with pytest.raises(RefusedError, match=r"home, database"):
        serve_demo(None, "zh" if lang == "zh" else "en", ["home", "database"])


@pytest.mark.parametrize("port", [65_536, -1])
def test_a_port_that_is_none_is_told(temporary: Path, port: int) -> None:
    with pytest.raises(RefusedError, match=str(port)):
        serve_demo(port, "en", [])
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_demo_without_room_says_where_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(RefusedError, match=r"gone.*TMPDIR"):
        serve_demo(0, "zh" if lang == "zh" else "en", [])


@pytest.mark.usefixtures("temporary")
def test_a_folder_that_stays_is_not_said_to_be_gone() -> None:
    place = make_place()
    assert remove(place)
    place.directory.write_text("somebody was faster")
    assert not remove(place)


def test_a_port_that_somebody_has_is_told_before_anything_is_begun(temporary: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(RefusedError, match=str(port)):
            serve_demo(port, "en", [])
    assert list(temporary.iterdir()) == []


@asynccontextmanager
async def demonstrated(folder: Path, locks: Path) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Let a demo run, and end it with the signal of whoever closes a terminal's service.

    In `locks` are the locks that all services of this user share on a machine; they are no demo's, and stay.
    """
    arguments = ("serve", "--demo", "--port", str(free_port()), "--lang", "en")
    demo = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder), "XDG_RUNTIME_DIR": str(locks), "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield demo
    finally:
        if demo.returncode is None:
            demo.send_signal(signal.SIGTERM)
        await demo.wait()


async def told(demo: asyncio.subprocess.Process, until: str) -> str:
    """Return what it printed up to the line that holds `until`."""
    said = ""
    assert demo.stdout is not None
    while until not in said:
        line = await demo.stdout.readline()
        assert line, f"it ended before it said {until!r}:\n{said}"
        said += line.decode()
    return said


@pytest.fixture
def emptied() -> Generator[Path]:
    """Give a folder for temporary files which the lab's hosts may walk through, and in which nothing may be left."""
    with tempfile.TemporaryDirectory(prefix="demo-test-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
        assert list(Path(folder).iterdir()) == []


async def started_and_stopped(client: httpx.AsyncClient, password: str, dossier: str) -> None:
    """Start the drill that waits, as the demo's operator may, stop it, and see that all of it was undone."""
    opened = await client.post("/api/v1/session", json={"user": "operator", "password": password})
    write = {"X-CSRF-Token": opened.json()["csrf"]}
    begun = await client.post("/api/v1/drills", json={"dossier": dossier}, headers=write)
    assert begun.status_code == 201, begun.text
    drill = f"/api/v1/drills/{begun.json()['id']}"
    stopped = await client.post(f"{drill}/abort", json={"reason": "seen"}, headers=write)
    assert stopped.is_success, stopped.text
    async with client.stream("GET", f"{drill}/events") as events:
        await asyncio.wait_for(_read(events), 300)
    over = (await client.get(drill)).json()
    assert (over["status"], over["restored"]) == ("aborted", True), over


async def _read(events: httpx.Response) -> None:
    """Read a drill's events to the end of it."""
    async for _ in events.aiter_lines():
        pass


@pytest.mark.slow(120)
@pytest.mark.timeout(900)
async def test_two_drills_run_for_real_a_third_waits_and_nothing_stays(emptied: Path, tmp_path: Path) -> None:
    async with demonstrated(emptied, tmp_path) as demo:
        first = await told(demo, "Ctrl-C ends")
        said = await told(demo, "a third drill is prepared")
        url, password = _URL.findall(first)[0], _PASSWORD.findall(first)[0]
        async with httpx.AsyncClient(base_url=url, timeout=120) as client:
            opened = await client.post("/api/v1/session", json={"user": "auditor", "password": password})
            assert opened.status_code == 201, opened.text
            write = {"X-CSRF-Token": opened.json()["csrf"]}
            drills = (await client.get("/api/v1/drills")).json()["items"]
            assert {one["verdict"] for one in drills} == {"met", "missed"}, said
            assert all(one["status"] == "completed" and one["restored"] for one in drills)
            for one in drills:
                answer = await client.post(f"/api/v1/drills/{one['id']}/verification", headers=write)
                assert answer.json()["exit"] == 0, answer.text
            assert "DEMO" in (await client.get("/console/evidence?lang=en")).text
        dossier = said.split("operator can start it: ")[1].split()[0]
        async with httpx.AsyncClient(base_url=url, timeout=120) as client:
            await started_and_stopped(client, password, dossier)
    assert demo.returncode == 0
