"""Triage on a report's pages: whether to act, duplicates, earlier versions, the affected person."""

from uuid import UUID

import pytest
from sqlalchemy import select

from service.domain.code_lists import Role
from service.store.models import ActionAssessment, AuditEntry, Report
from service.usecases import amendments, casework, duplicates, triage
from service.usecases.drafts import submit_draft
from service.usecases.feedback import give_feedback
from service.usecases.runtime import Runtime
from tests.admin.conftest import Sign, plain, version_in
from tests.builders import World

AFFECTED = {"name": "Robin Affected"}
ON_BEHALF = {"relationship": "on_behalf_without_consent", "affected_person": AFFECTED}
ASSESSMENT = {
    "risk_of_acting": "medium", "risk_of_not_acting": "high", "corroboration": "records_exist",
    "could_corroborate": "The rota of that week.", "decision": "act_protectively",
    "reasons": "Others may be at risk.",
}  # fmt: skip


def _url(report: Report, part: str = "") -> str:
    return f"/console/reports/{report.id}/{part}"


def _now(runtime: Runtime, report: Report) -> Report:
    with runtime.engine.connect() as connection:
        query = select(*Report.__table__.columns).where(Report.id == report.id)
        return connection.execute(query).one()  # type: ignore[return-value]


def test_acting_is_weighed_and_looked_at_by_somebody_else(
    person: Sign, world: World, runtime: Runtime
) -> None:
    author, second, investigator = person(), person(), person(Role.INVESTIGATOR)
    report, _ = world.report()
    url = _url(report, "assessments/")
    assert "No assessment yet" in plain(author.get(url))
    assert "Not assessed yet" in plain(author.get(_url(report)))
    refused = author.post(f"{url}new", 422, **{**ASSESSMENT, "decision": "", "reasons": " "})
    assert "Choose an answer." in plain(refused.text)
    assert "Write the reasons first." in plain(refused.text)
    author.post(f"{url}new", **ASSESSMENT)
    assert "without a second opinion yet" in plain(second.get(_url(report)))
    page = author.get(url)
    assert "Act protectively" in plain(page)
    assert "Others may be at risk." not in page
    assert "Somebody other than its author reviews an assessment." in plain(page)
    with runtime.engine.connect() as connection:
        one: UUID = connection.scalar(select(ActionAssessment.id))  # type: ignore[assignment]
    own = author.post(f"{url}{one}/review", 422, version="1")
    assert "Somebody other than its author" in plain(own.text)
    opened = plain(second.reveal(url, "triage"))
    assert "Others may be at risk." in opened
    assert "The rota of that week." in opened
    second.post(url, 200, purpose="")
    page = second.get(f"{url}{one}/review")
    second.post(f"{url}{one}/review", version=version_in(page))
    assert "with a second opinion" in plain(second.get(_url(report)))
    assert "Record a second opinion" not in author.get(url)
    late = second.post(f"{url}{one}/review", version="1")
    assert "Somebody else was quicker" in plain(second.get(late.location))
    for address in (url, f"{url}new", f"{url}{one}/review"):
        investigator.get(address, 404)
    other, _ = world.report()
    second.get(_url(other, f"assessments/{one}/review"), 404)


def test_what_one_may_not_assess_says_who_may(person: Sign, world: World, runtime: Runtime) -> None:
    manager, viewer = person(Role.CASE_MANAGER), person(Role.INVESTIGATOR)
    report, _ = world.report()
    case = world.case(manager.actor, report.id)
    assert viewer.actor.id is not None
    with runtime.unit(manager.actor) as unit:
        casework.assign_officer(unit, case.id, viewer.actor.id, Role.INVESTIGATOR)
    page = plain(viewer.get(_url(report)))
    assert "Take off its case (not available) This is for: case manager." in page
    viewer.get(_url(report, "unlink"), 403)
    viewer.post(_url(report, "unlink"), 403, version="2")
    viewer.get(_url(report, "affected/asked"), 403)


