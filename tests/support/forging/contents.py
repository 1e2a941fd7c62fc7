"""What a forger changes in the files of a drill: records, report, approvals, plan, sources, parts of other bundles."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from typing import Any, Final

from measurements.codec import link
from scenarios.canonical import canonical
from service.evidence.judged import judged
from service.evidence.layout import JOURNAL, PLAN, RECORDS, REPORT, SOFTWARE_FILE, is_outside
from service.evidence.lines import records_of as lines_read
from service.evidence.writing import report_files
from service.report.records import NO_RECORDS, entries_in, records_of
from tests.support.forging.forgeries import LINES, Change, Kind, byte_flipped, chain_made_anew, edited, event_edited
from tests.support.forging.forgeries import rechained as chained_anew
from tests.support.forging.honest import Honest

_ENTRY: Final = ("stream", "seq", "utc_ns", "user", "via", "address", "kind", "body")


def record_edited(rng: random.Random, honest: Honest) -> Change | None:
    """Change one field of one entry of the book and make its own hash anew."""
    return _record(rng, honest, whole=False)


def records_made_anew(rng: random.Random, honest: Honest) -> Change | None:
    """Change one field of one entry of the book and make every hash behind it anew where entries touch."""
    return _record(rng, honest, whole=True)


def _record(rng: random.Random, honest: Honest, *, whole: bool) -> Change | None:
    if RECORDS not in honest.files:
        return None
    told: list[Any] = [json.loads(line) for line in honest.files[RECORDS].splitlines()]
    at = rng.randrange(len(told))
    one = edited(rng, told[at]["body"], "body")
    if one is None:
        return None
    told[at]["body"] = one[0]
    for place in range(at, len(told) if whole else at + 1):
        line, before = told[place], told[place - 1]
        if place > at and line["number"] == before["number"] + 1:
            line["prev"] = before["hash"]
        line["hash"] = link(line["prev"], line["number"], canonical({name: line[name] for name in _ENTRY}))
    content = "".join(f"{canonical(line)}\n" for line in told).encode()
    return Change(files={RECORDS: content}, named=(RECORDS,))


def figure_edited(rng: random.Random, honest: Honest) -> Change | None:
    """Change one value of report.json."""
    told = json.loads(honest.files[REPORT])
    one = edited(rng, told)
    assert one is not None
    content = json.dumps(one[0], ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return Change(files={REPORT: content.encode()}, named=(REPORT,), place=one[1])


def page_edited(rng: random.Random, honest: Honest) -> Change | None:
    """Change one digit that a page shows."""
    name = rng.choice([one for one in honest.files if one.endswith(".html")])
    text = honest.files[name].decode()
    shown = [found.start() for found in re.finditer(r"(?<=\d\.)\d(?=\d* s\b)|(?<=>)\d(?=\d*<)", text)]
    at = rng.choice(shown)
    spoiled = text[:at] + str((int(text[at]) + rng.randint(1, 9)) % 10) + text[at + 1 :]
    line = text[:at].count("\n") + 1
    return Change(files={name: spoiled.encode()}, named=(name,), place=f"{name}:{line}")


def pdf_edited(rng: random.Random, honest: Honest) -> Change | None:
    """Change a byte of the PDF's content, or add something behind its end as an editor would."""
    name = "report.pdf"
    if name not in honest.files:
        return None
    content = honest.files[name]
    at = rng.randrange(1000, len(content) - 1000)
    spoiled = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    more = content + b"\n%%EOF\n1 0 obj\n<<>>\nendobj\n"
    return Change(files={name: rng.choice((spoiled, more))}, named=(name,))


def approvals_moved(rng: random.Random, honest: Honest) -> Change | None:
    """Put the words that people said in another drill in the place of those of this one, and chain it anew."""
    told: list[Any] = [json.loads(line) for line in honest.files[JOURNAL].splitlines()]
    others: list[Any] = [json.loads(line) for line in honest.other[JOURNAL].splitlines()]
    there = [place for place, line in enumerate(told) if line["event"]["kind"] in {"approval_given", "drill_governed"}]
    words = [line["event"] for line in others if line["event"]["kind"] == "approval_given"]
    if not there or not words:
        return None
    at = rng.choice(there)
    event = told[at]["event"]
    if event["kind"] == "drill_governed":
        who = {"by": rng.choice(words)["person"], "decision": "approve"}
        event["governance"]["approvals"][0] |= who
    else:
        moved = dict(rng.choice(words))
        told[at]["event"] = moved | {"at": event["at"]}
    return Change(files={JOURNAL: chained_anew(told)}, named=(JOURNAL, "drill.head"))


