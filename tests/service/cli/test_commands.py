"""The command line as a person and a program meet it: exit codes, refusals, and one drill from end to end."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

import pytest

from measurements.events import AbortAsked, DrillClosed, StepInvoked, UndoProved
from service.cli import run
from service.evidence import load_history
from service.evidence.lines import lines_of
from tests.support.command import drillproof, start_drillproof
from tests.support.small_drill import SmallDrill, small_drill
from tests.support.stories import crash

EXAMPLES = Path(__file__).parents[2] / "scenarios" / "examples"


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["run"],
        ["run", "nowhere.yaml", "--inventory", "i.yaml", "--bia", "b.yaml", "--out", "o", "--yes"],
        ["validate"],
        ["validate", "nowhere.yaml"],
        ["plan", "nowhere.yaml", "--inventory", "i.yaml", "--bia", "b.yaml"],
        ["judge", "nowhere"],
        ["verify", "nowhere"],
        ["report", "nowhere"],
        ["resume", "nowhere", "--yes"],
        ["schema", "nonsense"],
        ["judge", str(EXAMPLES), "--lang", "de"],
        ["serve", "--host", "0.0.0.0"],
        ["serve", "--port", "0"],
        ["--no-such-option"],
    ],
)
def test_what_cannot_be_taken_ends_with_4_and_says_why(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 4
    told = capsys.readouterr()
    assert told.err.strip()
    assert "Traceback" not in told.err + told.out


def test_a_parameter_without_an_equals_sign_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(EXAMPLES / "scenario.yaml"), "--inventory", str(EXAMPLES / "inventory.yaml")]
    assert run(["plan", *files, "--bia", str(EXAMPLES / "bia.yaml"), "--param", "lag"]) == 4
    assert "--param lag_kbit=400" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"), [(["--lang", "zh"], "文件不存在"), (["--lang=zh"], "文件不存在"), ([], "no such file")]
)
def test_a_refusal_comes_in_the_language_of_the_command(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    files = ["--inventory", "gone.yaml", "--bia", "gone.yaml"]
    assert run(["plan", "gone.yaml", *files, *given]) == 4
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_valid_files_are_said_to_be_valid(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(EXAMPLES / name) for name in ("scenario.yaml", "inventory.yaml", "bia.yaml")]
    assert run(["validate", *files, "--lang", lang]) == 0
    assert "3" in capsys.readouterr().out


@pytest.mark.parametrize(
    "kind", ["scenario", "bia", "inventory", "contacts", "risks", "procedures", "calendar", "report"]
)
def test_every_schema_is_printed_as_json(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", kind]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/")


def test_a_plan_is_printed_as_json_with_its_digest(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(EXAMPLES / "scenario.yaml"), "--inventory", str(EXAMPLES / "inventory.yaml")]
    assert run(["plan", *files, "--bia", str(EXAMPLES / "bia.yaml"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["plan_sha256"]) == 64
    assert told["plan"]["steps"]


@pytest.mark.slow(10)
async def test_one_drill_from_yaml_to_verified_report(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill:
        out = tmp_path / "out"
        told = await drillproof("run", *drill.files, "--out", str(out), "--yes", anew=True)
        assert told.code == 0, told.out + told.err
        assert drill.is_serving()
        await _check_figures(out, told.out)
        await _check_secret(out, told.out)
        again = await drillproof("run", *drill.files, "--out", str(out), "--yes")
        assert again.code == 4
        assert "resume" in again.err


async def _check_figures(out: Path, printed: str) -> None:
    """The same digits from run, judge, report.json and HTML."""
    report = json.loads((out / "report.json").read_text("utf-8"))
    rto = report["services"][0]["rto"]
    figure = f"[{rto['lower_s']}, {rto['upper_s']}] s"
    assert figure in printed
    assert figure in (await drillproof("judge", str(out), anew=True)).out
    assert figure in (await drillproof("judge", str(out / "journal.sqlite"))).out
    for page in ("report.html", "report.zh.html", "report.en.html"):
        text = (out / page).read_text("utf-8")
        assert str(rto["lower_s"]) in text
        assert str(rto["upper_s"]) in text
    verified = await drillproof("verify", str(out), "--json", anew=True)
    assert [each["name"] for each in json.loads(verified.out)["checks"] if each["status"] == "failed"] == []


async def _check_secret(out: Path, printed: str) -> None:
    """The password that a step prints is nowhere."""
    assert "hunter2hunter2" not in printed
    leaks = [p.name for p in out.rglob("*") if p.is_file() and b"hunter2hunter2" in p.read_bytes()]  # noqa: ASYNC240
    assert leaks == []


@pytest.mark.slow(10)
async def test_a_missed_target_ends_with_1(tmp_path: Path) -> None:
    async with small_drill(tmp_path, rto="1ms") as drill:
        told = await drillproof("run", *drill.files, "--out", str(tmp_path / "out"), "--yes")
        assert told.code == 1, told.out + told.err


@pytest.mark.slow(10)
async def test_a_host_that_cannot_be_reached_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill:
        await drill.sshd.stop()
        told = await drillproof("run", *drill.files, "--out", str(tmp_path / "out"), "--yes")
        assert told.code == 4
        assert "app-1" in told.err
        assert "Traceback" not in told.err
        assert drill.is_serving()


@pytest.mark.slow(10)
async def test_nobody_at_the_terminal_and_no_yes_is_refused(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill:
        told = await drillproof("run", *drill.files, "--out", str(tmp_path / "out"))
        assert told.code == 4
        assert "--yes" in told.err


@pytest.mark.slow(10)
async def test_sigterm_in_the_middle_restores_and_still_reports(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill:
        out = tmp_path / "out"
        process = await start_drillproof("run", *drill.files, "--out", str(out), "--yes", "--json")
        await _printed(process, "crash")
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 3
        assert drill.is_serving()
        history = load_history(out)
        assert list(history.of(AbortAsked))
        assert [proof.proved for proof in history.of(UndoProved)] == ["ok"]


@pytest.mark.slow(10)
@pytest.mark.parametrize("step", ["crash", "start"])
async def test_kill_9_in_the_middle_and_resume_heals(tmp_path: Path, step: str) -> None:
    async with small_drill(tmp_path) as drill:
        out = tmp_path / "out"
        process = await start_drillproof("run", *drill.files, "--out", str(out), "--yes", "--json")
        await _printed(process, step)
        process.kill()
        await process.wait()
        told = await drillproof("resume", str(out), "--yes")
        assert told.code == 3, told.out + told.err
        assert drill.is_serving()
        _check_healed(out, drill)


def _check_healed(out: Path, drill: SmallDrill) -> None:
    history = load_history(out)
    begun = [(event.step, event.host) for event in history.of(StepInvoked)]
    assert len(begun) == len(set(begun)), "no step is begun twice"
    closed = next(history.of(DrillClosed))
    assert closed.restored
    assert closed.ending == "interrupted"
    assert list(drill.directory.glob("state/*/crash/undone"))


async def _printed(process: asyncio.subprocess.Process, step: str) -> None:
    """Return when the drill has printed a line about `step`."""
    assert process.stdout is not None
    async with asyncio.timeout(60):
        async for line in process.stdout:
            if json.loads(line)["step"] == step:
                return
    pytest.fail(f"the drill ended before step {step}")


def test_no_digit_of_a_table_is_cut_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    journal = tmp_path / "journal.jsonl"
    journal.write_text(lines_of(crash().records()), encoding="utf-8")
    run(["judge", str(journal), "--json"])
    figures = json.loads(capsys.readouterr().out)["services"][0]
    run(["judge", str(journal), "--lang", "en"])
    printed = capsys.readouterr().out
    for figure in ("rto", "rpo"):
        assert f"[{figures[figure]['lower_s']}, {figures[figure]['upper_s']}] s" in printed
