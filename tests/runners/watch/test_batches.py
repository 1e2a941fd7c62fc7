"""Batches: nothing lost, nothing doubled, whenever the runner dies; at once when the state changes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import LedgerWritten, SamplesTaken, WriteOutcome
from runners.batches import SAMPLE_FORM, WRITE_FORM, Batches, highest_number
from runners.beat import SECOND
from runners.spool import Line, SpoolReader, SpoolWriter
from runners.watch import Mark, journaled

BEAT = 50_000_000


def sample(k: int, *, ok: bool = True, wrong: str = "") -> Line:
    return [k * BEAT, k * BEAT + 1, k * BEAT + 2, ok, wrong]


def begun(number: int) -> Line:
    return [number, number * BEAT, number * BEAT + 1]


def answered(number: int, outcome: WriteOutcome = WriteOutcome.OK) -> Line:
    return [number, number * BEAT, number * BEAT + 1, number * BEAT + 2, outcome.value, ""]


def spool(path: Path, *lines: Line) -> None:
    writer = SpoolWriter(path)
    for line in lines:
        writer.append(line)
    writer.close()


def samples(directory: Path, mark: Mark | None = None) -> Batches[SamplesTaken]:
    return Batches(name="entry", form=SAMPLE_FORM, directory=directory, mark=mark or Mark())


def writes(directory: Path, mark: Mark | None = None) -> Batches[LedgerWritten]:
    return Batches(name="orders", form=WRITE_FORM, directory=directory, mark=mark or Mark())


def test_equal_samples_are_grouped_by_the_second(tmp_path: Path) -> None:
    batches = samples(tmp_path)
    spool(batches.path, *(sample(k) for k in range(20)))
    first = batches.take(SECOND)
    assert first is not None
    assert (first.batch, len(first.due)) == (0, 20)
    spool(batches.path, *(sample(k) for k in range(20, 30)))
    assert batches.take(SECOND + SECOND // 2) is None
    second = batches.take(2 * SECOND)
    assert second is not None
    assert (second.batch, second.due[0]) == (1, 20 * BEAT)


def test_a_change_of_state_is_told_at_once(tmp_path: Path) -> None:
    batches = samples(tmp_path)
    spool(batches.path, *(sample(k) for k in range(20)))
    batches.take(SECOND)
    spool(batches.path, sample(20, ok=False, wrong="refused"))
    told = batches.take(SECOND + 1)
    assert told is not None
    assert told.ok == (False,)
    assert told.details == ((0, "refused"),)


def test_the_first_answers_of_a_state_are_told_at_once_for_those_who_count_them(tmp_path: Path) -> None:
    batches = samples(tmp_path)
    spool(batches.path, *(sample(k) for k in range(20)))
    batches.take(SECOND)
    for k in range(20, 25):
        spool(batches.path, sample(k, ok=False))
        assert batches.take(SECOND + k) is not None


def test_samples_stand_in_order_of_sending(tmp_path: Path) -> None:
    batches = samples(tmp_path)
    spool(batches.path, sample(2), sample(1), sample(3))
    told = batches.take(SECOND)
    assert told is not None
    assert told.due == (BEAT, 2 * BEAT, 3 * BEAT)


def test_a_write_stands_without_an_answer_first_and_with_it_later(tmp_path: Path) -> None:
    batches = writes(tmp_path)
    spool(batches.path, begun(1), answered(1), begun(2))
    first = batches.take(SECOND)
    spool(batches.path, answered(2, WriteOutcome.FAIL))
    second = batches.take(SECOND)
    assert first is not None
    assert second is not None
    assert (first.number, first.completed) == ((1, 2), (BEAT + 2, None))
    assert first.outcome == (WriteOutcome.OK, WriteOutcome.INFO)
    assert (second.number, second.outcome) == ((2,), (WriteOutcome.FAIL,))
    assert journaled([first, second])["orders"] == Mark(batch=2, lines=4, number=2)
    assert highest_number(batches.path) == 2


def test_a_spool_that_lost_its_end_keeps_its_place(tmp_path: Path) -> None:
    spool(samples(tmp_path).path, sample(0), sample(1))
    batches = samples(tmp_path, Mark(batch=3, lines=5))
    assert batches.make_up() == 3
    spool(batches.path, sample(5))
    told = batches.take(SECOND)
    assert told is not None
    assert (told.batch, told.due) == (3, (5 * BEAT,))
    assert samples(tmp_path, Mark(batch=4, lines=6)).make_up() == 0


class Crashing:
    """A runner that journals what it is handed, dies now and then, and comes back with its journal only."""

    def __init__(self, directory: Path, form: str) -> None:
        self._directory, self._form = directory, form
        self.journal: list[SamplesTaken | LedgerWritten] = []
        self.batches = self._come_back()

    def take(self, *, everything: bool) -> None:
        event = self.batches.take(0, everything=everything)
        if event is not None:
            self.journal.append(event)

    def take_and_die(self) -> None:
        self.batches.take(0, everything=True)
        self.batches = self._come_back()

    def _come_back(self) -> Batches[SamplesTaken] | Batches[LedgerWritten]:
        marks = journaled(self.journal)
        if self._form == "samples":
            return samples(self._directory, marks.get("entry"))
        return writes(self._directory, marks.get("orders"))


MOMENTS = st.lists(st.sampled_from(["line", "torn", "take", "take all", "die"]), max_size=60)


@settings(max_examples=150, deadline=None)
@given(MOMENTS)
def test_a_crash_at_any_point_loses_and_doubles_no_sample(moments: list[str]) -> None:
    with TemporaryDirectory() as place:
        runner, k = Crashing(Path(place), "samples"), 0
        for moment in [*moments, "take all"]:
            k = _live_through(runner, moment, k, [sample(k, ok=k % 5 != 0)])
        told = [due for event in runner.journal for due in event.due]
        assert sorted(told) == [i * BEAT for i in range(k)]
        assert [event.batch for event in runner.journal] == list(range(len(runner.journal)))


@settings(max_examples=150, deadline=None)
@given(MOMENTS)
def test_a_crash_at_any_point_loses_and_doubles_no_write(moments: list[str]) -> None:
    with TemporaryDirectory() as place:
        runner, k = Crashing(Path(place), "writes"), 0
        for moment in [*moments, "take all"]:
            k = _live_through(runner, moment, k, [begun(k), *([answered(k - 2)] if k >= 2 else [])])
        events = [event for event in runner.journal if isinstance(event, LedgerWritten)]
        last = {n: done for event in events for n, done in zip(event.number, event.completed, strict=True)}
        answers = [n for event in events for n, done in zip(event.number, event.completed, strict=True) if done]
        assert sorted(last) == list(range(k))
        assert sorted(answers) == list(range(max(0, k - 2)))
        assert journaled(runner.journal).get("orders", Mark()).lines == len(_all_lines(runner.batches.path))


def _live_through(runner: Crashing, moment: str, k: int, lines: list[Line]) -> int:
    match moment:
        case "line":
            spool(runner.batches.path, *lines)
            return k + 1
        case "torn":
            with runner.batches.path.open("ab") as file:
                file.write(b"[1,2")
        case "die":
            runner.take_and_die()
        case _:
            runner.take(everything=moment == "take all")
    return k


def _all_lines(path: Path) -> list[Line]:
    reader, found = SpoolReader(path), list[Line]()
    while lines := reader.read():
        found += lines
    return found
