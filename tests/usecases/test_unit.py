"""One act, one transaction, its entry inside — or nothing at all."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from service.domain.actors import SYSTEM, Actor, ActorKind
from service.domain.code_lists import Role
from service.domain.errors import NotAllowed, NotFound
from service.domain.ids import new_id
from service.domain.verbs import VERBS
from service.store.models import AuditEntry, Note, Report, SupportService
from service.store.sealed import Target
from service.usecases import casework, intake, messages, triage
from service.usecases import unit as unit_module
from service.usecases.intake import ReportSubmission
from service.usecases.runtime import Runtime
from service.usecases.unit import ActWithoutEntry, Unit
from tests.builders import World
from tests.usecases.helpers import counts, log_of, verbs_of
from tests.usecases.main_job import run_main_job


class Interrupted(Exception):
    pass


def acts(world: World) -> dict[str, tuple[Actor, Callable[[Unit], Any]]]:
    """Give one act of every kind, ready to be done."""
    officer, form = world.officer(Role.WELFARE_OFFICER), world.form()
    report, case = world.report(form)[0], world.case(officer)
    return {
        "submit": (form, lambda u: intake.submit_report(u, ReportSubmission(narrative="Words."))),
        "move": (
            officer, lambda u: triage.move_report(u, report.id, "acknowledge", version=None),
        ),
        "write": (
            world.reporter(report), lambda u: messages.write_to_team(u, report.id, "Hello?"),
        ),
        "open": (officer, lambda u: triage.open_case(u, report_ids=[report.id], summary="S.")),
        "note": (officer, lambda u: casework.write_note(u, case.id, "A note.")),
        "outcome": (
            officer, lambda u: casework.record_outcome(u, case.id, outcome_type="apology"),
        ),
    }  # fmt: skip


def test_an_act_that_is_interrupted_leaves_neither_itself_nor_its_entry(
    world: World, runtime: Runtime
) -> None:
    for actor, act in acts(world).values():
        before = counts(runtime)

        def interrupted(actor: Actor = actor, act: Callable[[Unit], Any] = act) -> None:
            with runtime.unit(actor) as unit:
                act(unit)
                raise Interrupted

        with pytest.raises(Interrupted):
            interrupted()
        assert counts(runtime) == before


def test_an_act_whose_entry_cannot_be_written_does_not_happen(
    world: World, runtime: Runtime
) -> None:
    ready = acts(world)
    before = counts(runtime)
    with runtime.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_pending RENAME TO away"))
    for actor, act in ready.values():
        with pytest.raises(DBAPIError), runtime.unit(actor) as unit:
            act(unit)
    with runtime.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO audit_pending"))
    assert counts(runtime) == before


def test_every_act_commits_with_its_entry(world: World, runtime: Runtime) -> None:
    for actor, act in acts(world).values():
        before = counts(runtime)
        with runtime.unit(actor) as unit:
            act(unit)
        after = counts(runtime)
        assert after["audit_entries"] > before["audit_entries"]
        assert after["audit_entries"] - after["audit_pending"] == (
            before["audit_entries"] - before["audit_pending"]
        )


def silent_addition(unit: Unit) -> None:
    unit.add(
        SupportService(
            name="Silent", service_type="crisis", description="", characteristics=[], settings=[],
            sites=[], languages=[], urgent=False, self_referral=True, contact={}, active=True,
            updated_at=unit.now,
        )
    )  # fmt: skip


def silent_change(unit: Unit) -> None:
    unit.session.scalars(select(Report)).one().priority = "urgent"


def silent_statement(unit: Unit) -> None:
    unit.session.execute(update(Report).values(priority="urgent"))


def silent_marking(unit: Unit) -> None:
    messages.mark_read(unit, new_id(), messages.FROM_REPORTER)


@pytest.mark.parametrize("act", [silent_addition, silent_change, silent_statement, silent_marking])
def test_an_act_that_records_nothing_is_refused(
    world: World, runtime: Runtime, act: Callable[[Unit], None]
) -> None:
    world.report()
    before = counts(runtime)
    with pytest.raises(ActWithoutEntry), runtime.unit(SYSTEM) as unit:
        act(unit)
    assert counts(runtime) == before
    with runtime.reading(SYSTEM) as reading:
        assert reading.connection.scalar(select(Report.priority)) == "normal"


def test_a_unit_that_only_looks_needs_no_entry(world: World, runtime: Runtime) -> None:
    world.report()
    before = counts(runtime)
    with runtime.unit(SYSTEM) as unit:
        assert unit.session.scalars(select(Note)).all() == []
    assert counts(runtime) == before


def test_an_unpublished_verb_cannot_be_recorded(world: World, runtime: Runtime) -> None:
    with pytest.raises(ValueError, match="verb"), runtime.unit(SYSTEM) as unit:
        unit.record("case.invent")


def test_refusals_are_recorded_and_mere_absence_is_not(world: World, runtime: Runtime) -> None:
    auditor, officer = world.officer(Role.AUDITOR), world.officer(Role.WELFARE_OFFICER)
    report, _ = world.report()
    hidden = world.case(world.officer(Role.CASE_MANAGER))
    start = len(log_of(runtime))
    with pytest.raises(NotAllowed), runtime.unit(auditor) as unit:
        triage.open_case(unit, report_ids=[])
    with pytest.raises(NotFound), runtime.unit(officer) as unit:
        casework.write_note(unit, hidden.id, "Hello.")
    with pytest.raises(NotAllowed), runtime.unit(officer) as unit:
        triage.move_report(unit, report.id, "withdraw", version=None)
    with pytest.raises(NotFound), runtime.unit(officer) as unit:
        casework.write_note(unit, new_id(), "Hello.")
    with pytest.raises(NotFound), runtime.unit(officer) as unit:
        triage.move_report(unit, new_id(), "acknowledge", version=None)
    entries = log_of(runtime)[start:]
    assert {entry["verb"] for entry in entries} == {"access.refused"}
    assert {entry["result"] for entry in entries} == {"refused"}
    assert [(e["change"]["permission"], e.get("subject", {}).get("id")) for e in entries] == [
        ("case.open", None),
        ("case.read", str(hidden.id)),
        ("report.withdraw", str(report.id)),
    ]


def test_a_refusal_met_while_reading_is_recorded(world: World, runtime: Runtime) -> None:
    officer = world.officer()
    with pytest.raises(NotAllowed), runtime.reading(officer):
        raise NotAllowed("audit.read")
    last = log_of(runtime)[-1]
    assert (last["verb"], last["actor"]["id"]) == ("access.refused", str(officer.id))


def target() -> Target:
    return Target("reports", new_id(), "narrative")


def open_something(runtime: Runtime, ran: list[str]) -> None:
    with runtime.reading(SYSTEM) as reading, reading.scope([target()], purpose="triage"):
        ran.append("inside")


def test_nothing_is_opened_when_the_reading_cannot_be_recorded(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    with runtime.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_pending RENAME TO away"))
    with pytest.raises(DBAPIError):
        open_something(runtime, ran)

    def broken(*_: object) -> list[Any]:
        raise Interrupted

    monkeypatch.setattr(unit_module, "entry_rows", broken)
    with pytest.raises(Interrupted):
        open_something(runtime, ran)
    assert ran == []


def test_the_entry_of_a_reading_is_committed_before_anything_is_opened(runtime: Runtime) -> None:
    case_id, wanted = new_id(), target()
    with runtime.reading(SYSTEM) as reading:
        with reading.scope([wanted], purpose="triage", case_id=case_id):
            entry = log_of(runtime)[-1]
        with reading.scope([], purpose="triage"):
            assert log_of(runtime)[-1] == entry  # nothing to open, nothing to record
    assert entry["verb"] == "sealed.read"
    assert (entry["purpose"], entry["case"]) == ("triage", str(case_id))
    assert entry["reads"] == [
        {"kind": "reports", "id": str(wanted.record), "groups": ["narrative"]}
    ]


def test_a_very_long_conversation_can_be_read_and_every_part_is_on_record(
    runtime: Runtime,
) -> None:
    """Whoever holds a receipt must not be able to write until nobody can read any more."""
    wanted = [Target("support_services", new_id(), "referral_shared") for _ in range(1500)]
    with runtime.reading(SYSTEM) as reading, reading.scope(wanted, purpose="casework"):
        pass
    entries = [entry for entry in log_of(runtime) if entry["verb"] == "sealed.read"]
    assert {read["id"] for entry in entries for read in entry["reads"]} == {
        str(one.record) for one in wanted
    }


def test_every_leaf_is_canonical_json_of_its_row(world: World, runtime: Runtime) -> None:
    run_main_job(world, runtime, lambda what: f"Ä {what} \u2028 \U0001f642")
    with runtime.reading(SYSTEM) as reading:
        rows = reading.connection.execute(select(AuditEntry.__table__)).all()
    assert len(rows) > 20
    for row in rows:
        entry = json.loads(row.leaf)
        assert rfc8785.dumps(entry) == row.leaf
        assert row.leaf.isascii()
        assert b"\n" not in row.leaf
        assert len(row.leaf) < 65_536
        assert (entry["id"], entry["verb"], entry["v"]) == (str(row.id), row.verb, 1)
        assert entry["verb"] in VERBS


def test_a_whole_row_put_back_to_an_older_state_shows(world: World, runtime: Runtime) -> None:
    officer = world.officer()
    case = world.case(officer)
    digests = []
    for summary in ("First.", "First.", "Second."):
        with runtime.unit(officer) as unit:
            case = casework.amend_case(unit, case.id, {"summary": summary}, version=case.version)
        subject = log_of(runtime)[-1]["subject"]
        assert (subject["version"], subject["kind"]) == (case.version, "cases")
        digests.append(subject["digest"])
    assert len(set(digests)) == 3


def test_what_is_only_committed_to_is_not_in_the_leaf(world: World, runtime: Runtime) -> None:
    officer = world.officer()
    case = world.case(officer)
    for action, reason in (("start_triage", None), ("hold", "Away until May.")):
        with runtime.unit(officer) as unit:
            casework.move_case(unit, case.id, action, reason=reason, version=None)
    held = log_of(runtime)[-1]
    assert held["d"]
    assert "May" not in json.dumps(held)
    assert counts(runtime)["audit_openings"] == 1
    assert "d" not in log_of(runtime)[-2]


def test_the_actor_is_named_by_id_role_and_coarse_origin_only(
    world: World, runtime: Runtime
) -> None:
    reporter = Actor(ActorKind.REPORTER, report_id=world.report()[0].id, origin="192.0.2.0/24")
    assert reporter.report_id is not None
    with runtime.unit(reporter) as unit:
        messages.write_to_team(unit, reporter.report_id, "Hello?")
    entry = log_of(runtime)[-1]
    assert entry["actor"] == {"kind": "reporter"}
    assert entry["from"] == "192.0.2.0/24"
    officer = world.officer(Role.INVESTIGATOR, Role.ANALYST)
    with pytest.raises(NotAllowed), runtime.unit(officer) as unit:
        triage.open_case(unit, report_ids=[])
    assert log_of(runtime)[-1]["actor"] == {
        "kind": "officer", "id": str(officer.id), "as": ["analyst", "investigator"],
    }  # fmt: skip
    assert verbs_of(runtime)[-1] == "access.refused"
