"""Odd bytes, bad identifiers and endless texts are refused, and never break a page."""

import pytest

from service.domain.code_lists import Role
from tests.admin.conftest import Sign
from tests.builders import World

ODD = ["\0", "a\0b", "\ud800", "%s{{7*7}}<script>", "x" * 70_000, "\x1b[0m", "﷽" * 300]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_forms_answer_whatever_is_typed(person: Sign, world: World, odd: str) -> None:
    officer = person(Role.CASE_MANAGER)
    report, _ = world.report()
    case = world.case(officer.actor)
    draft = world.referral(officer.actor)
    typed = odd.encode("utf-8", "surrogatepass")
    names = (
        "body", "reason", "summary", "risk_level", "reference", "officer_id", "role", "name",
        "party_type", "told_text", "withholding_reason", "outcome_type", "finding", "reasons",
        "wording", "incident_types", "party_id", "grounds", "text", "provider_id", "issued_on",
        "harm", "detriment", "form_version", "review_on", "measure_type", "starts_on",
        "placement_provider_id", "visibility", "service_id", "need", "scope", "state", "purpose",
        "group", "version", "attributes", "languages", "words", "override_reason",
        "title", "title_cy", "said", "did", "led_by", "stage", "themes", "settings", "started_on",
        "people_reached", "kind", "site", "capacity", "description",
    )  # fmt: skip
    for url in (
        f"reports/{report.id}/", f"reports/{report.id}/case", f"reports/{report.id}/link",
        f"reports/{report.id}/consents", f"reports/{report.id}/step/close",
        f"reports/{report.id}/assessments/", f"reports/{report.id}/assessments/new",
        f"reports/{report.id}/versions/", f"reports/{report.id}/unlink",
        f"reports/{report.id}/affected/asked",
        f"reports/{report.id}/messages/", f"reports/{report.id}/messages/new",
        f"cases/{case.id}/", f"cases/{case.id}/notes", f"cases/{case.id}/edit",
        f"cases/{case.id}/edit/summary", f"cases/{case.id}/outcomes", f"cases/{case.id}/officers",
        f"cases/{case.id}/parties", f"cases/{case.id}/step/start_triage",
        f"cases/{case.id}/investigation/", f"cases/{case.id}/investigation/allegations",
        f"cases/{case.id}/investigation/appeals", f"cases/{case.id}/investigation/joint-owners",
        f"cases/{case.id}/investigation/letter", f"cases/{case.id}/safety/",
        f"cases/{case.id}/safety/risk", f"cases/{case.id}/safety/measures",
        "own-description/", "initiatives/add/", "activities/add/",
        "referrals/new", f"referrals/{draft.id}/", f"referrals/{draft.id}/step/withdraw",
    ):  # fmt: skip
        page = officer.client.get("/console/").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        body = {"csrf_token": token, **dict.fromkeys(names, typed)}
        answer = officer.client.post(f"/console/{url}", data=body)
        assert answer.status_code < 500, url
        assert "<script>" not in answer.text.partition("<main")[2]


@pytest.mark.parametrize(
    "path",
    [
        "cases/not-a-uuid/", "cases/01890000-0000-7000-8000-000000000000/", "reports/%00/",
        "reports/01890000-0000-7000-8000-000000000000/messages/", "cases/x/step/close",
        "referrals/01890000-0000-7000-8000-000000000000/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_page(person: Sign, path: str) -> None:
    page = person(Role.CASE_MANAGER).get(f"/console/{path}", 404)
    assert "There is nothing here" in page


_SOME_ID = "01890000-0000-7000-8000-000000000000"
_PLACES = [
    "%00", "%FF%FE", "~", "2026~x", f"0~{_SOME_ID}", f"99999999999~{_SOME_ID}", "x" * 3000,
    f"99999999999999999999~{_SOME_ID}", f"-1~{_SOME_ID}",
    f"0001-01-01T00:00:00%2B14:00~{_SOME_ID}", f"9999-12-31T23:59:59-14:00~{_SOME_ID}",
]  # fmt: skip
_NAMES = ("after", "q", "state", "risk", "mode", "status", "reports", "tasks", "report", "worklist",
          "service", "period", "by")  # fmt: skip


@pytest.mark.parametrize("value", _PLACES, ids=range(len(_PLACES)))
def test_lists_answer_whatever_the_address_says(person: Sign, value: str) -> None:
    officer = person(Role.CASE_MANAGER)
    for path in (
        "", "reports/", "cases/", "referrals/", "referrals/new", "initiatives/", "activities/",
        "figures/waiting/",
    ):  # fmt: skip
        query = "&".join(f"{name}={value}" for name in _NAMES)
        assert officer.client.get(f"/console/{path}?{query}").status_code in {200, 404}


@pytest.mark.parametrize("value", _PLACES, ids=range(len(_PLACES)))
def test_what_is_no_place_of_the_worklist_is_its_start(
    person: Sign, world: World, value: str
) -> None:
    officer = person()
    report, _ = world.report()
    case = world.case(officer.actor)
    page = officer.get(f"/console/?reports={value}&after={value}")
    assert report.reference in page
    assert case.reference in page
