"""A paper as JSON: its cover and sections in both languages, every block as the other formats render it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from scenarios.plan import Text
from service.report.blocks import Line, Section
from service.report.paper import Paper

SCHEMA: Final = "drillproof/paper/1"
SCHEMA_ID: Final = "urn:drillproof:schema:paper:1"
SCHEMA_FILE: Final = Path(__file__).with_name("paper.schema.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """What a paper's JSON holds. Charts are named; their figures stand in the tables beside them."""

    schema: str
    kind: Text
    number: str
    title: Text
    software: str
    cover: tuple[Line, ...]
    sections: tuple[Section, ...]


_FILES: Final[TypeAdapter[PaperFile]] = TypeAdapter(PaperFile)


def paper_json(whole: Paper) -> str:
    """Return the paper as JSON text."""
    told = PaperFile(
        schema=SCHEMA,
        kind=whole.kind,
        number=whole.number,
        title=whole.title,
        software=whole.software,
        cover=whole.cover,
        sections=whole.sections,
    )
    return json.dumps(_FILES.dump_python(told, mode="json"), ensure_ascii=False, indent=1) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a paper's JSON."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return head | _FILES.json_schema(mode="serialization")


def schema_text() -> str:
    """Return the text of the published schema file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
