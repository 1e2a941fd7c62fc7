"""The one way in which a value is written as JSON before it is hashed."""

from __future__ import annotations

import hashlib
import json


def canonical(value: object) -> str:
    """Return JSON with sorted keys, no spaces and UTF-8 as it is (what `jq -cS` prints)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()
