"""Each screen does what it is for, on either database."""

from service.domain.code_lists import Role
from service.usecases.runtime import Runtime
from tests.admin.conftest import Sign, plain
from tests.builders import World


def test_every_screen_answers(person: Sign, world: World) -> None:
    officer = person(Role.CASE_MANAGER)
    report, _ = world.report(
        mode="named", reporter={"name": "Sam Reporter", "email": "sam@example.org"},
        subjects=[{"type": "clinical_supervisor", "name": "Dr X"}],
        consents=[{"scope": "referral", "state": "granted", "wording_version": "1"}],
    )  # fmt: skip
    case = world.case(officer.actor, report.id, summary="The summary.")
    draft = world.referral(officer.actor, report_id=report.id, case_id=case.id)
    for url in (
        "/console/", "/console/?whose=all", "/console/reports/", "/console/cases/",
        "/console/referrals/", "/console/referrals/new", f"/console/referrals/new?report={report.id}",
        f"/console/reports/{report.id}/", f"/console/reports/{report.id}/messages/",
        f"/console/reports/{report.id}/consents", f"/console/reports/{report.id}/case",
        f"/console/reports/{report.id}/link",
        f"/console/cases/{case.id}/", f"/console/cases/{case.id}/edit",
        f"/console/cases/{case.id}/outcomes", f"/console/cases/{case.id}/officers",
        f"/console/cases/{case.id}/parties", f"/console/cases/{case.id}/notes",
        f"/console/cases/{case.id}/step/start_triage", f"/console/cases/{case.id}/step/close",
        f"/console/referrals/{draft.id}/",
    ):  # fmt: skip
        print(url, plain(officer.get(url))[:1500])
    print(plain(officer.reveal(f"/console/cases/{case.id}/")))
    print(plain(officer.reveal(f"/console/reports/{report.id}/", group="told-identity")))
    print(plain(officer.reveal(f"/console/reports/{report.id}/messages/")))
    print(plain(officer.reveal(f"/console/referrals/{draft.id}/")))
    print(plain(officer.post(f"/console/referrals/{draft.id}/preview", 200).text))
