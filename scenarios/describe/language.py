"""In which language a plan is told, and the words that all of its parts use."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from scenarios.plan import Phase, SecretRef, Text

Language: TypeAlias = Literal["zh", "en"]
PHASES: Final[dict[Phase, Text]] = {
    Phase.PREPARE: Text(zh="准备", en="prepare"),
    Phase.INJECT: Text(zh="注入故障", en="inject"),
    Phase.DETECT: Text(zh="发现", en="detect"),
    Phase.DECIDE: Text(zh="决策", en="decide"),
    Phase.SWITCH: Text(zh="切换", en="switch"),
    Phase.VERIFY: Text(zh="验证", en="verify"),
    Phase.RESTORE: Text(zh="恢复（始终执行）", en="restore (always runs)"),
}
FORMS: Final[dict[str, Text]] = {
    "live": Text(zh="实战演练", en="live drill"),
    "simulated": Text(zh="模拟演练", en="simulated drill"),
    "tabletop": Text(zh="桌面演练", en="tabletop drill"),
}


def in_language(text: Text, language: Language) -> str:
    """Return one of the two."""
    return text.zh if language == "zh" else text.en


def either(language: Language, zh: str, en: str) -> str:
    """Return the first for Chinese, else the second."""
    return zh if language == "zh" else en


def where_found(ref: SecretRef) -> str:
    """Return where a secret is found, never what it is."""
    return f"{ref.source}:{ref.name}"
