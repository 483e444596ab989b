"""The main job through the use cases, on either database."""

from service.domain.actors import SYSTEM
from service.domain.code_lists import Role
from service.store.queries.audit import tree_size
from service.store.queries.cases import parties_of
from service.usecases import casework, messages, referrals, triage
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log
from tests.builders import World


def test_from_report_to_closed_case(world: World, runtime: Runtime) -> None:
    officer = world.officer(Role.WELFARE_OFFICER)
    report, _ = world.report(
        subjects=[{"type": "clinical_supervisor", "name": "Dr X"}],
        consents=[{"scope": "referral", "state": "granted", "wording_version": "2026-09"}],
    )
    with runtime.unit(officer) as unit:
        triage.move_report(unit, report.id, "acknowledge", version=1)
    case = world.case(officer, report.id)
    with runtime.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "Is anybody there?")
    with runtime.unit(officer) as unit:
        messages.write_to_reporter(unit, report.id, "Yes, I am.")
    draft = world.referral(officer, report_id=report.id)
    with runtime.unit(officer) as unit:
        sent = referrals.move_referral(unit, draft.id, "send", version=1)
    assert sent.status == "sent"
    with runtime.unit(officer) as unit:
        casework.move_case(unit, case.id, "start_triage", version=case.version)
    with runtime.unit(officer) as unit:
        casework.record_outcome(unit, case.id, outcome_type="apology", finding="upheld")
    with runtime.reading(officer) as reading:
        parties = parties_of(reading.connection, case.id)
    for party in parties:
        with runtime.unit(officer) as unit:
            casework.tell_party(unit, case.id, party.id, "They apologised.", version=party.version)
    with runtime.unit(officer) as unit:
        closed = casework.move_case(unit, case.id, "close", reason="resolved", version=None)
    assert closed.state == "closed"
    placed = sequence_log(runtime)
    with runtime.reading(SYSTEM) as reading:
        assert tree_size(reading.connection) == placed > 15
