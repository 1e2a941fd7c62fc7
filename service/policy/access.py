"""The policy's section `access`: who gets in, and how often somebody may try."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import Field

from scenarios.fields import Duration, Input, Line, Name, Size, Url, lasting
from scenarios.inventory import SecretInput
from service.access.rights import Role
from service.policy.section import defaults

_MINUTE = 60 * 10**9


class RoleOfClaim(Input):
    """Whoever has this value in the claim has this role."""

    value: Line = Field(description="A value of the claim, for example the name of a group.")
    role: Annotated[Role, Field(strict=False)] = Field(description="The role that it gives.")
    services: list[Name] = Field(default_factory=list[str], description="For these services only; none: for all.")
    sites: list[Name] = Field(default_factory=list[str], description="For these sites only; none: for all.")


class OidcPolicy(Input):
    """An OpenID Connect provider that people log in with."""

    issuer: Url = Field(description="The provider's issuer; https, or http on this machine.")
    client_id: Line = Field(description="What this service is called there.")
    client_secret: SecretInput | None = Field(
        default=None, description="Where the client's secret is found; paths start at the service's home."
    )
    callback: Url = Field(description="This service's /api/v1/session/oidc/callback as a browser reaches it.")
    scopes: list[Line] = Field(
        default_factory=lambda: ["openid", "profile", "groups"], description="What is asked of the provider."
    )
    user_claim: Line = Field(default="preferred_username", description="The claim that names the user.")
    roles_claim: Line = Field(default="groups", description="The claim whose values give roles.")
    roles: list[RoleOfClaim] = Field(
        default_factory=list[RoleOfClaim], description="Which value gives which role. Whoever has none is refused."
    )
    patience: Annotated[Duration, lasting("1s", "1m")] = Field(
        default=10 * 10**9, description="How long one answer of the provider is waited for."
    )


class SessionPolicy(Input):
    """How long somebody stays logged in."""

    idle: Annotated[Duration, lasting("1m", "24h")] = Field(
        default=30 * _MINUTE, description="A session that nobody uses ends after this."
    )
    longest: Annotated[Duration, lasting("1m", "168h")] = Field(
        default=12 * 60 * _MINUTE, description="Every session ends after this."
    )


class ThrottlePolicy(Input):
    """How log-ins that fail are slowed down, for each user name and for each address."""

    free: int = Field(default=5, ge=1, le=100, description="So many failures cost nothing.")
    first: Annotated[Duration, lasting("1s", "1h")] = Field(
        default=2 * 10**9,
        description="The first wait that a failure costs; each one more doubles it.",
    )
    longest: Annotated[Duration, lasting("1s", "24h")] = Field(
        default=15 * _MINUTE, description="No wait is longer; failures older than this are forgotten."
    )


class LimitsPolicy(Input):
    """What one caller may ask for."""

    body: Size = Field(default=1024 * 1024, description="The largest request, but for one that attaches files.")
    attachment: Size = Field(
        default=16 * 1024 * 1024, description="The largest file that is attached, and all files of one form together."
    )
    caller_per_minute: int = Field(
        default=1200, ge=10, le=1_000_000, description="Requests a minute of one user; as many at once."
    )
    stranger_per_minute: int = Field(
        default=300, ge=10, le=1_000_000, description="Requests a minute of one address that names nobody we know."
    )
    refusals_per_minute: int = Field(
        default=60, ge=1, le=100_000, description="Refused writes a minute of one address that are entered one by one."
    )


class AccessPolicy(Input):
    """What the firm decided of this: who gets in, and how often somebody may try."""

    open_metrics: bool = Field(
        default=False, description="Whether /metrics and /readyz can be read without a token (for a scraper's sake)."
    )
    password_least: int = Field(default=12, ge=12, le=128, description="The least length of a password.")
    token_days_longest: int = Field(default=90, ge=1, le=400, description="No token lives longer than this.")
    local_log_in: bool = Field(
        default=True, description="Whether users of this service itself may log in with a password."
    )
    session: SessionPolicy = Field(
        default_factory=partial(defaults, SessionPolicy), description="How long somebody stays logged in."
    )
    throttle: ThrottlePolicy = Field(
        default_factory=partial(defaults, ThrottlePolicy), description="How failing log-ins are slowed down."
    )
    limits: LimitsPolicy = Field(
        default_factory=partial(defaults, LimitsPolicy), description="What one caller may ask for."
    )
    oidc: OidcPolicy | None = Field(default=None, description="A provider to log in with; none: only our own users.")
