"""The main job, from a report to a closed case, in words of the test's own."""

from collections.abc import Callable
from typing import Any

from service.domain.code_lists import Role
from service.store.models import Case, Referral, Report
from service.store.queries.cases import parties_of
from service.usecases import casework, messages, parties, referrals, triage
from service.usecases.runtime import Runtime
from tests.builders import World

Words = Callable[[str], str]


def run_main_job(world: World, runtime: Runtime, words: Words) -> tuple[Report, Case, Referral]:
    """Do everything once; ``words`` writes each free text, told what it is for."""
    officer = world.officer(Role.WELFARE_OFFICER)
    report, _ = world.report(**submission(words))
    with runtime.unit(officer) as unit:
        triage.move_report(unit, report.id, "acknowledge", version=1)
    case = world.case(officer, report.id, summary=words("summary"))
    with runtime.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, words("question"))
    with runtime.unit(officer) as unit:
        messages.write_to_reporter(unit, report.id, words("answer"))
        casework.write_note(unit, case.id, words("note"))
        parties.add_case_party(
            unit, case.id, role="witness", party_type="visitor", identity={"name": words("witness")}
        )
    draft = world.referral(officer, report_id=report.id, need=words("need"))
    with runtime.unit(officer) as unit:
        sent = referrals.move_referral(unit, draft.id, "send", version=1)
    with runtime.unit(officer) as unit:
        casework.move_case(unit, case.id, "start_triage", version=case.version)
        casework.record_outcome(
            unit, case.id, outcome_type="apology", finding="upheld",
            summary=words("outcome"), reasons=words("reasons"),
        )  # fmt: skip
    with runtime.reading(officer) as reading:
        listed = parties_of(reading.connection, case.id)
    for party in listed:
        with runtime.unit(officer) as unit:
            parties.tell_party(unit, case.id, party.id, words("told"), version=party.version)
    with runtime.unit(officer) as unit:
        closed = casework.move_case(unit, case.id, "close", reason="resolved", version=None)
    return report, closed, sent


def submission(words: Words) -> dict[str, Any]:
    """Give a report that fills every field there is."""
    scopes = ("referral", "share_identity", "share_narrative")
    return {
        "narrative": words("narrative"),
        "desired_resolution": words("wish"),
        "placement_provider": words("provider"),
        "mode": "named",
        "reporter": {"name": words("name"), "email": f"{words('mail')}@example.org"},
        "subjects": [{"type": "clinical_supervisor", "name": words("subject")}],
        "characteristics": [{"characteristic": "race", "basis": "actual", "note": words("who")}],
        "impacts": ["isolation"],
        "consents": [
            {"scope": scope, "state": "granted", "wording_version": "2026-09"} for scope in scopes
        ],
    }
