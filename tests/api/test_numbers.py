"""The rules with numbers where a caller meets them. One test a rule, quoting the number's source.

See tests/domain/test_numbers.py for the arithmetic, tests/usecases/test_numbers.py for the clocks.
"""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.domain.actors import Scope
from service.domain.code_lists import Role
from service.store.models import Case
from service.usecases import policies
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import World
from tests.usecases.helpers import verbs_of
from tests.usecases.office import at

DATED = {"narrative": "Words.", "occurred_from": "2026-01-15", "occurred_precision": "day"}


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.REPORTS_WRITE, Scope.CASES_READ, Scope.CASES_WRITE)


@pytest.fixture
def case(office: Caller) -> Any:
    report = office.post("/v1/reports", DATED)
    return office.post("/v1/cases", {"report_ids": [report["id"]]})


def closed_after_a_formal_stage(runtime: Runtime, case: Any, **values: Any) -> None:
    """Say that a case went through its formal stage and was closed, late on a summer's evening."""
    with runtime.engine.begin() as connection:
        table = Case.__table__
        connection.execute(
            table.update()
            .where(table.c.reference == case["reference"])
            .values(
                state="closed", formal_since=at("2026-06-01 10:00"),
                closed_at=at("2026-07-31 23:30"), **values,
            )
        )  # fmt: skip


def test_disclosure_restricting_agreements_on_an_outcome_are_a_422(
    office: Caller, case: Any, runtime: Runtime
) -> None:
    """OfS condition of registration E6: no agreement may restrict what somebody discloses."""
    path = f"/v1/cases/{case['id']}/outcomes"
    answer = office.call("POST", path, {"outcome_type": "apology", "restricts_disclosure": True})
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [
        ("/restricts_disclosure", "not_permitted")
    ]
    assert "outcome.record" not in verbs_of(runtime)
    office.post(path, {"outcome_type": "apology", "restricts_disclosure": False})


def test_limitation_date_is_on_the_case_six_months_less_one_day(office: Caller, case: Any) -> None:
    """Equality Act 2010, section 118(1)(a): "the period of 6 months starting with the date of the
    act to which the claim relates".
    """
    assert office.get(f"/v1/cases/{case['id']}/dates")["court_claim_by"] == "2026-07-14"


def test_completion_of_procedures_letter_is_due_28_days_after_the_case_closed(
    office: Caller, case: Any, runtime: Runtime
) -> None:
    """OIA guidance: the letter is sent within 28 days of the end of the internal procedures."""
    path = f"/v1/cases/{case['id']}/dates"
    assert office.get(path)["completion_letter_due_on"] is None
    closed_after_a_formal_stage(runtime, case)
    # In London it was still July.
    assert office.get(path)["completion_letter_due_on"] == "2026-08-28"
    assert office.get(path)["oia_complaint_by"] is None


def test_oia_complaint_is_due_12_months_after_the_letter(
    office: Caller, case: Any, runtime: Runtime
) -> None:
    """OIA Rules: a complaint is received within 12 months of the date of the letter."""
    closed_after_a_formal_stage(runtime, case)
    letter = {"issued_on": "2026-08-20"}
    place = f"/v1/cases/{case['id']}"
    version = office.get(place)["version"]
    office.post(f"{place}/completion-letter", letter, version=version, status=200)
    assert office.get(f"{place}/dates")["oia_complaint_by"] == "2027-08-20"


def test_policy_text_in_force_stays_with_the_case_and_readable(
    office: Caller, world: World, runtime: Runtime, api: FlaskClient
) -> None:
    """OfS condition of registration E6.3(c): historical versions of a policy are made available."""
    today = runtime.rules.calendar.day_of(runtime.clock())
    by = world.officer(Role.SYSTEM_ADMIN)
    pinned = []
    for label in ("first", "second"):
        with runtime.unit(by) as unit:
            text = f"The text of the {label}."
            policies.publish_policy(
                unit, label=label, title="Dignity", body=text, effective_from=today
            )
        report = office.post("/v1/reports", {"narrative": "Words."})
        case = office.post("/v1/cases", {"report_ids": [report["id"]]})
        pinned.append((case["id"], text))
    for case_id, text in pinned:
        policy = office.get(f"/v1/cases/{case_id}")["policy_version_id"]
        assert office.get(f"/v1/policies/{policy}")["body"] == text
