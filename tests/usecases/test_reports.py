"""Taking reports in, and deciding what becomes of them."""

from datetime import date
from typing import Any

import pytest

from service.domain.actors import NOBODY, SYSTEM, Actor, ActorKind, Scope
from service.domain.code_lists import CLOSE_REASONS, Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import receipt_digits
from service.store.models import Case, Party, Report
from service.store.queries.cases import assignments_of, case_row, parties_of
from service.store.queries.reports import report_row
from service.usecases import amendments, triage
from service.usecases.receipts import receipt_mac
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import counts, log_of, verbs_of


def move(runtime: Runtime, by: Actor, report: Report, action: str, **values: Any) -> Report:
    with runtime.unit(by) as unit:
        return triage.move_report(unit, report.id, action, **{"version": None, **values})


@pytest.fixture
def officer(world: World) -> Actor:
    return world.officer(Role.WELFARE_OFFICER)


def test_a_report_is_kept_sealed_with_a_receipt_nobody_stores(
    world: World, runtime: Runtime
) -> None:
    form = world.form()
    report, receipt = world.report(
        form, incident_types=["harassment"], setting="online", impacts=["safety"],
        characteristics=[{"characteristic": "race", "basis": "perceived", "ground": True}],
        occurred_from=date(2026, 3, 2), occurred_precision="day",
    )  # fmt: skip
    assert (report.state, report.priority, report.client_id) == ("submitted", "urgent", form.id)
    assert report.receipt_mac == receipt_mac(runtime.provider, receipt.replace(" ", "-"))
    assert (receipt_digits(receipt) or "").encode() not in report.receipt_mac
    with runtime.reading(world.officer(Role.CASE_MANAGER)) as reading:
        row = report_row(reading.connection, report.id)
        groups = (Report.narrative, Report.characteristics, Report.subjects, Report.identity)
        with reading.scope([g.target(row) for g in groups], purpose="triage"):
            opened = [group.open(row) for group in groups]
    assert opened == [
        {"narrative": "Words said on the ward."},
        {
            "characteristics": [
                {"characteristic": "race", "basis": "perceived", "ground": True}
            ],
            "impacts": ["safety"],
        },
        {},
        {},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "reporter"), [("anonymous", {"name": "Sam"}), ("named", None), ("confidential", {})]
)
def test_mode_and_reporter_must_agree(
    world: World, runtime: Runtime, mode: str, reporter: dict[str, str] | None
) -> None:
    form = world.form()
    before = counts(runtime)
    with pytest.raises(Invalid):
        world.report(form, mode=mode, reporter=reporter)
    assert counts(runtime) == before


@pytest.mark.parametrize("roles", [[Role.AUDITOR], [Role.SYSTEM_ADMIN], [Role.INVESTIGATOR]])
def test_not_everybody_submits(world: World, runtime: Runtime, roles: list[Role]) -> None:
    with pytest.raises(NotAllowed):
        world.report(world.officer(*roles))
    with pytest.raises(NotAllowed):
        world.report(NOBODY)
    refusals = [entry for entry in log_of(runtime) if entry["verb"] == "access.refused"]
    assert [entry["change"] for entry in refusals] == [{"permission": "report.submit"}] * 2


