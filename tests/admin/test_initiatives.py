"""Initiatives at the console: written down, published and taken back by those who may."""

import re
from typing import Any

import pytest
from flask import Flask

from service.domain.code_lists import Role
from tests.admin.browsing import Browsing, browse, plain
from tests.builders import World

HOME = "/console/initiatives/"
WARD: dict[str, Any] = {
    "title": "A named contact", "title_cy": "Cyswllt", "said": "Nobody to turn to.\r\nReally.",
    "did": "Each ward has one.", "led_by": "peers", "stage": "under_way",
    "themes": ["placements", "belonging"], "settings": ["hospital_placement"],
    "started_on": "2026-03-01", "people_reached": "143", "service_id": "",
}  # fmt: skip
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": " "}, "Give it a title."),
    ({"title": "x" * 301}, "longer than 300"),
    ({"said": ""}, "Say what people told you."),
    ({"did": "a\0b"}, "cannot be stored"),
    ({"said_cy": "x" * 5001}, "longer than 5000"),
    ({"themes": []}, "Choose one theme at least."),
    ({"themes": ["moon"]}, "is not a valid choice"),
    ({"led_by": "nobody"}, "Not a valid choice"),
    ({"service_id": "x"}, "Not a valid choice"),
    ({"started_on": "soon"}, "Not a valid date"),
    ({"started_on": "9999-12-31"}, "Give a day that is nearer."),
    ({"ended_on": "2026-02-28"}, "It cannot have ended before it started."),
    ({"people_reached": "-1"}, "Give a number of people."),
    ({"people_reached": "9" * 5000}, "Not a valid integer"),
]


@pytest.fixture
def manager(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.CASE_MANAGER)


def add(manager: Browsing, **changes: Any) -> str:
    """Write one down; give its page."""
    answer = manager.post(f"{HOME}add/", **{**WARD, **changes})
    assert answer.status_code == 303, plain(answer)
    found = re.search(rf'row-link" href="({HOME}[0-9a-f-]+/)"', manager.get(HOME).text)
    assert found
    return found[1]


def version(manager: Browsing, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', manager.get(page).text)
    assert found
    return found[1]


def move(manager: Browsing, page: str, action: str) -> Any:
    step = f"{page}step/{action}"
    return manager.post(step, version=version(manager, step))


@pytest.mark.parametrize(
    "role", [Role.WELFARE_OFFICER, Role.SYSTEM_ADMIN, Role.ANALYST, Role.SERVICE_PROVIDER]
)
def test_for_others_it_does_not_exist(
    app: Flask, world: World, manager: Browsing, role: Role
) -> None:
    page, other = add(manager), browse(app, world, role)
    assert "Initiatives" not in other.text("/console/directory/")
    for path in (HOME, f"{HOME}add/", page, f"{page}edit/", f"{page}step/publish"):
        assert other.get(path).status_code == 404
    for path in (f"{HOME}add/", f"{page}edit/", f"{page}step/publish"):
        assert other.post(path, **WARD, version="1").status_code == 404
    assert "Draft" in manager.text(page)


def test_what_is_published_is_public_until_it_is_taken_back(app: Flask, manager: Browsing) -> None:
    def public() -> str:
        return plain(app.test_client().get("/said-and-done"))

    page = add(manager)
    assert "Draft" in manager.text(HOME)
    for words in ("143", "About 145", "1 March 2026", "Cyswllt", "Counted when it is published"):
        assert words in manager.text(page), words
    asked = manager.text(f"{page}step/publish")
    for words in (
        "Anybody reads its words", "about 145 people", "how many reports touch on its themes: few",
    ):  # fmt: skip
        assert words in asked, words
    assert "143" not in asked
    assert "A named contact" not in public()
    assert move(manager, page, "publish").status_code == 303
    assert "A named contact" in public()
    assert "Published" in manager.text(page)
    assert "This cannot be done while" in plain(manager.client.get(
        f"{page}step/publish", follow_redirects=True
    ))  # fmt: skip
    taken_back = manager.text(f"{page}step/withdraw")
    assert "It disappears from the public page" in taken_back
    assert "Feed readers may have kept" in taken_back
    assert move(manager, page, "withdraw").status_code == 303
    assert "A named contact" not in public()


def test_figures_that_are_not_shown_are_said_to_be_none(manager: Browsing) -> None:
    asked = manager.text(f"{add(manager, people_reached='7')}step/publish")
    assert "It does not say how many it reached" in asked
    assert "It says" not in asked


def test_the_reports_behind_are_shown_as_they_will_be(
    manager: Browsing, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.usecases.initiatives.reports_touching", lambda *_a, **_k: 23)
    page = add(manager)
    assert "about 25 reports touch on its themes" in manager.text(f"{page}step/publish")
    move(manager, page, "publish")
    assert "About 25" in manager.text(page)


def test_what_is_wrong_is_said(manager: Browsing) -> None:
    for change, words in WRONG:
        answer = manager.post(f"{HOME}add/", **{**WARD, **change})
        assert answer.status_code == 422, words
        assert words in plain(answer), words
    assert "No initiatives yet" in manager.text(HOME)
    assert manager.client.post(f"{HOME}add/", data=WARD).status_code == 400


def test_of_what_is_public_the_figures_stay(manager: Browsing) -> None:
    page = add(manager)
    same = manager.post(f"{page}edit/", **WARD, version=version(manager, f"{page}edit/"))
    assert same.status_code == 303
    assert version(manager, f"{page}edit/") == "1", "saying the same again changes nothing"
    move(manager, page, "publish")
    form = manager.get(f"{page}edit/").text
    assert 'name="themes"' not in form
    assert 'name="people_reached"' not in form
    assert "take it back to change them" in form
    answer = manager.post(
        f"{page}edit/", **{**WARD, "people_reached": "9000", "stage": "done"},
        version=version(manager, f"{page}edit/"),
    )  # fmt: skip
    assert answer.status_code == 303
    shown = manager.text(page)
    assert ("Done" in shown, "143" in shown, "9000" in shown) == (True, True, False)


def test_a_stale_change_shows_both(app: Flask, world: World, manager: Browsing) -> None:
    page = add(manager)
    seen = version(manager, f"{page}edit/")
    other = browse(app, world, Role.CASE_MANAGER)
    theirs = {**WARD, "title": "Theirs", "themes": ["belonging"]}
    assert other.post(f"{page}edit/", **theirs, version=seen).status_code == 303
    answer = manager.post(f"{page}edit/", **{**WARD, "title": "Mine"}, version=seen)
    assert answer.status_code == 412
    for words in ("Mine", "Theirs", "Placements, Isolation and belonging", "1 March 2026"):
        assert words in plain(answer), words
    assert manager.post(f"{page}step/publish", version=seen).status_code == 412
    assert "Draft" in manager.text(page)
