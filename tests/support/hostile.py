"""Values that try to be more than data, and drills that hand them to real shells."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hypothesis import strategies as st

CANARY: Final = "CANARY"
"""What a value that is executed would create, in the directory where the shell runs."""
ATTACKS: Final = (
    "$(touch CANARY)", "`touch CANARY`", "; touch CANARY", "\ntouch CANARY\n", "'; touch CANARY; '",
    '"; touch CANARY; "', "'$(touch CANARY)'", '"$(touch CANARY)"', "| touch CANARY", "& touch CANARY &",
    "&& touch CANARY", "> CANARY", "$IFS", "${IFS}", "$((1+1))", "$[1+1]", "${x:=$(touch CANARY)}", "-n", "-e \\n",
    "--", "-rf /", "*", "?", "[a-z]*", "~", "~root", "{a,b}", "!!", "!$", "\\", "\\\\", "\\n", "\\'", "'", "''",
    "'''", '"', '""', "$", "$$", "$'\\n'", '$"x"', "EOF\ntouch CANARY", "END", "drillproof_status=0", "a\rb",
    "\x1b[31m", "\x7f", "\x01", "\t", " ", "  a  ", "\n", "a\n", "\n\n", "#", "# a", "a #b", "=", "a=b", "%s%s%n",
    "%", "\u202e", "\u2028", "\ufeff", "é", "e\u0301", "真·值", "😀", "\U0010ffff", "�", "x" * 3000,
    ")\ntouch CANARY\n(", "}\ntouch CANARY\n{", "'\n)\ntouch CANARY\n(\n'", "() { :;}; touch CANARY",
    "<(touch CANARY)", "`", "\\`", "$(", "${", "${}", "$(<CANARY)", "export A=1",
)  # fmt: skip
CHARACTERS: Final = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
HOSTILE: Final = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(CHARACTERS, max_size=40),
    st.text("'\"\\$`();&|<>*?[]{}!#~= \n\t-aC", max_size=30),
    st.lists(st.sampled_from(ATTACKS), min_size=2, max_size=4).map("".join),
).map(lambda text: text[:4000])

_SCENARIO: Final = """\
scenario: hostile
title: Hostile values
form: live
services: [quote]
hosts: {server: app-1}
parameters: PARAMETERS
probes: {entry: {kind: tcp, service: quote, address: 127.0.0.1, port: 1}}
safeguards: {environments: [test], longest: 1m}
inject:
  - tell: {run: "true", on: server, env: ENV}
restore:
  - back: {run: "true", on: server}
"""
_BIA: Final = """\
services:
  quote:
    title: Quotes
    rto: 30s
    rpo: 0s
    writes: false
    priority: 1
    acceptable: {rate: 80%, p95: 20x, p95_floor: 400ms, hold: 500ms}
"""
_INVENTORY: Final = """\
hosts:
  app-1: {address: 127.0.0.1, user: drill, environment: test, known_hosts: known, key: key, env: HOSTENV}
"""


def write_files(folder: Path, parameters: str, env: str, host_env: str) -> tuple[Path, Path, Path]:
    """Write scenario, inventory and BIA around these pieces of YAML; return their paths in this order."""
    for name in ("known", "key"):
        (folder / name).touch()
    paths = (folder / "scenario.yaml", folder / "inventory.yaml", folder / "bia.yaml")
    texts = (
        _SCENARIO.replace("PARAMETERS", parameters).replace("ENV", env),
        _INVENTORY.replace("HOSTENV", host_env),
        _BIA,
    )
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    return paths
