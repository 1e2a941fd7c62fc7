"""Notices over real sockets: receivers that check what the vendors check, a real mail server, and lost answers."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from measurements.events import Outcome
from runners.channels import ChannelNotifier
from runners.notices import MARK_EN, MARK_ZH, Notice, Told, notice
from scenarios.plan import SECOND, EmailChannel, HookChannel, Notify, Phase, SecretRef, Text
from tests.support.ports import free_port
from tests.support.scripted_drills import plan, step
from tests.support.services import certificate, hangs, serving

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN
NOW = 1_795_312_984_123_456_789
SECRET = "SEC-of-the-robot"
TOKEN = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
Kind = Literal["webhook", "wecom", "dingtalk", "feishu"]


def message(zh: str = "请到值班室集合", en: str = "Please come to the duty room") -> Notice:
    action = Notify(groups=("duty",), subject=Text(zh="切换\n开始", en="Switch begins"), text=Text(zh=zh, en=en))
    told = step("tell", Phase.SWITCH, action)
    return notice(plan(told), "drill-7", told, action, NOW)


def secret(directory: Path, name: str, value: str) -> SecretRef:
    (directory / name).write_text(value + "\n")
    return SecretRef(source="file", name=str(directory / name))


def hook(directory: Path, kind: Kind, url: str, sign: str | None = None, ca: Path | None = None) -> HookChannel:
    return HookChannel(
        name=kind,
        kind=kind,
        url=secret(directory, "url", url),
        sign=None if sign is None else secret(directory, "sign", sign),
        ca_file=None if ca is None else str(ca),
    )


async def tell(channel: HookChannel | EmailChannel, one: Notice | None = None, seconds: float = 10) -> Told:
    async with asyncio.timeout(60):
        return await ChannelNotifier().tell(one or message(), channel, int(seconds * SECOND))


@dataclass
class Robot:
    """A receiver that keeps what it was sent and answers what `answer` says."""

    answer: Callable[[web.Request, bytes], web.Response]
    bodies: list[bytes] = field(default_factory=list[bytes])

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.bodies.append(body)
        return self.answer(request, body)

    @property
    def last(self) -> dict[str, Any]:
        return json.loads(self.bodies[-1])


@asynccontextmanager
async def receiving(robot: Robot, tls: ssl.SSLContext | None = None) -> AsyncGenerator[str]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", robot.take)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


def accepts(_request: web.Request, _body: bytes) -> web.Response:
    return web.json_response({"errcode": 0, "errmsg": "ok"})


def dingtalk(request: web.Request, _body: bytes) -> web.Response:
    """Check as DingTalk's documentation says: base64 of HMAC-SHA256(secret, "timestamp\\nsecret") in the query."""
    query = parse_qs(request.query_string, strict_parsing=True)
    text = f"{query['timestamp'][0]}\n{SECRET}"
    wanted = base64.b64encode(hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest()).decode()
    is_good = query["sign"] == [wanted] and query["access_token"] == [TOKEN] and len(query["timestamp"][0]) == 13
    return web.json_response({"errcode": 0 if is_good else 310000, "errmsg": "ok" if is_good else "sign not match"})


