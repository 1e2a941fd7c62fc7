"""How much of a command's output is kept: its head and its tail, the middle counted."""

from __future__ import annotations

from runners.remote import OUTPUT_LIMIT

_SEAM: int = 4096


class HeadAndTail:
    """The first and the last bytes of an output of any length, in bounded memory."""

    def __init__(self, limit: int = OUTPUT_LIMIT) -> None:
        self._half = limit // 2
        self._head = bytearray()
        self._tail = bytearray()
        self.total = 0

    @property
    def truncated(self) -> bool:
        """Whether the middle was dropped."""
        return self.total > len(self._head) + len(self._tail)

    def add(self, data: bytes) -> None:
        """Take the next piece of output."""
        self.total += len(data)
        room = self._half - len(self._head)
        self._head += data[:room]
        self._tail += data[max(room, 0) :][-self._half :]
        del self._tail[: -self._half]

    def holds(self, text: bytes) -> bool:
        """Return whether `text` is in what is kept."""
        return text in self._head + self._tail

    def text(self) -> str:
        """Return what was kept as text; what is not UTF-8 is replaced, what was dropped is counted.

        The cut is moved to the ends of lines where they are near, so that no half line (half a password) stands at it.
        """
        if not self.truncated:
            return (self._head + self._tail).decode("utf-8", "replace")
        head, tail = _whole_lines_before(bytes(self._head)), _whole_lines_after(bytes(self._tail))
        left_out = self.total - len(head) - len(tail)
        return head.decode("utf-8", "replace") + _seam(head, left_out) + tail.decode("utf-8", "replace")


def _seam(head: bytes, left_out: int) -> str:
    line_end = "" if head.endswith(b"\n") else "\n"
    return f"{line_end}[... {left_out} bytes left out ...]\n"


def _whole_lines_before(data: bytes) -> bytes:
    end = data.rfind(b"\n", len(data) - _SEAM if len(data) > _SEAM else 0)
    return data if end < 0 else data[: end + 1]


def _whole_lines_after(data: bytes) -> bytes:
    start = data.find(b"\n", 0, _SEAM)
    return data[start + 1 :]
