"""A cable that can be made bad: frames carried between two network interfaces, late, thinned out, or not at all.

`python cable.py CONTROL NEAR FAR [SPARED]` needs root and nothing but the standard library; it stands in a network
namespace of its own with one interface to the host and one to the network, and carries whole Ethernet frames, so every
protocol feels it. The control file holds words `key=value`; it is read again within a twentieth of a second:

    delay_ms=80       what each frame is kept back, in either direction
    jitter_ms=20      up to so much more, never overtaking within a connection
    loss_percent=2.5  so many of a hundred frames are lost
    kbit=64           each connection carries no more than that, in either direction; what would wait longer than a
                      quarter of a second is lost, as with a line that shares itself out among its connections

A lone number stands for `kbit`, as in the file of the relay beside this one. What is missing or 0 does nothing, and so
does a file that is missing; what is no number changes nothing. Frames from or to the address SPARED, where one is
given, always pass: for those who are to be served while the line between the hosts is bad.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

_ANY: Final = 0x0003  # ETH_P_ALL of linux/if_ether.h
_PACKET: Final = 263  # SOL_PACKET of bits/socket.h, and two options of linux/if_packet.h
_VNET_HDR: Final = 15
_IGNORE_OUTGOING: Final = 23
_HEADER: Final = 10  # struct virtio_net_hdr: checksums and sizes that the sender left to be filled in
_TYPE: Final = slice(_HEADER + 12, _HEADER + 14)  # of an Ethernet frame, and two addresses of an IPv4 packet in it
_FROM: Final = slice(_HEADER + 26, _HEADER + 30)
_TO: Final = slice(_HEADER + 30, _HEADER + 34)
_FLOW: Final = slice(_HEADER + 26, _HEADER + 38)  # both addresses and both ports
_IPV4: Final = b"\x08\x00"
_MOST_FLOWS: Final = 1000
_FRAME: Final = 128 * 1024
_BEAT_S: Final = 0.05
_QUEUE_S: Final = 0.25
_AT_ONCE: Final = 64
_TICK_S: Final = 1e-7  # what keeps two frames in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Badness:
    """How bad the cable is; by default it is a good one."""

    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    loss_percent: float = 0.0
    kbit: float = 0.0


def read_badness(text: str, before: Badness) -> Badness:
    """Return what the control file says; a value that is no number, or below zero, is as it was before."""
    found = Badness()
    for line in text.split():
        key, sign, value = line.partition("=")
        name, word = (key, value) if sign else ("kbit", key)
        if name in Badness.__slots__:
            found = replace(found, **{name: _number(word, getattr(before, name))})
    return found


def _number(word: str, otherwise: float) -> float:
    try:
        number = float(word)
    except ValueError:
        return otherwise
    return number if 0 <= number < float("inf") else otherwise


@dataclass(slots=True)
class Way:
    """One direction: decides when a frame leaves, or that it never does."""

    chance: Random
    spared: bytes = b""
    badness: Badness = field(default_factory=Badness)
    _flows: dict[bytes, Flow] = field(default_factory=dict[bytes, "Flow"])

    def concerns(self, frame: bytes) -> bool:
        """Tell whether a frame is carried badly; one of IPv4 from or to the spared address is not."""
        return not self.spared or frame[_TYPE] != _IPV4 or self.spared not in (frame[_FROM], frame[_TO])

    def leaves(self, frame: bytes, now: float) -> float | None:
        """Return when a frame that came `now` is to leave, in seconds; None if it is lost."""
        bad = self.badness
        if self.chance.random() * 100 < bad.loss_percent:
            return None
        flow = self._flow(frame[_FLOW], now)
        if bad.kbit:
            if flow.busy_until - now > _QUEUE_S:
                return None
            flow.busy_until = max(flow.busy_until, now) + (len(frame) - _HEADER) * 8 / (bad.kbit * 1000)
        late = (bad.delay_ms + bad.jitter_ms * self.chance.random()) / 1000
        leaving = max(now, flow.busy_until) + late
        if flow.last <= now == leaving:
            return now
        flow.last = max(flow.last + _TICK_S, leaving)
        return flow.last

    def _flow(self, key: bytes, now: float) -> Flow:
        if len(self._flows) > _MOST_FLOWS:
            self._flows = {each: flow for each, flow in self._flows.items() if max(flow.busy_until, flow.last) > now}
        return self._flows.setdefault(key, Flow())


@dataclass(slots=True)
class Flow:
    """One direction of a connection: until when its share is used, and when its last frame leaves."""

    busy_until: float = 0.0
    last: float = 0.0


def _end(name: str) -> socket.socket:
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.htons(_ANY))
    end.setsockopt(_PACKET, _VNET_HDR, 1)
    end.setsockopt(_PACKET, _IGNORE_OUTGOING, 1)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
    end.bind((name, _ANY))
    return end


def _put(sink: socket.socket, frame: bytes) -> None:
    with contextlib.suppress(OSError):  # a cable tells nobody
        sink.send(frame)


def _carry(source: socket.socket, sink: socket.socket, way: Way) -> None:
    """Take what has come, and send it on at once or when it is time."""
    loop = asyncio.get_running_loop()
    for _ in range(_AT_ONCE):
        try:
            frame = source.recv(_FRAME)
        except OSError:
            return
        if not way.concerns(frame):
            _put(sink, frame)
            continue
        now = loop.time()
        match way.leaves(frame, now):
            case None:
                continue
            case leaving if leaving <= now:
                _put(sink, frame)
            case leaving:
                loop.call_at(leaving, _put, sink, frame)


async def _follow(control: Path, ways: tuple[Way, Way]) -> None:
    while True:
        for way in ways:
            way.badness = read_badness(_text(control), way.badness)
        await asyncio.sleep(_BEAT_S)


def _text(control: Path) -> str:
    try:
        return control.read_text("utf-8", "replace")
    except OSError:
        return ""


async def serve(control: Path, near: str, far: str, spared: str = "") -> None:
    """Carry frames between the two interfaces for ever."""
    ends = (_end(near), _end(far))
    address = socket.inet_aton(spared) if spared else b""
    ways = (Way(Random(1), address), Way(Random(2), address))  # noqa: S311  the same frames are lost at every run
    loop = asyncio.get_running_loop()
    loop.add_reader(ends[0], partial(_carry, ends[0], ends[1], ways[0]))
    loop.add_reader(ends[1], partial(_carry, ends[1], ends[0], ways[1]))
    await _follow(control, ways)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), *sys.argv[2:5]))
