"""Posting mail through an SMTP server, honest about whether the server may have taken it."""

from __future__ import annotations

import secrets
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from measurements.events import Outcome
from runners.instants import Instant, show_instant
from runners.notices import Notice, Told
from scenarios.plan import SECOND, EmailChannel

_SHORTEST_S: Final = 1.0
_ACCEPTED: Final = 250
_FORWARDED: Final = 251
_GO_ON: Final = 354
_DETAIL: Final = 200
_DAYS: Final = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")
"""1970-01-01 was a Thursday."""
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice, the way it goes and the password for it."""

    notice: Notice
    channel: EmailChannel
    password: str | None


class _NotSentError(Exception):
    """The server certainly did not take it; the text says why."""


def post_letter(letter: Letter, timeout_ns: int) -> Told:
    """Send once; blocks, so call it in a thread. UNKNOWN once the text was on its way and no answer came."""
    wait = max(_SHORTEST_S, timeout_ns / SECOND / 2)
    try:
        message = _message(letter).as_bytes(policy=SMTP)
        server = _entered(letter, wait)
        try:
            return _handed_over(server, message, _envelope(server, letter.channel))
        finally:
            _leave(server)
    except _NotSentError as error:
        return Told(outcome=Outcome.FAILED, detail=f"{error}; nothing was sent")
    except (smtplib.SMTPException, OSError, ValueError, UnicodeError) as error:
        return Told(outcome=Outcome.FAILED, detail=f"{_said(error)}; nothing was sent")


def _entered(letter: Letter, wait: float) -> smtplib.SMTP:
    """Return a connection that is encrypted as the channel wants, its certificate checked, and logged in."""
    channel = letter.channel
    context = ssl.create_default_context(cafile=channel.ca_file)
    if channel.tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(channel.server, channel.port, timeout=wait, context=context)
    else:
        server = smtplib.SMTP(channel.server, channel.port, timeout=wait)
    try:
        if channel.tls == "starttls":
            server.starttls(context=context)
        if channel.user is not None and letter.password is not None:
            server.login(channel.user, letter.password)
    except BaseException:
        server.close()
        raise
    return server


def _envelope(server: smtplib.SMTP, channel: EmailChannel) -> list[str]:
    """Name sender and recipients; return those recipients that the server refused."""
    server.ehlo_or_helo_if_needed()
    _expect(server.mail(channel.sender), {_ACCEPTED})
    refused: list[str] = []
    for recipient in channel.to:
        code, said = server.rcpt(recipient)
        if code not in {_ACCEPTED, _FORWARDED}:
            refused.append(f"{recipient} ({code} {_text(said)})")
    if len(refused) == len(channel.to):
        message = f"every recipient was refused: {', '.join(refused)}"
        raise _NotSentError(message)
    return refused


def _handed_over(server: smtplib.SMTP, message: bytes, refused: list[str]) -> Told:
    """Send the text. From its first byte to the server's word nobody knows whether it was taken."""
    _expect(server.docmd("DATA"), {_GO_ON})
    try:
        server.send(_dotted(message))
        code, said = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        return Told(
            outcome=Outcome.UNKNOWN, detail=f"no answer to the text ({_said(error)}); it may have been delivered"
        )
    if code != _ACCEPTED:
        return Told(outcome=Outcome.FAILED, detail=f"the server refused it: {code} {_text(said)}")
    some = f"; refused: {', '.join(refused)}" if refused else ""
    return Told(outcome=Outcome.OK, detail=f"accepted by the server: {_text(said)}{some}")


def _leave(server: smtplib.SMTP) -> None:
    """Say good-bye; how that ends says nothing of the letter."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _message(letter: Letter) -> EmailMessage:
    notice, channel = letter.notice, letter.channel
    message = EmailMessage()
    message["From"] = Address(addr_spec=channel.sender)
    message["To"] = [Address(addr_spec=one) for one in channel.to]
    message["Subject"] = notice.subject
    message["Date"] = _date(notice.utc_ns)
    message["Message-ID"] = f"<{secrets.token_hex(16)}@drillproof.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Drillproof-Drill"] = "true" if notice.is_drill else "false"
    message.set_content(f"{notice.text}\n", cte="base64")
    return message


def _dotted(message: bytes) -> bytes:
    """Return the text as it goes over the wire (RFC 5321 4.5.2); every line of it ends with CR LF already."""
    return message.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _date(utc_ns: int) -> str:
    """Return an instant as mail writes it (RFC 5322 3.3)."""
    seconds = utc_ns // SECOND
    shown = show_instant(Instant(utc_ns=seconds * SECOND, granularity_ns=SECOND))
    day = _DAYS[seconds // 86_400 % 7]
    return f"{day}, {shown[8:10]} {_MONTHS[int(shown[5:7]) - 1]} {shown[:4]} {shown[11:19]} +0000"


def _expect(reply: tuple[int, bytes], wanted: set[int]) -> None:
    code, said = reply
    if code not in wanted:
        message = f"the server refused it: {code} {_text(said)}"
        raise _NotSentError(message)


def _text(said: bytes) -> str:
    return " ".join(said.decode(errors="replace").split())[:_DETAIL]


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {_text(said) if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"[:_DETAIL]
