"""The lab comes up, is what it says, and leaves nothing behind, whoever raises it and whatever was killed."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import asyncssh
import pytest

from scenarios.planner import make_plan
from service.lab.down import lab_down
from service.lab.errors import PlaceRefusedError
from service.lab.processes import Identity, find_marked, identify
from service.lab.state import LabState, read_state
from service.lab.status import lab_status
from service.lab.up import lab_up
from tests.support.labs import at, new_place, no_trace, shared_memory
from tests.support.processes import until

pytestmark = pytest.mark.lab

ROOT: Final = Path(__file__).resolve().parents[3]
LIBRARY: Final = ROOT / "scenarios" / "library"
NOBODY: Final = pwd.getpwnam("nobody")
TOGETHER: Final = """
import asyncio, pathlib, sys
from service.lab.{module} import {name}
print(asyncio.run({name}(pathlib.Path(sys.argv[1]))))
"""


def test_a_lab_is_a_healthy_pair_behind_an_entry_and_two_hosts() -> None:
    place = new_place()
    with no_trace(place) as labs:
        state = asyncio.run(lab_up(place))
        labs.append(state)
        status = asyncio.run(lab_status(place))
        assert status is not None
        assert status.healthy
        assert status.roles == {"db-a": "primary", "db-b": "standby"}
        assert asyncio.run(answer(state)) == 1
        assert asyncio.run(login(state)) == [("db-a", stranger_to_root()), ("db-b", stranger_to_root())]
        closed = ("lab.json", "key", "secrets/entry_dsn", "db-a.key", "db-a.json", "hosts/db-a/.pgpass")
        assert {stat.S_IMODE((place / name).stat().st_mode) for name in closed} == {0o600}
        assert at(state, state.hosts[0], "psql -XAtc 'show dynamic_shared_memory_type'") == "mmap"
        assert asyncio.run(lab_up(place)) == state, "a lab that is up is left alone"


def test_the_scenarios_of_the_library_plan_against_the_lab() -> None:
    place = new_place()
    with no_trace(place) as labs:
        state = asyncio.run(lab_up(place))
        labs.append(state)
        for name in ("pg-crash-async", "pg-crash-sync"):
            parameters = state.parameters(name)
            plan = make_plan(LIBRARY / f"{name}.yaml", state.inventory, LIBRARY / "lab-bia.yaml", parameters)
            assert plan.scenario == name
            assert plan.parameters["pid_file"] == str(place / "hosts/db-a/data/postmaster.pid")


def test_two_labs_stand_side_by_side() -> None:
    places = (new_place(), new_place())
    with no_trace(places[0]) as one, no_trace(places[1]) as other:
        one.append(asyncio.run(lab_up(places[0])))
        other.append(asyncio.run(lab_up(places[1])))
        assert one[0].entry_port != other[0].entry_port
        assert asyncio.run(lab_down(places[0]))
        status = asyncio.run(lab_status(places[1]))
        assert status is not None
        assert status.healthy


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv (util-linux) is not installed")
def test_an_ordinary_user_raises_and_lowers_a_lab() -> None:
    """The capability only opens files: the interpreter may lie in a home directory that is closed to others."""
    place = new_place()
    os.chown(place, NOBODY.pw_uid, NOBODY.pw_gid)
    with no_trace(place) as labs:
        try:
            as_ordinary("up", place)
            state = read_state(place)
            assert state is not None
            labs.append(state)
            owners = {Path(f"/proc/{component.process.pid}").stat().st_uid for component in state.components}
            assert owners == {NOBODY.pw_uid}
            assert "{'db-a': 'primary', 'db-b': 'standby'}" in as_ordinary("status", place)
        finally:
            as_ordinary("down", place)
        assert not place.exists()


def as_ordinary(act: str, place: Path) -> str:
    """Raise, look at or lower a lab as nobody; return what was printed."""
    program = TOGETHER.format(module=act, name=f"lab_{act}")
    drop = ["--reuid", str(NOBODY.pw_uid), "--regid", str(NOBODY.pw_gid), "--clear-groups"]
    reading = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
    done = subprocess.run(
        ["setpriv", *drop, *reading, sys.executable, "-P", "-c", program, str(place)],
        check=False,
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["link", "entry", "db-a", "db-b", "primary", "standby", "everything", "state"])
def test_down_works_after_a_part_was_killed(victim: str) -> None:
    place = new_place()
    with no_trace(place) as labs:
        state = asyncio.run(lab_up(place))
        labs.append(state)
        killed, memory = victims(state, victim), shared_memory(state)
        assert killed
        assert len(memory) == 2
        for process in killed:
            os.kill(process.pid, signal.SIGKILL)
        assert asyncio.run(lab_down(place))
        table = Path("/proc/sysvipc/shm").read_text(encoding="ascii").splitlines()
        assert not memory & {(row.split()[0], row.split()[1]) for row in table}


def victims(state: LabState, name: str) -> list[Identity]:
    """Return the processes that bear a name in the lab."""
    parts = {component.name: [component.process] for component in state.components}
    parts |= {role: [postmaster(state, at)] for role, at in (("primary", 0), ("standby", 1))}
    parts["everything"] = [process for part in parts.values() for process in part]
    parts["state"] = [*find_marked(state.token)]
    return parts[name]


def postmaster(state: LabState, index: int) -> Identity:
    """Return the first process of a host's database."""
    text = (state.data(state.hosts[index]) / "postmaster.pid").read_text(encoding="ascii")
    found = identify(int(text.split("\n", 1)[0]))
    assert found is not None
    return found


