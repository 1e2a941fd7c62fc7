"""What the library's scenarios proved when they ran last: the record, and the table of the library's README.

`proved(...)` at the end of a test that ran a scenario; it writes only where `make lab-test` asks for it
(DRILLPROOF_PROVED=1). `python -m tests.support.proved` writes the table anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

ROOT: Final = Path(__file__).parents[2]
LIBRARY: Final = ROOT / "scenarios" / "library"
RECORD: Final = LIBRARY / "proved.yaml"
README: Final = LIBRARY / "README.md"
BEGIN: Final = "<!-- table: written by make lab-test -->"
END: Final = "<!-- end of table -->"
ASKED: Final = "DRILLPROOF_PROVED"
_HEAD: Final = (
    "# Which scenario of the library ran last, when, against what, with which result; made by make lab-test.\n"
)
_STACK: Final = re.compile(r"^#.*?\bStack: ([a-z0-9_]+)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """One scenario of the library."""

    path: Path
    stack: str
    """The stack it is made for; empty where its first comment names none."""
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.data["scenario"])

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def shipped() -> list[Shipped]:
    """Return every scenario of the library, by name."""
    found = [_shipped(path) for path in sorted(LIBRARY.glob("*.yaml")) if path != RECORD]
    return [one for one in found if "scenario" in one.data]


def _shipped(path: Path) -> Shipped:
    text = path.read_text(encoding="utf-8")
    stack = _STACK.search(text)
    data: Any = YAML(typ="safe", pure=True).load(text)  # pyright: ignore[reportUnknownMemberType]  without stubs
    return Shipped(path=path, stack=stack[1] if stack else "", data=data)


def debian(*packages: str) -> dict[str, str]:
    """Return the versions of installed Debian packages, as a stack test gives them to `proved`."""
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages], capture_output=True, text=True, check=True
    )
    return dict(line.split(" ", 1) for line in listed.stdout.splitlines())


def proved(scenario: str, stack: str, versions: Mapping[str, str], report_json: Path) -> None:
    """Keep what a run of a library scenario (by its name) proved; `report_json` is the run's report.

    `versions` tells the software it ran against (`debian("redis-server")`). Raises KeyError where there is no such
    scenario, AssertionError where the report is of another one.
    """
    found = next((one for one in shipped() if one.name == scenario), None)
    if found is None:
        raise KeyError(scenario)
    report: dict[str, Any] = json.loads(report_json.read_text(encoding="utf-8"))
    assert report["drill"]["scenario"] == scenario
    if os.environ.get(ASKED) == "1":
        _keep(scenario, {"scenario_sha256": found.digest, **entry(stack, versions, report)})


def entry(stack: str, versions: Mapping[str, str], report: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of one run."""
    return {
        "stack": stack,
        "ran_at": report["drill"]["started_at"][:19] + "Z",
        "software": report["drill"]["software"],
        "against": dict(sorted(versions.items())),
        "verdict": report["verdict"],
        "completed": report["completed"],
        "restored": report["restored"],
        "services": {one["service"]: _figures(one) for one in report["services"]},
    }


def _figures(service: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("target_s", "lower_s", "upper_s", "verdict")
    return {what: {key: service[what][key] for key in kept} for what in ("rto", "rpo")}


def record() -> dict[str, dict[str, Any]]:
    """Return the record by scenario; empty before the first run."""
    if not RECORD.exists():
        return {}
    return YAML(typ="safe", pure=True).load(RECORD.read_text(encoding="utf-8")) or {}  # pyright: ignore[reportUnknownMemberType]


def _keep(scenario: str, kept: Mapping[str, Any]) -> None:
    with (LIBRARY / "README.md").open("rb") as lock:  # tests side by side write one after another
        fcntl.flock(lock, fcntl.LOCK_EX)
        RECORD.write_text(as_yaml({**record(), scenario: dict(kept)}), encoding="utf-8")


def as_yaml(kept: Mapping[str, Any]) -> str:
    """Return the text of the record."""
    yaml, text = YAML(typ="safe", pure=True), StringIO()
    yaml.default_flow_style = False
    yaml.width = 120
    yaml.dump(dict(sorted(kept.items())), text)  # pyright: ignore[reportUnknownMemberType]
    return _HEAD + text.getvalue()


def table() -> str:
    """Return the table of the README as Markdown, from the files and the record."""
    rows = "\n".join(_row(one, record().get(one.name)) for one in shipped())
    return (
        "| scenario / 场景 | what it is about / 内容 | form | threats | clauses | stack | last run / 最近一次运行 |\n"
        f"|---|---|---|---|---|---|---|\n{rows}\n"
    )


def _row(one: Shipped, ran: Mapping[str, Any] | None) -> str:
    data = one.data
    title = f"{data['title']['zh']}<br>{data['title']['en']}"
    threats, clauses = (", ".join(data.get(key, ())) for key in ("threats", "clauses"))
    last = "not run yet / 尚未运行" if ran is None else "<br>".join(_told(one, ran))
    cells = (f"[{one.name}]({one.path.name})", title, data["form"], threats, clauses, one.stack or "–", last)
    return f"| {' | '.join(cells)} |"


def _told(one: Shipped, ran: Mapping[str, Any]) -> Iterator[str]:
    against = ", ".join(f"{name} {version}" for name, version in ran["against"].items())
    yield f"{ran['ran_at'][:10]}" + (f", {against}" if against else "")
    if one.data["form"] == "tabletop":
        yield "held to its end; a table measures nothing / 已完整推演，不测量指标"
        return
    yield f"**{ran['verdict']}**" + ("" if ran["restored"] else ", not restored")
    for service in (name for name in one.data["services"] if name in ran["services"]):
        figures = ran["services"][service]
        yield f"{service}: RTO {_interval(figures['rto'])}, RPO {_interval(figures['rpo'])}"
    if ran["scenario_sha256"] != one.digest:
        yield "the scenario has changed since / 场景此后有修改"


def _interval(figure: Mapping[str, Any]) -> str:
    lower, upper = figure["lower_s"], figure["upper_s"]
    if lower is None and upper is None:
        return "no evidence"
    return f"{lower}–{'∞' if upper is None else upper} s of {figure['target_s']} s"


def with_table(readme: str) -> str:
    """Return the README with its table written anew."""
    before, rest = readme.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{rest.split(END, 1)[1]}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