def test_a_duplicate_is_found_and_closed(person: Sign, world: World, runtime: Runtime) -> None:
    officer, manager = person(), person(Role.CASE_MANAGER)
    first, _ = world.report(incident_types=["harassment"], setting="online")
    second, _ = world.report(incident_types=["harassment", "exclusion"], setting="online")
    other, _ = world.report(incident_types=["bullying"], setting="research")
    hidden, _ = world.report(incident_types=["harassment"])
    world.case(manager.actor, hidden.id)
    url = _url(second, "duplicates/")
    page = officer.get(url)
    assert f"{first.reference} Harassment; Online Submitted" in plain(page)
    assert other.reference not in page
    assert hidden.reference not in page
    assert other.reference in officer.get(f"{url}?q={other.reference.lower()}")
    assert "No report found" in officer.get(f"{url}?q={hidden.reference}")
    officer.get(f"{url}{hidden.id}", 404)
    page = officer.get(f"{url}{first.id}")
    version = version_in(page)
    assert "The reporter will read: “What you told us is being dealt with together" in plain(page)
    assert "This cannot be undone." in page
    same = officer.post(_url(second, f"duplicates/{second.id}"), 422, version=version)
    assert "A report is no duplicate of itself." in plain(same.text)
    manager.post(_url(second, "step/acknowledge"), version=version)
    stale = officer.post(f"{url}{first.id}", 412, version=version).text
    assert "Closed no case Acknowledged Differs" in plain(stale)
    officer.post(f"{url}{first.id}", version=version_in(stale))
    assert _now(runtime, second).duplicate_of_id == first.id
    assert f"{first.reference}" in plain(officer.get(_url(second)))
    assert "It was closed as a duplicate of this report" in officer.get(_url(first))
    assert "Close as its duplicate" not in officer.get(url)
    assert "cannot be done while" in plain(officer.get(url))


def test_earlier_versions_are_read_side_by_side(
    person: Sign, world: World, runtime: Runtime
) -> None:
    officer, manager = person(), person(Role.CASE_MANAGER)
    report, _ = world.report(
        mode="named", reporter={"name": "Sam Reporter"}, narrative="First words.",
        setting="online",
    )  # fmt: skip
    url = _url(report, "versions/")
    assert "Never amended" in officer.get(url)
    amended = (
        {"narrative": "Second words.", "setting": "research", "occurred_from": None},
        {"narrative": "Third words.", "reporter": {"name": "Alex Reporter"}},
    )
    for version, changes in enumerate(amended, 1):
        with runtime.unit(world.reporter(report)) as unit:
            amendments.amend_report(unit, report.id, changes, version=version)
    page = officer.get(url)
    assert "By: Reporting party. Changed: What was told, When, Where." in plain(page)
    assert "words." not in page
    opened = plain(officer.reveal(url, "triage"))
    assert "What was told Second words. Third words." in opened
    assert "What was told First words. Second words." in opened
    assert "Where Online Research" in opened
    assert opened.index("Third words.") < opened.index("First words.")
    assert "Sam Reporter" not in opened
    named = plain(manager.reveal(url, "triage"))
    assert "Who reported Name: Sam Reporter Name: Alex Reporter" in named
    with runtime.engine.connect() as connection:
        read = select(AuditEntry.id).where(AuditEntry.verb == "sealed.read")
        assert len(connection.execute(read).all()) == 2


def test_the_affected_person_speaks_for_themselves(
    person: Sign, world: World, runtime: Runtime
) -> None:
    officer, manager = person(), person(Role.CASE_MANAGER)
    own, _ = world.report()
    report, _ = world.report(**ON_BEHALF)
    url = _url(report)
    assert "The affected person" not in officer.get(_url(own))
    page = plain(officer.get(url))
    assert "Nobody has asked them yet." in page
    assert "a referral shares nothing of the report but the need" in page
    assert "Record that they agree" not in page
    assert "Robin Affected" not in officer.reveal(url, "triage", "affected")
    assert "Robin Affected" in manager.reveal(url, "triage", "affected")
    officer.post(f"{url}affected/given", 422, version="1")
    asked = officer.get(f"{url}affected/asked")
    officer.post(f"{url}affected/asked", version=version_in(asked))
    refusing = officer.get(f"{url}affected/refused")
    assert "Every referral of this report that is under way is revoked at once." in refusing
    manager.post(f"{url}affected/given", version=version_in(refusing))
    stale = officer.post(f"{url}affected/refused", 412, version=version_in(refusing)).text
    assert "Refused Given Differs" in plain(stale)
    officer.post(f"{url}affected/refused", version=version_in(stale))
    assert _now(runtime, report).affected_consent == "refused"
    assert "There is no investigation unless the risk is high." in plain(officer.get(url))
    officer.get(f"{url}affected/not_needed", 404)


