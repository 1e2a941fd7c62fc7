"""Orders of recovery: one with everything in it, and any that the model allows."""

from __future__ import annotations

from hypothesis import strategies as st

from measurements.order import Came, recovery_order
from measurements.reading import Reading
from measurements.report import RecoveryOrder
from scenarios.plan import Objective, Text

MS = 1_000_000


def came(lower_ms: int, upper_ms: int | None, *evidence: int) -> Came:
    upper = None if upper_ms is None else upper_ms * MS
    return Came(
        how="open" if upper is None else "back", at=Reading(lower=lower_ms * MS, upper=upper, evidence=evidence)
    )


def due(service: str, priority: int, *needs: str, zh: str = "", en: str = "") -> Objective:
    return Objective(
        service=service,
        title=Text(zh=zh or service, en=en or service),
        rto_ns=60_000 * MS,
        rpo_ns=0,
        writes=False,
        priority=priority,
        depends_on=needs,
    )


def mixed() -> RecoveryOrder:
    """Return an order with an inverted pair, some that cannot be told, a service never back and one that was spared."""
    register = [
        due("orders-db", 1, zh="委托数据库", en="Order database"),
        due("session-cache", 2, zh="会话缓存", en="Session cache"),
        due("order-app", 2, "orders-db", "session-cache", zh="委托应用", en="Order application"),
        due("entry", 3, "orders-db", "session-cache", "order-app", zh="客户入口", en="Client entry"),
        due("reports", 4, "orders-db", zh="报表服务", en="Reports"),
        due("quotes", 4, zh="行情", en="Quotes"),
    ]
    when = {
        "orders-db": came(4_120, 4_190, 11, 12),
        "session-cache": came(6_300, 6_420, 13, 14),
        "order-app": came(5_010, 5_080, 15, 16),
        "entry": came(5_040, 6_350, 17, 18),
        "reports": came(9_000, None, 19),
        "quotes": Came(how="untouched"),
    }
    return recovery_order(register, when)


@st.composite
def orders(draw: st.DrawFn) -> RecoveryOrder:
    """Return any order of recovery."""
    names = [f"s{number}" for number in range(draw(st.integers(0, 5)))]
    needs = st.lists(st.sampled_from(names), max_size=2, unique=True) if names else st.just([])
    register = [due(name, draw(st.integers(1, 3)), *draw(needs), zh=draw(st.text(max_size=40))) for name in names]
    return recovery_order(register, {name: draw(_seen()) for name in names})


@st.composite
def _seen(draw: st.DrawFn) -> Came:
    how = draw(st.sampled_from(["back", "open", "untouched", "unseen"]))
    lower = draw(st.integers(-(10**5), 10**8))
    if how in {"untouched", "unseen"}:
        return Came(how="untouched" if how == "untouched" else "unseen")
    return came(lower, lower + draw(st.integers(0, 10**6)) if how == "back" else None, draw(st.integers(1, 99)))
