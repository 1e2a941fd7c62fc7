"""A hash of passwords that costs nothing and counts how often it was asked; argon2 itself is tried beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(slots=True)
class CountingHasher:
    """Takes no time, so that a test can try many passwords; `compared` is what was compared with what."""

    compared: list[str] = field(default_factory=list[str])

    def hash(self, password: str) -> str:
        return "counted:" + hashlib.sha256(password.encode()).hexdigest()

    def verify(self, password: str, hash: str) -> bool:  # noqa: A002
        self.compared.append(hash)
        return self.hash(password) == hash
