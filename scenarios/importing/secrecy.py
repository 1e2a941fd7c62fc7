"""Whether a command seems to hold a password itself."""

from __future__ import annotations

import re
from typing import Final

_GIVEN: Final = re.compile(
    r"""(?:pass(?:word|wd)?|pwd|secret|token|口令|密码)["']?\s*[=:：]\s*["']?(?![$<"'\s{])\S{3,}"""
    r"""|\s(?:-p|--password[= ]|--pass[= ]|-a\s+)(?![$<"'\s{-])(?=\S*[^\d\s])\S{4,}"""
    r"""|://[^\s:/@]+:(?![$<{])[^\s:/@]+@""",
    re.IGNORECASE,
)
_CLIENTS: Final = re.compile(r"\b(?:mysql|mysqladmin|mysqldump|sshpass|redis-cli|curl|sqlplus|mongosh?)\b")
_SURE: Final = re.compile(r"pass|pwd|secret|token|口令|密码|://", re.IGNORECASE)


def holds_password(command: str) -> bool:
    """Return whether a password seems to stand in the command; a variable ($NAME) is none.

    `-p` and `-a` mean a password only to some programs, so they count only beside one of these.
    """
    found = [match[0] for match in _GIVEN.finditer(command)]
    return any(_SURE.search(one) for one in found) or bool(found and _CLIENTS.search(command))
