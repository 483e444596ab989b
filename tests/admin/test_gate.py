"""Denied by default: every address of the console, and every form."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from service.domain.code_lists import Role
from service.store.models import AuditEntry
from service.usecases.runtime import Runtime
from tests.admin.conftest import Sign, plain
from tests.builders import World

OPEN = {"session.index", "console.static"}
ID = UUID("01890000-0000-7000-8000-000000000000")


def _rules(app: Flask, method: str) -> list[Rule]:
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console") and method in (rule.methods or ())
    ]
    assert found
    return found


def _address(app: Flask, rule: Rule) -> str:
    values = {name: "x" if name in {"action", "name"} else ID for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def test_nobody_is_sent_to_the_sign_in_page(app: Flask) -> None:
    api = app.test_client()
    for rule in _rules(app, "GET"):
        if rule.endpoint not in OPEN:
            answer = api.get(_address(app, rule))
            assert answer.status_code == 303, rule
            assert answer.location.startswith("/console/sign-in/"), rule


def test_no_form_is_taken_without_its_token(app: Flask, person: Sign) -> None:
    officer = person(*Role)
    for rule in _rules(app, "POST"):
        for client in (officer.client, app.test_client()):
            answer = client.post(_address(app, rule), data={"purpose": "triage"})
            assert answer.status_code == 400, rule
            assert "This form cannot be accepted" in plain(answer.text)


def test_another_session_s_token_is_not_taken(person: Sign) -> None:
    mine, theirs = person(), person()
    page = theirs.client.get("/console/").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = mine.client.post("/console/sign-in/extend", data={"csrf_token": token})
    assert answer.status_code == 400


def test_nobody_who_sends_a_form_is_sent_to_the_sign_in_page(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/console/sign-in/").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    for rule in _rules(app, "POST"):
        if rule.endpoint not in OPEN:
            answer = client.post(_address(app, rule), data={"csrf_token": token})
            assert answer.status_code == 303, rule
            assert answer.location.startswith("/console/sign-in/"), rule


def test_a_screen_that_is_not_one_s_own_does_not_exist(
    person: Sign, world: World, runtime: Runtime
) -> None:
    case = world.case(world.officer(Role.CASE_MANAGER))
    for role in (Role.AUDITOR, Role.ANALYST, Role.SYSTEM_ADMIN):
        outsider = person(role)
        for url in ("/console/cases/", f"/console/cases/{case.id}/", "/console/reports/"):
            page = plain(outsider.get(url, 404))
            assert "There is nothing here, or nothing you may see." in page
            assert case.reference not in page
    with runtime.engine.connect() as connection:
        refused = connection.scalars(
            select(AuditEntry.verb).where(AuditEntry.verb == "access.refused")
        ).all()
    assert len(refused) == 9


def test_an_officer_sees_only_the_cases_they_are_on(person: Sign, world: World) -> None:
    mine, other = person(Role.WELFARE_OFFICER), world.officer(Role.WELFARE_OFFICER)
    case, theirs = world.case(mine.actor), world.case(other)
    for url in ("/console/", "/console/?whose=all", "/console/cases/"):
        page = mine.get(url)
        assert case.reference in page
        assert theirs.reference not in page
    mine.get(f"/console/cases/{theirs.id}/", 404)
    for part in ("notes", "outcomes", "officers", "parties", "edit", "step/close"):
        mine.get(f"/console/cases/{theirs.id}/{part}", 404)
        mine.post(f"/console/cases/{theirs.id}/{part}", 404, body="x", reason="resolved")


def test_the_menu_names_what_one_may_open(person: Sign) -> None:
    officer = person(Role.WELFARE_OFFICER).get("/console/")
    assert "Cases</span>" in officer
    assert "Audit log" not in officer
    auditor = person(Role.AUDITOR)
    first = auditor.client.get("/console/", follow_redirects=True)
    assert first.status_code == 200
    assert "Cases</span>" not in first.text


@pytest.mark.parametrize("url", ["/console/sign-in/", "/console/", "/console/nothing-here"])
def test_every_answer_has_its_headers(api: FlaskClient, url: str) -> None:
    headers = api.get(url).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_style_sheets_may_be_kept_for_ever_in_their_version(api: FlaskClient) -> None:
    page = api.get("/console/sign-in/").text
    url = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with api.get(url) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
    with api.get(url.partition("?")[0]) as answer:
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_api_is_left_alone(api: FlaskClient) -> None:
    answer = api.post("/v1/reports", json={})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert "Content-Security-Policy" not in answer.headers
