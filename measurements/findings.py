"""Which findings exist, how serious each is and which facts its wording may use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from measurements.report import Finding

Severity: TypeAlias = Literal["info", "warning", "serious"]


class Code(StrEnum):
    """Every finding that a judge can make; a catalogue of words must know all of them."""

    RTO_MISSED = "rto_missed"
    RTO_INCONCLUSIVE = "rto_inconclusive"
    RPO_MISSED = "rpo_missed"
    RPO_INCONCLUSIVE = "rpo_inconclusive"
    RPO_NOT_MEASURED = "rpo_not_measured"

    NO_FAULT = "no_fault"
    NO_INTERRUPTION_SEEN = "no_interruption_seen"
    NOT_RECOVERED = "not_recovered"
    RECOVERY_CUT_SHORT = "recovery_cut_short"
    BELOW_LEVEL = "below_level"
    FLAPPING = "flapping"
    RELAPSE = "relapse"
    INTERRUPTED_WHILE_RESTORING = "interrupted_while_restoring"
    PRIORITY_INVERSION = "priority_inversion"
    DEPENDENCY_INVERSION = "dependency_inversion"
    ORDER_UNKNOWN = "order_unknown"

    LEDGER_MISSING = "ledger_missing"
    READ_BACK_MISSING = "read_back_missing"
    READ_BACK_INCOMPLETE = "read_back_incomplete"
    WRITES_LOST = "writes_lost"
    HOLES = "holes"
    SPLIT_BRAIN = "split_brain"
    DUPLICATED = "duplicated"
    ALTERED = "altered"
    RESURRECTED = "resurrected"
    REORDERED = "reordered"
    ALIEN_ROWS = "alien_rows"
    UNKNOWN_WRITES = "unknown_writes"
    TORN_ROWS = "torn_rows"
    COMMIT_ORDER_UNKNOWN = "commit_order_unknown"
    NOT_FENCED = "not_fenced"
    STILL_MISSING = "still_missing"
    REPLAY_UNPROVED = "replay_unproved"
    MADE_UP_FOR = "made_up_for"

    MARKER_USED = "marker_used"
    MARKER_INCOMPLETE = "marker_incomplete"
    MARKER_UNSURE = "marker_unsure"
    MARKER_FELL = "marker_fell"
    MARKER_LOSS = "marker_loss"

    STEP_FAILED = "step_failed"
    STEP_UNKNOWN = "step_unknown"
    STEP_SETTLED = "step_settled"
    STEP_REPEATED = "step_repeated"
    INESSENTIAL_FAILED = "inessential_failed"
    NOT_READY = "not_ready"
    GATE_WAIVED = "gate_waived"
    GATE_REFUSED = "gate_refused"
    MANUAL_WAIVED = "manual_waived"
    PASSED_UNLAWFULLY = "passed_unlawfully"
    WORD_OF_STRANGER = "word_of_stranger"
    WORD_WITHOUT_ROLE = "word_without_role"
    WORD_OF_SAME_PERSON = "word_of_same_person"
    WORD_OUT_OF_TURN = "word_out_of_turn"
    GROUP_NOT_REACHED = "group_not_reached"
    GROUP_REACHED_UNSURE = "group_reached_unsure"
    FAULT_NOT_TAKEN = "fault_not_taken"
    FAULT_UNVERIFIED = "fault_unverified"
    UNDO_FAILED = "undo_failed"
    LEASE_NOT_RENEWED = "lease_not_renewed"
    ABORTED = "aborted"
    SAFEGUARD_TRIPPED = "safeguard_tripped"
    RUNNER_RESUMED = "runner_resumed"
    RUNNER_HANDED_OVER = "runner_handed_over"
    NOT_COMPLETED = "not_completed"
    NOT_CLOSED = "not_closed"
    NOT_RESTORED = "not_restored"
    RESIDUE = "residue"
    PLAN_UNREADABLE = "plan_unreadable"

    NO_STREAM = "no_stream"
    NO_SAMPLES = "no_samples"
    BASELINE_MISSING = "baseline_missing"
    BASELINE_SHORT = "baseline_short"
    BASELINE_FAILURES = "baseline_failures"
    PROBE_GAP = "probe_gap"
    PROBE_BLIND = "probe_blind"
    LATE_BEATS = "late_beats"
    MISSED_BEATS = "missed_beats"
    WATCH_STALLED = "watch_stalled"
    WATCH_LOST = "watch_lost"
    JOURNAL_AWAY = "journal_away"
    SHARED_FATE = "shared_fate"
    SHARED_SITE = "shared_site"
    LEDGER_STALLED = "ledger_stalled"
    BASELINE_THIN = "baseline_thin"
    UNEQUAL_LOAD = "unequal_load"
    HOST_CLOCK_STEPPED = "host_clock_stepped"
    WALL_CLOCK_STEPPED = "wall_clock_stepped"

    NO_FINDINGS = "no_findings"


@dataclass(frozen=True, slots=True)
class Kind:
    """What every finding of one code has in common.

    `facts` are the keys that its wording may use. Figures in facts are seconds as `repr(float)`, counts as digits.
    `lowers`: the measurement it casts doubt on cannot be better than inconclusive.
    """

    severity: Severity
    facts: tuple[str, ...] = ()
    lowers: bool = False


_FIGURE: Final = ("service", "lower", "upper", "target")
_PAIR: Final = ("service", "lower", "upper", "other", "other_lower", "other_upper")
_STREAM: Final = ("service", "stream")
_COUNT: Final = (*_STREAM, "count", "first")
_WRITES: Final = ("service", "ledger", "count", "numbers")
_UNIT: Final = ("step", "host", "reason")
_SAID: Final = ("step", "person")
_MARKER: Final = ("service", "marker")

KINDS: Final[dict[Code, Kind]] = {
    Code.RTO_MISSED: Kind("serious", _FIGURE),
    Code.RTO_INCONCLUSIVE: Kind("warning", _FIGURE),
    Code.RPO_MISSED: Kind("serious", _FIGURE),
    Code.RPO_INCONCLUSIVE: Kind("warning", _FIGURE),
    Code.RPO_NOT_MEASURED: Kind("info", ("service",)),
    Code.NO_FAULT: Kind("warning"),
    Code.NO_INTERRUPTION_SEEN: Kind("warning", _STREAM),
    Code.NOT_RECOVERED: Kind("serious", _STREAM),
    Code.RECOVERY_CUT_SHORT: Kind("warning", (*_STREAM, "held", "hold")),
    Code.BELOW_LEVEL: Kind("warning", (*_STREAM, "seconds")),
    Code.FLAPPING: Kind("warning", (*_STREAM, "count")),
    Code.RELAPSE: Kind("serious", _COUNT),
    Code.INTERRUPTED_WHILE_RESTORING: Kind("warning", _COUNT),
    Code.PRIORITY_INVERSION: Kind("warning", (*_PAIR, "priority", "other_priority")),
    Code.DEPENDENCY_INVERSION: Kind("warning", _PAIR),
    Code.ORDER_UNKNOWN: Kind("info", ("count", "of", "pairs")),
    Code.LEDGER_MISSING: Kind("warning", ("service",), lowers=True),
    Code.READ_BACK_MISSING: Kind("warning", ("service", "ledger"), lowers=True),
    Code.READ_BACK_INCOMPLETE: Kind("warning", ("service", "ledger"), lowers=True),
    Code.WRITES_LOST: Kind("serious", (*_WRITES, "acknowledged")),
    Code.HOLES: Kind("serious", _WRITES),
    Code.SPLIT_BRAIN: Kind("serious", (*_WRITES, "lower", "upper")),
    Code.DUPLICATED: Kind("serious", _WRITES),
    Code.ALTERED: Kind("serious", _WRITES, lowers=True),
    Code.RESURRECTED: Kind("serious", _WRITES),
    Code.REORDERED: Kind("warning", _WRITES),
    Code.ALIEN_ROWS: Kind("warning", _WRITES),
    Code.UNKNOWN_WRITES: Kind("info", (*_WRITES, "recovered")),
    Code.TORN_ROWS: Kind("warning", ("service", "ledger", "count")),
    Code.COMMIT_ORDER_UNKNOWN: Kind("info", ("service", "ledger")),
    Code.NOT_FENCED: Kind("warning", ("service", "ledger", "count")),
    Code.STEP_FAILED: Kind("serious", _UNIT),
    Code.STEP_UNKNOWN: Kind("serious", _UNIT),
    Code.STEP_SETTLED: Kind("warning", (*_UNIT, "person", "outcome")),
    Code.STEP_REPEATED: Kind("warning", (*_UNIT, "count", "outcome")),
    Code.INESSENTIAL_FAILED: Kind("warning", (*_UNIT, "outcome")),
    Code.NOT_READY: Kind("serious", (*_UNIT, "check")),
    Code.MANUAL_WAIVED: Kind("warning", ("step", "person", "reason")),
    Code.PASSED_UNLAWFULLY: Kind("serious", ("step",)),
    Code.WORD_OF_STRANGER: Kind("warning", _SAID),
    Code.WORD_WITHOUT_ROLE: Kind("warning", _SAID),
    Code.WORD_OF_SAME_PERSON: Kind("warning", _SAID),
    Code.WORD_OUT_OF_TURN: Kind("info", _SAID),
    Code.GROUP_NOT_REACHED: Kind("warning", ("step", "group", "reason")),
    Code.GROUP_REACHED_UNSURE: Kind("warning", ("step", "group", "reason")),
    Code.STILL_MISSING: Kind("serious", ("ledger", "count", "numbers")),
    Code.REPLAY_UNPROVED: Kind("serious", ("ledger", "count")),
    Code.MADE_UP_FOR: Kind("info", ("ledger", "count")),
    Code.MARKER_USED: Kind("info", _MARKER),
    Code.MARKER_INCOMPLETE: Kind("warning", (*_MARKER, "side"), lowers=True),
    Code.MARKER_UNSURE: Kind("warning", _MARKER, lowers=True),
    Code.MARKER_FELL: Kind("warning", _MARKER, lowers=True),
    Code.MARKER_LOSS: Kind("serious", (*_MARKER, "first", "second")),
    Code.GATE_WAIVED: Kind("warning", ("step", "person", "reason")),
    Code.GATE_REFUSED: Kind("warning", ("step", "person", "reason")),
    Code.FAULT_NOT_TAKEN: Kind("serious", _UNIT),
    Code.FAULT_UNVERIFIED: Kind("warning", _UNIT),
    Code.UNDO_FAILED: Kind("warning", _UNIT),
    Code.LEASE_NOT_RENEWED: Kind("warning", (*_UNIT, "count")),
    Code.ABORTED: Kind("serious", ("person", "reason"), lowers=True),
    Code.SAFEGUARD_TRIPPED: Kind("serious", ("safeguard", "reason"), lowers=True),
    Code.RUNNER_RESUMED: Kind("warning", ("count",)),
    Code.RUNNER_HANDED_OVER: Kind("info", ("count", "reason")),
    Code.NOT_COMPLETED: Kind("serious", ("ending", "reason"), lowers=True),
    Code.NOT_CLOSED: Kind("warning", lowers=True),
    Code.NOT_RESTORED: Kind("serious", ("reason",), lowers=True),
    Code.RESIDUE: Kind("serious", ("item",), lowers=True),
    Code.PLAN_UNREADABLE: Kind("serious", ("reason",), lowers=True),
    Code.NO_STREAM: Kind("warning", ("service",), lowers=True),
    Code.NO_SAMPLES: Kind("warning", _STREAM, lowers=True),
    Code.BASELINE_MISSING: Kind("warning", _STREAM, lowers=True),
    Code.BASELINE_SHORT: Kind("info", (*_STREAM, "seconds", "hold")),
    Code.BASELINE_FAILURES: Kind("warning", (*_STREAM, "count")),
    Code.PROBE_GAP: Kind("warning", ("stream", "count", "longest", "first")),
    Code.PROBE_BLIND: Kind("warning", ("stream", "count", "first", "last")),
    Code.LATE_BEATS: Kind("info", ("stream", "count", "worst", "beat")),
    Code.MISSED_BEATS: Kind("info", ("stream", "count")),
    Code.WATCH_STALLED: Kind("warning", ("stream", "detail")),
    Code.WATCH_LOST: Kind("warning", ("stream", "detail")),
    Code.JOURNAL_AWAY: Kind("info", ("seconds", "reason")),
    Code.SHARED_FATE: Kind("warning", (*_STREAM, "host"), lowers=True),
    Code.SHARED_SITE: Kind("info", (*_STREAM, "host", "site")),
    Code.LEDGER_STALLED: Kind("warning", ("service", "ledger", "seconds"), lowers=True),
    Code.BASELINE_THIN: Kind("warning", (*_STREAM, "count", "least"), lowers=True),
    Code.UNEQUAL_LOAD: Kind("warning", (*_STREAM, "before", "after"), lowers=True),
    Code.HOST_CLOCK_STEPPED: Kind("warning", ("host", "seconds")),
    Code.WALL_CLOCK_STEPPED: Kind("warning", ("seconds",)),
    Code.NO_FINDINGS: Kind("info"),
}


def finding(code: Code, evidence: Iterable[int] = (), /, **facts: str) -> Finding:
    """Return a finding of that code with its evidence numbers in order; raises KeyError for a fact it does not know."""
    for unknown in facts.keys() - set(KINDS[code].facts):
        raise KeyError(unknown)
    return Finding(code=code.value, severity=KINDS[code].severity, facts=facts, evidence=tuple(sorted(set(evidence))))


def lowers(found: Iterable[Finding]) -> bool:
    """Tell whether any of these keeps a figure from being met."""
    return any(KINDS[Code(one.code)].lowers for one in found)
