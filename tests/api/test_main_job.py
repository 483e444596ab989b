"""The API half of the main job: from a form's report to a verified export."""

import io
import tarfile
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from service.domain.actors import Scope
from service.tlog.verify_folder import verify_folder
from tests.api.caller import Caller
from tests.builders import OFFICE, World

REPORT: dict[str, Any] = {
    "narrative": "On the ward round I was asked where I am really from, again.",
    "incident_types": ["microaggression"],
    "setting": "hospital_placement",
    "subjects": [{"type": "clinical_supervisor", "name": "Dr Example"}],
    "consents": [{"scope": "referral", "state": "granted", "wording_version": "2026-09"}],
}


def test_the_main_job_by_api_alone(api: FlaskClient, world: World, tmp_path: Path) -> None:
    form = Caller.with_scopes(api, world, Scope.REPORTS_WRITE)
    report = form.post("/v1/reports", REPORT)
    assert "narrative" not in report
    session = Caller(api, None).post(
        "/v1/follow-up/session", {"receipt": report["receipt"]}, status=200
    )
    reporter = Caller(api, session["access_token"])
    reporter.post("/v1/follow-up/messages", {"text": "Is anybody there?"})

    office = Caller.with_scopes(api, world, *OFFICE)
    path = f"/v1/reports/{report['id']}"
    opened = office.get(f"{path}?expand=narrative,subjects&purpose=triage")
    assert opened["narrative"]["narrative"] == REPORT["narrative"]
    report = office.move(path, "acknowledge", report["version"])
    assert office.get(f"{path}/messages")["data"][1]["text"] == "Is anybody there?"
    office.post(f"{path}/messages", {"text": "Yes, I am."})
    case = office.post("/v1/cases", {"report_ids": [report["id"]], "summary": "Ward round."})
    service = office.post(
        "/v1/support-services", {"name": "Counselling", "service_type": "counselling"}
    )
    referral = office.post(
        "/v1/referrals",
        {"service_id": service["id"], "report_id": report["id"], "need": "To talk."},
    )
    referral = office.move(f"/v1/referrals/{referral['id']}", "send", referral["version"])
    assert referral["status"] == "sent"
    shared = office.get(f"/v1/referrals/{referral['id']}/shared")
    assert shared == {"need": "To talk.", "taken_back": []}

    path = f"/v1/cases/{case['id']}"
    case = office.move(path, "start_triage", case["version"])
    refused = office.call(
        "POST", f"{path}/transitions", {"action": "close", "reason": "resolved"},
        version=case["version"],
    )  # fmt: skip
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")
    office.post(f"{path}/notes", {"text": "Spoke with the placement."})
    office.post(f"{path}/messages", {"text": "We have spoken with the placement."})
    assert len(office.get(f"{path}/messages")["data"]) == 4
    office.post(f"{path}/outcomes", {"outcome_type": "apology", "finding": "upheld"})
    for party in office.get(f"{path}/parties")["data"]:
        told = office.call(
            "PATCH", f"{path}/parties/{party['id']}", {"told_text": "They apologised."},
            version=party["version"],
        )  # fmt: skip
        assert told.json["told"] == "told"
    case = office.move(path, "close", case["version"], reason="resolved")
    assert case["state"] == "closed"
    verbs = [entry["verb"] for entry in office.get(f"{path}/timeline")["data"]]
    assert verbs[0] == "report.submit"
    assert verbs[-1] == "case.close"
    assert reporter.get("/v1/follow-up/status")["case_state"] == "closed"

    export = office.post("/v1/audit/exports", {"purpose": "audit"})
    archive = office.call("GET", export["archive"])
    with tarfile.open(fileobj=io.BytesIO(archive.data)) as tar:
        tar.extractall(tmp_path / "export", filter="data")
    assert verify_folder(tmp_path / "export").size == export["size"]
    for file in export["files"]:
        fetched = office.call("GET", file["href"])
        assert fetched.data == (tmp_path / "export" / file["name"]).read_bytes()