def decisions_moved(rng: random.Random, honest: Honest) -> Change | None:
    """Put an approval that was given to another drill into the records, its own hash made anew."""
    if RECORDS not in honest.files:
        return None
    told: list[Any] = [json.loads(line) for line in honest.files[RECORDS].splitlines()]
    at = rng.choice([place for place, line in enumerate(told) if line["kind"] == "decision_given"])
    line = told[at]
    line["body"]["digest"] = "ab" * 32
    line["user"] = rng.choice(("wang", "zhao"))
    line["hash"] = link(line["prev"], line["number"], canonical({name: line[name] for name in _ENTRY}))
    content = "".join(f"{canonical(one)}\n" for one in told).encode()
    return Change(files={RECORDS: content}, named=(RECORDS, JOURNAL))


def older_part(rng: random.Random, honest: Honest) -> Change | None:
    """Put a part of the version before in the place of this one's."""
    return _mixed(rng, honest, honest.older)


def other_part(rng: random.Random, honest: Honest) -> Change | None:
    """Put a part of another drill's bundle in the place of this one's."""
    return _mixed(rng, honest, honest.other)


def _mixed(rng: random.Random, honest: Honest, source: Mapping[str, bytes]) -> Change | None:
    unlike = [name for name in source if not is_outside(name) and honest.files.get(name, b"") != source[name]]
    known = [name for name in unlike if name in honest.files]
    if not known:
        return None
    name = rng.choice(known)
    named = (name, "drill.head") if name == JOURNAL else (name,)
    return Change(files={name: source[name]}, named=named)


def plan_edited(rng: random.Random, honest: Honest) -> Change | None:
    """Change one field of plan.json: a target, a parameter, a person."""
    one = edited(rng, json.loads(honest.files[PLAN]))
    assert one is not None
    return Change(files={PLAN: canonical(one[0]).encode()}, named=(PLAN,))


def source_edited(rng: random.Random, honest: Honest) -> Change | None:
    """Change a file that the plan was made from, or what is said of the software."""
    sources = [name for name in honest.files if name.endswith((".yaml", "software.json"))]
    name = rng.choice(sources)
    content = b'{"software":"drillproof 9.9"}' if name == SOFTWARE_FILE else honest.files[name] + b"# more\n"
    named = (name, "software") if name == SOFTWARE_FILE else (name,)
    return Change(files={name: content}, named=named)


def file_removed(rng: random.Random, honest: Honest) -> Change:
    """Take a file away."""
    name = rng.choice(sorted(honest.files))
    return Change(files={name: None}, named=(name,))


def file_added(rng: random.Random, _honest: Honest) -> Change:
    """Add a file that nobody stated."""
    name = rng.choice(("evidence/notes.txt", "report.txt", "evidence/signers/00.pem", "evidence/manifest.json"))
    return Change(files={name: b"more"}, named=(name,))


def file_renamed(rng: random.Random, honest: Honest) -> Change:
    """Give a file another name."""
    name = rng.choice([one for one in sorted(honest.files) if not is_outside(one)])
    return Change(files={name: None, f"{name}.old": honest.files[name]}, named=(name,))


def report_made_anew(rng: random.Random, honest: Honest) -> Change | None:
    """Make a failed look a success, or the other way round, then chain, report and pages anew with this software."""
    told: list[Any] = [json.loads(line) for line in honest.files[JOURNAL].splitlines()]
    looked = [line["event"] for line in told if line["event"]["kind"] == "samples_taken"]
    if not looked:
        return None
    event = rng.choice(looked)
    event["ok"] = [not ok for ok in event["ok"]]
    content = chained_anew(told)
    records = records_of(entries_in(honest.files[RECORDS])) if RECORDS in honest.files else NO_RECORDS
    made = report_files(judged(lines_read(content)), records)
    return Change(files={JOURNAL: content, **made}, named=(JOURNAL,))


ANY: Final[Mapping[str, Kind]] = {"byte flipped": byte_flipped, **LINES, "file added": file_added}
"""Kinds after which a forger may mend nothing."""
MENDED: Final[Mapping[str, Kind]] = {
    **LINES,
    "event edited, its own hash made anew": event_edited,
    "event edited, chain made anew": chain_made_anew,
    "record edited, its own hash made anew": record_edited,
    "record edited, chain made anew": records_made_anew,
    "figure of report.json edited": figure_edited,
    "figure on a page edited": page_edited,
    "report.pdf edited": pdf_edited,
    "approvals moved between drills": approvals_moved,
    "decision of another drill in the book": decisions_moved,
    "part of an older version": older_part,
    "part of another drill": other_part,
    "plan.json edited": plan_edited,
    "source or software edited": source_edited,
    "look edited, chain, report and pages made anew": report_made_anew,
    "file removed": file_removed,
    "file renamed": file_renamed,
}
"""Kinds that are tried with every way of mending."""
