"""Kinds that another distribution brings, really installed: used like ours, or told why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command import Told, drillproof
from tests.support.drill_files import EXAMPLES
from tests.support.small_drill import small_drill

GUIDE = (Path(__file__).parents[2] / "docs" / "extending.md").read_text(encoding="utf-8")
FLAG = "  - flag: {fault: raise_flag, on: primary, file: /srv/app/maintenance}\n"
SEEN = "{run: test -e FLAG, on: server}"


def installed(site: Path, name: str, entries: str, module: str = "") -> Path:
    """Install a distribution without more ado: what pip leaves behind of it."""
    about = site / f"{name.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(entries)
    if module:
        (site / f"{name.replace('-', '_')}.py").write_text(module)
    return site


def guides_own(site: Path) -> Path:
    """Install what the guide shows."""
    files = dict(re.findall(r"^`([\w./]+)`\n\n```\w+\n(.*?)\n```", GUIDE, re.DOTALL | re.MULTILINE))
    assert sorted(files) == ["drill_flags/__init__.py", "drill_flags/raise_flag.sh", "pyproject.toml"]
    assert sum(text.count("\n") + 1 for name, text in files.items() if name.startswith("drill_flags")) <= 42
    group, entry = re.findall(r'entry-points\."([\w.]+)"\]\n(.*)', files["pyproject.toml"])[0]
    (site / "drill_flags").mkdir(parents=True)
    for name in ("drill_flags/__init__.py", "drill_flags/raise_flag.sh"):
        (site / name).write_text(files[name] + "\n", encoding="utf-8")
    return installed(site, "drill-flags", f"[{group}]\n{entry.replace(chr(34), '')}\n")


async def validated(scenario: Path, site: Path, *more: str) -> Told:
    files = [str(EXAMPLES / name) for name in ("inventory.yaml", "bia.yaml")]
    return await drillproof("validate", str(scenario), *files, *more, env={"PYTHONPATH": str(site)})


def example(folder: Path, extra: str = "") -> Path:
    path = folder / "scenario.yaml"
    text = (EXAMPLES / "scenario.yaml").read_text("utf-8").replace("inject:\n", f"inject:\n{extra}")
    path.write_text(text, encoding="utf-8")
    (folder / "move-entry.sh").write_text("true\n")
    return path


@pytest.mark.slow(15)
@pytest.mark.lab
@pytest.mark.timeout(400)
async def test_the_guides_own_fault_is_drilled_with_undone_and_reported(tmp_path: Path) -> None:
    site, flag = guides_own(tmp_path / "site"), tmp_path / "maintenance"
    env = {"PYTHONPATH": str(site)}
    async with small_drill(tmp_path) as drill:
        text = drill.scenario.read_text("utf-8")
        steps = f"{FLAG.replace('primary', 'server').replace('/srv/app/maintenance', str(flag))}  - seen: {SEEN}\n"
        drill.scenario.write_text(text.replace("inject:\n", f"inject:\n{steps}".replace("FLAG", str(flag))), "utf-8")
        out = tmp_path / "out"
        told = await drillproof("run", *drill.files, "--out", str(out), "--yes", env=env)
        assert told.code == 0, told.out + told.err
        assert not flag.exists()
        assert "raise the maintenance flag" in (out / "report.en.html").read_text("utf-8")
        assert "误入维护模式" in (out / "report.zh.html").read_text("utf-8")
        assert (await drillproof("judge", str(out))).code == 0  # where the package is not installed
        schema = await drillproof("schema", "scenario", env=env)
        assert '"RaiseFlagInput"' in schema.out
        without = await drillproof("plan", *drill.files)
        assert without.code == 4
        assert "raise_flag is no fault" in without.err


REPLACED = "from dataclasses import replace\nfrom drill_flags import RAISE_FLAG\nKIND = replace(RAISE_FLAG, "
BROKEN = {
    "one": ("raise_one = nowhere:KIND", "", "cannot be loaded: ModuleNotFoundError"),
    "two": ("raise_two = odd_two:KIND", "raise SystemExit('no')", "cannot be loaded: SystemExit: no"),
    "three": ("raise_three = odd_three:KIND", "KIND = 7", "is not as docs/extending.md asks: int"),
    "four": ("raise_flag = odd_four:KIND", f"{REPLACED}program=())", "the program lacks apply, took, revert, gone"),
    "five": ("raise_five = odd_five:KIND", "from drill_flags import RAISE_FLAG as KIND", "raise_flag != raise_five"),
    "six": ("raise_six = odd_six:KIND", f"{REPLACED}name='raise_six')", 'lacks fault: Literal["raise_six"]'),
    "seven": (
        "kill_process = odd_seven:KIND",
        "from scenarios.faults.processes import KILL_PROCESS as KIND",
        "has a name that is taken: kill_process",
    ),
}
"""Does not load, raises, is something else, has no program, another name, a form for another name, a name of ours."""


@pytest.mark.slow(15)
async def test_what_cannot_be_used_is_a_warning_and_harms_nobody(tmp_path: Path) -> None:
    site = guides_own(tmp_path / "site")
    for name, (entry, module, _) in BROKEN.items():
        installed(site, f"odd-{name}", f"[drillproof.faults]\n{entry}\n", module)
    told = await validated(example(tmp_path, FLAG), site)
    assert told.code == 0, told.err
    assert "Traceback" not in told.err + told.out
    lines = [line for line in (told.err + told.out).splitlines() if " odd-" in line]
    assert len(lines) == len(BROKEN)
    for name, (_, _, said) in BROKEN.items():
        (line,) = [line for line in lines if f" odd-{name} " in line]
        assert "warning: " in line
        assert said in line
    chinese = await validated(example(tmp_path, FLAG), site, "--lang", "zh")
    assert (chinese.err + chinese.out).count("警告：odd-") == len(BROKEN)


@pytest.mark.slow(15)
async def test_a_name_that_two_bring_is_nobodys(tmp_path: Path) -> None:
    site = guides_own(tmp_path / "site")
    installed(site, "odd-one", "[drillproof.faults]\nraise_flag = drill_flags:RAISE_FLAG\n")
    told = await validated(example(tmp_path, FLAG), site)
    assert told.code == 4
    assert "raise_flag is no fault" in told.err
    assert "of drill-flags" in told.err
    assert "of odd-one" in told.err


ACTION = '''
from typing import Literal
from scenarios.actions import ActionInput, ActionKind, ActionValues
from scenarios.fields import Line
from scenarios.plan import Text
class Say(ActionInput):
    """Says a word."""
    action: Literal["say_word"]
    word: Line
KIND = ActionKind(name="say_word", title=Text(zh="说", en="say a word"), inputs=Say,
    program=('echo "done: $ACTION_WORD"',), specify=lambda form, _: ActionValues(env={"ACTION_WORD": form.word}))
'''


@pytest.mark.slow(15)
async def test_an_action_of_another_distribution_is_asked_for_like_ours(tmp_path: Path) -> None:
    site = installed(tmp_path / "site", "odd-one", "[drillproof.actions]\nsay_word = odd_one:KIND\n", ACTION)
    path = example(tmp_path)
    text = path.read_text("utf-8").replace(
        "  - move: {run: {file: move-entry.sh}", "  - move: {action: say_word, word: moved"
    )
    path.write_text(text, encoding="utf-8")
    told = await validated(path, site)
    assert told.code == 0, told.err
    assert "odd-one" not in told.err