def test_retaliation_is_seen_from_both_sides_and_a_draft_from_neither(
    person: Sign, world: World, runtime: Runtime
) -> None:
    officer, manager = person(), person(Role.CASE_MANAGER)
    original, receipt = world.report()
    form = world.form()
    draft, _ = world.report(form, draft=True, original_receipt=receipt)
    assert "Connected reports" not in officer.get(_url(original))
    officer.get(_url(draft), 404)
    for part in ("assessments/", "duplicates/", "versions/", "unlink", "affected/asked"):
        officer.get(_url(draft, part), 404)
    with runtime.unit(form) as unit:
        submit_draft(unit, draft.id)
    page = plain(officer.get(_url(original)))
    assert "Somebody reports retaliation for this report" in page
    assert draft.reference in page
    assert "This report says that it is about retaliation for it" in officer.get(_url(draft))
    world.case(manager.actor, original.id)
    assert original.reference not in officer.get(_url(draft))
    assert "Connected reports" not in officer.get(_url(draft))


def test_what_was_told_to_be_recorded_says_so(person: Sign, world: World) -> None:
    report, _ = world.report(below_threshold=True)
    plainly, _ = world.report()
    officer = person()
    assert "Nothing formal is asked for." in officer.get(_url(report))
    assert "Nothing formal is asked for." not in officer.get(_url(plainly))
    assert "A support service you are referred to learns who you are." in officer.get(_url(report))


def test_a_report_comes_off_its_case(person: Sign, world: World, runtime: Runtime) -> None:
    manager = person(Role.CASE_MANAGER)
    first, _ = world.report()
    second, _ = world.report(subjects=[{"type": "academic_staff"}])
    assert "Take off its case" not in manager.get(_url(first))
    case = world.case(manager.actor, first.id)
    alone = "A case has at least one report. Close the case instead."
    assert alone in plain(manager.get(_url(first)))
    assert alone in plain(manager.post(_url(first, "unlink"), 422, version="2").text)
    with runtime.unit(manager.actor) as unit:
        casework.link_to_case(unit, case.id, second.id)
    page = manager.get(_url(second, "unlink"))
    assert "Reporting party, Student (2); Responding party, Academic staff" in plain(page)
    assert "The reporter will read: “Your report is looked at on its own again.”" in plain(page)
    stale = manager.post(_url(second, "unlink"), 412, version="1").text
    assert "Triaged Linked to case Differs" in plain(stale)
    manager.post(_url(second, "unlink"), version=version_in(stale))
    assert (_now(runtime, second).state, _now(runtime, second).case_id) == ("triaged", None)
    assert manager.get(_url(second, "unlink"), 303) is not None


def test_one_act_changes_the_version_of_a_report_once(world: World, runtime: Runtime) -> None:
    manager = world.officer(Role.CASE_MANAGER)
    first, second, third = (world.report(impacts=["safety"])[0] for _ in range(3))
    case = world.case(manager, first.id)
    versions = [_now(runtime, first).version]
    with runtime.unit(manager) as unit:
        casework.link_to_case(unit, case.id, second.id)
    versions.append(_now(runtime, second).version)
    with runtime.unit(manager) as unit:
        triage.unlink_report(unit, case.id, second.id)
    versions.append(_now(runtime, second).version)
    with runtime.unit(manager) as unit:
        duplicates.mark_duplicate(unit, third.id, second.id)
    versions.append(_now(runtime, third).version)
    assert versions == [2, 2, 3, 2]


@pytest.mark.parametrize("part", ["assessments/new", "affected/asked", "unlink", "duplicates/x"])
def test_nothing_is_done_without_the_token_of_the_form(
    person: Sign, world: World, runtime: Runtime, part: str
) -> None:
    officer = person(Role.CASE_MANAGER)
    report, _ = world.report(**ON_BEHALF)
    other, _ = world.report()
    if part == "unlink":
        world.case(officer.actor, report.id, other.id)
    before = _now(runtime, report).version
    address = _url(report, part.replace("/x", f"/{other.id}"))
    answer = officer.client.post(address, data={**ASSESSMENT, "version": str(before)})
    assert answer.status_code == 400
    assert _now(runtime, report).version == before


def test_how_it_felt_is_read_for_a_purpose(person: Sign, world: World, runtime: Runtime) -> None:
    officer = person()
    report, _ = world.report()
    url = _url(report, "feedback/")
    assert "Nothing said yet" in plain(officer.get(url))
    with runtime.unit(world.reporter(report)) as unit:
        give_feedback(
            unit, report.id, stage="closure", belonging_score=2, felt={"heard": 4},
            comment="It took long.",
        )  # fmt: skip
    assert "It took long." not in officer.get(url)
    opened = plain(officer.reveal(url, "quality_review"))
    assert "It took long." in opened
    assert "Heard 4 of 5" in opened
    assert "Belonging 2 of 5" in opened
    person(Role.INVESTIGATOR).get(url, 404)
