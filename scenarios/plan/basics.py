"""The words that every part of a plan uses: phases, texts, secrets by reference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

SECOND: Final = 1_000_000_000


class Phase(StrEnum):
    """The phases of a drill, in order; `restore` always runs."""

    PREPARE = "prepare"
    INJECT = "inject"
    DETECT = "detect"
    DECIDE = "decide"
    SWITCH = "switch"
    VERIFY = "verify"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence in both languages of the house."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRef:
    """Where a secret is to be found; never the secret itself.

    `name` is an environment variable, a path, or in Vault `mount/path#key` (a KV engine of version 2). `signed` is a
    key that does not exist yet: it is made when a drill begins, and signed for that drill alone.
    """

    source: Literal["env", "file", "vault", "signed"]
    name: str