def feishu(_request: web.Request, body: bytes) -> web.Response:
    """Check as Feishu's documentation says: base64 of HMAC-SHA256("timestamp\\nsecret", "") in the body."""
    said = json.loads(body)
    key = f"{said['timestamp']}\n{SECRET}".encode()
    is_good = said["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    return web.json_response({"code": 0, "msg": "success"} if is_good else {"code": 19021, "msg": "sign match fail"})


async def test_wecom_gets_text_within_its_bound(tmp_path: Path) -> None:
    robot = Robot(accepts)
    async with receiving(robot) as url:
        channel = hook(tmp_path, "wecom", f"{url}/cgi-bin/webhook/send?key={TOKEN}")
        assert (await tell(channel)).outcome is OK
        assert (await tell(channel, message(zh="长" * 4000))).outcome is OK
    assert json.loads(robot.bodies[0])["msgtype"] == "text"
    content = robot.last["text"]["content"]
    assert len(content.encode()) <= 2048
    assert "drill-7" in content


async def test_every_message_says_twice_that_it_is_a_drill_and_where_it_comes_from() -> None:
    told = message()
    assert told.subject == f"{MARK_ZH}切换 开始 / {MARK_EN} Switch begins"
    for wanted in (MARK_ZH, MARK_EN, "请到值班室集合", "Please come", "drill-7", "tell", "2026-11-22 02:03:04 UTC"):
        assert wanted in told.text, told.text


@pytest.mark.parametrize(("kind", "check"), [("dingtalk", dingtalk), ("feishu", feishu)])
async def test_a_signature_is_made_as_its_receiver_checks_it(
    tmp_path: Path, kind: Kind, check: Callable[[web.Request, bytes], web.Response]
) -> None:
    robot = Robot(check)
    async with receiving(robot) as url:
        good = await tell(hook(tmp_path, kind, f"{url}/robot/send?access_token={TOKEN}", SECRET))
        bad = await tell(hook(tmp_path, kind, f"{url}/robot/send?access_token={TOKEN}", "another secret"))
    assert (good.outcome, bad.outcome) == (OK, FAILED)
    assert "match" in bad.detail


async def test_a_webhook_gets_json_and_the_signature_of_its_body(tmp_path: Path) -> None:
    def check(request: web.Request, body: bytes) -> web.Response:
        wanted = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return web.Response(status=204 if request.headers["X-Drillproof-Signature"] == f"sha256={wanted}" else 401)

    robot = Robot(check)
    async with receiving(robot) as url:
        assert (await tell(hook(tmp_path, "webhook", f"{url}/hook", SECRET))).outcome is OK
        assert (await tell(hook(tmp_path, "webhook", f"{url}/hook", "wrong"))).outcome is FAILED
    assert robot.last["is_drill"] is True
    assert robot.last["drill"] == "drill-7"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, '{"errcode": 93000, "errmsg": "invalid webhook url"}', FAILED),
        (200, '{"errcode": "0"}', FAILED),
        (200, "<html>a captive portal</html>", UNKNOWN),
        (200, "[]", UNKNOWN),
        (404, "no such robot", FAILED),
        (500, "", FAILED),
        (502, "", UNKNOWN),
    ],
)
async def test_only_the_robots_own_yes_counts(tmp_path: Path, status: int, body: str, outcome: Outcome) -> None:
    robot = Robot(lambda _request, _body: web.Response(status=status, text=body))
    async with receiving(robot) as url:
        assert (await tell(hook(tmp_path, "wecom", f"{url}/send?key={TOKEN}"))).outcome is outcome


async def test_no_redirect_is_followed(tmp_path: Path) -> None:
    robot = Robot(lambda _request, _body: web.Response(status=307, headers={"Location": "/elsewhere"}))
    async with receiving(robot) as url:
        told = await tell(hook(tmp_path, "webhook", f"{url}/hook"))
    assert told.outcome is FAILED
    assert len(robot.bodies) == 1


async def test_an_address_that_is_repeated_by_the_receiver_is_not_kept(tmp_path: Path) -> None:
    robot = Robot(lambda request, _body: web.Response(status=400, text=f"bad {request.url} key {TOKEN}"))
    async with receiving(robot) as url:
        told = await tell(hook(tmp_path, "wecom", f"{url}/cgi-bin/{SECRET}/send?key={TOKEN}"))
    assert told.outcome is FAILED
    assert TOKEN not in told.detail
    assert SECRET not in told.detail


async def test_an_answer_that_is_lost_is_unknown_and_no_connection_is_a_failure(tmp_path: Path) -> None:
    async with serving(hangs) as port:
        lost = await tell(hook(tmp_path, "feishu", f"http://127.0.0.1:{port}/x"), seconds=0.5)
    none = await tell(hook(tmp_path, "feishu", f"http://127.0.0.1:{free_port()}/x"))
    strange = await tell(hook(tmp_path, "feishu", "no address"))
    assert (lost.outcome, none.outcome, strange.outcome) == (UNKNOWN, FAILED, FAILED)
    assert "nothing was sent" in none.detail


