"""Verification: an honest folder passes, and whatever is altered is found and named."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from measurements.codec import GENESIS, Record, decode, link
from measurements.events import ApprovalGiven, DrillClosed, Event, ManualReported, SamplesTaken
from scenarios.canonical import canonical
from service import evidence
from service.evidence.lines import lines_of
from service.words import has
from tests.support.staffed_story import EVERY_STORY
from tests.support.stories import chained, crash

SOURCES: Final = {"scenario": b"scenario", "bia": b"bia", "inventory": b"inventory"}
STATEMENT: Final = "evidence/statement.json"
JOURNAL: Final = "evidence/journal.jsonl"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest")
    evidence.write(folder, crash().records(), SOURCES)
    return folder


@pytest.fixture
def folder(honest: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(honest, tmp_path / "drill"))


def statuses(path: Path) -> dict[str, str]:
    return {check.name: check.status for check in evidence.verify(path)}


def failures(path: Path) -> dict[str, str]:
    return {check.name: check.detail.en for check in evidence.verify(path) if check.status == "failed"}


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change a JSON file as somebody with an editor would."""
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def restate(folder: Path, change: Callable[[Any], None]) -> None:
    """Change the statement, and write it in the one form that it has."""
    told = json.loads((folder / STATEMENT).read_text(encoding="utf-8"))
    change(told)
    (folder / STATEMENT).write_text(canonical(told), encoding="utf-8")


def seal(folder: Path) -> None:
    """Make the statement fit what lies there, as a careful forger would."""

    def fit(told: Any) -> None:
        for one in told["subject"]:
            one["digest"]["sha256"] = hashlib.sha256((folder / one["name"]).read_bytes()).hexdigest()
        lines = (folder / JOURNAL).read_text(encoding="utf-8").splitlines()
        told["predicate"]["journal"] = {"count": len(lines), "head": json.loads(lines[-1])["hash"]}

    restate(folder, fit)


def rechain(folder: Path, events: Iterable[Event]) -> None:
    """Write the journal anew with a chain of its own, and seal it."""
    (folder / JOURNAL).write_text(lines_of(chained(events)), encoding="utf-8")
    seal(folder)


def test_an_honest_folder_passes_every_check(honest: Path) -> None:
    found = statuses(honest)
    assert {name for name, status in found.items() if status != "passed"} == {
        "signatures",
        "timestamp",
        "records",
        "attachments",
        "parameters",
    }
    assert set(found.values()) == {"passed", "absent"}


@pytest.mark.parametrize("story", EVERY_STORY)
def test_no_story_is_called_forged(story: str, tmp_path: Path) -> None:
    evidence.write(tmp_path, EVERY_STORY[story]().records())
    unfinished = {"completeness"} if story == "missing" else set[str]()
    assert set(failures(tmp_path)) == unfinished


def test_every_check_has_a_title_and_a_detail_in_both_languages(honest: Path) -> None:
    for check in evidence.verify(honest):
        assert has(f"check.{check.name}")
        assert evidence.title(check).zh != evidence.title(check).en
        assert check.detail.zh
        assert check.detail.en


def test_the_evidence_folder_alone_is_checked_with_its_report_beside_it(honest: Path) -> None:
    assert statuses(honest / "evidence") == statuses(honest)


def test_a_bare_journal_is_checked_as_far_as_it_goes(honest: Path) -> None:
    assert statuses(honest / JOURNAL) == {
        "container": "absent",
        "statement": "absent",
        "signatures": "absent",
        "timestamp": "absent",
        "digests": "absent",
        "completeness": "passed",
        "chain": "passed",
        "times": "passed",
        "records": "absent",
        "attachments": "absent",
        "plan": "passed",
        "approvals": "passed",
        "parameters": "absent",
        "figures": "absent",
        "pages": "absent",
    }


def test_nothing_at_all_is_an_error_and_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(evidence.NoEvidenceError):
        evidence.verify(tmp_path)


def test_a_figure_edited_in_the_report_is_named_with_its_path(folder: Path) -> None:
    def improve(told: Any) -> None:
        told["services"][0]["rpo"]["upper_s"] = 0.0
        told["services"][0]["rpo"]["verdict"] = "met"

    edit(folder / "report.json", improve)
    seal(folder)
    found = failures(folder)
    assert set(found) == {"figures"}
    assert "services[0].rpo.upper_s: says 0.0, recomputed 3.0248" in found["figures"]
    assert 'services[0].rpo.verdict: says "met", recomputed "missed"' in found["figures"]


def test_digits_are_compared_and_not_values(folder: Path) -> None:
    path = folder / "report.json"
    path.write_text(path.read_text(encoding="utf-8").replace("7.902,", "7.9020,", 1), encoding="utf-8")
    seal(folder)
    assert "says 7.9020, recomputed 7.902" in failures(folder)["figures"]


