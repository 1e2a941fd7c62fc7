"""The whole policy, and how its file is read: every problem at once, with its place."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pydantic import Field

from scenarios.documents import load
from scenarios.draft import understand
from scenarios.fields import Input
from scenarios.problems import Problems
from service.policy.access import AccessPolicy
from service.policy.approval import ApprovalPolicy
from service.policy.guarding import GuardingPolicy
from service.policy.improvement import ImprovementPolicy
from service.policy.incidents import IncidentsPolicy
from service.policy.notices import NoticesPolicy
from service.policy.preparation import PreparationPolicy
from service.policy.programme import ProgrammePolicy
from service.policy.retention import RetentionPolicy
from service.policy.section import defaults


class Policy(Input):
    """What the firm has decided."""

    access: AccessPolicy = Field(default_factory=partial(defaults, AccessPolicy))
    preparation: PreparationPolicy = Field(default_factory=partial(defaults, PreparationPolicy))
    approval: ApprovalPolicy = Field(default_factory=partial(defaults, ApprovalPolicy))
    guarding: GuardingPolicy = Field(default_factory=partial(defaults, GuardingPolicy))
    programme: ProgrammePolicy = Field(default_factory=partial(defaults, ProgrammePolicy))
    incidents: IncidentsPolicy = Field(default_factory=partial(defaults, IncidentsPolicy))
    improvement: ImprovementPolicy = Field(default_factory=partial(defaults, ImprovementPolicy))
    notices: NoticesPolicy = Field(default_factory=partial(defaults, NoticesPolicy))
    retention: RetentionPolicy = Field(default_factory=partial(defaults, RetentionPolicy))


def default_policy() -> Policy:
    """Return the policy of a firm that has decided nothing: the strict one."""
    return defaults(Policy)


def read_policy(path: Path | None) -> Policy:
    """Return what the file says, or the defaults where there is none; raises Problems with everything wrong in it."""
    if path is None:
        return default_policy()
    draft = understand(Policy, load(path))
    if draft.model is None or draft.problems:
        raise Problems(draft.problems)
    return draft.model
