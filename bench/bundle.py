"""A drill with millions of samples: filed from its journal, packed and verified: `python -m bench.bundle [millions …]`.

Each step is a process of its own, so that its time and its most memory are its own; `start` does nothing but load the
program. Writes bench/results/bundle.md.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from measurements.events import Event, SamplesTaken
from runners.journal import Journal
from service import evidence
from service.evidence.bundle import open_bundle
from service.evidence.bundling import pack
from service.filing import Filing, file_drill
from service.keys import Trust, Trusted, new_key, open_key
from service.place import Place
from tests.support.histories import DRILL, SECOND, Story, objective, plan, probe

RESULTS: Final = Path(__file__).with_name("results") / "bundle.md"
STREAMS: Final = 10
BEAT: Final = SECOND // 20
BATCH: Final = 20
OUTAGE: Final = 20 * SECOND
_AT_ONCE: Final = 500


def _events(samples: int) -> Iterator[Event]:
    """Yield a drill in which ten probes with a beat of 50 ms look, one after the other in time."""
    batches = samples // STREAMS // BATCH
    fault = batches * SECOND * 2 // 5
    planned = plan(probes=[probe(f"entry-{n}") for n in range(STREAMS)], objectives=[objective()])
    story = Story(planned).faulted(fault / SECOND, fault / SECOND + 0.02).closed(batches + 2)
    waiting = list(story.history().events)
    draw = random.Random(7)
    for batch in range(batches):
        for event in (_batch(draw, stream, batch, fault) for stream in range(STREAMS)):
            while waiting[0].at <= event.at:
                yield waiting.pop(0)
            yield event
    yield from waiting


def _batch(draw: random.Random, stream: int, batch: int, fault: int) -> SamplesTaken:
    due = tuple((batch * BATCH + place) * BEAT for place in range(BATCH))
    sent = tuple(at + draw.randrange(100_000, 900_000) for at in due)
    received = tuple(at + draw.randrange(300_000, 9_000_000) for at in sent)
    end = (batch + 1) * SECOND + stream
    ok = tuple(not fault <= at < fault + OUTAGE for at in sent)
    return SamplesTaken(
        at=end, stream=f"entry-{stream}", batch=batch, due=due, sent=sent, received=received, ok=ok
    )  # fmt: skip


def start_(_folder: Path, _samples: int) -> str:
    """Do nothing."""
    return "the program, loaded"


def record_(folder: Path, samples: int) -> str:
    """Write the drill's journal, as a runner does."""
    new_key(folder / "key.pem")
    pen, events = Journal.open(folder / "journal.sqlite").take_pen(DRILL), _events(samples)
    while some := list(islice(events, _AT_ONCE)):
        pen.store(some)
    return f"{pen.seq:,} records"


def file_(folder: Path, _samples: int) -> str:
    """File the drill from its journal, signed."""
    place = Place(journal=Journal.existing(folder / "journal.sqlite"), directory=folder / "drill")
    report = file_drill(place, DRILL, Filing(keys=(open_key(folder / "key.pem"),)))
    figure = report.services[0].rto
    return f"{report.drill.events:,} records, RTO [{figure.lower_s}, {figure.upper_s}] s"


def pack_(folder: Path, _samples: int) -> str:
    """Pack the folder into a bundle."""
    target = folder / "drill.drillproof.zip"
    pack(open_bundle(folder / "drill"), target)
    return f"{target.stat().st_size / 2**20:,.0f} MiB"


def verify_(folder: Path, _samples: int) -> str:
    """Verify the bundle with the key that signed it."""
    key = open_key(folder / "key.pem")
    trust = Trust(signers=(Trusted(keyid=key.keyid, who="bench", role="operator", public_key=key.public),))
    checks = evidence.verify(folder / "drill.drillproof.zip", trust)
    passed = sum(check.status == "passed" for check in checks)
    return f"exit {evidence.exit_code(checks)}, {passed} of {len(checks)} checks passed"


STEPS: Final = {"start": start_, "record": record_, "file": file_, "pack": pack_, "verify": verify_}


def step(name: str, folder: Path, samples: int) -> str:
    """Do one step in this process and return its row."""
    begun, cpu = time.monotonic(), time.process_time()
    told = STEPS[name](folder, samples)
    used, took = time.process_time() - cpu, time.monotonic() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"| {samples:,} | {name} | {used:.1f} s | {took:.1f} s | {most:,.0f} MiB | {told} |"


def rows(samples: int) -> Iterator[str]:
    """Do the steps, each in a process of its own."""
    with TemporaryDirectory() as place:
        for name in STEPS:
            command = [sys.executable, "-m", "bench.bundle", name, place, str(samples)]
            yield subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def main() -> None:
    """Do all of it for every size, and write the table."""
    sizes = [round(float(word) * 1_000_000) for word in sys.argv[1:]] or [500_000, 5_000_000]
    told = ["# A drill with millions of samples, from journal to verified bundle: `python -m bench.bundle`", ""]
    told += [f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} when it began.", ""]
    told += ["| samples | step | processor | clock | most memory | what came of it |", "|---:|---|---:|---:|---:|---|"]
    for samples in sizes:
        for row in rows(samples):
            told.append(row)
            sys.stderr.write(f"{row}\n")
    text = "\n".join([*told, "", f"Load {os.getloadavg()[0]:.1f} when it ended."]) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] in STEPS:
        sys.stdout.write(step(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
    else:
        main()
