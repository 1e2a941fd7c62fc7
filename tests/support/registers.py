"""Registers for tests: a small clean one that a test may spoil in one place, and a generated one of any size."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from scenarios.bia.carrying import examine_file
from scenarios.problems import Problem

PROFILE: Final = """\
profile: ours
title: 本公司等级表
standard: 内部基线
least:
  real_time: {value: 3, source: 内部制度}
  non_real_time: 不适用
levels:
  - level: 3
    real_time: {rto: {value: 1h, source: 内部制度}, rpo: {value: 10m, source: 内部制度}}
    non_real_time: {rto: 不适用, rpo: 不适用}
  - level: 4
    real_time: {rto: {value: 30m, source: 内部制度}, rpo: {value: 5m, source: 内部制度}}
    non_real_time: {rto: 不适用, rpo: 不适用}
  - level: 2
    real_time: {rto: 不适用, rpo: 不适用}
    non_real_time: {rto: 不适用, rpo: 不适用}
"""
"""A level table of a firm's own, with every figure that is needed."""

CLEAN: Final = """\
about: {date: 2026-11-01}
profile: ours.yaml
businesses:
  trading:
    class: real_time
    priority: 1
    mtpd: 2h
    rto: 1h
    rpo: 5m
    response: 10m
    verification: 10m
    impact:
      - {after: 10m, loss: 10, economic: 1, reputation: 2, credit: 1, legal: 1}
      - {after: 1h, loss: 90, economic: 3, reputation: 2, credit: 2, legal: 3}
    needs: {services: [orders], businesses: [quotes]}
  quotes:
    priority: 1
    mtpd: 2h
    rto: 1h
    rpo: 5m
    needs: {services: [feed]}
services:
  orders:
    class: real_time
    level: 4
    priority: 2
    mtpd: 45m
    rto: 30m
    rpo: 5m
    writes: true
    depends_on: [network]
    suppliers: [carrier]
  feed:
    class: real_time
    level: 4
    priority: 2
    rto: 30m
    rpo: 5m
    writes: false
    depends_on: [network]
  network:
    class: non_real_time
    level: 3
    priority: 1
    rto: 20m
    rpo: 5m
    writes: false
suppliers:
  carrier: {rto: 15m, rpo: 5m, contract_until: 2027-01-01}
"""


def put(folder: Path, text: str, *, name: str = "bia.yaml") -> Path:
    """Write a register and its level table into `folder`, and return the register's path."""
    (folder / "ours.yaml").write_text(PROFILE, encoding="utf-8")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def spoiled(changes: Iterable[tuple[str, str]], text: str = CLEAN) -> str:
    """Return a register with every first text, which must stand in it once, in the place of the other."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def complaints(folder: Path, text: str) -> tuple[Problem, ...]:
    """Return everything that the checks say of a register."""
    return examine_file(put(folder, text))[1]


def generated(services: int = 200) -> str:
    """Return a clean register: layers of services, each depending on some of the next layer, which are as fast."""
    businesses, suppliers = max(1, services // 8), max(1, services // 20)
    return "\n".join((
        "about: {date: 2026-11-01}",
        "profile: ours.yaml",
        "businesses:",
        *(_business(number, businesses, services) for number in range(businesses)),
        "services:",
        *(_service(number, services, suppliers) for number in range(services)),
        "suppliers:",
        *(f"  sup-{number}: {{title: 供应商{number}, rto: 5m, rpo: 1m}}" for number in range(suppliers)),
        "",
    ))  # fmt: skip


def _business(number: int, businesses: int, services: int) -> str:
    needed = ", ".join(f"svc-{one}" for one in range(number, services, businesses))
    further = f", businesses: [biz-{number + 1}]" if number % 3 == 0 and number + 1 < businesses else ""
    impact = "[{after: 30m, economic: 2, reputation: 1}, {after: 2h, economic: 4, reputation: 3}]"
    return (
        f"  biz-{number}: {{title: 业务{number}, class: real_time, importance: core, priority: 1, mtpd: 4h, rto: 2h, "
        f"rpo: 5m, response: 20m, verification: 20m, impact: {impact}, needs: {{services: [{needed}]{further}}}}}"
    )


def _service(number: int, services: int, suppliers: int) -> str:
    layer = max(1, services // 5)
    below = [one for one in (number + layer, number + layer + 1) if one < services]
    supplier = f", suppliers: [sup-{number % suppliers}]" if number < 2 * suppliers else ""
    return (
        f"  svc-{number}: {{title: 服务{number}, class: real_time, level: {3 + number % 2}, "
        f"priority: {6 - number // layer}, mtpd: 1h, rto: {30 - 5 * (number // layer)}m, rpo: 5m, writes: true, "
        f"depends_on: [{', '.join(f'svc-{one}' for one in below)}]{supplier}}}"
    )
