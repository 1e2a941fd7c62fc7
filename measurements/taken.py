"""The samples of one stream, taken out of their batches as these come, so that no batch need be kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, compress, repeat

from measurements.columns import Column, Room, in_memory
from measurements.events import SamplesTaken


class Taken:
    """What the batches of one stream hold, as columns in the order in which samples were handed over.

    Looks whose way was broken (`ok` is None) stand apart: due, sent and evidence in `blind`.
    """

    def __init__(self, room: Room = in_memory) -> None:
        self.room = room
        self.sent, self.due, self.received, self.ok, self.evidence = (room() for _ in range(5))
        self.blind: Sequence[Column] = [room() for _ in range(3)]
        """Sent, due and evidence."""
        self.latest: int | None = None
        """The latest answer of all, blind ones too."""
        self.misnumbered: list[tuple[int, int, int]] = []
        """Evidence number, number of the batch, and the number that it should have, where that is another."""
        self._batch = 0

    def take(self, seq: int, event: SamplesTaken) -> None:
        """Take the samples of the next batch; `seq` is the number of its event."""
        self._count(seq, event)
        if event.received:
            latest = max(event.received)
            self.latest = latest if self.latest is None else max(latest, self.latest)
        if None in event.ok:
            self._take_apart(seq, event)
            return
        self.sent.extend(event.sent)
        self.due.extend(event.due)
        self.received.extend(event.received)
        self.ok.extend([ok is True for ok in event.ok])
        self.evidence.extend([seq] * len(event.sent))

    def take_all(self, batches: Sequence[tuple[int, SamplesTaken]]) -> None:
        """Take what `take` takes of one batch after the other; quicker, where there is room in memory for all."""
        if any(None in event.ok for _, event in batches):
            for seq, event in batches:
                self.take(seq, event)
            return
        for seq, event in batches:
            self._count(seq, event)
        self.sent.extend(chain.from_iterable(event.sent for _, event in batches))
        self.due.extend(chain.from_iterable(event.due for _, event in batches))
        self.received.extend(chain.from_iterable(event.received for _, event in batches))
        self.ok.extend(chain.from_iterable(map(bool, event.ok) for _, event in batches))
        self.evidence.extend(chain.from_iterable(repeat(seq, len(event.sent)) for seq, event in batches))
        self.latest = max(chain([] if self.latest is None else [self.latest], self.received), default=None)

    def _count(self, seq: int, event: SamplesTaken) -> None:
        if event.batch != self._batch:
            self.misnumbered.append((seq, event.batch, self._batch))
        self._batch = event.batch + 1

    def _take_apart(self, seq: int, event: SamplesTaken) -> None:
        looked = [ok is not None for ok in event.ok]
        broken = [ok is None for ok in event.ok]
        seqs = [seq] * len(event.sent)
        self.sent.extend(compress(event.sent, looked))
        self.due.extend(compress(event.due, looked))
        self.received.extend(compress(event.received, looked))
        self.ok.extend(ok for ok in event.ok if ok is not None)
        self.evidence.extend(compress(seqs, looked))
        for column, new in zip(self.blind, (event.sent, event.due, seqs), strict=True):
            column.extend(compress(new, broken))