def test_a_key_that_is_added_removed_or_doubled_is_named(folder: Path) -> None:
    path = folder / "report.json"
    honest = path.read_text(encoding="utf-8")
    edit(path, lambda told: told.pop("verdict"))
    assert 'verdict: says –, recomputed "missed"' in failures(folder)["figures"]
    path.write_text(honest, encoding="utf-8")
    edit(path, lambda told: told.update(grade="A"))
    assert 'grade: says "A", recomputed –' in failures(folder)["figures"]
    path.write_text(honest.replace('"verdict":', '"verdict": "met", "verdict":', 1), encoding="utf-8")
    assert "a key stands twice" in failures(folder)["figures"]


def test_a_figure_edited_on_a_page_is_named_with_its_line(folder: Path) -> None:
    page = folder / "report.html"
    told = page.read_text(encoding="utf-8")
    page.write_text(told.replace("3.0248 s", "0.0000 s"), encoding="utf-8")
    seal(folder)
    line = told[: told.index("3.0248 s")].count("\n") + 1
    assert failures(folder) == {"pages": f"report.html:{line}: not what is rendered again"}


def test_words_of_another_version_are_not_called_forged_but_figures_are(folder: Path) -> None:
    restate(folder, lambda told: told["predicate"].update(software="drillproof 0.0.1"))
    (folder / "evidence/software.json").write_bytes(canonical({"software": "drillproof 0.0.1"}).encode())
    edit(folder / "report.json", lambda told: told["sections"][0]["title"].update(en="Aim and scope"))
    seal(folder)
    assert failures(folder) == {}
    assert statuses(folder)["figures"] == "absent"
    edit(folder / "report.json", lambda told: told.update(verdict="met"))
    seal(folder)
    assert set(failures(folder)) == {"figures"}


def test_a_changed_event_breaks_the_chain_at_its_line(folder: Path) -> None:
    lines = (folder / JOURNAL).read_text(encoding="utf-8").splitlines(keepends=True)
    lines[40] = lines[40].replace('"ok":[true', '"ok":[false', 1)
    (folder / JOURNAL).write_text("".join(lines), encoding="utf-8")
    found = failures(folder)
    assert "journal.jsonl:41: its hash is not the hash of its content" in found["chain"]
    assert JOURNAL in found["digests"]
    assert "figures" in found


def test_a_changed_event_with_its_own_hash_mended_breaks_the_next_link(folder: Path) -> None:
    path = folder / JOURNAL
    lines = path.read_text(encoding="utf-8").splitlines()
    told = json.loads(lines[40])
    told["event"]["at"] += 1
    told["hash"] = link(told["prev"], told["seq"], canonical(told["event"]))
    lines[40] = canonical(told)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    seal(folder)
    assert "journal.jsonl:42: its prev is not the hash" in failures(folder)["chain"]


