"""What each kind of receiver wants to be sent, how it is signed, and what its answer means.

Sources: WeCom group robot (developer.work.weixin.qq.com/document/path/91770), DingTalk custom robot and its signature
(open.dingtalk.com/document/robots/custom-robot-access), Feishu custom bot (open.feishu.cn, "Custom bot usage guide").
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, cast
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from measurements.events import Outcome
from runners.notices import Notice, Told
from scenarios.plan import SECOND

Kind: TypeAlias = Literal["webhook", "wecom", "dingtalk", "feishu"]
_MOST_BYTES: Final[dict[Kind, int]] = {"webhook": 1 << 20, "wecom": 2_048, "dingtalk": 16_000, "feishu": 16_000}
"""Most bytes of UTF-8 that a receiver takes as text (WeCom says 2048; the others say 20 kB for the whole request)."""
_SHORTEST_PART: Final = 8
_DOUBTFUL: Final = {408, 502, 504}
"""A gateway speaks, and whoever stands behind it may have taken the message."""
_DETAIL: Final = 300
_OK_FROM, _OK_UNTIL, _MOVED_UNTIL = 200, 300, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One POST: where to, what, and how to read the answer. The address is a secret."""

    kind: Kind
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def letter_to(notice: Notice, kind: Kind, url: str, sign: str | None) -> Parcel:
    """Return what is to be posted; `sign` is the secret that the receiver checks signatures with."""
    text = _cut(f"{notice.subject}\n{notice.text}", _MOST_BYTES[kind])
    match kind:
        case "wecom":
            return _parcel(kind, url, {"msgtype": "text", "text": {"content": text}})
        case "dingtalk":
            signed = url if sign is None else _with(url, _dingtalk(sign, notice.utc_ns // 1_000_000))
            return _parcel(kind, signed, {"msgtype": "text", "text": {"content": text}})
        case "feishu":
            extra = {} if sign is None else _feishu(sign, notice.utc_ns // SECOND)
            return _parcel(kind, url, {**extra, "msg_type": "text", "content": {"text": text}})
        case "webhook":
            return _signed(_parcel(kind, url, _plain(notice)), sign)


def judge(kind: Kind, status: int, body: bytes) -> Told:
    """Return what an answer means. A redirect is a refusal: the address that was given is the one that is told."""
    if status in _DOUBTFUL:
        return Told(outcome=Outcome.UNKNOWN, detail=f"HTTP {status}: it may have been delivered")
    if _OK_UNTIL <= status < _MOVED_UNTIL:
        return Told(
            outcome=Outcome.FAILED, detail=f"HTTP {status}: redirects are not followed; write the final address"
        )
    if not _OK_FROM <= status < _OK_UNTIL:
        return Told(outcome=Outcome.FAILED, detail=f"HTTP {status}: {_shown(body)}")
    return Told(outcome=Outcome.OK, detail=f"HTTP {status}") if kind == "webhook" else _judged(body)


def parts_of(url: str) -> Iterator[str]:
    """Yield everything of an address that opens a door by itself: it, its path's longer parts, its query's values."""
    yield url
    split = urlsplit(url)
    for part in (split.query, *split.path.split("/"), *(value for _, value in parse_qsl(split.query))):
        if len(part) >= _SHORTEST_PART:
            yield part
            yield unquote(part)


def _judged(body: bytes) -> Told:
    """Read the robot's own code: `errcode` (WeCom, DingTalk), `code` or `StatusCode` (Feishu)."""
    code = _code(body)
    if code is None:
        return Told(outcome=Outcome.UNKNOWN, detail=f"the answer carries no code: {_shown(body)}")
    if code == "0":
        return Told(outcome=Outcome.OK, detail="accepted")
    return Told(outcome=Outcome.FAILED, detail=f"refused: {_shown(body)}")


def _code(body: bytes) -> str | None:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    told = cast("dict[str, Any]", said)
    return next((json.dumps(told[key]) for key in ("errcode", "code", "StatusCode") if key in told), None)


def _dingtalk(secret: str, milliseconds: int) -> dict[str, str]:
    """Return the query's signature: HMAC-SHA256 of "time, newline, secret", keyed with the secret."""
    text = f"{milliseconds}\n{secret}"
    mac = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return {"timestamp": str(milliseconds), "sign": base64.b64encode(mac).decode()}


def _feishu(secret: str, seconds: int) -> dict[str, str]:
    """Return the body's signature: HMAC-SHA256 of nothing, keyed with "time, newline, secret"."""
    mac = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(seconds), "sign": base64.b64encode(mac).decode()}


def _signed(parcel: Parcel, secret: str | None) -> Parcel:
    """Return a plain webhook with the HMAC-SHA256 of its body in a header, as many receivers check it.

    The body holds the time at which it was sent (`utc_ns`), so a receiver can refuse one that is repeated later.
    """
    if secret is None:
        return parcel
    mac = hmac.new(secret.encode(), parcel.body, hashlib.sha256).hexdigest()
    headers = {**parcel.headers, "X-Drillproof-Signature": f"sha256={mac}"}
    return Parcel(kind=parcel.kind, url=parcel.url, body=parcel.body, headers=headers)


def _plain(notice: Notice) -> dict[str, Any]:
    return {
        "is_drill": notice.is_drill,
        "drill": notice.drill,
        "step": notice.step,
        "subject": notice.subject,
        "text": notice.text,
        "utc_ns": str(notice.utc_ns),
        **({"id": notice.id} if notice.id else {}),
    }


def _parcel(kind: Kind, url: str, body: Mapping[str, Any]) -> Parcel:
    data = json.dumps(body, ensure_ascii=False).encode()
    return Parcel(kind=kind, url=url, body=data, headers={"Content-Type": "application/json; charset=utf-8"})


def _with(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(query)}"


def _cut(text: str, most: int) -> str:
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"


def _shown(body: bytes) -> str:
    return " ".join(body[: 4 * _DETAIL].decode(errors="replace").split())[:_DETAIL]
