"""The settings: kept by those who may, and never by anybody else."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from service.domain.code_lists import Role
from service.store.models import AuditEntry, PolicyVersion
from service.store.queries.work import targets
from service.usecases.runtime import Runtime
from tests.admin.browsing import Browsing, browse, plain
from tests.builders import World

HOME = "/console/settings/"
TEMPLATE = {"name": "First words", "language": "en", "body": "About {reference}.", "active": "y"}
PROVIDER = {"name": "Ward Trust", "email": "ward@example.org", "phone": "", "active": "y"}
POLICY = {
    "label": "2026.1", "title": "Dignity", "effective_from": "2026-01-01", "body": "We listen.",
}  # fmt: skip
ADDED: dict[str, dict[str, str]] = {"templates/add/": TEMPLATE, "providers/add/": PROVIDER}

WRONG: list[tuple[str, dict[str, str], str]] = [
    ("templates/add/", {**TEMPLATE, "body": "Dear {name}"}, "use no other braces"),
    ("templates/add/", {**TEMPLATE, "name": " "}, "Give it a name."),
    ("templates/add/", {**TEMPLATE, "language": "xx"}, "Not a valid choice"),
    ("templates/add/", {**TEMPLATE, "body": "\0"}, "cannot be stored"),
    ("providers/add/", {**PROVIDER, "email": "nobody"}, "Give an e-mail address"),
    ("policy/publish/", {**POLICY, "effective_from": "soon"}, "Not a valid date"),
    ("policy/publish/", {**POLICY, "body": ""}, "Write or paste the policy."),
    ("deadlines/next_step/", {"days": "0"}, "Give 1 to 365 days."),
    ("deadlines/next_step/", {"days": "x"}, "Not a valid integer"),
]


@pytest.fixture
def keeper(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.SYSTEM_ADMIN)


def link(keeper: Browsing, path: str, name: str) -> str:
    found = re.search(rf'href="([^"]+)">{re.escape(name)}<', keeper.get(f"{HOME}{path}").text)
    assert found, plain(keeper.get(f"{HOME}{path}"))
    return found[1]


def version(keeper: Browsing, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', keeper.get(page).text)
    assert found
    return found[1]


def hidden(page: str) -> dict[str, str]:
    """What the form of a page carries along."""
    return dict(re.findall(r'type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', page))


@pytest.mark.parametrize("role", [Role.WELFARE_OFFICER, Role.AUDITOR, Role.SERVICE_PROVIDER])
def test_for_others_there_are_no_settings(app: Flask, world: World, role: Role) -> None:
    other = browse(app, world, role)
    assert "Message templates" not in other.get("/console/directory/").text
    for path in ("templates/", "policy/", "policy/publish/", "providers/", "deadlines/"):
        assert other.get(HOME + path).status_code == 404
    for path, form in {**ADDED, "policy/publish/": POLICY}.items():
        assert other.post(HOME + path, **form).status_code == 404


def test_without_its_token_a_form_does_nothing(keeper: Browsing) -> None:
    for path, form in ADDED.items():
        assert keeper.client.post(HOME + path, data=form).status_code == 400
    assert "No templates yet" in keeper.text(f"{HOME}templates/")


@pytest.mark.parametrize(
    ("path", "change", "shown"),
    [
        ("templates", {"body": "Hello."}, "Hello."),
        ("templates", {"active": None}, "Not offered"),
        ("providers", {"phone": "01632 960123"}, "01632 960123"),
        ("providers", {"active": None}, "Taken out"),
    ],
)
def test_a_thing_is_added_and_changed(
    keeper: Browsing, runtime: Runtime, path: str, change: Any, shown: str
) -> None:
    form = ADDED[f"{path}/add/"]
    assert keeper.post(f"{HOME}{path}/add/", **form).status_code == 303
    page = link(keeper, f"{path}/", form["name"])
    seen = version(keeper, page)
    assert keeper.post(page, **form, version=seen).status_code == 303
    assert version(keeper, page) == seen, "saying the same again changes nothing"
    changed = {name: value for name, value in {**form, **change}.items() if value is not None}
    assert keeper.post(page, **changed, version=seen).status_code == 303
    assert shown in keeper.text(f"{HOME}{path}/")
    with runtime.engine.connect() as connection:
        verb = {"templates": "template.amend", "providers": "provider.amend"}[path]
        leaves = connection.scalars(select(AuditEntry.leaf).where(AuditEntry.verb == verb)).all()
    assert len(leaves) == 1


def test_what_is_wrong_is_said(keeper: Browsing) -> None:
    for path, form, words in WRONG:
        answer = keeper.post(HOME + path, **form)
        assert answer.status_code == 422, words
        assert words in plain(answer)


def test_a_name_is_used_once(keeper: Browsing) -> None:
    for path, form in ADDED.items():
        assert keeper.post(HOME + path, **form).status_code == 303
        answer = keeper.post(HOME + path, **form)
        assert answer.status_code == 422
        assert "this name" in plain(answer)


def test_a_stale_change_shows_both(app: Flask, world: World, keeper: Browsing) -> None:
    keeper.post(f"{HOME}templates/add/", **TEMPLATE)
    page = link(keeper, "templates/", "First words")
    seen = version(keeper, page)
    other = browse(app, world, Role.CASE_MANAGER)
    assert other.post(page, **{**TEMPLATE, "body": "Theirs."}, version=seen).status_code == 303
    answer = keeper.post(page, **{**TEMPLATE, "name": "Mine"}, version=seen)
    assert answer.status_code == 412
    for words in ("Mine", "First words", "Theirs.", "About {reference}."):
        assert words in plain(answer)
    assert keeper.post(page, **hidden(answer.text)).status_code == 303
    shown = keeper.text(f"{HOME}templates/")
    assert ("Mine" in shown, "Theirs." in shown) == (True, False)


def test_a_change_of_no_version_is_stale(keeper: Browsing) -> None:
    keeper.post(f"{HOME}providers/add/", **PROVIDER)
    page = link(keeper, "providers/", "Ward Trust")
    for given in ("", "x", "0", "9" * 30):
        answer = keeper.post(page, **{**PROVIDER, "name": "X"}, version=given)
        assert answer.status_code == 412, given


def test_a_policy_is_published_once_it_is_confirmed(keeper: Browsing, runtime: Runtime) -> None:
    asked = keeper.post(f"{HOME}policy/publish/", **POLICY)
    assert "It cannot be changed or taken back." in plain(asked)
    assert "Cases opened on 1 January 2026 or later come under it" in plain(asked)
    assert "No policy yet" in keeper.text(f"{HOME}policy/")
    assert keeper.post(f"{HOME}policy/publish/", **hidden(asked.text)).status_code == 303
    later = {**POLICY, "label": "2099.1", "effective_from": "2099-01-01", "confirmed": "1"}
    assert keeper.post(f"{HOME}policy/publish/", **later).status_code == 303
    page = keeper.get(f"{HOME}policy/").text
    assert page.index("2099.1") < page.index("2026.1")
    assert page.count("badge tone-good") == 1
    assert "badge tone-good" in page[page.index("2026.1") :]
    assert "We listen." in keeper.text(link(keeper, "policy/", "2026.1"))
    again = keeper.post(f"{HOME}policy/publish/", **POLICY, confirmed="1")
    assert again.status_code == 422
    assert "Another version of the policy has this label." in plain(again)
    with runtime.engine.connect() as connection:
        days = connection.scalars(select(PolicyVersion.effective_from)).all()
    assert sorted(days) == [date(2026, 1, 1), date(2099, 1, 1)]


def test_a_deadline_is_set(keeper: Browsing, runtime: Runtime) -> None:
    assert "None set" in keeper.text(f"{HOME}deadlines/")
    assert "keep theirs" in keeper.text(f"{HOME}deadlines/formal_stage/")
    assert keeper.post(f"{HOME}deadlines/formal_stage/", days="30").status_code == 303
    assert "30 calendar days" in keeper.text(f"{HOME}deadlines/")
    with runtime.engine.connect() as connection:
        assert targets(connection) == {"formal_stage": 30}
    for method in (keeper.get, keeper.post):
        assert method(f"{HOME}deadlines/nothing/").status_code == 404
