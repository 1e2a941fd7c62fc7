"""`drillproof import`: files in, scenarios out, nothing overwritten; and an imported sheet is drilled on real hosts."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path
from typing import Final

import pytest

from measurements.events import DrillClosed, ManualReported, Outcome, StepCompleted
from measurements.history import History
from runners.actions import AskManual
from runners.approvals import Inbox, Question
from runners.journal import FILE_NAME, Journal
from scenarios.plan import Plan
from scenarios.planner import make_plan
from scenarios.registers import Registers
from service.cli import run
from service.place import Place
from service.start import open_drill
from tests.support.passes import lone_pass
from tests.support.script_sheets import EXAMPLES, SWITCH
from tests.support.small_drill import SmallDrill, small_drill
from tests.support.sshd import USER, Sshd, serve

SAID: Final = ["--service", "trading-db", "--environment", "test", "--probe", "tcp:10.8.0.10:5432", "--form", "live"]


def test_an_imported_sheet_is_written_once_and_validates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario, contacts = tmp_path / "s.yaml", tmp_path / "c.yaml"
    arguments = ["import", "script", str(SWITCH), *SAID, "-o", str(scenario), "--contacts-out", str(contacts)]
    assert run([*arguments, "--lang", "zh"]) == 0
    assert "A17" in capsys.readouterr().err
    assert run(["validate", str(scenario)]) == 0
    before = scenario.read_bytes()
    assert run([*arguments, "--lang", "en"]) == 4
    assert "--force" in capsys.readouterr().err
    assert scenario.read_bytes() == before
    assert run([*arguments, "--lang", "en", "--force"]) == 0
    assert scenario.read_bytes() != before


def test_without_a_place_it_is_printed_and_what_is_open_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "script", str(SWITCH), "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("# Imported from trading-switch-script.csv\n")
    assert "3 places are still open" in told.err


@pytest.mark.parametrize("name", ["redis-primary-lost.json", "pods-terminated.yaml"])
def test_an_experiment_is_imported(name: str, tmp_path: Path) -> None:
    out = tmp_path / "s.yaml"
    assert run(["import", "chaos", str(EXAMPLES / name), *SAID, "-o", str(out), "--on", "db", "--host", "db=db-a"]) == 0
    assert run(["validate", str(out)]) == (0 if name.endswith("json") else 4)


def test_a_playbook_is_imported_with_its_path_from_the_scenario(tmp_path: Path) -> None:
    playbook = tmp_path / "plays" / "failover.yml"
    playbook.parent.mkdir()
    playbook.write_bytes((EXAMPLES / "failover.yml").read_bytes())
    out = tmp_path / "s.yaml"
    arguments = ["import", "playbook", str(playbook), *SAID, "-o", str(out), "--in", "inject", "--each-play"]
    assert run(arguments) == 0
    assert "playbook: plays/failover.yml" in out.read_text("utf-8")
    assert run(["validate", str(out)]) == 0


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_a_template_is_written_and_can_be_imported(name: str, tmp_path: Path) -> None:
    path, out = tmp_path / name, tmp_path / "s.yaml"
    assert run(["import", "template", str(path)]) == 0
    assert run(["import", "template", str(path)]) == 4
    assert run(["import", "script", str(path), *SAID, "-o", str(out)]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["script", "nowhere.csv"],
        ["script", str(EXAMPLES / "failover.yml")],
        ["chaos", "nowhere.json"],
        ["chaos", str(SWITCH)],
        ["playbook", str(EXAMPLES / "redis-primary-lost.json")],
        ["script", str(SWITCH), "--phase", "x=y"],
        ["script", str(SWITCH), "--host", "x"],
        ["script", str(SWITCH), "--name", "Bad Name"],
        ["script", str(SWITCH), "--sheet", "none"],
        ["script", str(SWITCH), "-o", "/nowhere/at/all.yaml"],
        ["template", "/nowhere/at/all.xlsx"],
        ["nothing"],
    ],
)
def test_what_cannot_be_taken_ends_with_4_and_says_why(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["import", *arguments]) == 4
    told = capsys.readouterr()
    assert told.err.strip()
    assert "Traceback" not in told.err + told.out


class Staff(Inbox):
    """People who answer: first somebody who may not, then who may."""

    people: Final = {"p01": "张 伟", "p02": "李娜", "commander": "Chen Jing"}

    async def ask(self, question: Question) -> None:
        await super().ask(question)
        assert isinstance(question, AskManual)
        right = self.people[question.role]
        wrong = self.people["p01"] if question.what == "confirm" else "来宾"
        for person in (wrong, right):
            self.put(
                ManualReported(
                    at=0,
                    step=question.step,
                    person=person,
                    what="done" if question.what == "do" else "confirmed",
                    note="按脚本执行",
                    channel="test",
                )
            )


def sheet_of(drill: SmallDrill) -> bytes:
    """The drill's script as a firm's sheet in the encoding of its office program."""
    stop = f"kill -9 $(cat '{drill.pid_file}'); echo stopped"
    start = f'sh \'{drill.directory / "start.sh"}\'\necho "on $(cat "$MARK")"'
    rows = [
        ["小型服务应急演练脚本"],
        ["序号", "阶段", "步骤", "执行人", "复核人", "预计用时", "命令", "主机", "前置步骤", "预期结果"],
        ["1", "准备", "确认人员到岗", "总指挥", "", "1分钟", "", "", "", ""],
        ["2", "", "核对备份", "张伟", "李娜", "30秒", "", "", "1", "备份齐全"],
        ["3", "启动", "终止服务进程", "", "", "10秒", stop, "app-1", "", '"stopped"'],
        ["4", "切换", "启动服务", "", "李娜", "20秒", start, "app-1", "", "on second"],
        ["5", "验证", "两台主机报到", "", "", "10秒", 'cat "$MARK" >>"$ROLL"', "app-1、app-2", "4", ""],
        ["6", "恢复", "宣布结束", "总指挥", "", "1分钟", "", "", "", ""],
    ]  # fmt: skip
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("gb18030")


def imported_plan(drill: SmallDrill, second: Sshd) -> Plan:
    """Import the sheet by the command line, complete what it leaves open, and plan it."""
    folder = drill.directory
    (folder / "script.csv").write_bytes(sheet_of(drill))
    said = ["--service", "quote", "--environment", "test", "--form", "live", "--probe", f"tcp:127.0.0.1:{drill.port}"]
    files = ["-o", str(folder / "imported.yaml"), "--contacts-out", str(folder / "contacts.yaml")]
    assert run(["import", "script", str(folder / "script.csv"), *said, *files]) == 0
    contacts = (folder / "contacts.yaml").read_text("utf-8")
    for language in ("zh", "en"):
        contacts = contacts.replace(f'{language}: "TODO: 担任 commander 的人"', f"{language}: Chen Jing")
        contacts = contacts.replace(f'{language}: "TODO: who is commander"', f"{language}: Chen Jing")
    (folder / "contacts.yaml").write_text(contacts, encoding="utf-8")
    _add_host(drill, second)
    registers = Registers(contacts=folder / "contacts.yaml")
    return make_plan(folder / "imported.yaml", drill.inventory, drill.bia, {}, registers)


def _add_host(drill: SmallDrill, second: Sshd) -> None:
    """Both hosts find a mark of their own and a roll that they sign."""
    roll = drill.directory / "roll"
    for name in ("first", "second"):
        (drill.directory / name).write_text(f"{name}\n")
    host = (
        f"  app-2: {{address: 127.0.0.1, port: {second.port}, user: {USER}, environment: test, "
        f"known_hosts: {second.known_hosts}, key: {second.key_file}, state_dir: {drill.directory / 'state2'}, "
        f"env: {{MARK: {drill.directory / 'first'}, ROLL: {roll}}}}}\n"
    )
    own = f"    env: {{MARK: {drill.directory / 'second'}, ROLL: {roll}}}\n"
    text = drill.inventory.read_text("utf-8").replace("secrets:", own + host + "secrets:")
    drill.inventory.write_text(text, encoding="utf-8")


async def drilled(plan: Plan, folder: Path) -> History:
    journal = Journal.at(folder / FILE_NAME)
    try:
        async with asyncio.timeout(120):
            place = Place(journal=journal, directory=folder)
            passed = lone_pass(plan, "imported-1", place, "tester")
            return await open_drill(plan, "imported-1", place, Staff(), passed)
    finally:
        journal.close()


@pytest.mark.slow
@pytest.mark.lab
async def test_an_imported_sheet_is_drilled_on_real_hosts_and_people_answer(tmp_path: Path) -> None:
    async with small_drill(tmp_path / "small") as drill, serve(tmp_path / "second") as second:
        plan = await asyncio.to_thread(imported_plan, drill, second)
        history = await drilled(plan, drill.directory)
        assert drill.is_serving()
    ended = {event.step: event.outcome for event in history.events if isinstance(event, StepCompleted)}
    assert ended == dict.fromkeys(("s01", "s02", "s03", "s04", "s04-checked", "s05", "s06"), Outcome.OK)
    closed = history.events[-1]
    assert isinstance(closed, DrillClosed)
    assert closed.restored
    signed = (tmp_path / "small" / "roll").read_text().split()
    assert sorted(signed) == ["first", "second"]
    words = [event for event in history.events if isinstance(event, ManualReported) and event.step == "s02"]
    assert [(word.person, word.what) for word in words] == [
        ("来宾", "done"), ("张 伟", "done"), ("张 伟", "confirmed"), ("李娜", "confirmed"),
    ]  # fmt: skip


INVENTORY: Final = """\
hosts:
  db-a: {address: 10.8.0.11, user: drill, environment: test, known_hosts: known_hosts, key: key}
  db-b: {address: 10.8.0.12, user: drill, environment: test, known_hosts: known_hosts, key: key}
  entry: {address: 10.8.0.10, user: drill, environment: test, known_hosts: known_hosts, key: key}
