"""A drill with millions of samples: filed, packed and verified: `python -m bench.bundle [how many million]`.

Each step is a process of its own, so that its time and its most memory are its own. Writes bench/results/bundle.md.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from measurements.codec import GENESIS, Record, extend
from measurements.events import Event, SamplesTaken
from service import evidence
from service.evidence.bundle import open_bundle
from service.evidence.bundling import pack
from service.evidence.sealing import Seal
from service.keys import Trust, Trusted, new_key, open_key
from tests.support.histories import SECOND, Story, objective, plan, probe

RESULTS: Final = Path(__file__).with_name("results") / "bundle.md"
STREAMS: Final = 10
BEAT: Final = SECOND // 20
BATCH: Final = 20
OUTAGE: Final = 20 * SECOND


def records(samples: int) -> Iterator[Record]:
    """Yield the journal of a drill in which ten probes with a beat of 50 ms look, one after the other in time."""
    prev = GENESIS
    for seq, event in enumerate(_events(samples), start=1):
        record = extend(prev, seq, event)
        prev = record.hash
        yield record


def _events(samples: int) -> Iterator[Event]:
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


def file_(folder: Path, samples: int) -> str:
    """File the drill, signed."""
    key = new_key(folder / "key.pem")
    report = evidence.write(folder / "drill", records(samples), seal=Seal(keys=(key,)))
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


STEPS: Final = {"file": file_, "pack": pack_, "verify": verify_}


def step(name: str, folder: Path, samples: int) -> str:
    """Do one step in this process and return its row."""
    begun, cpu = time.monotonic(), time.process_time()
    told = STEPS[name](folder, samples)
    used, took = time.process_time() - cpu, time.monotonic() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"| {name} | {used:.1f} s | {took:.1f} s | {most:,.0f} MiB | {told} |"


def main() -> None:
    """Do the steps, each in a process of its own, and write the table."""
    samples = round(float(sys.argv[1]) * 1_000_000) if len(sys.argv) > 1 else 5_000_000
    rows = [f"# A drill with {samples:,} samples: `python -m bench.bundle`", ""]
    rows += ["| step | processor | clock | most memory | what came of it |", "|---|---:|---:|---:|---|"]
    with TemporaryDirectory() as place:
        for name in STEPS:
            done = subprocess.run(
                [sys.executable, "-m", "bench.bundle", name, place, str(samples)],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            rows.append(done.stdout.strip())
            sys.stderr.write(f"{rows[-1]}\n")
    text = "\n".join(rows) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.stdout.write(step(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
    else:
        main()
