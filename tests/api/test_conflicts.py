"""Conflicts of interest and requests for access, as university systems see them."""

import pytest
from flask.testing import FlaskClient

from service.domain.actors import Scope
from service.domain.code_lists import Role
from service.usecases import access_requests
from tests.api.caller import Caller
from tests.builders import World

WHY = "Nobody on the case can be reached."


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.CASES_READ, Scope.CASES_WRITE, Scope.REPORTS_WRITE)


def test_a_conflict_is_declared_and_listed(office: Caller, world: World) -> None:
    officer = str(world.officer(username="robin").id)
    report = office.post("/v1/reports", {"narrative": "Said."})
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    place = f"/v1/cases/{case['id']}/conflicts"
    made = office.post(place, {"officer_id": officer, "kind": "line_manages_party"})
    assert (made["officer_id"], made["kind"], made["case_id"], made["report_id"]) == (
        officer, "line_manages_party", case["id"], None,
    )  # fmt: skip
    assert made["declared_by"]
    (listed,) = office.get(place)["data"]
    assert listed == {**made, "display_name": "Robin"}
    again = office.call("POST", place, {"officer_id": officer, "kind": "recused"})
    assert again.status_code == 422
    assert again.json["errors"][0]["code"] == "already_declared"
    assign = {"officer_id": officer, "role": "welfare_officer"}
    refused = office.call("POST", f"/v1/cases/{case['id']}/assignments", assign)
    assert refused.json["errors"][0]["code"] == "not_available"


def test_what_a_report_itself_gives_rise_to_is_listed_with_it(office: Caller, world: World) -> None:
    named = world.officer(email="jo@example.org")
    other = str(world.officer().id)
    who = {"identifier": {"type": "email", "value": "jo@example.org"}}
    report = office.post("/v1/reports", {"narrative": "Said.", "subjects": [who]})
    place = f"/v1/reports/{report['id']}/conflicts"
    (found,) = office.get(place)["data"]
    assert (found["officer_id"], found["declared_by"]) == (str(named.id), None)
    office.post(place, {"officer_id": other, "kind": "personal_connection"})
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    on_case = office.get(f"/v1/cases/{case['id']}/conflicts")["data"]
    assert [c["officer_id"] for c in on_case] == [str(named.id), other]


def test_who_broke_the_glass_is_listed_and_why_only_if_asked(office: Caller, world: World) -> None:
    case = office.post(
        "/v1/cases", {"report_ids": [office.post("/v1/reports", {"narrative": "Said."})["id"]]}
    )
    officer = world.officer(Role.INVESTIGATOR)
    with world.runtime.unit(officer) as unit:
        access_requests.break_glass(unit, case["reference"], purpose="safeguarding", reason=WHY)
    place = f"/v1/cases/{case['id']}/access-requests"
    answer = office.call("GET", place)
    assert WHY not in answer.text
    (shown,) = answer.json["data"]
    assert (shown["kind"], shown["state"], shown["requester_id"], shown["purpose"]) == (
        "break_glass", "approved", str(officer.id), "safeguarding",
    )  # fmt: skip
    (opened,) = office.get(f"{place}?expand=reason&purpose=quality_review")["data"]
    assert opened == {**shown, "reason": WHY}
    sealed = Caller.with_scopes(office.api, world, Scope.CASES_WRITE)
    assert sealed.call("GET", place).status_code == 403
