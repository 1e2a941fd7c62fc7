"""Writing a drill's folder: the same journal gives the same bytes, and a file is there whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from measurements.codec import Record
from measurements.report import Report
from scenarios.canonical import canonical
from service.evidence.judged import Judged, judged
from service.evidence.layout import JOURNAL, MANIFEST, MANIFEST_SCHEMA, PLAN, REPORT, source_name
from service.evidence.lines import lines_of
from service.report.document import document
from service.report.form import json_of
from service.report.html import pages
from service.software import SOFTWARE


def write(target: Path, records: Sequence[Record], sources: Mapping[str, bytes] | None = None) -> Report:
    """Write report and evidence of a drill into the folder `target` and return the report.

    `sources` are the files that the plan was made from, by role (scenario, bia, inventory). Files are replaced one by
    one, the manifest last. Raises UnreadableEventError or OSError.
    """
    report, files = rendered(records, sources or {})
    for name, content in files.items():
        _put(target / name, content)
    return report


def rendered(records: Sequence[Record], sources: Mapping[str, bytes]) -> tuple[Report, dict[str, bytes]]:
    """Return the report and every file of a drill's folder by name, the manifest last."""
    found = judged(records)
    opened = found.history.opened
    files = {
        JOURNAL: lines_of(records).encode(),
        PLAN: canonical({} if opened is None else opened.plan).encode(),
        **{source_name(role): content for role, content in sorted(sources.items())},
        **report_files(found),
    }
    manifest = {**files, MANIFEST: _manifest(found.report, records, files)}
    return found.report, manifest


def report_files(found: Judged) -> dict[str, bytes]:
    """Return report.json and the pages by their names."""
    whole = document(found.report, found.plan)
    told = {REPORT: json_of(whole), **pages(whole)}
    return {name: text.encode() for name, text in told.items()}


def _manifest(report: Report, records: Sequence[Record], files: Mapping[str, bytes]) -> bytes:
    told: dict[str, Any] = {
        "schema": MANIFEST_SCHEMA,
        "software": SOFTWARE,
        "drill": report.drill.id,
        "scenario": report.drill.scenario,
        "plan_sha256": report.drill.plan_sha256,
        "records": len(records),
        "head": records[-1].hash if records else "",
        "files": [
            {"path": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).chmod(0o644)
            Path(part.name).replace(path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
