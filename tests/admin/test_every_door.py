"""Nothing of a case is on any page of the console for whoever has a conflict of interest."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from service.domain.code_lists import Role
from tests.admin.browsing import Browsing, browse, plain
from tests.builders import World
from tests.doors import CONSOLE, Scene

ABOUT_CASES = {
    "case_id", "report_id", "referral_id", "entry_id", "attachment_id", "request_id"
}  # fmt: skip
WORDS = {"action": "close", "name": "x", "state": "asked", "wanted": "entries.jsonl"}
NOWHERE = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def scene(api: FlaskClient, world: World) -> Scene:
    return Scene(api, world)


@pytest.fixture
def officer(app: Flask, world: World, scene: Scene) -> Browsing:
    """Somebody with every role, who is on the case."""
    made = browse(app, world, *Role)
    scene.put_on(made.actor)
    return made


def rules(app: Flask, method: str) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console/") and method in (rule.methods or ())
        and rule.endpoint not in {"console.static", "session.end", "session.extend"}
    ]  # fmt: skip


def address(app: Flask, scene: Scene, rule: Rule) -> str:
    mine = {**scene.things.ids, **scene.ids, "entry_id": scene.entry_id()}
    known: dict[str, Any] = {**mine, **WORDS}
    values = {name: known.get(name, NOWHERE) for name in rule.arguments}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def test_no_page_shows_anything_of_the_case(app: Flask, scene: Scene, officer: Browsing) -> None:
    pages = {rule.endpoint: address(app, scene, rule) for rule in rules(app, "GET")}
    pages |= {page: page.format_map(scene.things.ids) for page in CONSOLE}
    before = {name for name, page in pages.items() if scene.shown(officer.get(page).text)}
    assert len(before) > 20, before
    assert set(CONSOLE) <= before
    scene.shut_out(officer.actor)
    for name, page in pages.items():
        # What was asked for by its id is no news: a filter shows it as it was typed.
        news = scene.shown(officer.get(page).text) - scene.shown(page)
        assert not news, (name, news)


def test_a_page_of_the_case_answers_like_one_that_is_not_there(
    app: Flask, scene: Scene, officer: Browsing
) -> None:
    def status(method: str, page: str) -> int:
        answer = officer.get(page) if method == "GET" else officer.post(page)
        there = answer.status_code == 303
        return officer.get(answer.location).status_code if there else answer.status_code

    scene.shut_out(officer.actor)
    for method, allowed in (("GET", {404}), ("POST", {404, 422})):
        for rule in rules(app, method):
            if rule.arguments & ABOUT_CASES:
                page = address(app, scene, rule)
                found = status(method, page)
                nowhere = status(method, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", NOWHERE, page))
                assert found == nowhere, (method, rule.rule)
                assert found in allowed, (method, rule.rule, found)


def test_a_reference_finds_in_the_log_what_an_unknown_one_finds(
    scene: Scene, officer: Browsing
) -> None:
    def said(reference: str) -> tuple[int, str]:
        answer = officer.get("/console/audit/", case=reference)
        return answer.status_code, plain(answer).replace(reference, "")

    reference = scene.references[str(scene.case_id)]
    assert said(reference)[0] == 200
    scene.shut_out(officer.actor)
    known, unknown = said(reference), said("C-0000-0000")
    assert known[0] == unknown[0] == 422
    assert "Nothing has the reference" in known[1]


def test_the_log_is_checked_without_naming_anything(scene: Scene, officer: Browsing) -> None:
    scene.shut_out(officer.actor)
    checked = officer.post("/console/audit/check")
    assert checked.status_code == 200
    assert not scene.shown(checked.text)
    refused = officer.post("/console/audit/exports/", purpose="audit")
    assert "Ask another auditor" in refused.text
