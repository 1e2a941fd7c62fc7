"""Reading a marker of the business: by a question to its database, or by a script on its host."""

from __future__ import annotations

from measurements.events import MarkerRead, Outcome
from runners.errand import Errand, Script
from runners.markers import read_marker, wanted
from runners.queries import QueryError
from runners.remote import Answer
from scenarios.plan import Measure


async def measure(errand: Errand, action: Measure) -> Answer:
    """Read once, write the reading down where it is one, and say what was read."""
    sent = errand.now()
    answer = await _asked(errand, action)
    received = errand.now()
    if answer.outcome is not Outcome.OK:
        return answer
    if answer.exit_status not in {None, 0}:
        return _failed(answer, f"exit status {answer.exit_status}, expected 0")
    marker = None if answer.truncated else read_marker(answer.stdout, action)
    if marker is None:
        return _failed(answer, f"what was read is no {action.marker}: {wanted(action)} was expected, alone on one line")
    await errand.write(
        MarkerRead(
            at=received,
            step=errand.step.id,
            host=errand.host,
            service=action.service,
            marker=action.marker,
            side=action.side,
            sent=sent,
            received=received,
            value=str(marker.value),
            granularity=marker.granularity,
        )
    )
    return answer


async def _asked(errand: Errand, action: Measure) -> Answer:
    if action.dsn is None or action.query is None:
        return await errand.send(Script(text=action.script or "", env=action.env))
    try:
        rows = await errand.hands.queries.rows(action.dsn, action.query, errand.timeout_ns)
    except QueryError as error:
        return Answer(outcome=Outcome.FAILED, reason=str(error))
    values = [row[0] for row in rows if row]
    if len(values) != 1 or values[0] is None:
        found = "nothing" if not values or values[0] is None else f"{len(values)} rows"
        return Answer(outcome=Outcome.FAILED, reason=f"the query found {found}; it should find one value")
    return Answer(outcome=Outcome.OK, stdout=values[0])


def _failed(answer: Answer, reason: str) -> Answer:
    return Answer(
        outcome=Outcome.FAILED,
        reason=reason,
        exit_status=answer.exit_status,
        stdout=answer.stdout,
        stderr=answer.stderr,
        truncated=answer.truncated,
        stamps=answer.stamps,
    )
