"""Triage: a report is read for a purpose, acknowledged, closed, or a case is opened for it."""

from sqlalchemy import select

from service.domain.code_lists import Role
from service.store.models import Report
from service.usecases.runtime import Runtime
from tests.admin.conftest import Sign, plain, version_in
from tests.builders import World


def _state(runtime: Runtime, report: Report) -> str:
    with runtime.engine.connect() as connection:
        found = connection.scalar(select(Report.state).where(Report.id == report.id))
    return str(found)


def test_a_new_report_waits_on_the_worklist(person: Sign, world: World) -> None:
    world.report(incident_types=["harassment"])
    urgent, _ = world.report(impacts=["safety"])
    page = plain(person().get("/console/"))
    assert page.index(urgent.reference) < page.index("Harassment")
    assert "Due in" in page


def test_what_was_told_is_sealed_until_a_purpose_is_given(person: Sign, world: World) -> None:
    officer = person(Role.CASE_MANAGER)
    report, _ = world.report(
        mode="named", reporter={"name": "Sam Reporter", "email": "sam@example.org"},
        narrative="It was on the ward.", desired_resolution="An apology.",
        subjects=[{"type": "clinical_supervisor", "name": "Dr Person"}],
        characteristics=[{"code": "race", "basis": "perceived", "ground": True}],
        impacts=["isolation"], belonging_score=2,
    )  # fmt: skip
    url = f"/console/reports/{report.id}/"
    sealed = officer.get(url)
    secrets = ("It was on the ward.", "Dr Person", "Sam Reporter", "sam@example.org")
    assert not any(secret in sealed for secret in secrets)
    told = officer.reveal(url, "triage", "told")
    assert "It was on the ward." in told
    assert "Dr Person" in told
    assert "Race, perceived" in told
    assert "Sam Reporter" not in told
    assert "Sam Reporter" in officer.reveal(url, "triage", "identity-told")
    assert officer.post(url, group="told").location == url
    assert "Choose what you need it for." in plain(officer.get(url))


def test_identity_stays_closed_to_those_who_may_not_know(person: Sign, world: World) -> None:
    officer = person(Role.WELFARE_OFFICER)
    report, _ = world.report(mode="named", reporter={"name": "Sam Reporter"})
    url = f"/console/reports/{report.id}/"
    assert "Sam Reporter" not in officer.reveal(url, "triage", "told-identity")
    world.case(officer.actor, report.id)
    assert "Sam Reporter" in officer.reveal(url, "casework", "identity")


def test_it_is_acknowledged_and_closed_with_a_reason(
    person: Sign, world: World, runtime: Runtime
) -> None:
    officer = person()
    report, _ = world.report()
    url = f"/console/reports/{report.id}/"
    version = version_in(officer.get(url))
    officer.post(f"{url}step/acknowledge", version=version)
    assert _state(runtime, report) == "acknowledged"
    page = officer.get(f"{url}step/close")
    assert "The reporter will see that the report was closed, and the reason." in page
    missing = officer.post(f"{url}step/close", 422, version=version_in(page))
    assert "Choose a reason." in plain(missing.text)
    officer.post(f"{url}step/close", version=version_in(page), reason="out_of_scope")
    assert _state(runtime, report) == "closed_no_case"
    assert "Out of scope" in plain(officer.get(url))


def test_a_step_one_may_not_take_has_no_page(person: Sign, world: World) -> None:
    manager, outsider = person(Role.CASE_MANAGER), person(username="outsider")
    report, _ = world.report()
    world.case(manager.actor, report.id)
    url = f"/console/reports/{report.id}/step/withdraw"
    shown = manager.get(url, 403)
    assert "This is not allowed." in plain(shown)
    assert "Work on the report stops." not in shown
    assert "This is not allowed." in plain(manager.post(url, 403, version="2").text)
    outsider.get(url, 404)
    outsider.post(url, 404, version="2")


def test_somebody_else_was_quicker(person: Sign, world: World, runtime: Runtime) -> None:
    first, second = person(username="first"), person(username="second")
    report, _ = world.report()
    url = f"/console/reports/{report.id}/"
    version = version_in(first.get(url))
    second.post(f"{url}step/acknowledge", version=version)
    page = first.post(f"{url}step/triage", 412, version=version).text
    assert "Second saved a change" in plain(page)
    assert "Triaged Acknowledged Differs" in plain(page)
    first.post(f"{url}step/triage", version=version_in(page))
    assert _state(runtime, report) == "triaged"


def test_a_case_is_opened_for_it(person: Sign, world: World, runtime: Runtime) -> None:
    officer = person()
    report, _ = world.report()
    url = f"/console/reports/{report.id}/"
    answer = officer.post(f"{url}case", summary="Words for colleagues.", risk_level="high")
    page = officer.get(answer.location)
    assert "The case is open, and you are on it." in page
    assert "Words for colleagues." not in page
    assert _state(runtime, report) == "linked_to_case"
    officer.post(f"{url}case", 403, risk_level="none")  # triage is over
    manager = person(Role.CASE_MANAGER)
    again = manager.post(f"{url}case", 422, risk_level="none")
    assert "cannot be done while" in plain(again.text)


def test_it_is_linked_to_a_case_one_may_read(person: Sign, world: World, runtime: Runtime) -> None:
    officer, other = person(), world.officer()
    mine, theirs = world.case(officer.actor), world.case(other)
    report, _ = world.report()
    url = f"/console/reports/{report.id}/link"
    refused = officer.post(url, 422, reference=theirs.reference)
    assert "You can read no case of this reference." in plain(refused.text)
    officer.post(url, reference=f" {mine.reference.lower()} ")
    assert _state(runtime, report) == "linked_to_case"


def test_lists_keep_their_filters_and_their_place(person: Sign, world: World) -> None:
    officer = person()
    form = world.form()
    references = [world.report(form)[0].reference for _ in range(27)]
    for url in ("/console/reports/?state=submitted", "/console/"):
        page = officer.get(url)
        assert sum(reference in page for reference in references) == 25
        link = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        rest = officer.get(link)
        assert sum(reference in rest for reference in references) == 2
    assert references[0] in officer.get(f"/console/reports/?q={references[0].lower()}")
    assert "No reports here" in officer.get("/console/reports/?mode=named")
