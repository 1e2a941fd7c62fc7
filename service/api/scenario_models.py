"""What crosses the HTTP door of the scenarios, both ways. Lines and columns count from 1, columns in characters."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from scenarios.messages import say as message_in
from scenarios.problems import Problem
from service.api.models import BothLanguages
from service.authoring.authoring import Proof, Reading
from service.authoring.completing import Candidate
from service.authoring.places import Filed
from service.authoring.reading import LARGEST, Kind
from service.authoring.versions import Version

FileName: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f/]+$", examples=["library:pg-crash-async.yaml"])
]
ScenarioText: TypeAlias = Annotated[
    str, Field(max_length=LARGEST, description="YAML", examples=["scenario: my-drill\n"])
]


class _Asked(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class ProofOut(BaseModel):
    """The last run of a scenario."""

    drill: str = Field(description="empty: the run with which the library was proved before it shipped")
    at: str
    verdict: str
    against: str = Field(description="what it ran against, where that is told")
    same: bool | None = Field(description="whether the text is still the one that ran; null: not known")


class FileCard(BaseModel):
    """A file of the language under the folders that the service was given."""

    id: str
    place: str = Field(description="library: what ships; own: what was written here; else a folder of the firm")
    kind: Kind
    name: str
    title: BothLanguages
    services: list[str]
    path: str = Field(description="what a dossier's wish writes for it")


class ScenarioCard(FileCard):
    """A scenario in the list."""

    form: str
    proof: ProofOut | None = None


class ScenarioRead(ScenarioCard):
    """A scenario with its text; `sha256` is what a new version is held against."""

    text: str
    sha256: str


class CheckAsked(_Asked):
    """A text, half written or whole, and what it is looked at beside."""

    text: ScenarioText
    scenario: FileName | None = Field(default=None, description="the file that it is a version of; null: a new one")
    inventory: FileName | None = None
    bia: FileName | None = None


class ProblemOut(BaseModel):
    """One thing that is wrong, and what to write instead."""

    line: int
    column: int
    field: str
    severity: Literal["error", "warning", "info"]
    key: str
    message: BothLanguages
    repair: BothLanguages


class Checked(BaseModel):
    """Everything that is wrong, in order; only errors keep a drill from being planned."""

    problems: list[ProblemOut]
    errors: int


class PlanAsked(_Asked):
    """A text with the files beside it."""

    text: ScenarioText
    scenario: FileName | None = None
    inventory: FileName
    bia: FileName
    parameters: dict[Annotated[str, Field(max_length=63)], Annotated[str, Field(max_length=4000)]] = Field(
        default_factory=dict[str, str], max_length=200
    )


class Planned(BaseModel):
    """The plan in words, as `drillproof plan` prints it; or null, and everything that is wrong."""

    sha256: str | None
    longest_s: float | None
    lines: dict[Literal["zh", "en"], list[str]] | None
    problems: list[ProblemOut]


class CompleteAsked(_Asked):
    """A text and a place in it."""

    text: ScenarioText
    line: int = Field(ge=1, le=200_000)
    column: int = Field(ge=1, le=200_000, description="before this character")


class CandidateOut(BaseModel):
    """What may stand there."""

    insert: str
    kind: Literal["key", "value", "name", "parameter"]
    detail: str
    needed: bool


class Completed(BaseModel):
    """What may stand there, the likeliest first; `begun` is the text left of the place that it replaces."""

    begun: str
    candidates: list[CandidateOut]


class SaveAsked(_Asked):
    """A new version. `base` is the sha256 that was read before, empty for a scenario that is not there yet."""

    text: ScenarioText
    base: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""


class Saved(BaseModel):
    """What is kept now."""

    id: str
    sha256: str
    errors: int = Field(description="how many errors the text has; it can be kept with them and not be planned")


class VersionOut(BaseModel):
    """One version of a scenario."""

    id: str
    source: Literal["git", "kept", "drill"]
    at: str
    by: str
    said: str


class VersionRead(BaseModel):
    """The text of a version."""

    id: str
    text: str


def file_card(filed: Filed) -> FileCard:
    """Return a file as the API shows it."""
    heading = filed.heading
    return FileCard(
        id=filed.id,
        place=filed.place,
        kind=heading.kind,
        name=heading.name,
        title=BothLanguages.of(heading.title),
        services=list(heading.services),
        path=str(filed.path),
    )


def scenario_card(filed: Filed, proof: Proof | None) -> ScenarioCard:
    """Return a scenario for the list."""
    return ScenarioCard(**file_card(filed).model_dump(), form=filed.heading.form, proof=proof_out(proof))


def scenario_read(reading: Reading, proof: Proof | None) -> ScenarioRead:
    """Return a scenario with its text."""
    card = scenario_card(reading.filed, proof)
    return ScenarioRead(**card.model_dump(), text=reading.text, sha256=reading.sha256)


def proof_out(proof: Proof | None) -> ProofOut | None:
    """Return a last run as the API shows it."""
    return None if proof is None else ProofOut.model_validate(proof, from_attributes=True)


def problem_out(problem: Problem) -> ProblemOut:
    """Return a problem in both languages."""
    zh, en = (message_in(problem.key, dict(problem.facts), lang) for lang in ("zh", "en"))
    return ProblemOut(
        line=problem.line,
        column=problem.column,
        field=problem.field,
        severity=problem.severity,
        key=problem.key,
        message=BothLanguages(zh=zh[0], en=en[0]),
        repair=BothLanguages(zh=zh[1], en=en[1]),
    )


def candidate_out(one: Candidate) -> CandidateOut:
    """Return a candidate as the API shows it."""
    return CandidateOut(insert=one.insert, kind=one.kind, detail=one.detail, needed=one.needed)


def version_out(one: Version) -> VersionOut:
    """Return a version as the API shows it."""
    return VersionOut.model_validate(one, from_attributes=True)
