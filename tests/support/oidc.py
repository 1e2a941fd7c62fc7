"""A small real OpenID Connect provider over loopback HTTP, which also lies, hangs and talks nonsense when told to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT: Final = "drillproof"
SECRET: Final = "a secret/with?signs&"


_KEY: Final = RSAKey.generate_key(2048, {"kid": "k1"})


def _encoded(told: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def _same(told: dict[str, Any]) -> dict[str, Any]:
    return told


@dataclass(slots=True)
class FakeProvider:
    """Who is logged in there, and what it does wrong. `issuer` is where it listens."""

    issuer: str = ""
    user: dict[str, Any] = field(
        default_factory=lambda: {"sub": "s-1", "preferred_username": "Li.Wei", "name": "李伟", "groups": ["dr-ops"]}
    )
    in_userinfo: tuple[str, ...] = ()
    """Claims that are told at userinfo only."""
    bend: Callable[[dict[str, Any]], dict[str, Any]] = _same
    """Changes the claims before they are signed."""
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    sign: str = "ours"
    """`ours`, `strangers`, `none` or `secret`: with what the token is signed."""
    raw: bytes | None = None
    """What the token address answers instead."""
    hangs: bool = False
    key: RSAKey = field(default_factory=lambda: _KEY)
    codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    access_token: str = "the-access-token"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            **self.metadata,
        }

    def authorize(self, url: str) -> str:
        """Do what a person does there who is logged in already; return where the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """Give the tokens for a code, which works once, for our client, with the verifier of its challenge."""
        asked = self.codes.pop(form.get("code", ""), None)
        told = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if told != "drillproof:a%20secret%2Fwith%3Fsigns%26":
            return {"error": "invalid_client"}
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        shown = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != shown or asked["redirect_uri"] != form.get("redirect_uri"):
            return {"error": "invalid_grant"}
        return {"access_token": self.access_token, "token_type": "Bearer", "id_token": self._token(asked["nonce"])}

    def _token(self, nonce: str) -> str:
        now = int(time.time())
        told = {name: value for name, value in self.user.items() if name not in self.in_userinfo}
        claims = self.bend({"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **told})
        match self.sign:
            case "none":
                return f"{_encoded({'alg': 'none'})}.{_encoded(claims)}."
            case "secret":
                public = self.key.as_pem(private=False)
                return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(base64.b64encode(public)), ["HS256"])
            case "strangers":
                stranger = RSAKey.generate_key(2048, {"kid": "k1"})
                return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, stranger)
            case _:
                return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if self.hangs:
            await asyncio.Event().wait()
        match request.path:
            case "/.well-known/openid-configuration":
                return web.json_response(self.discovery())
            case "/keys":
                return web.json_response(KeySet([self.key]).as_dict(private=False))
            case "/userinfo":
                known = request.headers.get("Authorization") == f"Bearer {self.access_token}"
                return web.json_response(self.user) if known else web.json_response({"error": "who"}, status=401)
            case "/token" if self.raw is not None:
                return web.Response(body=self.raw, content_type="application/json")
            case "/token":
                form = {name: str(value) for name, value in (await request.post()).items()}
                told = self.redeem(form, request.headers.get("Authorization", ""))
                return web.json_response(told, status=400 if "error" in told else 200)
            case _:
                return web.json_response({"error": "no such place"}, status=404)


@asynccontextmanager
async def provider() -> AsyncGenerator[FakeProvider]:
    """Let a provider listen on a port of its own."""
    fake = FakeProvider()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", fake.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    fake.issuer = f"http://{host}:{port}"
    try:
        yield fake
    finally:
        await runner.cleanup()
