"""A case is worked on, everybody is told, and only then it closes."""

import pytest

from service.domain.code_lists import Role
from service.store.models import Case
from service.store.queries.cases import assignments_of, parties_of
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain, version_in
from tests.builders import World


@pytest.fixture
def officer(person: Sign) -> Person:
    return person(Role.WELFARE_OFFICER)


@pytest.fixture
def case(officer: Person, world: World) -> Case:
    report, _ = world.report(
        mode="named", reporter={"name": "Sam Reporter"},
        subjects=[{"type": "clinical_supervisor", "name": "Dr Person"}],
    )  # fmt: skip
    return world.case(officer.actor, report.id, summary="Words for colleagues.")


def _url(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.id}/{path}"


def test_the_page_is_sealed_until_a_purpose_is_given(officer: Person, case: Case) -> None:
    officer.post(_url(case, "notes"), body="A note for us.")
    secrets = ("Words for colleagues.", "A note for us.", "Sam Reporter", "Dr Person")
    page = officer.get(_url(case))
    assert not any(secret in page for secret in secrets)
    assert case.reference in page
    opened = officer.reveal(_url(case))
    assert all(secret in opened for secret in secrets)
    assert "Purpose: casework." in plain(officer.get(_url(case)))


def test_an_investigator_does_not_learn_who_reported(
    officer: Person, case: Case, person: Sign
) -> None:
    investigator = person(Role.INVESTIGATOR)
    officer.post(_url(case, "officers"), officer_id=str(investigator.actor.id), role="investigator")
    opened = investigator.reveal(_url(case), "decision")
    assert "Words for colleagues." in opened
    assert "Dr Person" in opened
    assert "Sam Reporter" not in opened


def test_an_empty_note_is_not_saved(officer: Person, case: Case) -> None:
    answer = officer.post(_url(case, "notes"), 422, body="  ")
    assert "Write the note first." in plain(answer.text)


def test_steps_say_what_they_bring_about(officer: Person, case: Case) -> None:
    page = officer.get(_url(case, "step/start_triage"))
    assert "The reporter will read: “The team is working out what would help.”" in plain(page)
    officer.post(_url(case, "step/start_triage"), version=version_in(page), reason="Agreed today.")
    shown = plain(officer.get(_url(case)))
    assert "New → Triage Reason: sealed" in shown
    assert "Agreed today." in officer.reveal(_url(case))
    officer.get(_url(case, "step/nonsense"), 404)
    refused = officer.post(_url(case, "step/decide"), 422, version="2")
    assert "This cannot be done while the case is in the state triage." in plain(refused.text)
    page = officer.get(_url(case, "step/investigate"))
    assert "A formal stage begins." in page
    officer.post(_url(case, "step/investigate"), version=version_in(page))
    shown = plain(officer.get(_url(case)))
    assert "Move to a decision (not available) This is for: case manager, decision maker." in shown
    officer.get(_url(case, "step/decide"), 403)
    refused = officer.post(_url(case, "step/decide"), 403, version="3")
    assert "This is not allowed." in plain(refused.text)


def test_officers_come_and_go(officer: Person, case: Case, person: Sign, runtime: Runtime) -> None:
    colleague = person(Role.WELFARE_OFFICER, username="colleague")
    colleague.get(_url(case), 404)
    officer.post(_url(case, "officers"), officer_id=str(colleague.actor.id), role="welfare_officer")
    assert "Colleague" in colleague.get(_url(case))
    again = officer.post(
        _url(case, "officers"), 422, officer_id=str(colleague.actor.id), role="welfare_officer"
    )
    assert "This officer is on the case already." in plain(again.text)
    with runtime.engine.connect() as connection:
        mine = next(
            a for a in assignments_of(connection, case.id) if a.officer_id == officer.actor.id
        )
    answer = officer.post(_url(case, f"officers/{mine.id}/end"))
    assert answer.location == "/console/"
    officer.get(_url(case), 404)


def test_both_versions_are_shown_when_somebody_was_quicker(
    officer: Person, case: Case, person: Sign
) -> None:
    manager = person(Role.CASE_MANAGER, username="manager")
    form = manager.reveal(_url(case, "edit/summary"), "quality_review")
    assert "Words for colleagues." in form
    assert 'name="purpose" value="quality_review"' in form
    version = version_in(form)
    officer.post(_url(case, "edit"), version=version, risk_level="medium", summary="Theirs.")
    mine = {
        "risk_level": "high", "summary": "Mine,\nin two lines.", "purpose": "quality_review",
    }  # fmt: skip
    page = manager.post(_url(case, "edit"), 412, version=version, **mine).text
    shown = plain(page)
    assert "Risk of harm High Medium Differs" in shown
    assert "Mine, in two lines. Theirs. Differs" in shown
    assert "Officer1 saved a change" in shown
    log = plain(manager.get(_url(case, "?all")))
    assert log.count("Purpose: quality review.") == 2
    assert "Purpose: casework." not in log
    manager.post(_url(case, "edit"), version=version_in(page), **mine)
    assert "Mine,\nin two lines." in manager.reveal(_url(case))


