"""An OpenID Connect provider as the service speaks to it: bounded, without redirects, and believed only when signed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote, urlsplit

import httpx
from authlib.oauth2.rfc6749 import parameters
from authlib.oauth2.rfc7636 import challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from runners.secrets import SecretMissingError, resolve
from scenarios.inventory import secret
from service.denial import ConflictError, DeniedError, ForbiddenError, because
from service.policy.access import OidcPolicy

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by a key pair; never `none`, and never a secret that both sides know."""
_MOST: Final = 256 * 1024
_LEEWAY_S: Final = 60
_OK: Final = 200
_LOOPBACK: Final = frozenset(("127.0.0.1", "localhost", "::1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the provider has what."""

    authorize: str
    token: str
    keys: str
    userinfo: str | None


class Provider:
    """One provider. Whatever it does wrong is a DeniedError, after the policy's patience at the latest."""

    def __init__(self, policy: OidcPolicy, home: Path, utc_ns: Callable[[], int]) -> None:
        self._policy, self._home, self._utc_ns = policy, home, utc_ns

    async def places(self) -> Place:
        """Return where the provider has what, as it says itself; raises ConflictError."""
        issuer = self._policy.issuer
        async with self._speaking() as client:
            told = await _json(client, "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != issuer:
                raise ConflictError(because("oidc_untrue", why=f"it calls itself {str(told.get('issuer'))[:200]!r}"))
            return Place(
                authorize=_safe(told["authorization_endpoint"]),
                token=_safe(told["token_endpoint"]),
                keys=_safe(told["jwks_uri"]),
                userinfo=None if told.get("userinfo_endpoint") is None else _safe(told["userinfo_endpoint"]),
            )

    def way_in(self, place: Place, *, state: str, nonce: str, verifier: str) -> str:
        """Return the address at which a person begins; the verifier is shown as its challenge (RFC 7636)."""
        authlib: Any = parameters
        proof: Any = challenge
        return str(
            authlib.prepare_grant_uri(
                place.authorize,
                self._policy.client_id,
                "code",
                redirect_uri=self._policy.callback,
                scope=" ".join(self._policy.scopes),
                state=state,
                nonce=nonce,
                code_challenge=proof.create_s256_code_challenge(verifier),
                code_challenge_method="S256",
            )
        )

    async def claims(self, code: str, *, nonce: str, verifier: str) -> Mapping[str, Any]:
        """Return what the provider says of whoever came back with this code; only who sent them knows the other two.

        Raises ForbiddenError (it does not let them in), ConflictError (it is silent, or cannot be believed).
        """
        place = await self.places()
        async with self._speaking() as client:
            given = await self._redeemed(client, place, code, verifier)
            keys = await _json(client, "GET", place.keys)
            claims = self._believed(str(given["id_token"]), keys, nonce, str(given.get("access_token", "")))
            return {**await self._more(client, place, given, claims), **claims}

    async def _redeemed(self, client: httpx.AsyncClient, place: Place, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._policy.callback,
            "client_id": self._policy.client_id,
            "code_verifier": verifier,
        }
        return await _json(client, "POST", place.token, data=form, auth=await self._authentication())

    async def _authentication(self) -> httpx.BasicAuth | None:
        if self._policy.client_secret is None:
            return None
        found = await asyncio.to_thread(resolve, secret(self._policy.client_secret, self._home))
        return httpx.BasicAuth(quote(self._policy.client_id, safe=""), quote(found, safe=""))

    def _believed(self, token: str, keys: Any, nonce: str, access_token: str) -> dict[str, Any]:
        """Return the claims of an ID token that is signed, ours, fresh, and the answer to what was asked."""
        policy = self._policy
        try:
            read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))
            options = {"iss": {"essential": True, "values": [policy.issuer]}, "aud": {"values": [policy.client_id]}}
            params = {"nonce": nonce, "client_id": policy.client_id, "access_token": access_token}
            token_read: Any = CodeIDToken(read.claims, read.header, options, params)
            token_read.validate(self._utc_ns() // 10**9, _LEEWAY_S)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ConflictError(because("oidc_untrue", why=str(error)[:200])) from error
        return read.claims

    async def _more(
        self, client: httpx.AsyncClient, place: Place, given: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what the provider says at its other address, where the token does not say enough."""
        wanted = {self._policy.user_claim, self._policy.roles_claim}
        if wanted <= claims.keys() or place.userinfo is None:
            return {}
        bearer = {"Authorization": f"Bearer {given.get('access_token', '')}"}
        told = await _json(client, "GET", place.userinfo, headers=bearer)
        if told.get("sub") != claims["sub"]:
            raise ConflictError(because("oidc_untrue", why="userinfo is about somebody else"))
        return told

    @asynccontextmanager
    async def _speaking(self) -> AsyncGenerator[httpx.AsyncClient, None]:
        patience = self._policy.patience / 10**9
        try:
            async with (
                asyncio.timeout(patience),
                httpx.AsyncClient(timeout=patience, follow_redirects=False, trust_env=False) as client,
            ):
                yield client
        except DeniedError:
            raise
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, SecretMissingError) as error:
            why = str(error)[:200] or type(error).__name__
            raise ConflictError(because("oidc_silent", why=why)) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConflictError(because("oidc_silent", why=f"{type(error).__name__}: {str(error)[:150]}")) from error


async def _json(client: httpx.AsyncClient, method: str, url: str, **more: Any) -> dict[str, Any]:
    """Return the object that an address answers with, of which no more than a bound is read."""
    headers = {"Accept": "application/json"} | more.pop("headers", {})
    async with client.stream(method, url, headers=headers, **more) as answer:
        body = bytearray()
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _MOST:
                msg = f"an answer of more than {_MOST} bytes"
                raise ValueError(msg)
    told: Any = json.loads(bytes(body))
    if not isinstance(told, dict):
        msg = "an answer that is no object"
        raise TypeError(msg)
    said = cast("dict[str, Any]", told)
    if answer.status_code != _OK:
        why = str(said.get("error", answer.status_code))[:200]
        raise ForbiddenError(because("oidc_refused", why=why))
    return said


def _safe(url: Any) -> str:
    """Return an address that nobody between can read or change; raises ConflictError."""
    parts = urlsplit(str(url))
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return str(url)
    raise ConflictError(because("oidc_untrue", why=f"{str(url)[:200]!r} is neither https nor this machine"))
