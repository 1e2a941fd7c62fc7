"""The kinds of value that a field can hold, each with its own way of being wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, LiteralString, NoReturn, TypeAlias, cast
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from scenarios.plan import Text
from scenarios.problems import shown
from scenarios.quantities import (
    DURATION,
    FACTOR,
    RATE,
    SHARE,
    SIZE,
    read_duration,
    read_factor,
    read_rate,
    read_share,
    read_size,
    show_duration,
)

Known: TypeAlias = dict[int, tuple[str, ...]]
"""Which keys each mapping that was read may have, by `id`; so that an unknown key can be told its neighbour."""


def refuse(key: LiteralString, **facts: object) -> NoReturn:
    """Raise, inside a validator, the error that message `key` tells of."""
    raise PydanticCustomError(key, key, {name: str(value) for name, value in facts.items()})


class Input(BaseModel):
    """A mapping in a file: unknown keys are refused, types are never bent."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def note_known_keys(cls, data: Any, info: ValidationInfo) -> Any:
        """Leave the allowed keys in the context for whoever explains an unknown one."""
        if isinstance(data, dict):
            cast("Known", info.context)[id(cast("object", data))] = _keys(cls)
        return cast("Any", data)


def _keys(kind: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in kind.model_fields.items())


@dataclass(frozen=True, slots=True)
class After:
    """A check of a value that is of its type already, as pydantic's AfterValidator.

    That one looks at the signature of its function wherever it is used, which takes longer than reading a file.
    """

    check: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Return what pydantic runs."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))


@dataclass(frozen=True, slots=True)
class Before:
    """What makes of a written value one of the type, as pydantic's BeforeValidator; see `After`."""

    read: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Return what pydantic runs."""
        return core_schema.no_info_before_validator_function(self.read, handler(source))


def _quantity(read: Callable[[str], int | None], key: LiteralString) -> Before:
    def parse(value: Any) -> int:
        number = read(value) if isinstance(value, str) else None
        if number is None:
            refuse(key, value=shown(value))
        return number

    return Before(parse)


def _duration(value: Any) -> int:
    """Zero needs no unit: it is the same in each."""
    text = "0s" if type(value) is int and value == 0 else value
    number = read_duration(text) if isinstance(text, str) else None
    if number is None:
        refuse("not_a_duration", value=shown(value))
    return number


def lasting(least: str, most: str) -> After:
    """Return a check that a duration lies between two others, both allowed."""
    low, high = read_duration(least) or 0, read_duration(most) or 0

    def check(value: int) -> int:
        if not low <= value <= high:
            refuse("duration_out_of_range", value=show_duration(value), least=least, most=most)
        return value

    return After(check)


def _shape(pattern: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, **more})


Duration = Annotated[int, Before(_duration), _shape(DURATION, examples=["500ms", "30s", "10m"])]
Rate = Annotated[int, _quantity(read_rate, "not_a_rate"), _shape(RATE, examples=["200/s"])]
Share = Annotated[int, _quantity(read_share, "not_a_share"), _shape(SHARE, examples=["90%"])]
Factor = Annotated[int, _quantity(read_factor, "not_a_factor"), _shape(FACTOR, examples=["2x"])]
Size = Annotated[int, _quantity(read_size, "not_a_size"), _shape(SIZE, examples=["500MB", "4GiB"])]


def named(pattern: str, key: LiteralString, *, quoted: bool = True) -> Any:
    """Return what checks and describes a name of that form; `key` is said of another, with it where it is `quoted`."""

    def check(value: str) -> str:
        if re.fullmatch(pattern, value, re.ASCII) is None:
            refuse(key, value=shown(value) if quoted else "")
        return value

    return After(check), _shape(f"^{pattern}$")


_ID: Final = r"[a-z0-9][a-z0-9_.-]{0,62}"
Id = Annotated[str, *named(_ID, "bad_id")]
"""A name that ends up in file names on hosts."""
Name = Annotated[str, *named(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", "bad_name")]
LedgerName = Annotated[str, *named(r"[a-z][a-z0-9_]{0,38}", "bad_ledger_name")]
"""A name that ends up in a table's, which PostgreSQL cuts at 63 bytes."""
ParameterName = Annotated[str, *named(r"[a-z][a-z0-9_]{0,62}", "bad_parameter_name")]
EnvName = Annotated[str, *named(r"[A-Za-z_][A-Za-z0-9_]{0,127}", "bad_env_name")]
Label = Annotated[str, *named(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,62}", "bad_name")]
SecretName = Annotated[str, *named(_ID, "inline_secret", quoted=False)]
"""The name of an entry in the inventory's `secrets`; what looks otherwise may be a secret, so it is never quoted."""
VaultKey = Annotated[str, *named(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)+#[\w.-]{1,100}", "bad_vault_key", quoted=False)]
"""A place in Vault; what looks otherwise may be a secret, so it is never quoted."""
VaultRole = Annotated[str, *named(r"[A-Za-z0-9][\w.-]*/[\w.-]{1,100}", "bad_vault_role", quoted=False)]
Address = Annotated[str, *named(r"[A-Za-z0-9:\[][A-Za-z0-9_.:%\[\]-]{0,252}", "bad_address")]
RemotePath = Annotated[str, *named(r"/[^\n]{0,1000}", "not_absolute")]
User = Annotated[str, *named(r"[A-Za-z_][A-Za-z0-9_.@-]{0,63}", "bad_user")]
Interface = Annotated[str, *named(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,31}", "bad_interface")]
Line = Annotated[str, Field(min_length=1, max_length=4000)]
LocalPath = Annotated[str, Field(min_length=1, max_length=1000)]
Port = Annotated[int, Field(ge=1, le=65535)]


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        refuse("bad_url")
    if "@" in parts.netloc:
        refuse("inline_secret_url")
    if not fine or any(c.isspace() for c in value):
        refuse("bad_url")
    return value


Url = Annotated[str, After(_url), _shape("^https?://[^@\\s]+$")]


def _env_value(value: Any) -> Any:
    """A whole number keeps its digits as text; every other kind could lose some, and is refused as no text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


EnvValue = Annotated[
    str,
    Before(_env_value),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}], "description": "Text, or a whole number."}),
]
Env = dict[EnvName, EnvValue]
SecretEnv = dict[EnvName, SecretName]


class TextInput(Input):
    """One sentence in both languages."""

    zh: Line
    en: Line


def one_or(tag: str) -> Discriminator:
    """Return a choice between `tag` for a mapping or list and `<text>` for anything else."""
    return Discriminator(lambda value: tag if isinstance(value, list | dict) else "<text>")


Title = Annotated[
    Annotated[Line, Tag("<text>")] | Annotated[TextInput, Tag("<both>")],
    one_or("<both>"),
]


def both(title: str | TextInput) -> Text:
    """Return a title in both languages; one that is given once stands for both."""
    return Text(zh=title, en=title) if isinstance(title, str) else Text(zh=title.zh, en=title.en)


def as_text(env: Mapping[str, str]) -> dict[str, str]:
    """Return a copy in the order of the names, so that the same environment always reads the same."""
    return {name: env[name] for name in sorted(env)}
