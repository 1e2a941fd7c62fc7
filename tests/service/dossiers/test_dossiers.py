"""Dossiers: what a drill needs before it may start, who may say so, and what is written about it."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path

import pytest

from service.denial import ConflictError, DeniedError, ForbiddenError, StaleError, UnfitError
from service.dossiers import Dossiers, Files, Stage
from service.dossiers.events import DrillDone, ParticipantNamed, Record, RecordFiled
from service.dossiers.heading import status_of
from service.notices.outbox import Notices
from service.policy import Policy, default_policy
from tests.support.dossiers import NOON, approved, prepared, wish_in
from tests.support.firms import HandClock, book_at, caller


def office(folder: Path, clock: HandClock | None = None, policy: Policy | None = None) -> Dossiers:
    rules = policy or default_policy()
    book = book_at(folder, clock)
    return Dossiers(book, rules, Files((folder,)), Notices(book, rules.notices, folder))


def codes(error: DeniedError) -> set[str]:
    return {reason.code for reason in error.reasons}


async def refused(dossiers: Dossiers, name: str, starter: str) -> set[str]:
    looked = await dossiers.look(name)
    return {reason.code for reason in dossiers.stand(looked.dossier, looked.digest, starter).reasons}


async def test_a_new_dossier_lacks_everything_and_is_told_all_of_it_at_once(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await dossiers.open(caller("olga"), wish_in(tmp_path, opens=NOON + timedelta(hours=1)))
    assert dossier.services == ("quote",)
    told = await refused(dossiers, dossier.id, "omar")
    assert told == {"dossier_records_missing", "dossier_not_approved", "dossier_too_early"}


async def test_a_dossier_with_five_records_and_two_approvals_may_be_started(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path))
    assert status_of(dossier, dossiers.policy) == "approved"
    assert await refused(dossiers, dossier.id, "omar") == set()
    looked = await dossiers.look(dossier.id)
    governance = await dossiers.begin(caller("omar"), dossier.id, "drill-1", looked.digest)
    assert [one.by for one in governance.approvals] == ["anna", "amir"]
    assert [one.record for one in governance.records] == [record.value for record in Record]
    assert (await dossiers.shelf.get(dossier.id)).stage is Stage.EXECUTING


async def test_the_starter_s_own_approval_does_not_count(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path), people=("anna", "boss"))
    assert await refused(dossiers, dossier.id, "omar") == set()
    assert await refused(dossiers, dossier.id, "boss") == {"dossier_approvals_missing", "dossier_approval_own"}
    looked = await dossiers.look(dossier.id)
    with pytest.raises(ConflictError):
        await dossiers.begin(caller("boss"), dossier.id, "drill-1", looked.digest)


async def test_whoever_wished_it_cannot_approve_it(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await prepared(dossiers, wish_in(tmp_path), by="boss")
    dossier = await dossiers.ask_approval(caller("olga"), dossier.id)
    assert dossier.request is not None
    with pytest.raises(ForbiddenError) as denied:
        await dossiers.decide(caller("boss"), dossier.id, "approve", "mine", dossier.request.digest)
    assert codes(denied.value) == {"approver_wished"}


@pytest.mark.parametrize("user", ["olga", "vera", "udo", "root"])
async def test_who_is_no_approver_approves_nothing(tmp_path: Path, user: str) -> None:
    dossiers = office(tmp_path)
    dossier = await dossiers.ask_approval(caller("omar"), (await prepared(dossiers, wish_in(tmp_path))).id)
    assert dossier.request is not None
    with pytest.raises(ForbiddenError):
        await dossiers.decide(caller(user), dossier.id, "approve", "", dossier.request.digest)


@pytest.mark.parametrize("part", ["scenario", "inventory", "bia"])
async def test_a_changed_file_voids_the_approvals_and_the_book_says_which(tmp_path: Path, part: str) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path))
    path = tmp_path / f"{part}.yaml"
    path.write_text(f"{path.read_text()}# changed\n")
    assert await refused(dossiers, dossier.id, "omar") == {"dossier_not_approved"}
    voided = (await dossiers.shelf.get(dossier.id)).voided
    assert voided is not None
    assert voided.changed == (part,)


async def test_another_parameter_or_window_voids_the_approvals(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path))
    await dossiers.change_wish(caller("olga"), dossier.id, wish_in(tmp_path, depth="2"))
    assert await refused(dossiers, dossier.id, "omar") == {"dossier_not_approved"}
    again = await approved(dossiers, wish_in(tmp_path))
    changed = await dossiers.change_wish(caller("olga"), again.id, wish_in(tmp_path, hours=7))
    assert changed.voided is not None
    assert changed.voided.changed == ("window",)


async def test_a_plan_that_nobody_looked_at_is_not_started(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path))
    stood = dossiers.stand(dossier, "0" * 64, "omar")
    assert {reason.code for reason in stood.reasons} == {"dossier_files_changed", "dossier_not_approved"}


async def test_a_refusal_stands_until_the_dossier_changes(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await dossiers.ask_approval(caller("olga"), (await prepared(dossiers, wish_in(tmp_path))).id)
    assert dossier.request is not None
    digest = dossier.request.digest
    await dossiers.decide(caller("aldo"), dossier.id, "refuse", "no way back", digest)
    for user in ("anna", "amir"):
        await dossiers.decide(caller(user), dossier.id, "approve", "", digest)
    assert await refused(dossiers, dossier.id, "omar") == {"dossier_refused"}
    with pytest.raises(ConflictError):
        await dossiers.decide(caller("aldo"), dossier.id, "approve", "well", digest)
    with pytest.raises(ConflictError):
        await dossiers.ask_approval(caller("olga"), dossier.id)
    same = RecordFiled(record=Record.REVIEW, text="review held")
    await dossiers.file_record(caller("olga"), dossier.id, same)
    assert await refused(dossiers, dossier.id, "omar") == {"dossier_refused"}, "the same record again is no change"
    await dossiers.file_record(caller("olga"), dossier.id, RecordFiled(record=Record.REVIEW, text="with a way back"))
    assert await refused(dossiers, dossier.id, "omar") == {"dossier_not_approved"}


async def test_an_approval_expires(tmp_path: Path) -> None:
    clock = HandClock()
    dossiers = office(tmp_path, clock)
    dossier = await approved(dossiers, wish_in(tmp_path, opens=NOON + timedelta(days=14), hours=24))
    clock.at = NOON + timedelta(days=14, hours=1)
    assert await refused(dossiers, dossier.id, "omar") == {"dossier_approvals_missing", "dossier_approval_expired"}


async def test_a_free_environment_needs_nobody_and_the_drill_says_why(tmp_path: Path) -> None:
    policy = Policy.model_validate({"approval": {"free_environments": {"test": "no customers"}}}, context={})
    dossiers = office(tmp_path, policy=policy)
    dossier = await prepared(dossiers, wish_in(tmp_path, environment="test"))
    looked = await dossiers.look(dossier.id)
    stood = dossiers.stand(looked.dossier, looked.digest, "omar")
    assert not stood.reasons
    assert (stood.governance.needed, stood.governance.freed) == (0, "test: no customers")


async def test_a_record_that_the_firm_turned_off_is_told_of(tmp_path: Path) -> None:
    policy = Policy.model_validate({"preparation": {"turned_off": {"training": "monthly anyway"}}}, context={})
    dossiers = office(tmp_path, policy=policy)
    dossier = await dossiers.open(caller("olga"), wish_in(tmp_path))
    for record in set(Record) - {Record.TRAINING}:
        await dossiers.file_record(caller("olga"), dossier.id, RecordFiled(record=record, text="held"))
    looked = await dossiers.look(dossier.id)
    stood = dossiers.stand(looked.dossier, looked.digest, "omar")
    assert {reason.code for reason in stood.reasons} == {"dossier_not_approved"}
    assert [(one.record, one.reason) for one in stood.governance.turned_off] == [("training", "monthly anyway")]


async def test_an_override_needs_two_others_and_ends_with_the_plan(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path), by="omar")
    await dossiers.ask_override(caller("boss"), dossier.id, ("trading_session",), "the exchange is closed that day")
    with pytest.raises(ForbiddenError):
        await dossiers.decide_override(caller("boss"), dossier.id, 1, "approve", "mine")
    await dossiers.decide_override(caller("anna"), dossier.id, 1, "approve", "seen the notice")
    assert not await overridden(dossiers, dossier.id, "olga")
    await dossiers.decide_override(caller("aldo"), dossier.id, 1, "approve", "so have I")
    assert await overridden(dossiers, dossier.id, "olga") == {"trading_session"}
    assert not await overridden(dossiers, dossier.id, "aldo"), "nobody overrides for their own start"
    await dossiers.change_wish(caller("omar"), dossier.id, wish_in(tmp_path, depth="2"))
    assert not await overridden(dossiers, dossier.id, "olga")


async def overridden(dossiers: Dossiers, name: str, starter: str) -> frozenset[str]:
    looked = await dossiers.look(name)
    return dossiers.stand(looked.dossier, looked.digest, starter).overridden


async def test_people_sign_in_themselves_and_for_nobody_else(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await dossiers.open(caller("olga"), wish_in(tmp_path))
    named = ParticipantNamed(
        name="Anna", account="anna", department="ops", role="recorder", deputy="Amir", duty="records", external=False
    )
    await dossiers.name_participant(caller("olga"), dossier.id, named)
    with pytest.raises(ForbiddenError):
        await dossiers.sign_in(caller("olga"), dossier.id)
    signed = await dossiers.sign_in(caller("anna"), dossier.id)
    assert signed.participants["Anna"].signed_in_ns is not None
    with pytest.raises(ConflictError):
        await dossiers.remove_participant(caller("olga"), dossier.id, "Anna")


async def test_a_start_that_came_to_nothing_leaves_the_approvals(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path))
    looked = await dossiers.look(dossier.id)
    await dossiers.begin(caller("omar"), dossier.id, "drill-1", looked.digest)
    with pytest.raises(ConflictError):
        await dossiers.begin(caller("omar"), dossier.id, "drill-2", looked.digest)
    await dossiers.fail(dossier.id, "drill-1", "host db-1 is unreachable")
    assert await refused(dossiers, dossier.id, "omar") == set()


async def test_an_edit_of_something_older_is_refused(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await dossiers.open(caller("olga"), wish_in(tmp_path))
    with pytest.raises(StaleError):
        await dossiers.file_record(caller("olga"), dossier.id, RecordFiled(record=Record.PLAN, text="x"), expected=7)


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/no-such-file", "../../etc/passwd", "FOLDER/../outside.yaml"])
async def test_a_file_elsewhere_is_refused_the_same_whether_it_is_there_or_not(tmp_path: Path, path: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "outside.yaml").write_text("secret: 1\n")
    dossiers = office(home)
    wish = wish_in(home).model_copy(update={"scenario": path.replace("FOLDER", str(home))})
    with pytest.raises(UnfitError) as denied:
        await dossiers.open(caller("olga"), wish)
    assert codes(denied.value) == {"file_outside"}


async def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "outside.yaml").write_text("secret: 1\n")
    (home / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    with pytest.raises(UnfitError) as denied:
        await office(home).open(caller("olga"), wish_in(home).model_copy(update={"scenario": str(home / "link.yaml")}))
    assert codes(denied.value) == {"file_outside"}


async def test_a_drill_s_end_is_noted_once_and_leads_to_the_summary(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path))
    looked = await dossiers.look(dossier.id)
    await dossiers.begin(caller("omar"), dossier.id, "drill-1", looked.digest)
    done = DrillDone(drill="drill-1", verdict="met", ending="completed", restored=True, head="0" * 64)
    for _ in range(2):
        dossier = await dossiers.finish(dossier.id, done)
    assert dossier.stage is Stage.SUMMARISING
    assert len([told for told in dossiers.shelf.told(dossier.id) if isinstance(told.event, DrillDone)]) == 1
    with pytest.raises(ConflictError) as denied:
        await dossiers.close(caller("olga"), dossier.id, "over")
    assert codes(denied.value) == {"summary_missing", "tasks_unanswered", "results_unused"}


async def test_of_two_services_that_start_at_once_one_is_let_through(tmp_path: Path) -> None:
    offices = [office(tmp_path), office(tmp_path)]
    dossier = await approved(offices[0], wish_in(tmp_path))
    looked = await offices[0].look(dossier.id)

    async def begin(dossiers: Dossiers, drill: str) -> bool:
        try:
            await dossiers.begin(caller("omar"), dossier.id, drill, looked.digest)
        except DeniedError:
            return False
        return True

    async with asyncio.TaskGroup() as group:
        tried = [group.create_task(begin(offices[turn % 2], f"drill-{turn}")) for turn in range(6)]
    assert sum(one.result() for one in tried) == 1
    assert offices[1].shelf.book.check() > 0


async def test_an_approval_and_an_edit_at_once_never_leave_an_approval_of_the_old(tmp_path: Path) -> None:
    dossiers = office(tmp_path)
    dossier = await approved(dossiers, wish_in(tmp_path), people=("anna",))
    assert dossier.request is not None
    digest = dossier.request.digest

    async def approve() -> None:
        with contextlib.suppress(DeniedError):
            await dossiers.decide(caller("amir"), dossier.id, "approve", "seen", digest)

    async with asyncio.TaskGroup() as group:
        group.create_task(approve())
        group.create_task(dossiers.change_wish(caller("olga"), dossier.id, wish_in(tmp_path, depth="3")))
    assert await refused(dossiers, dossier.id, "omar") == {"dossier_not_approved"}
