"""Files that faults write into: whatever stood there comes back, also after a write that was broken off."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measurements.events import Outcome
from runners.faults import acted
from scenarios.faults.names import dns_wrong_answer
from scenarios.programs import scripts
from service.lab.control import read_settings
from tests.contracts.faults import Hurt, commands
from tests.support.scripted_drills import host
from tests.support.shells import HereRemote, path_with
from tests.support.victims.base import END_TIMERS, Ground
from tests.support.victims.connections import delayed, misled
from tests.support.victims.network import throttled

WORDS: Final = st.dictionaries(
    st.sampled_from(["kbit", "delay_ms", "jitter_ms", "loss_percent", "other"]), st.integers(0, 999), max_size=5
)
PUT: Final = """\
say() { printf '%s\\n' "$*"; }
FAULT_CONTROL=$1
{program}
control_put "$2"
"""


def put(control: Path, words: str) -> None:
    text = PUT.replace("{program}", "".join(scripts("scenarios.faults", "control_file.sh")))
    subprocess.run(["sh", "-c", text, "sh", str(control), words], check=True, timeout=30)


def written(words: dict[str, int]) -> str:
    return " ".join(f"{key}={value}" for key, value in words.items())


def real(found: dict[str, float] | None) -> dict[str, float]:
    """Return the settings that are on: what is missing is 0."""
    return {key: value for key, value in (found or {}).items() if value}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=WORDS, wanted=WORDS.filter(bool))
def test_what_is_put_is_there_and_the_rest_stays(
    tmp_path: Path, before: dict[str, int], wanted: dict[str, int]
) -> None:
    control = tmp_path / "control"
    control.write_text(f"{written(before) or 0}\n")
    put(control, written(wanted))
    assert real(read_settings(control)) == real({**before, **wanted})
    put(control, written({key: before.get(key, 0) for key in wanted}))
    assert real(read_settings(control)) == real({**before})


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    (tmp_path / "scratch").mkdir()
    return Ground.on(HereRemote(path=path_with("dash", tmp_path / "bin")), host("here"), str(tmp_path / "scratch"))


@pytest.mark.slow
async def test_a_write_that_was_broken_off_anywhere_is_made_good(ground: Ground) -> None:
    victim = misled(ground)
    hosts = Path(ground.scratch) / "hosts"
    for number, share in enumerate((0.0, 0.2, 0.5, 0.8, 0.97)):
        await victim.settle_in(ground)
        before = hosts.read_bytes()
        hurt = Hurt(ground, victim, commands(ground, victim.fault, step=f"harm-{number}"))
        await hurt.begin()
        wanted = hosts.read_bytes()
        hosts.write_bytes(wanted[: int(len(wanted) * share)])
        await hurt.undo()
        assert hosts.read_bytes() == before, share
        assert await hurt.proved() is Outcome.OK
    await ground.sh(END_TIMERS)


@pytest.mark.slow
async def test_what_others_write_meanwhile_stays(ground: Ground) -> None:
    victim = misled(ground)
    await victim.settle_in(ground)
    hosts = Path(ground.scratch) / "hosts"
    first = Hurt(ground, victim, commands(ground, victim.fault, drill="a"))
    other = dns_wrong_answer({"db.example.com": "192.0.2.9"})
    other = replace(other, values={**other.values, "FAULT_FILE": str(hosts)})
    second = Hurt(ground, victim, commands(ground, other, drill="b"))
    await first.begin()
    await second.begin()
    hosts.write_bytes(hosts.read_bytes() + b"\n10.0.0.9 new.example.com\n")
    await first.undo()
    assert b"192.0.2.1 " not in hosts.read_bytes()
    assert b"192.0.2.9 db.example.com" in hosts.read_bytes()
    await second.undo()
    assert hosts.read_bytes() == (b"127.0.0.1 localhost\n10.0.0.7 db.example.com # the one\n10.0.0.9 new.example.com\n")
    await ground.sh(END_TIMERS)


@pytest.mark.slow
async def test_a_limit_and_a_delay_on_one_cable_leave_each_other_alone(ground: Ground) -> None:
    late, limited = delayed(ground), throttled(ground)
    await late.settle_in(ground)
    fault = replace(limited.fault, values={**limited.fault.values, "FAULT_CONTROL": f"{ground.scratch}/cable"})
    cable = Path(ground.scratch) / "cable"
    first = Hurt(ground, late, commands(ground, late.fault, step="late"))
    second = Hurt(ground, late, commands(ground, fault, step="limited"))
    await first.begin()
    await second.begin()
    assert real(read_settings(cable)) == {"kbit": 400, "delay_ms": 80, "loss_percent": 2}
    await first.undo()
    assert real(read_settings(cable)) == {"kbit": 400}
    assert await second.took() is Outcome.OK
    await second.undo()
    assert real(read_settings(cable)) == {"kbit": 64}
    await ground.sh(END_TIMERS)


async def test_a_file_that_is_no_control_file_is_refused(ground: Ground) -> None:
    await ground.sh("echo 'delay_ms=$(reboot)' >cable")
    begun = await ground.do(commands(ground, delayed(ground).fault).begin)
    assert acted(begun) is Outcome.FAILED
    assert "is no control file" in begun.stdout or "does not hold a setting" in begun.stdout