def test_a_whole_chain_forged_anew_does_not_fit_the_report(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    place = next(n for n, one in enumerate(events) if isinstance(one, SamplesTaken) and not all(one.ok))
    sample = events[place]
    assert isinstance(sample, SamplesTaken)
    events[place] = replace(sample, ok=(True,) * len(sample.ok))
    rechain(folder, events)
    found = failures(folder)
    assert "chain" not in found
    assert "drill.head" in found["figures"]
    assert "pages" in found


@pytest.mark.parametrize("cut", [1, 5])
def test_a_journal_cut_at_its_end_is_not_complete(folder: Path, cut: int) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    rechain(folder, events[:-cut])
    assert "there is no record of the drill's end" in failures(folder)["completeness"]


def test_a_batch_that_was_taken_out_is_missed(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    place = next(n for n, one in enumerate(events) if isinstance(one, SamplesTaken) and one.batch == 7)
    rechain(folder, [one for n, one in enumerate(events) if n != place])
    assert "batch 8 of entry where 7 was due" in failures(folder)["completeness"]


def test_time_that_runs_backwards_is_named(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    events[-1] = replace(events[-1], at=events[0].at - 1)
    rechain(folder, events)
    assert f"journal.jsonl:{len(events)}: its time lies before" in failures(folder)["times"]


def test_one_person_is_not_two(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    rechain(folder, [replace(one, person="王芳") if isinstance(one, ApprovalGiven) else one for one in events])
    assert "gate release needs 2 people and 1 approved" in failures(folder)["approvals"]


def test_a_refusal_that_was_passed_over_is_named(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    refused = [
        replace(one, decision="refuse") if isinstance(one, ApprovalGiven) and one.person == "赵强" else one
        for one in events
    ]
    rechain(folder, refused)
    assert "gate release was refused, and passed" in failures(folder)["approvals"]


def test_an_approval_from_another_drill_is_a_stranger(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    moved = [replace(one, step="go-live") if isinstance(one, ApprovalGiven) else one for one in events]
    rechain(folder, moved)
    assert "go-live is no gate of the plan" in failures(folder)["approvals"]


def test_a_waived_gate_is_not_present(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    waived = [replace(one, waived=True) if isinstance(one, ApprovalGiven) else one for one in events]
    rechain(folder, waived)
    check = next(check for check in evidence.verify(folder) if check.name == "approvals")
    assert (check.status, check.detail.en) == ("absent", "waived, nobody was asked: release")


@pytest.fixture
def staffed_folder(tmp_path: Path) -> Path:
    evidence.write(tmp_path, EVERY_STORY["staffed"]().records())
    return tmp_path


def test_a_doer_who_confirms_by_another_name_is_found(staffed_folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(staffed_folder)]
    forged = [
        replace(one, person="Li  MING") if isinstance(one, ManualReported) and one.person == "赵强" else one
        for one in events
    ]
    rechain(staffed_folder, forged)
    assert "manual step call is under dual control, and no other person" in failures(staffed_folder)["approvals"]


def test_a_manual_step_that_nobody_did_is_found(staffed_folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(staffed_folder)]
    rechain(staffed_folder, [one for one in events if not isinstance(one, ManualReported)])
    assert "manual step call was taken as done, and nobody" in failures(staffed_folder)["approvals"]


def test_a_word_about_a_step_that_is_no_manual_one_is_a_stranger(staffed_folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(staffed_folder)]
    rechain(staffed_folder, [replace(one, step="entry") if isinstance(one, ManualReported) else one for one in events])
    assert "entry is no manual step of the plan" in failures(staffed_folder)["approvals"]


def test_a_waived_manual_step_is_not_present(staffed_folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(staffed_folder)]
    waived = [replace(one, waived=True) if isinstance(one, ManualReported) else one for one in events]
    rechain(staffed_folder, waived)
    check = next(check for check in evidence.verify(staffed_folder) if check.name == "approvals")
    assert (check.status, check.detail.en) == ("absent", "waived, nobody was asked: call")


def test_another_plan_is_found_everywhere(folder: Path) -> None:
    plan = folder / "evidence/plan.json"
    plan.write_text(plan.read_text(encoding="utf-8").replace("同城备库", "异地备库", 1), encoding="utf-8")
    seal(folder)
    assert failures(folder) == {"plan": "evidence/plan.json: not the plan of record 1"}


def test_a_plan_changed_in_the_journal_loses_its_digest(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    opened = events[0]
    plan: dict[str, Any] = getattr(opened, "plan", {})
    rechain(folder, [replace(opened, plan=plan | {"form": "tabletop"}), *events[1:]])
    found = failures(folder)
    assert "journal.jsonl:1: its plan does not have the digest" in found["plan"]


def test_a_source_that_is_not_the_one_of_the_plan_is_named(folder: Path) -> None:
    (folder / "evidence/bia.yaml").write_bytes(b"services: {}")
    seal(folder)
    assert failures(folder) == {"plan": "evidence/bia.yaml: not the file that the plan was made from"}


def test_a_file_that_is_missing_and_one_that_is_extra_are_named(folder: Path) -> None:
    (folder / "evidence/bia.yaml").unlink()
    (folder / "evidence/notes.txt").write_text("hello", encoding="utf-8")
    detail = failures(folder)["completeness"]
    assert "evidence/bia.yaml: listed in evidence/statement.json and not there" in detail
    assert "evidence/notes.txt: not in evidence/statement.json" in detail


def test_a_statement_that_leads_out_of_the_folder_reads_nothing_there(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    restate(folder, lambda told: told["subject"].insert(0, {"name": "../secret", "digest": {"sha256": "0" * 64}}))
    found = failures(folder)
    assert "digests" not in found
    assert "../secret: listed in evidence/statement.json and not there" in found["completeness"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"files": 3}', b"[" * 100_000])
def test_a_statement_that_is_none_is_named(folder: Path, content: bytes) -> None:
    (folder / STATEMENT).write_bytes(content)
    assert set(failures(folder)) == {"statement"}


@pytest.mark.parametrize("content", [b"", b"\n", b"\x00\x01", b"{}\n", b"null\n", b"\xff\n"])
def test_a_journal_that_is_none_is_an_answer_and_not_a_crash(folder: Path, content: bytes) -> None:
    (folder / JOURNAL).write_bytes(content)
    assert {"chain", "digests"} <= set(failures(folder))


def test_a_report_that_is_no_json_is_named(folder: Path) -> None:
    (folder / "report.json").write_bytes(b"\xff{")
    assert "report.json: cannot be read" in failures(folder)["figures"]


def test_events_that_make_no_sense_together_are_an_answer_and_not_a_crash(folder: Path) -> None:
    events = [decode(record.text) for record in evidence.load_records(folder)]
    closed = next(one for one in events if isinstance(one, DrillClosed))
    rechain(folder, [closed, *events])
    assert {"completeness", "times"} <= set(failures(folder))


def test_any_single_record_with_a_mended_chain_is_still_found(folder: Path) -> None:
    """The forger recomputes every hash and the statement, and leaves the report as it is."""
    rng = random.Random(7)  # noqa: S311  reproducible, not secret
    honest = evidence.load_records(folder)
    for _ in range(5):
        place = rng.randrange(len(honest))
        rest = honest[:place] + honest[place + 1 :]
        (folder / JOURNAL).write_text(lines_of(_relinked(rest)), encoding="utf-8")
        seal(folder)
        assert failures(folder), place


def _relinked(records: Iterable[Record]) -> Iterable[Record]:
    prev = GENESIS
    for seq, record in enumerate(records, start=1):
        digest = link(prev, seq, record.text)
        yield Record(seq=seq, text=record.text, prev=prev, hash=digest)
        prev = digest