@pytest.mark.slow
def test_up_clears_what_a_killed_lab_left() -> None:
    place = new_place()
    with no_trace(place) as labs:
        first = asyncio.run(lab_up(place))
        labs.append(first)
        os.kill(first.components[0].process.pid, signal.SIGKILL)
        asyncio.run(until(lambda: not first.is_whole()))
        second = asyncio.run(lab_up(place))
        labs.append(second)
        assert second.token != first.token
        assert not [*find_marked(first.token)]


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.0, 3.0])
def test_down_works_after_up_itself_was_killed(seconds: float) -> None:
    """Wherever the blow falls: the timing is only to spread the blows."""
    place, shared = new_place(), {*Path("/dev/shm").glob("PostgreSQL.*")}
    with no_trace(place) as labs:
        program = TOGETHER.format(module="up", name="lab_up")
        raising = subprocess.Popen(
            [sys.executable, "-P", "-c", program, str(place)], env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        time.sleep(seconds)
        raising.kill()
        raising.wait(30)
        state = read_state(place)
        if state is not None:
            labs.append(state)
    assert {*Path("/dev/shm").glob("PostgreSQL.*")} <= shared


def test_down_kills_nobody_who_took_an_old_number() -> None:
    place = new_place()
    with no_trace(place) as labs, subprocess.Popen(["/bin/sleep", "600"]) as bystander:
        state = asyncio.run(lab_up(place))
        labs.append(state)
        stored = json.loads((place / "lab.json").read_text(encoding="utf-8"))
        stored["components"].append({"name": "old", "process": {"pid": bystander.pid, "started": 1}})
        (place / "lab.json").write_text(json.dumps(stored), encoding="utf-8")
        assert asyncio.run(lab_down(place))
        assert bystander.poll() is None
        bystander.kill()


def test_down_of_nothing_says_so(tmp_path: Path) -> None:
    assert not asyncio.run(lab_down(tmp_path / "none"))


@pytest.mark.parametrize("name", ['a"b', "a'b", "a$b"])
def test_a_directory_that_would_break_a_configuration_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlaceRefusedError, match="choose another directory"):
        asyncio.run(lab_up(tmp_path / name))


def test_a_directory_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(PlaceRefusedError, match="holds no lab"):
        asyncio.run(lab_up(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops its uid")
def test_root_is_told_of_a_directory_that_its_hosts_cannot_reach(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(PlaceRefusedError, match="is closed to uid"):
        asyncio.run(lab_up(closed / "lab"))


async def answer(state: LabState) -> object:
    """Ask the database through the entry, as the service's own user."""
    dsn = (state.directory / "secrets" / "entry_dsn").read_text(encoding="utf-8").strip()
    connection = await asyncpg.connect(dsn)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    try:
        return await connection.fetchval("select 1")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    finally:
        await connection.close()  # pyright: ignore[reportUnknownMemberType]


async def login(state: LabState) -> list[tuple[str, str]]:
    """Return what each host says it is, and under which uid."""
    said: list[tuple[str, str]] = []
    for host in state.hosts:
        async with asyncssh.connect(
            host.address,
            host.ssh_port,
            username="drill",
            known_hosts=str(state.directory / "known_hosts"),
            client_keys=[str(state.directory / "key")],
            config=None,
            agent_path=None,
        ) as connection:
            done = await connection.run('echo "$LAB_HOST $(id -u)"', check=True)
            name, uid = str(done.stdout).split()
            said.append((name, uid))
    return said


def stranger_to_root() -> str:
    """Return the uid under which commands run: never 0."""
    return str(os.geteuid() or NOBODY.pw_uid)
