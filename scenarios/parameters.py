"""Typed parameters: what a scenario may be told when it is planned, and where the values go."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, model_validator

from scenarios.fields import Input, Title, refuse
from scenarios.problems import START, shown
from scenarios.quantities import read_duration
from scenarios.tree import Scalar, value_of

Kind: TypeAlias = Literal["integer", "number", "string", "boolean", "duration"]
Value: TypeAlias = str | int | float | bool
EXAMPLES: Final[dict[Kind, str]] = {
    "integer": "400",
    "number": "0.5",
    "string": "text",
    "boolean": "true",
    "duration": "30s",
}
_LONGEST: Final = 4000


class ParameterInput(Input):
    """One parameter: its type, its default, and what it may be."""

    title: Title | None = None
    type: Kind
    default: Annotated[Any, Field(description="Without it, a value must be given.")] = None
    minimum: Any = None
    maximum: Any = None
    choices: Annotated[list[Any], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def consistent(self) -> ParameterInput:
        """Refuse bounds, choices and a default that the type or the bounds do not allow."""
        bounds = [value for value in (self.minimum, self.maximum) if value is not None]
        if bounds and self.type not in {"integer", "number", "duration"}:
            refuse("bounds_of_no_number", type=self.type)
        for value in [fit(self.type, value) for value in (*bounds, *(self.choices or ()))]:
            allow(self, value, among_choices=False)
        if self.default is not None:
            allow(self, fit(self.type, self.default))
        return self


def fit(kind: Kind, value: Any) -> Value:
    """Return `value` if it is of that type; raises PydanticCustomError."""
    match kind, value:
        case "boolean", bool():
            return value
        case (_, bool()) | ("boolean", _):
            pass
        case "integer", int():
            return value
        case "number", int() | float() if math.isfinite(value):
            return value
        case "string", str() if len(value) <= _LONGEST and _is_text(value):
            return value
        case "duration", str() if read_duration(value) is not None:
            return value
        case _:
            pass
    return refuse("not_of_type", value=shown(value), type=kind, example=EXAMPLES[kind])


def _is_text(value: str) -> bool:
    return not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)


def _size(kind: Kind, value: Any) -> float:
    return float(read_duration(value) or 0) if kind == "duration" else float(value)


def allow(parameter: ParameterInput, value: Value, *, among_choices: bool = True) -> Value:
    """Return `value` if bounds (and choices) allow it; raises PydanticCustomError."""
    kind, low, high = parameter.type, parameter.minimum, parameter.maximum
    if low is not None and _size(kind, value) < _size(kind, low):
        refuse("below_minimum", value=shown(value), least=shown(low))
    if high is not None and _size(kind, value) > _size(kind, high):
        refuse("above_maximum", value=shown(value), most=shown(high))
    if among_choices and parameter.choices is not None and value not in parameter.choices:
        refuse("no_choice", value=shown(value), known=", ".join(map(shown, parameter.choices)))
    return value


def read(parameter: ParameterInput, text: str) -> Value:
    """Return what `text`, given from outside, means for this parameter; raises PydanticCustomError."""
    value: Any = text
    if parameter.type in {"integer", "number"}:
        value = value_of(Scalar(mark=START, text=text.strip(), plain=True))
    elif parameter.type == "boolean":
        value = {"true": True, "false": False}.get(text.strip().lower(), text)
    elif parameter.type == "duration":
        value = text.strip()
    return allow(parameter, fit(parameter.type, value))


def render(value: Value) -> str:
    """Return how a value reads in an environment variable and in the plan."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def variable(name: str) -> str:
    """Return the environment variable that holds a parameter in every script."""
    return f"DRILL_{name.upper()}"


def sample(parameter: ParameterInput) -> Value:
    """Return some allowed value, to look at the rest of a scenario whose parameter was not given."""
    if parameter.choices:
        return parameter.choices[0]
    bound = parameter.minimum if parameter.minimum is not None else parameter.maximum
    if bound is not None:
        return bound
    return {"integer": 1, "number": 1, "string": "value", "boolean": True, "duration": "1s"}[parameter.type]