@pytest.mark.parametrize("purpose", [{}, {"purpose": "curiosity"}], ids=["none", "no such"])
def test_their_summary_stays_sealed_without_a_purpose(
    officer: Person, case: Case, purpose: dict[str, str]
) -> None:
    version = version_in(officer.get(_url(case, "edit")))
    officer.post(_url(case, "edit"), version=version, risk_level="high", summary="Theirs.")
    mine = {"risk_level": "low", "summary": "Mine.", **purpose}
    page = officer.post(_url(case, "edit"), 412, version=version, **mine).text
    assert "Mine. Sealed Not compared" in plain(page)
    assert "Theirs." not in page
    assert "Purpose:" not in plain(officer.get(_url(case, "?all")))


def test_an_unseen_summary_is_not_lost(officer: Person, case: Case) -> None:
    page = officer.get(_url(case, "edit"))
    assert 'name="summary"' not in page
    officer.post(_url(case, "edit"), version=version_in(page), risk_level="low")
    assert "Words for colleagues." in officer.reveal(_url(case))


def test_closing_waits_until_everybody_is_told(
    officer: Person, case: Case, runtime: Runtime
) -> None:
    start = officer.get(_url(case, "step/start_triage"))
    officer.post(_url(case, "step/start_triage"), version=version_in(start))
    assert "Record an outcome before closing the case." in plain(officer.get(_url(case)))
    close = {"version": "2", "reason": "resolved"}
    answer = officer.post(_url(case, "step/close"), 422, **close)
    assert "Record an outcome before closing the case." in plain(answer.text)
    with runtime.engine.connect() as connection:
        parties = parties_of(connection, case.id)
    early = officer.post(_url(case, f"parties/{parties[0].id}/tell"), 422, told_text="Early.")
    assert "Record an outcome before telling anybody." in plain(early.text)
    officer.post(
        _url(case, "outcomes"), outcome_type="apology", finding="upheld",
        summary="They apologised.", reasons="It happened as told.",
    )  # fmt: skip
    assert "Tell every party the outcome" in plain(officer.get(_url(case)))
    officer.post(_url(case, f"parties/{parties[0].id}/tell"), told_text="There is an apology.")
    answer = officer.post(_url(case, "step/close"), 422, **close)
    assert "Tell every party the outcome" in plain(answer.text)
    officer.post(
        _url(case, f"parties/{parties[1].id}/withhold"), withholding_reason="not_identified"
    )
    page = officer.get(_url(case, "step/close"))
    officer.post(_url(case, "step/close"), version=version_in(page), reason="resolved")
    shown = plain(officer.reveal(_url(case)))
    assert "Closed because Resolved" in shown
    assert "Not told: Not identified".lower() in shown.lower()
    assert "There is an apology." in shown
    assert "It happened as told." in shown


def test_a_party_decided_about_meanwhile_is_shown(
    officer: Person, case: Case, runtime: Runtime
) -> None:
    officer.post(_url(case, "outcomes"), outcome_type="apology")
    with runtime.engine.connect() as connection:
        party = parties_of(connection, case.id)[0]
    url = _url(case, f"parties/{party.id}/")
    version = version_in(officer.get(f"{url}tell"))
    officer.post(f"{url}withhold", version=version, withholding_reason="not_identified")
    page = officer.post(f"{url}tell", 412, version=version, told_text="We tell you this.").text
    assert "Told Told Withheld Differs" in plain(page)
    assert 'value="We tell you this."' in page
    officer.post(f"{url}tell", version=version_in(page), told_text="We tell you this.")
    assert "We tell you this." in officer.reveal(_url(case))


def test_a_party_is_added(officer: Person, case: Case) -> None:
    officer.post(_url(case, "parties"), role="witness", party_type="student", name="Wit Ness")
    assert "Wit Ness" not in officer.get(_url(case))
    assert "Wit Ness" in officer.reveal(_url(case))


def test_a_manager_sees_all_cases_and_filters_them(person: Sign, world: World) -> None:
    manager, officer = person(Role.CASE_MANAGER), world.officer()
    high, low = world.case(officer, risk_level="high"), world.case(officer, risk_level="low")
    assert high.reference not in manager.get("/console/")
    page = manager.get("/console/?worklist=all&risk=high")
    assert high.reference in page
    assert low.reference not in page
    page = manager.get("/console/cases/?risk=low")
    assert low.reference in page
    assert high.reference not in page


def test_the_worklist_goes_on_by_deadline(person: Sign, world: World) -> None:
    officer, form = person(), world.form()
    cases = [world.case(officer.actor, world.report(form)[0].id).reference for _ in range(27)]
    page = officer.get("/console/").partition('id="cases-title"')[2]
    assert [c for c in cases if c in page] == cases[:25]
    link = page.rpartition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    page = officer.get(link).partition('id="cases-title"')[2]
    assert [c for c in cases if c in page] == cases[25:]