def test_the_form_amends_its_own_report_until_it_is_over(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    form, other = world.form(), world.form()
    report, _ = world.report(form)
    with runtime.unit(form) as unit:
        amended = amendments.amend_report(unit, report.id, {"setting": "research"}, version=1)
    assert (amended.setting, amended.version) == ("research", 2)
    assert log_of(runtime)[-1]["change"] == {"fields": ["setting"]}
    with pytest.raises(Stale), runtime.unit(form) as unit:
        amendments.amend_report(unit, report.id, {"setting": "online"}, version=1)
    with pytest.raises(NotFound), runtime.unit(other) as unit:
        amendments.amend_report(unit, report.id, {"setting": "online"}, version=2)
    seen = move(runtime, officer, report, "triage").version
    with runtime.unit(form) as unit:
        amendments.amend_report(unit, report.id, {"setting": "online"}, version=seen)
    seen = move(runtime, officer, report, "close", reason="resolved").version
    with pytest.raises(WrongState), runtime.unit(form) as unit:
        amendments.amend_report(unit, report.id, {"setting": "other"}, version=seen)


def test_a_report_goes_from_step_to_step(world: World, runtime: Runtime, officer: Actor) -> None:
    report, _ = world.report()
    assert move(runtime, officer, report, "acknowledge", version=1).state == "acknowledged"
    with pytest.raises(WrongState):
        move(runtime, officer, report, "acknowledge")
    with pytest.raises(Stale):
        move(runtime, officer, report, "triage", version=1)
    assert move(runtime, officer, report, "triage", version=2).state == "triaged"
    assert log_of(runtime)[-1]["change"] == {"from": "acknowledged", "to": "triaged"}


@pytest.mark.parametrize(
    ("reason", "code"), [(None, "required"), ("", "required"), ("no_capacity", "unknown_code")]
)
def test_closing_without_a_case_needs_a_coded_reason(
    world: World, runtime: Runtime, officer: Actor, reason: str | None, code: str
) -> None:
    report, _ = world.report()
    with pytest.raises(Invalid) as refused:
        move(runtime, officer, report, "close", reason=reason)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/reason", code)]
    closed = move(runtime, officer, report, "close", reason=CLOSE_REASONS.values()[0])
    assert (closed.state, closed.close_reason) == ("closed_no_case", "resolved")


def test_linking_is_no_action_of_its_own(world: World, runtime: Runtime, officer: Actor) -> None:
    """A report in the state linked_to_case has a case."""
    report, _ = world.report()
    with pytest.raises(WrongState):
        move(runtime, officer, report, "link")


def test_only_the_reporter_or_their_form_withdraws(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    form = world.form()
    first, second = (world.report(form)[0] for _ in range(2))
    with pytest.raises(NotAllowed):
        move(runtime, officer, first, "withdraw")
    with pytest.raises(NotFound):
        move(runtime, world.reporter(second), first, "withdraw")
    assert move(runtime, world.reporter(first), first, "withdraw").state == "withdrawn"
    assert move(runtime, form, second, "withdraw").state == "withdrawn"


def test_opening_a_case_lists_the_parties_and_puts_the_officer_on_it(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    subjects = [{"type": "patient", "name": "Mx Y", "note": "in bay 4"}, {"type": "visitor"}]
    report, _ = world.report(mode="named", reporter={"name": "Sam"}, subjects=subjects)
    case = world.case(officer, report.id, summary="On the ward.", risk_level="high")
    with runtime.reading(officer) as reading:
        assert [a.officer_id for a in assignments_of(reading.connection, case.id)] == [officer.id]
        parties = parties_of(reading.connection, case.id)
        row = case_row(reading.connection, case.id)
        targets = [Case.summary.target(row), *(Party.identity.target(party) for party in parties)]
        with reading.scope(targets, purpose="casework", case_id=case.id):
            summary, *who = [Case.summary.open(row), *map(Party.identity.open, parties)]
    assert summary == {"summary": "On the ward."}
    assert [(p.role, p.party_type, p.told) for p in parties] == [
        ("reporting", "student", "not_yet"),
        ("responding", "patient", "not_yet"),
        ("responding", "visitor", "not_yet"),
    ]
    assert who == [{"name": "Sam"}, {"name": "Mx Y"}, {}]


def test_linking_records_which_groups_were_opened_for_it(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, _ = world.report()
    world.case(officer, report.id)
    (entry,) = [entry for entry in log_of(runtime) if entry["verb"] == "report.link"]
    assert entry["reads"] == [
        {"kind": "reports", "id": str(report.id), "groups": ["identity", "subjects"]}
    ]


def test_a_report_is_linked_once(world: World, runtime: Runtime, officer: Actor) -> None:
    report, _ = world.report()
    world.case(officer, report.id)
    manager, other = world.officer(Role.CASE_MANAGER), world.report()[0]
    for ids in ([report.id], [other.id, other.id]):
        with pytest.raises(WrongState):
            world.case(manager, *ids)
    assert counts(runtime)["cases"] == 1


def test_who_is_not_on_the_case_no_longer_sees_its_reports(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, _ = world.report()
    colleague = world.officer(Role.WELFARE_OFFICER)
    assert move(runtime, colleague, report, "acknowledge")
    world.case(officer, report.id)
    with pytest.raises(NotFound):
        move(runtime, colleague, report, "withdraw")


def test_a_client_that_opens_a_case_is_not_put_on_it(world: World, runtime: Runtime) -> None:
    client = world.client(Scope.CASES_READ, Scope.CASES_WRITE)[2]
    case = world.case(client)
    assert "case.assign" not in verbs_of(runtime)
    with runtime.reading(SYSTEM) as reading:
        assert not assignments_of(reading.connection, case.id)


def test_a_receipt_is_good_for_one_report_only(world: World, runtime: Runtime) -> None:
    first, second = world.report()[0], world.report()[0]
    stranger = Actor(ActorKind.REPORTER, report_id=None)
    for actor, report in ((world.reporter(first), second), (stranger, first)):
        with pytest.raises(NotFound):
            move(runtime, actor, report, "withdraw")
