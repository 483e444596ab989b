"""Inputs that are well-formed JSON and still wrong: each is pointed at exactly."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.domain import code_lists as lists
from tests.api.places import NOWHERE, PLACES
from tests.api.things import Things
from tests.builders import World

LONG = "x" * 20_001
REPORT = {"narrative": "Words."}
SERVICE = {"name": "Counselling", "service_type": "counselling"}


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


WRONG: list[tuple[str, Any, str, str]] = [
    ("submitReport", {}, "/narrative", "required"),
    ("submitReport", {"narrative": None}, "/narrative", "invalid"),
    ("submitReport", {"narrative": ""}, "/narrative", "invalid"),
    ("submitReport", {"narrative": LONG}, "/narrative", "invalid"),
    ("submitReport", {"narrative": 7}, "/narrative", "invalid"),
    ("submitReport", {"narrative": ["Words."]}, "/narrative", "invalid"),
    ("submitReport", {**REPORT, "mode": "secret"}, "/mode", "unknown_code"),
    ("submitReport", {**REPORT, "mode": "named"}, "/reporter", "required"),
    ("submitReport", {**REPORT, "reporter": {"name": "A"}}, "/reporter", "not_with_anonymous"),
    ("submitReport", {**REPORT, "setting": ["other"]}, "/setting", "invalid"),
    ("submitReport", {**REPORT, "belonging_score": 6}, "/belonging_score", "invalid"),
    ("submitReport", {**REPORT, "belonging_score": 0}, "/belonging_score", "invalid"),
    ("submitReport", {**REPORT, "belonging_score": 2.5}, "/belonging_score", "invalid"),
    ("submitReport", {**REPORT, "belonging_score": "3"}, "/belonging_score", "invalid"),
    ("submitReport", {**REPORT, "belonging_score": True}, "/belonging_score", "invalid"),
    ("submitReport", {**REPORT, "belonging_score": 10**30}, "/belonging_score", "invalid"),
    ("submitReport", {**REPORT, "occurred_from": "20261001"}, "/occurred_from", "invalid"),
    ("submitReport", {**REPORT, "occurred_from": "2026-02-30"}, "/occurred_from", "invalid"),
    ("submitReport", {**REPORT, "occurred_from": 20261001}, "/occurred_from", "invalid"),
    (
        "submitReport",
        {**REPORT, "subject_assesses_reporter": "yes"},
        "/subject_assesses_reporter",
        "invalid",
    ),
    ("submitReport", {**REPORT, "impacts": ["health", "health"]}, "/impacts", "invalid"),
    ("submitReport", {**REPORT, "impacts": ["health", "joy"]}, "/impacts/1", "unknown_code"),
    ("submitReport", {**REPORT, "impacts": [["health"]]}, "/impacts/0", "invalid"),
    ("submitReport", {**REPORT, "subjects": {}}, "/subjects", "invalid"),
    ("submitReport", {**REPORT, "subjects": [{}] * 21}, "/subjects", "invalid"),
    (
        "submitReport",
        {**REPORT, "subjects": [{}, {"identifier": {"type": "email"}}]},
        "/subjects/1/identifier/value",
        "required",
    ),
    (
        "submitReport",
        {**REPORT, "characteristics": [{"code": "race", "a/b~c": 1}]},
        "/characteristics/0/a~1b~0c",
        "unknown_field",
    ),
    (
        "submitReport",
        {**REPORT, "mode": "named", "reporter": {"email": "not an address"}},
        "/reporter/email",
        "invalid",
    ),
    ("amendReport", {"state": "closed"}, "/state", "unknown_field"),
    ("amendReport", {"narrative": None}, "/narrative", "invalid"),
    ("amendReport", {"subject_assesses_reporter": None}, "/subject_assesses_reporter", "invalid"),
    ("moveReport", {}, "/action", "required"),
    ("moveReport", {"action": ""}, "/action", "invalid"),
    ("writeToReporter", {"text": ""}, "/text", "invalid"),
    ("writeToReporter", {"text": LONG}, "/text", "invalid"),
    ("recordConsent", {"scope": "all"}, "/scope", "unknown_code"),
    ("openCase", {"report_ids": []}, "/report_ids", "invalid"),
    ("openCase", {"report_ids": ["1"]}, "/report_ids/0", "invalid"),
    ("openCase", {"report_ids": ["{" + NOWHERE + "}"]}, "/report_ids/0", "invalid"),
    ("openCase", {"report_ids": ["urn:uuid:" + NOWHERE]}, "/report_ids/0", "invalid"),
    ("openCase", {"report_ids": NOWHERE}, "/report_ids", "invalid"),
    ("amendCase", {"risk_level": None}, "/risk_level", "invalid"),
    ("amendCase", {"state": "closed"}, "/state", "unknown_field"),
    ("linkReport", {"report_id": 1}, "/report_id", "invalid"),
    ("assignOfficer", {"officer_id": NOWHERE, "role": "king"}, "/role", "unknown_code"),
    ("addParty", {"role": "witness", "identity": "Sam"}, "/identity", "invalid"),
    ("amendParty", {}, "", "one_of"),
    (
        "amendParty",
        {"told_text": "All.", "withholding_reason": lists.WITHHOLDING_REASONS.values()[0]},
        "",
        "one_of",
    ),
    ("recordOutcome", {"outcome_type": "apology", "finding": 1}, "/finding", "invalid"),
    (
        "recordOutcome",
        {"outcome_type": "apology", "restricts_disclosure": 1},
        "/restricts_disclosure",
        "invalid",
    ),
    ("createSupportService", {**SERVICE, "contact": {"url": "javascript:alert(1)"}},
     "/contact/url", "invalid"),
    ("createSupportService", {**SERVICE, "contact": {"url": "https://a.example\n"}},
     "/contact/url", "invalid"),
    ("createSupportService", {**SERVICE, "contact": {"fax": "1"}}, "/contact/fax", "unknown_field"),
    ("createSupportService", {**SERVICE, "sites": [1]}, "/sites/0", "invalid"),
    ("createSupportService", {**SERVICE, "urgent": 1}, "/urgent", "invalid"),
    ("createSupportService", {**SERVICE, "languages": ["xx"]}, "/languages/0", "unknown_code"),
    ("amendSupportService", {"name": ""}, "/name", "invalid"),
    ("amendSupportService", {"review_on": "soon"}, "/review_on", "invalid"),
    ("createReferral", {"service_id": NOWHERE}, "/need", "required"),
    ("createReferral", {"service_id": NOWHERE, "need": "Talk."}, "/service_id", "not_available"),
    ("moveReferral", {"action": "send", "reason": 5}, "/reason", "invalid"),
    ("createAuditExport", {"purpose": "fun"}, "/purpose", "unknown_code"),
    ("createAuditExport", {"since": "not a checkpoint"}, "/since", "not_a_checkpoint"),
    ("startFollowUp", {"receipt": 1}, "/receipt", "invalid"),
    ("identifyReporter", {"email": "x"}, "/email", "invalid"),
    ("answerConsent", {"scope": "referral", "state": "maybe"}, "/state", "unknown_code"),
    ("withdrawReport", {"confirm": False}, "/confirm", "invalid"),
    ("withdrawReport", {"confirm": 1}, "/confirm", "invalid"),
]  # fmt: skip
QUERIES = [
    ("listReports", "limit=0", "?/limit", "invalid"),
    ("listReports", "limit=101", "?/limit", "invalid"),
    ("listReports", "limit=-1", "?/limit", "invalid"),
    ("listReports", f"limit={10**30}", "?/limit", "invalid"),
    ("listReports", "limit=" + "9" * 5000, "?/limit", "invalid"),
    ("listReports", "limit=1_0", "?/limit", "invalid"),
    ("listReports", "limit=%D9%A1", "?/limit", "invalid"),
    ("listReports", "limit=5&limit=6", "?/limit", "repeated"),
    ("listReports", "limit=", "?/limit", "invalid"),
    ("listReports", "stat=submitted", "?/stat", "unknown_field"),
    ("listReports", "state=open", "?/state", "unknown_code"),
    ("listReports", "case_id=7", "?/case_id", "invalid"),
    ("listReports", "reference=%00", "?/reference", "invalid_character"),
    ("listReports", "expand=narrative,salary", "?/expand", "invalid"),
    ("listReports", "expand=narrative%0A", "?/expand", "invalid"),
    ("listReports", "purpose=curiosity", "?/purpose", "unknown_code"),
    ("getReport", "expand=receipt", "?/expand", "invalid"),
    ("listReportMessages", "expand=narrative", "?/expand", "unknown_field"),
    ("getCase", "expand=notes", "?/expand", "unknown_code"),
    ("getCaseTimeline", "limit=5", "?/limit", "unknown_field"),
    ("submitReport", "dry_run=true", "?/dry_run", "unknown_field"),
    ("getLiveness", "x=1", "?/x", "unknown_field"),
    ("listSupportServices", "urgent=yes", "?/urgent", "invalid"),
    ("listAuditEntries", "since=yesterday", "?/since", "invalid"),
    ("listAuditEntries", "since=2026-10-01T00:00:00", "?/since", "invalid"),
    ("listAuditEntries", "since=0001-01-01T00:00:00%2B14:00", "?/since", "invalid"),
    ("listAuditEntries", "until=9999-12-31T23:59:59-14:00", "?/until", "invalid"),
    ("getProof", "", "?", "one_of"),
    ("getProof", "position=0&old_size=1", "?", "one_of"),
    ("getProof", "old_size=9007199254740992", "?/old_size", "invalid"),
]


@pytest.mark.parametrize(("name", "body", "pointer", "code"), WRONG)
def test_a_wrong_body_is_pointed_at(
    things: Things, name: str, body: Any, pointer: str, code: str
) -> None:
    place = PLACES[name]
    version = 1 if place.operation.versioned else None
    answer = place.caller(things).call("POST", place.at(things), body) if version is None else (
        place.caller(things).call(
            place.operation.method, place.at(things), body,
            version=things.version_at(place.at(things)),
        )
    )  # fmt: skip
    _check(answer, pointer, code)


@pytest.mark.parametrize(("name", "query", "pointer", "code"), QUERIES)
def test_a_wrong_query_is_pointed_at(
    things: Things, name: str, query: str, pointer: str, code: str
) -> None:
    place = PLACES[name]
    path = f"{place.at(things)}?{query}"
    _check(place.caller(things).call(place.operation.method, path), pointer, code)


def _check(answer: Any, pointer: str, code: str) -> None:
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, answer.json["code"]) == (422, "invalid"), answer.json
    faults = [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]]
    assert (pointer, code) in faults
    assert all(fault["detail"] for fault in answer.json["errors"])
