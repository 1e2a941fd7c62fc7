"""The settings' form for editors, and their reference for people: every key, what it takes, its default, its effect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

from pydantic import BaseModel, WithJsonSchema

from scenarios.plan import Text
from scenarios.quantities import DURATION
from scenarios.schema import schema_of
from service.settings.layers import OPTIONS, PREFIX, Keys, field_at, section_in
from service.settings.model import Settings
from service.words import same, say

PAGE: Final = Path(__file__).parents[2] / "docs/settings.md"
Form: TypeAlias = dict[str, Any]
_SECRETS: Final = frozenset((("database",),))
"""Keys that take a secret's place instead of a value; it has keys of its own, which the page tells in one."""


def settings_schema() -> Form:
    """Return the JSON Schema of a settings file, each key described in both languages."""
    schema = schema_of(Settings, "drillproof settings")
    _describe(schema, schema["$defs"], ())
    return schema


def _describe(form: Form, forms: Form, keys: Keys) -> None:
    for key, told in form["properties"].items():
        text = about((*keys, key))
        told["description"] = f"{text.en} / {text.zh}"
        if "$ref" in told:
            _describe(_form(told, forms), forms, (*keys, key))


def settings_page() -> str:
    """Return the reference as Markdown."""
    schema = schema_of(Settings, "drillproof settings")
    title, opening = say("settings.title"), say("settings.page")
    parts = [f"# {title.en} / {title.zh}\n\n{opening.en}\n\n{opening.zh}\n"]
    parts.append(f"{_head()}\n" + "\n".join(_rows(schema, schema["$defs"], ())) + "\n")
    for key, told in schema["properties"].items():
        form = _form(told, schema["$defs"])
        if form is not told:
            text, rows = about((key,)), "\n".join(_rows(form, schema["$defs"], (key,)))
            parts.append(f"## {key}\n\n{text.en} {text.zh}\n\n{_head()}\n{rows}\n")
    return "\n".join(parts)


def about(keys: Keys) -> Text:
    """Return what a key decides."""
    return say(f"setting.{'.'.join(keys)}")


def every_key(model: type[BaseModel] = Settings, keys: Keys = ()) -> Iterator[Keys]:
    """Yield every key that a value can be set under."""
    for name, field in model.model_fields.items():
        below = None if (*keys, name) in _SECRETS else section_in(field.annotation)
        if below is None:
            yield (*keys, name)
        else:
            yield from every_key(below, (*keys, name))


def is_duration(keys: Keys) -> bool:
    """Tell whether a key takes a duration."""
    field = field_at(keys)
    forms = (
        [] if field is None else [one.json_schema or {} for one in field.metadata if isinstance(one, WithJsonSchema)]
    )
    return any(form.get("pattern") == DURATION for form in forms)


def _head() -> str:
    names = [say(f"settings.column.{name}") for name in ("key", "form", "default", "about")]
    return f"| {' | '.join(f'{name.en} {name.zh}' for name in names)} |\n|---|---|---|---|"


def _rows(form: Form, forms: Form, keys: Keys) -> Iterator[str]:
    for key, told in form["properties"].items():
        path = (*keys, key)
        if _form(told, forms) is not told:
            continue
        name, text, takes = ".".join(path), about(path), _takes(told, path)
        option = f"<br>`{OPTIONS[name]}`" if name in OPTIONS else ""
        default = f"`{_written(told['default'])}`" if "default" in told else say("settings.unset").en
        variable = f"`{PREFIX}{'__'.join(path).upper()}`"
        yield f"| `{name}`<br>{variable}{option} | {takes.en}<br>{takes.zh} | {default} | {text.en}<br>{text.zh} |"


def _written(default: Any) -> str:
    return default if isinstance(default, str) else json.dumps(default)


def _takes(told: Form, keys: Keys) -> Text:
    """Return what may be written there."""
    if keys in _SECRETS:
        return say("settings.form.secret")
    if told.get("type") == "array":
        return say("settings.form.list", each=_takes(told["items"], ()))
    if "enum" in told:
        return same(", ".join(told["enum"]))
    if told.get("pattern") == DURATION:
        return say("settings.form.duration")
    match told.get("type"):
        case "integer":
            return say("settings.form.number", least=told["minimum"], most=told["maximum"])
        case "boolean":
            return say("settings.form.truth")
        case _:
            return say("settings.form.path" if told.get("format") == "path" else "settings.form.text")


def _form(told: Form, forms: Form) -> Form:
    """Return the form that a key refers to, or its own."""
    return forms[told["$ref"].rpartition("/")[2]] if "$ref" in told else told


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
