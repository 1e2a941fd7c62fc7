"""What the kernel was asked for: short turns for whoever must be prompt, usual ones and more niceness after that."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import struct
import subprocess
import sys

import pytest

from runners import promptness

GET = {"x86_64": 315, "aarch64": 275}
"""The number of sched_getattr(2)."""
LAYOUT = "IIQiIQQQII"
TURN_NS = 200_000
CHILD = """
import json, os, sys
from runners.promptness import be_patient, be_prompt
from tests.runners.core.test_promptness import turn
told = [be_prompt() if word == "prompt" else be_patient(3) for word in sys.argv[1:]]
print(json.dumps([told, turn(), os.getpriority(os.PRIO_PROCESS, 0)]))
"""


def turn() -> int:
    """Return the turn of this process in ns as the kernel tells it; 0 is that of a kernel which knows none."""
    kept = ctypes.create_string_buffer(struct.calcsize(LAYOUT))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(GET[platform.machine()], 0, kept, len(kept), 0) != 0:
        raise OSError(ctypes.get_errno(), "sched_getattr")
    return struct.unpack(LAYOUT, kept.raw)[5]


def child(*words: str) -> tuple[list[bool], int, int]:
    """Return what a process of its own was told, its turn, and how nice it is then."""
    command = [sys.executable, "-c", CHILD, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told, ns, nice = json.loads(done.stdout)
    return told, ns, nice


def knows_turns() -> bool:
    """Tell whether this kernel lets a process have turns of its own, and tells of them (Linux 6.12 on)."""
    is_there = sys.platform == "linux" and platform.machine() in GET
    return is_there and os.sched_getscheduler(0) == os.SCHED_OTHER and turn() > 0


needs_turns = pytest.mark.skipif(not knows_turns(), reason="this kernel gives no process turns of its own")


@needs_turns
def test_whoever_must_be_prompt_has_short_turns() -> None:
    told, ns, nice = child("prompt")
    assert (told, ns) == ([True], TURN_NS)
    assert nice == os.getpriority(os.PRIO_PROCESS, 0)


@needs_turns
def test_whoever_is_patient_again_has_the_usual_turns_and_is_nicer() -> None:
    _, usual, nice = child()
    told, ns, nicer = child("prompt", "patient")
    assert (told, ns) == ([True, True], usual)
    assert nicer == min(19, nice + 3)


def test_a_machine_that_is_not_known_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promptness.platform, "machine", lambda: "abacus")
    assert promptness.be_prompt() is False
