"""report.json: the form that was promised, the schema that says so, and nothing lost on the way."""

from __future__ import annotations

import json
from typing import Any, Final, TypeAlias, cast

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from measurements.judge import judge
from measurements.report import Report
from service.evidence.plans import plan_or_none
from service.report.document import document
from service.report.form import SCHEMA_FILE, as_data, json_of, report_json, schema, schema_text
from tests.support.reports import lossy, reports, unmeasured
from tests.support.staffed_story import EVERY_STORY
from tests.support.stories import crash_plan

Told: TypeAlias = dict[str, Any]

PROMISED: Final[Told] = {
    "schema": None,
    "drill": dict.fromkeys(("id", "scenario", "plan_sha256", "started_at", "ended_at")),
    "verdict": None,
    "completed": None,
    "restored": None,
    "services": [
        {
            "service": None,
            "rto": dict.fromkeys(("target_s", "lower_s", "upper_s", "verdict")),
            "switchover": dict.fromkeys(("lower_s", "upper_s")),
            "outage": dict.fromkeys(("lower_s", "upper_s", "count")),
            "phases": {
                name: dict.fromkeys(("lower_s", "upper_s")) for name in ("detect", "decide", "switch", "verify")
            },
            "rpo": dict.fromkeys(
                (
                    "target_s",
                    "lower_s",
                    "upper_s",
                    "verdict",
                    "acknowledged",
                    "lost",
                    "holes",
                    "split_brain",
                    "duplicated",
                    "altered",
                    "resurrected",
                    "recovered_unknown",
                )
            ),
        }
    ],
    "findings": [],
    "cover": [{"key": None, "label": None, "value": None}],
    "sections": [dict.fromkeys(("letter", "number", "part", "clause", "title", "blocks"))],
}


def holds(data: Any, promised: Any) -> bool:
    """Tell whether every promised place is there."""
    match promised:
        case dict():
            return all(key in data and holds(data[key], inner) for key, inner in cast("Told", promised).items())
        case list():
            return all(holds(one, inner) for one in data for inner in cast("list[Any]", promised))
        case _:
            return True


VALIDATOR: Final = Draft202012Validator(schema())


def flaws(data: Told) -> list[tuple[str, str]]:
    """Return what the schema has against a document: the rule, and what it says."""
    found: Any = VALIDATOR.iter_errors(data)  # pyright: ignore[reportUnknownMemberType]  half typed upstream
    return [(error.validator, error.message) for error in found]


def test_the_published_schema_is_current() -> None:
    """Refresh it with `python -m service.report.publish`."""
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_a_schema_and_closed() -> None:
    Draft202012Validator.check_schema(schema())
    open_objects = [
        name
        for name, node in schema()["$defs"].items()
        if node.get("type") == "object" and node.get("additionalProperties") is not False
    ]
    assert open_objects == []


@pytest.mark.parametrize("story", EVERY_STORY)
def test_every_story_has_the_promised_form(story: str) -> None:
    history = EVERY_STORY[story]().history()
    plan = plan_or_none(history)
    assert plan is not None
    data = json.loads(report_json(judge(history), plan))
    assert holds(data, PROMISED)
    assert flaws(data) == []


def test_a_figure_that_nobody_measured_is_there_without_ends() -> None:
    data = as_data(document(unmeasured(lossy(crash_plan())), crash_plan()))
    nothing: Told = {"lower_s": None, "upper_s": None, "evidence": []}
    assert data["services"][0]["switchover"] == nothing
    assert data["services"][0]["phases"] == dict.fromkeys(("detect", "decide", "switch", "verify", "people"), nothing)


def test_a_stranger_in_the_file_is_refused_by_the_schema() -> None:
    data = as_data(document(lossy(crash_plan()), crash_plan()))
    data["services"][0]["rto"]["comment"] = "fine"
    assert [rule for rule, _ in flaws(data)] == ["additionalProperties"]


def test_a_missing_figure_is_refused_by_the_schema() -> None:
    data = as_data(document(lossy(crash_plan()), crash_plan()))
    del data["services"][0]["rpo"]["holes"]
    assert [rule for rule, _ in flaws(data)] == ["required"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(report=reports())
def test_any_report_has_a_valid_file_with_the_very_same_figures(report: Report) -> None:
    data = json.loads(json_of(document(report, crash_plan())))
    assert flaws(data) == []
    for told, service in zip(data["services"], report.services, strict=True):
        figures = [(told["rto"], service.rto), (told["rpo"], service.rpo), (told["outage"], service.outage)]
        assert all((one["lower_s"], one["upper_s"]) == (two.lower_s, two.upper_s) for one, two in figures)
