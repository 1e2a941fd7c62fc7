"""Whatever is told in whatever order, an incident can be read, listed and summed up, and its laws hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenarios.plan import SECOND
from service.api.incident_shown import shown, summary_shown
from service.book import Author, Told
from service.denial import DeniedError
from service.incidents.deciding import close, declare, end, see_level, tell, withdraw
from service.incidents.events import (
    EVENTS,
    CauseFound,
    Event,
    HarmTold,
    ImpactTold,
    IncidentDeclared,
    LessonDrawn,
    LevelReached,
    Reconciled,
    ReportMade,
    Said,
    ServiceTested,
    Simulation,
)
from service.incidents.incident import Incident, fold, head
from service.incidents.page import page
from service.incidents.rulebook import rules_for
from service.incidents.summary import summary
from service.policy.incidents import IncidentsPolicy

MINUTE: Final = 60 * SECOND
BEGAN: Final = 1_795_000_000 * SECOND
RULES: Final = rules_for(IncidentsPolicy.model_validate({}, context={}), Path())
SAYINGS: Final[dict[str, Callable[[str, int], Said]]] = {
    "down": lambda name, at: ImpactTold(service=name, scope="whole", important=True, at_ns=at, note=""),
    "partly": lambda name, at: ImpactTold(service=name, scope="branches", important=False, at_ns=at, note=""),
    "up": lambda name, at: ImpactTold(service=name, scope="none", important=True, at_ns=at, note=""),
    "harm": lambda _, at: HarmTold(harm="severe", expected=True, reason="r", at_ns=at),
    "report": lambda _, at: ReportMade(report="progress", to="t", text="x", channel="", at_ns=at),
    "written": lambda _, at: ReportMade(report="written", to="t", text="x", channel="", at_ns=at),
    "compared": lambda name, at: Reconciled(service=name, lost=2, made_up=1, note="", at_ns=at),
    "tested": lambda name, at: ServiceTested(service=name, passed=True, how="h", at_ns=at),
    "cause": lambda _, at: CauseFound(cause="c", conclusion="d", at_ns=at),
    "lesson": lambda _, at: LessonDrawn(aim="prevent", what="w", owner="", due="", improvement="", at_ns=at),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*SAYINGS, "end", "close", "withdraw", "look"]), st.sampled_from(["a", "b"]), st.integers(0, 90)
    ),
    max_size=25,
)


class Course:
    """One incident, its events so far, and the time; every event goes through its written form."""

    def __init__(self, simulation: Simulation | None) -> None:
        self.utc_ns, self.told = BEGAN, list[Told[Event]]()
        now = BEGAN if simulation is None else simulation.start_ns
        impact = ImpactTold(service="a", scope="whole", important=True, at_ns=now, note="")
        first = IncidentDeclared(
            title="t",
            course="",
            occurred_ns=now,
            noticed_ns=now,
            declared_ns=now,
            impacts=(impact,),
            rules=RULES,
            simulation=simulation,
            drill="",
            dossier="",
        )
        self.write(declare(first, 400 * 86_400 * SECOND))

    @property
    def state(self) -> Incident:
        return fold("i", self.told)

    def write(self, events: Sequence[Event]) -> None:
        for event in events:
            kept = EVENTS.validate_python(EVENTS.dump_python(event, mode="json"))
            seq = len(self.told) + 1
            author = Author(user="olga", via="test")
            self.told.append(Told(event=kept, number=seq, seq=seq, utc_ns=self.utc_ns, author=author))

    def do(self, what: str, service: str, minutes: int) -> None:
        state = self.state
        now = state.clock(self.utc_ns)
        acts: dict[str, Callable[[], Sequence[Event]]] = {
            "end": lambda: end(state, "r", now),
            "close": lambda: close(state, now),
            "withdraw": lambda: withdraw(state, "r", now),
            "look": lambda: see_level(state, now),
        }
        with suppress(DeniedError):
            self.write(acts[what]() if what in acts else tell(state, SAYINGS[what](service, now), now))
        self.utc_ns += minutes * MINUTE


SIMULATIONS: Final[tuple[Simulation | None, ...]] = (
    None,
    Simulation(start_ns=BEGAN + 86_400 * SECOND, speed=7, began_ns=BEGAN),
)


@settings(max_examples=80, deadline=None)
@example(steps=[("up", "a", 0), ("end", "a", 0), ("down", "b", 0)], simulation=None)  # told of the very end
@given(steps=STEPS, simulation=st.sampled_from(SIMULATIONS))
def test_any_course_can_be_read_and_keeps_the_laws(
    steps: list[tuple[str, str, int]], simulation: Simulation | None
) -> None:
    course = Course(simulation)
    for step in steps:
        course.do(*step)
    state = course.state
    now = state.clock(course.utc_ns)
    assert head(state).status == state.status
    assert shown(state, course.utc_ns).status == state.status
    assert summary_shown(summary(state, course.utc_ns)).is_final == (state.status == "closed")
    assert page(summary(state, course.utc_ns), "zh")
    _laws(state, [told.event for told in course.told], now)


def _laws(state: Incident, events: Sequence[Any], now: int) -> None:
    kinds = [event.kind for event in events]
    if state.status == "closed":
        assert {"incident_ended", "reconciled", "service_tested", "cause_found", "lesson_drawn"} <= set(kinds)
        assert kinds[-1] == "incident_closed"
    if state.status in {"ended", "closed"}:
        assert state.down == ()
    if state.status == "withdrawn":
        assert kinds[-1] == "incident_withdrawn"
    seen = [RULES.rank(event.level) for event in events if isinstance(event, LevelReached)]
    assert seen == sorted(set(seen))
    rises = [(one.at_ns, RULES.rank(one.level)) for one in state.risen(now)]
    assert rises == sorted(rises)
    assert state.is_drill or state.real(state.clock(now)) == now
