"""Risk and interim measures in the console."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from service.domain import risk
from service.domain.code_lists import Role
from service.store.models import Case
from service.store.queries.case_parts import measures_of, risk_assessments_of
from service.store.queries.cases import parties_of
from service.store.queries.rows import AnyRow
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain, version_in
from tests.builders import World


@pytest.fixture
def officer(person: Sign) -> Person:
    return person(Role.WELFARE_OFFICER)


@pytest.fixture
def case(officer: Person, world: World) -> Case:
    report, _ = world.report(subjects=[{"type": "clinical_supervisor"}])
    return world.case(officer.actor, report.id)


def url(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.id}/safety/{path}"


def today(runtime: Runtime) -> date:
    return runtime.rules.calendar.day_of(runtime.clock())


def answered(**values: str) -> dict[str, str]:
    """Fill the form in: the first answer to everything."""
    questions = risk.RISK_FORMS[risk.CURRENT_RISK_FORM]
    given = {f"{one.about}_{one.code}": one.answers[0].code for one in questions}
    return {
        **given, "form_version": risk.CURRENT_RISK_FORM, "harm": "high", "detriment": "low",
        **values,
    }  # fmt: skip


def start(officer: Person, case: Case, runtime: Runtime, **values: Any) -> AnyRow:
    given = {
        "measure_type": "no_contact", "text": "They work on other wards.",
        "review_on": (today(runtime) + timedelta(days=7)).isoformat(), **values,
    }  # fmt: skip
    officer.post(url(case, "measures"), **given)
    with runtime.engine.connect() as connection:
        return measures_of(connection, case.id)[-1]


def test_risk_is_assessed_on_the_form_in_use(officer: Person, case: Case, runtime: Runtime) -> None:
    page = plain(officer.get(url(case, "risk")))
    for question in risk.RISK_FORMS[risk.CURRENT_RISK_FORM]:
        assert question.text in page
    missing = {key: value for key, value in answered().items() if key != "harm_threats_made"}
    refused = plain(officer.post(url(case, "risk"), 422, **missing).text)
    assert "Choose an answer." in refused
    assert refused.count("Has anybody been threatened or hurt?") == 2, "named in the summary too"
    past = (today(runtime) - timedelta(days=1)).isoformat()
    refused = officer.post(url(case, "risk"), 422, **answered(review_on=past))
    assert "The review cannot be in the past." in plain(refused.text)
    officer.post(url(case, "risk"), **answered(reasons="They meet daily."))
    page = officer.get(url(case))
    assert "Risk of harm High Risk of detriment Low" in plain(page)
    assert "They meet daily." not in page
    opened = officer.reveal(url(case))
    assert "They meet daily." in opened
    assert "Does contact with the responding party go on? None" in plain(opened)
    assert "Risk of harm High" in plain(officer.get(f"/console/cases/{case.id}/"))


def test_an_old_assessment_is_read_with_its_own_form(
    officer: Person, case: Case, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.post(url(case, "risk"), **answered())
    old = risk.RISK_FORMS[risk.CURRENT_RISK_FORM]
    new = (replace(old[0], code="asked_anew", text="Is it safe to go there?"),)
    forms = {**risk.RISK_FORMS, "2999-01": new}
    for module in ("service.domain.risk", "admin.safety_forms"):
        monkeypatch.setattr(f"{module}.CURRENT_RISK_FORM", "2999-01")
        monkeypatch.setattr(f"{module}.RISK_FORMS", forms)
    monkeypatch.setattr("admin.safety_page.RISK_FORMS", forms)
    stale = officer.post(url(case, "risk"), 422, **answered(form_version="2026-09"))
    assert "This version is no longer filled in." in plain(stale.text)
    officer.post(url(case, "risk"), **answered(form_version="2999-01"))
    page = plain(officer.reveal(url(case)))
    assert "Is it safe to go there? Yes" in page.partition("Earlier ones")[0]
    assert f"{old[0].text} Yes" in page.partition("Earlier ones")[2]
    with runtime.engine.connect() as connection:
        made = [row.form_version for row in risk_assessments_of(connection, case.id)]
    assert made == ["2026-09", "2999-01"]


def test_a_measure_is_reviewed_until_it_is_lifted(
    officer: Person, case: Case, runtime: Runtime
) -> None:
    row = start(officer, case, runtime)
    page = plain(officer.get(url(case)))
    assert "No contact Active" in page
    assert "Concerns Nobody in particular" in page
    assert "They work on other wards." not in page
    assert "They work on other wards." in officer.reveal(url(case))
    review, lift = (url(case, f"measures/{row.id}/{action}") for action in ("review", "lift"))
    assert "Say when it is reviewed next." in plain(officer.post(review, 422, version="1").text)
    later = today(runtime) + timedelta(days=30)
    officer.post(review, version=version_in(officer.get(review)), review_on=later.isoformat())
    assert f"Review on {later.day} {later:%B %Y}" in plain(officer.get(url(case)))
    stale = officer.post(lift, 412, version="1")
    assert "State Lifted Active Differs" in plain(stale.text)
    assert "The measure ends today." in plain(officer.get(lift))
    officer.post(lift, version=version_in(stale.text), reason="They have moved.")
    page = plain(officer.get(url(case)))
    assert "No contact Lifted" in page
    assert "Record a review" not in page
    refused = plain(officer.post(review, 422, version="3", review_on=later.isoformat()).text)
    assert "This cannot be done while the measure is in the state lifted." in refused
    officer.get(url(case, f"measures/{row.id}/nonsense"), 404)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"text": " "}, "Write what is arranged."),
        ({"review_on": ""}, "Say when it is reviewed."),
        ({"review_on": "2020-01-01"}, "The review cannot be"),
        ({"starts_on": "2099-01-01"}, "The review cannot be before the start."),
        ({"measure_type": "curfew"}, "Not a valid choice."),
    ],
)
def test_a_measure_needs_words_and_a_review(
    officer: Person, case: Case, runtime: Runtime, given: dict[str, str], says: str
) -> None:
    values = {
        "measure_type": "no_contact", "text": "Other wards.",
        "review_on": today(runtime).isoformat(), **given,
    }  # fmt: skip
    assert says in plain(officer.post(url(case, "measures"), 422, **values).text)


def test_a_case_waits_for_its_measures_and_then_takes_no_more(
    officer: Person, case: Case, runtime: Runtime
) -> None:
    row = start(officer, case, runtime)
    here = f"/console/cases/{case.id}"
    officer.post(f"{here}/step/start_triage", version="1")
    officer.post(f"{here}/outcomes", outcome_type="apology")
    with runtime.engine.connect() as connection:
        parties = parties_of(connection, case.id)
    for one in parties:
        reason = {"version": "1", "withholding_reason": "data_protection"}
        officer.post(f"{here}/parties/{one.id}/withhold", **reason)
    waits = "Lift every interim measure before closing the case."
    assert waits in plain(officer.get(f"{here}/"))
    officer.post(url(case, f"measures/{row.id}/lift"), version="1")
    assert waits not in plain(officer.get(f"{here}/"))
    officer.post(f"{here}/step/close", version="2", reason="resolved")
    closed = "Assess the risk (not available) The case is closed. Reopen it first."
    assert closed in plain(officer.get(url(case)))
    assert "The case is closed." in plain(officer.post(url(case, "risk"), 422, **answered()).text)


def test_who_may(officer: Person, case: Case, runtime: Runtime, person: Sign) -> None:
    row = start(officer, case, runtime)
    other = person(Role.INVESTIGATOR)
    for path in ("", "risk", "measures", f"measures/{row.id}/lift"):
        other.get(url(case, path), 404)
    answer = officer.client.post(url(case, "measures"), data={"text": "Forged."})
    assert answer.status_code in {400, 403, 422}
    with runtime.engine.connect() as connection:
        assert len(measures_of(connection, case.id)) == 1
