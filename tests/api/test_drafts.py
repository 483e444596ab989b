"""Drafts: begun, gone on with, sent or thrown away — and until then nobody else's business."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from service.domain.actors import SYSTEM, Scope
from service.domain.code_lists import Role
from service.store.models import Clock, Consent, Match, Message, OutboxNotice, Report, ReportVersion
from service.store.queries.pages import Page
from service.store.queries.reports import ReportFilter, list_reports, waiting_reports
from service.store.queries.rows import as_dict
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import World

PARTS = {"narrative": "Words.", "subjects": [{"type": "visitor", "name": "V"}]}
MATCH = {"scope": "match", "state": "granted", "wording_version": "1"}


@pytest.fixture
def form(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.REPORTS_WRITE, Scope.REPORTS_READ)


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.CASES_READ, Scope.CASES_WRITE)


def session(api: FlaskClient, receipt: str) -> Caller:
    given = Caller(api, None).post("/v1/follow-up/session", {"receipt": receipt}, status=200)
    return Caller(api, given["access_token"])


def effects(runtime: Runtime) -> list[int]:
    """Count what only a report that was sent brings about."""
    with runtime.reading(SYSTEM) as reading:
        queries = [
            select(func.count()).select_from(m) for m in (Clock, Message, OutboxNotice, Match)
        ]
        return [reading.connection.scalar(query) or 0 for query in queries]


def test_nobody_but_its_author_knows_of_a_draft(
    form: Caller, office: Caller, api: FlaskClient, world: World, runtime: Runtime
) -> None:
    draft = form.post("/v1/reports", {"draft": True, **PARTS, "consents": [MATCH]})
    path = f"/v1/reports/{draft['id']}"
    assert (draft["state"], draft["submitted_at"]) == ("draft", None)
    assert [row["id"] for row in form.get("/v1/reports")["data"]] == [draft["id"]]
    assert office.get("/v1/reports")["data"] == []
    assert office.call("GET", path).status_code == 404
    for role in (Role.WELFARE_OFFICER, Role.CASE_MANAGER, Role.AUDITOR):
        actor = world.officer(role)
        with runtime.reading(actor) as reading:
            assert not list_reports(reading.connection, actor, ReportFilter(), Page()).rows
            assert not waiting_reports(reading.connection, actor, limit=5)
    assert effects(runtime) == [0, 0, 0, 0]
    assert session(api, draft["receipt"]).get("/v1/follow-up/status")["may_submit"] is True
    assert office.call("POST", "/v1/cases", {"report_ids": [draft["id"]]}).status_code == 404


def test_a_form_goes_on_with_a_draft_and_sends_it(
    form: Caller, office: Caller, runtime: Runtime
) -> None:
    draft = form.post("/v1/reports", {"draft": True})
    path = f"/v1/reports/{draft['id']}"
    assert (
        form.call("POST", f"{path}/transitions", {"action": "submit"}, version=1).json["errors"][0][
            "pointer"
        ]
        == "/narrative"
    )
    changes = {
        **PARTS, "mode": "named", "relationship": "witness", "impacts": ["safety"],
        "affected_person": {"name": "Al"}, "consents": [MATCH],
    }  # fmt: skip
    changed = form.call("PATCH", path, changes, version=1).json
    assert (changed["mode"], changed["priority"], changed["state"]) == ("named", "urgent", "draft")
    refused = form.call("POST", f"{path}/transitions", {"action": "submit"}, version=2)
    assert refused.json["errors"][0]["pointer"] == "/reporter"
    form.call("PATCH", path, {"reporter": {"name": "Sam"}, "desired_resolution": "Rest"}, version=2)
    sent = form.move(path, "submit", 3)
    assert (sent["state"], sent["affected_consent"]) == ("submitted", "not_asked")
    assert sent["submitted_at"] is not None
    read = office.get(f"{path}?expand=narrative,subjects,identity,affected_person")
    assert read["narrative"] == {"narrative": "Words.", "desired_resolution": "Rest"}
    assert read["subjects"] == {"subjects": PARTS["subjects"]}
    assert (read["identity"], read["affected_person"]) == ({"name": "Sam"}, {"name": "Al"})
    clocks, messages, *_ = effects(runtime)
    assert (clocks, messages) == (2, 1)
    with runtime.reading(SYSTEM) as reading:
        count = select(func.count())
        assert reading.connection.scalar(count.select_from(ReportVersion)) == 0
        assert reading.connection.scalar(count.select_from(Consent)) == 1
    again = form.call("POST", f"{path}/transitions", {"action": "submit"}, version=sent["version"])
    assert again.json["code"] == "wrong_state"


def test_a_reporter_goes_on_with_a_draft_and_sends_it(
    form: Caller, office: Caller, api: FlaskClient
) -> None:
    draft = form.post("/v1/reports", {"draft": True})
    own = session(api, draft["receipt"])
    version = own.get("/v1/follow-up/report")["version"]
    assert own.call("POST", "/v1/follow-up/submission").status_code == 422
    unread = own.call("POST", "/v1/follow-up/messages", {"text": "Hello?"})
    assert unread.json["code"] == "wrong_state"
    own.call("PATCH", "/v1/follow-up/report", PARTS, version=version)
    assert own.call("POST", "/v1/follow-up/submission").status_code == 204
    assert own.get("/v1/follow-up/report")["state"] == "submitted"
    assert [row["id"] for row in office.get("/v1/reports")["data"]] == [draft["id"]]
    assert own.call("POST", "/v1/follow-up/submission").json["code"] == "wrong_state"


def test_a_draft_that_is_withdrawn_is_gone(
    form: Caller, office: Caller, api: FlaskClient, runtime: Runtime
) -> None:
    draft = form.post("/v1/reports", {"draft": True, **PARTS, "setting": "online"})
    own = session(api, draft["receipt"])
    own.post("/v1/follow-up/withdrawal", {"confirm": True}, status=204)
    assert own.get("/v1/follow-up/status")["state"] == "withdrawn"
    assert office.get("/v1/reports")["data"] == []
    with runtime.reading(SYSTEM) as reading:
        row = reading.connection.execute(select(*Report.__table__.columns)).one()
    assert row.setting is None
    assert not any(value for name, value in as_dict(row).items() if name.endswith("_ct"))
