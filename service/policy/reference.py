"""The policy's form for editors, and its reference for people: every key with its default and what it decides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from scenarios.schema import schema_of
from service.policy.policy import Policy
from service.words import say

PAGE: Final = Path(__file__).parents[2] / "docs/policy.md"
_TABLE: Final = "| key | default | what it decides |\n|---|---|---|"


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema of a policy file."""
    return schema_of(Policy, "drillproof policy")


def policy_page() -> str:
    """Return the reference as Markdown."""
    schema = policy_schema()
    forms: dict[str, Any] = schema["$defs"]
    title, opening = say("policy.title"), say("policy.page")
    parts = [f"# {title.en} / {title.zh}\n\n{opening.en}\n\n{opening.zh}\n"]
    for section, told in schema["properties"].items():
        form = _form(told, forms)
        about = str(form["description"]).partition(": ")[2]
        rows = "\n".join(_rows("", form, forms))
        parts.append(f"## {section}\n\n{about[:1].upper()}{about[1:]}\n\n{_TABLE}\n{rows}\n")
    return "\n".join(parts)


def _rows(before: str, form: dict[str, Any], forms: dict[str, Any]) -> Iterator[str]:
    for key, told in form["properties"].items():
        below, is_many = _below(told, forms)
        default = "" if "default" not in told else f"`{json.dumps(told['default'], ensure_ascii=False)}`"
        about = told.get("description") or _form(told, forms).get("description", "")
        yield f"| `{before}{key}` | {default} | {about} |"
        if below is not None:
            yield from _rows(f"{before}{key}{'[]' if is_many else ''}.", below, forms)


def _below(told: dict[str, Any], forms: dict[str, Any]) -> tuple[dict[str, Any] | None, bool]:
    """Return the form of what stands below a key, and whether there may be many of it."""
    own = _form(told, forms)
    named: dict[str, dict[str, Any]] = told.get("patternProperties", {})
    nothing: dict[str, Any] = {}
    each: dict[str, Any] = told.get("items") or next(iter(named.values()), nothing)
    many = _form(each, forms)
    found = own if "properties" in own else many if "properties" in many else None
    return found, found is not None and found is not own


def _form(told: dict[str, Any], forms: dict[str, Any]) -> dict[str, Any]:
    return forms[told["$ref"].rpartition("/")[2]] if "$ref" in told else told


if __name__ == "__main__":
    PAGE.write_text(policy_page(), encoding="utf-8")