secrets: {redis-redis-password: {env: REDIS_PASSWORD}}
"""
BIA: Final = """\
services:
  trading-db:
    title: {zh: 集中交易数据库, en: Trading database}
    rto: 60s
    rpo: 5m
    writes: false
    priority: 1
    acceptable: {rate: 90%, p95: 2x, p95_floor: 100ms, hold: 10s}
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["script", str(SWITCH)],
        ["chaos", str(EXAMPLES / "redis-primary-lost.json")],
        ["chaos", str(EXAMPLES / "redis-primary-lost.json"), "--on", "db", "--host", "db=db-a"],
        ["playbook", "failover.yml", "--in", "inject"],
        ["playbook", "failover.yml", "--in", "inject", "--each-play"],
    ],
)
def test_what_is_imported_from_the_examples_can_be_planned(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("i.yaml", INVENTORY), ("b.yaml", BIA), ("known_hosts", ""), ("key", "")):
        Path(name).write_text(text, encoding="utf-8")
    Path("failover.yml").write_bytes((EXAMPLES / "failover.yml").read_bytes())
    said = [*SAID, *(["--contacts-out", "c.yaml"] if arguments[0] == "script" else [])]
    assert run(["import", *arguments, *said, "-o", "s.yaml", "--lang", "en"]) == 0
    files = ["s.yaml", "--inventory", "i.yaml", "--bia", "b.yaml"]
    if arguments[0] == "script":
        assert run(["plan", *files, "--contacts", "c.yaml"]) == 4
        assert "who is commander" in capsys.readouterr().err
        found = Path("c.yaml").read_text("utf-8").replace('"TODO: ', '"')
        Path("c.yaml").write_text(found, encoding="utf-8")
        files += ["--contacts", "c.yaml"]
    assert run(["plan", *files]) == 0, capsys.readouterr().err