async def test_a_certificate_is_checked(tmp_path: Path) -> None:
    ca, tls = certificate(tmp_path)
    robot = Robot(accepts)
    async with receiving(robot, tls) as url:
        trusted = await tell(hook(tmp_path, "wecom", f"{url}/send", ca=ca))
        unknown = await tell(hook(tmp_path, "wecom", f"{url}/send"))
    assert (trusted.outcome, unknown.outcome) == (OK, FAILED)
    assert "certificate" in unknown.detail
    assert len(robot.bodies) == 1


async def test_a_secret_that_is_missing_sends_nothing(tmp_path: Path) -> None:
    channel = HookChannel(name="x", kind="wecom", url=SecretRef(source="file", name=str(tmp_path / "none")))
    told = await tell(channel)
    assert told.outcome is FAILED
    assert "nothing was sent" in told.detail


@dataclass
class Mailbox:
    """What a mail server does with letters."""

    letters: list[EmailMessage] = field(default_factory=list[EmailMessage])
    end: str = "250 kept"

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("gone"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.end == "hang":
            await asyncio.sleep(30)
        parsed = email.message_from_bytes(cast("bytes", envelope.content), policy=email.policy.default)
        self.letters.append(parsed)
        return self.end


@contextmanager
def mailing(box: Mailbox, **options: Any) -> Generator[int]:
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=30, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def mail(port: int, **more: Any) -> EmailChannel:
    plain = EmailChannel(
        name="mail", server="127.0.0.1", port=port, sender="drill@firm.example", to=("duty@firm.example",), tls="none"
    )
    return replace(plain, **more)


async def test_a_letter_arrives_as_it_was_written() -> None:
    box = Mailbox()
    with mailing(box) as port:
        told = await tell(mail(port, to=("duty@firm.example", "gone@firm.example")), message(zh=".\n..\n结束"))
    assert told.outcome is OK
    assert "gone@firm.example" in told.detail
    letter = box.letters[0]
    assert letter["Subject"] == f"{MARK_ZH}切换 开始 / {MARK_EN} Switch begins"
    assert letter["Date"] == "Sun, 22 Nov 2026 02:03:04 +0000"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().replace("\r\n", "\n") == message(zh=".\n..\n结束").text + "\n"


async def test_a_letter_goes_over_tls_with_a_log_in_and_a_checked_certificate(tmp_path: Path) -> None:
    ca, tls = certificate(tmp_path)
    password = secret(tmp_path, "password", "hunter2hunter2")

    def log_in(*args: Any) -> AuthResult:
        given = cast("LoginPassword", args[-1])
        return AuthResult(success=given.password == b"hunter2hunter2")

    box = Mailbox()
    options = {"tls_context": tls, "require_starttls": True, "authenticator": log_in, "auth_required": True}
    with mailing(box, **options) as port:
        good = mail(port, tls="starttls", user="drill", password=password, ca_file=str(ca))
        assert (await tell(good)).outcome is OK
        untrusted = await tell(replace(good, ca_file=None))
        wrong = await tell(replace(good, password=secret(tmp_path, "wrong", "not the password")))
    assert (untrusted.outcome, wrong.outcome) == (FAILED, FAILED)
    assert "nothing was sent" in wrong.detail
    assert "not the password" not in wrong.detail
    assert len(box.letters) == 1


async def test_a_server_without_encryption_is_not_given_a_letter_that_wants_it() -> None:
    box = Mailbox()
    with mailing(box) as port:
        told = await tell(mail(port, tls="starttls"))
    assert told.outcome is FAILED
    assert box.letters == []


@pytest.mark.parametrize(
    ("end", "to", "outcome"),
    [
        ("554 no drills here", "duty@firm.example", FAILED),
        ("hang", "duty@firm.example", UNKNOWN),
        ("250 kept", "gone@firm.example", FAILED),
    ],
)
async def test_what_a_server_did_not_take_is_told(end: str, to: str, outcome: Outcome) -> None:
    with mailing(Mailbox(end=end)) as port:
        told = await tell(mail(port, to=(to,)), seconds=2)
    assert told.outcome is outcome


async def test_no_mail_server_is_a_failure() -> None:
    assert (await tell(mail(free_port()))).outcome is FAILED
