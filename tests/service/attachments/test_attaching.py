"""Attached files over HTTP and by the room's form: kept, named, given out to those who may, refused in words."""

from __future__ import annotations

import errno
from hashlib import sha256
from typing import Any, Final

import pytest

from service.attachments.store import Attachments
from service.console.attaching import name_of
from service.denial import because
from tests.support.firms import Served, caller
from tests.support.guarded import wish_now
from tests.support.histories import DRILL

API: Final = f"/api/v1/drills/{DRILL}"
ROOM: Final = f"/console/drills/{DRILL}"
PHOTO: Final = b"\x89PNG \x00\xff<script>alert(1)</script>"
DIGEST: Final = sha256(PHOTO).hexdigest()


async def keep(served: Served, content: bytes = PHOTO, user: str = "olga", where: str = API) -> Any:
    async with served.client(user) as client:
        return await client.post(f"{where}/attachments", content=content, headers=OCTETS)


OCTETS: Final = {"Content-Type": "application/octet-stream"}


async def test_a_file_is_kept_named_by_a_note_and_given_out_as_a_download(served: Served) -> None:
    kept = await keep(served)
    assert (kept.status_code, kept.json()) == (201, {"sha256": DIGEST, "bytes": len(PHOTO)})
    async with served.client("olga") as client:
        early = await client.get(f"{API}/attachments/{DIGEST}")
        named = {"name": "标准 屏.png", "sha256": DIGEST}
        elsewhere = {"name": "minutes.pdf", "sha256": "0" * 64}
        noted = await client.post(f"{API}/notes", json={"text": "seen", "attachments": [named, elsewhere]})
    assert early.status_code == 404, "nobody has named it"
    assert noted.json()["items"][0]["attachments"] == [named, elsewhere]
    async with served.client("vera") as client:
        listed = await client.get(f"{API}/attachments")
        given = await client.get(f"{API}/attachments/{DIGEST}")
        by_dossier = await client.get(f"/api/v1/dossiers/{served.app.state.name}/attachments/{DIGEST}")
        away = await client.get(f"{API}/attachments/{'0' * 64}")
    assert listed.json()["items"] == [{**named, "bytes": len(PHOTO)}, {**elsewhere, "bytes": None}]
    assert given.content == by_dossier.content == PHOTO
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in given.headers["content-security-policy"]
    assert given.headers["x-content-type-options"] == "nosniff"
    assert (away.status_code, away.json()["errors"][0]["code"]) == (404, "attachment_elsewhere")


async def test_the_rooms_form_takes_files_with_a_note_and_shows_them(served: Served) -> None:
    files = [("files", ("C:\\desk\\屏幕.png", PHOTO, "image/png")), ("files", ("log.txt", b"down", "text/plain"))]
    async with served.client("olga") as client:
        answer = await client.post(f"{ROOM}/notes", data={"text": "standby slow"}, files=files)
        page = await client.get(f"{ROOM}?lang=en", headers={"Accept": "text/html"})
        given = await client.get(f"/console/dossiers/{served.app.state.name}/attachments/{DIGEST}")
    assert answer.status_code == 303, answer.text
    assert given.content == PHOTO
    assert f'/attachments/{DIGEST}" title="SHA-256 {DIGEST}" download>屏幕.png</a>' in page.text
    assert 'type="file" multiple' in page.text
    found, _ = await served.app.state.firm.dossiers.shelf.read(served.app.state.name)
    assert [one.name for one in found.notes[0].said.attachments] == ["屏幕.png", "log.txt"]


async def test_a_note_that_is_refused_keeps_no_file(served: Served) -> None:
    async with served.client("olga") as client:
        answer = await client.post(f"{ROOM}/notes", data={"text": " "}, files={"files": ("a", PHOTO)})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "note_unfit")
    assert served.app.state.firm.attaching.store.sizes(served.app.state.name) == {}


async def test_records_and_archive_take_files_too_and_keep_those_whose_box_is_ticked(served: Served) -> None:
    dossiers, policy = served.app.state.firm.dossiers, wish_now(served.home)
    name = (await dossiers.open(caller("olga"), policy)).id
    page = f"/console/dossiers/{name}"
    async with served.client("olga") as client:
        first = await client.post(f"{page}/records/review", data={"text": "held"}, files={"files": ("a.pdf", b"one")})
        fields = {"text": "held again", "keep": sha256(b"one").hexdigest()}
        again = await client.post(f"{page}/records/review", data=fields, files={"files": ("b.pdf", b"two")})
        shown = await client.get(f"{page}?lang=en", headers={"Accept": "text/html"})
    assert [first.status_code, again.status_code] == [303, 303], again.text
    assert all(f">{one}</a>" in shown.text for one in ("a.pdf", "b.pdf"))
    async with served.client("olga") as client:
        assert (await client.post(f"{page}/records/review", data={"text": "held"})).status_code == 303
        listed = await client.get(f"/api/v1/dossiers/{name}/attachments")
    assert listed.json() == {"items": []}, "no box was ticked"


@pytest.mark.parametrize(("user", "status"), [("vera", 403), ("udo", 403), (None, 401)])
async def test_whoever_may_not_speak_attaches_nothing(served: Served, user: str | None, status: int) -> None:
    async with served.client(user) as client:
        assert (await client.post(f"{API}/attachments", content=PHOTO)).status_code == status


async def test_nothing_too_large_nothing_empty_and_nothing_late_is_kept(served: Served) -> None:
    firm = served.app.state.firm
    most = firm.policy.access.limits.attachment
    empty, large = await keep(served, b""), await keep(served, b"x" * (most + 1))
    assert (empty.status_code, empty.json()["errors"][0]["code"]) == (422, "attachment_empty")
    assert (large.status_code, large.json()["errors"][0]["code"]) == (413, "too_large")
    assert (await keep(served, b"x" * most)).status_code == 201, "more than any other request may have"
    other = (await firm.dossiers.open(caller("olga"), wish_now(served.home))).id
    await firm.dossiers.cancel(caller("olga"), other, "moved")
    late = await keep(served, where=f"/api/v1/dossiers/{other}")
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "attachment_late")


async def test_a_form_with_files_may_be_large_and_no_other_form_may(served: Served) -> None:
    large = b"x" * (2 * 1024 * 1024)
    async with served.client("olga") as client:
        noted = await client.post(f"{ROOM}/notes", data={"text": "seen"}, files={"files": ("a", large)})
        stopped = await client.post(f"{ROOM}/stop", data={"reason": "x"}, files={"files": ("a", large)})
    assert [noted.status_code, stopped.status_code] == [303, 413]


async def test_a_disk_that_takes_nothing_more_says_so_and_nothing_is_noted(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: Attachments, _dossier: str, _content: bytes) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Attachments, "keep", full)
    async with served.client("olga") as client:
        answer = await client.post(f"{ROOM}/notes", data={"text": "seen"}, files={"files": ("a", PHOTO)})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (503, "attachment_unwritten")
    assert "No space left" in because("attachment_unwritten", why="No space left").text.en
    found, _ = await served.app.state.firm.dossiers.shelf.read(served.app.state.name)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("photo.png", "photo.png"),
        ("/home/li/photo.png", "photo.png"),
        ("C:\\fakepath\\照片.jpg", "照片.jpg"),
        ("a\x00b\n.png", "a_b_.png"),
        ("", "file"),
        ("x/", "file"),
        ("a" * 300 + ".png", "a" * 196 + ".png"),
    ],
)
def test_a_file_is_called_what_it_was_called_where_it_came_from(told: str, name: str) -> None:
    assert name_of(told) == name
