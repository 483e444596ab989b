"""What peers do together, at the console: kept by those who may, and who comes by nobody."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.domain.code_lists import Role
from service.store.models import ActivitySession, SupportService
from tests.admin.browsing import Browsing, browse, plain
from tests.builders import World

HOME = "/console/activities/"
CIRCLE: dict[str, Any] = {
    "name": "After placement", "kind": "reflective_space", "description": "About the week.",
    "name_cy": "Ar ôl lleoliad", "languages": ["en", "cy"], "characteristics": ["race"],
    "site": "Main campus", "capacity": "12", "active": "y",
}  # fmt: skip
MEETING = {
    "starts_at": "2099-10-06T17:00", "ends_at": "2099-10-06T18:30", "place": "Room 2.04",
    "capacity": "", "weeks": "1",
}  # fmt: skip
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("add/", {"name": ""}, "Give it a name."),
    ("add/", {"kind": "party"}, "Not a valid choice"),
    ("add/", {"service_id": ""}, "Choose the service."),
    ("add/", {"service_id": "x"}, "Not a valid choice"),
    ("add/", {"capacity": "0"}, "Give a number of people, or nothing."),
    ("add/", {"description": "\0"}, "cannot be stored"),
    ("sessions/", {"starts_at": ""}, "Say when it begins."),
    ("sessions/", {"starts_at": "tomorrow"}, "Not a valid datetime"),
    ("sessions/", {"starts_at": "0001-01-01T00:00"}, "Give a day that is nearer."),
    ("sessions/", {"starts_at": "2020-10-06T17:00"}, "cannot be planned in the past"),
    ("sessions/", {"ends_at": "2099-10-06T17:00"}, "A session ends after it starts."),
    ("sessions/", {"ends_at": "2099-10-08T17:00"}, "at most 24 hours"),
    ("sessions/", {"weeks": "27"}, "Give 1 to 26 weeks."),
    ("sessions/", {"weeks": ""}, "Give a number of weeks."),
]


@pytest.fixture
def service(world: World) -> SupportService:
    return world.service(name="Peer Circle", service_type="peer_network")


@pytest.fixture
def manager(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.CASE_MANAGER)


def add(keeper: Browsing, service: SupportService, **changes: Any) -> str:
    """Add an activity; give its page."""
    form = {**CIRCLE, "service_id": str(service.id), **changes}
    answer = keeper.post(f"{HOME}add/", **form)
    assert answer.status_code == 303, plain(answer)
    found = re.search(rf'row-link" href="({HOME}[0-9a-f-]+/)"', keeper.get(HOME).text)
    assert found
    return found[1]


def plan(keeper: Browsing, page: str, **changes: Any) -> str:
    """Plan when it meets; give the address of the session planned last."""
    answer = keeper.post(f"{page}sessions/", **{**MEETING, **changes})
    assert answer.status_code == 303, plain(answer)
    found = re.search(rf"{page}sessions/[0-9a-f-]+/", keeper.get(page).text)
    assert found
    return found[0]


def version(keeper: Browsing, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', keeper.get(page).text)
    assert found
    return found[1]


def let_it_begin(world: World) -> None:
    """Put the one session that is planned an hour back."""
    now, hour = world.runtime.clock(), timedelta(hours=1)
    with world.runtime.engine.begin() as connection:
        connection.execute(update(ActivitySession).values(starts_at=now - hour, ends_at=now))


@pytest.mark.parametrize("role", [Role.WELFARE_OFFICER, Role.ANALYST, Role.AUDITOR])
def test_for_others_it_does_not_exist(
    app: Flask, world: World, manager: Browsing, service: SupportService, role: Role
) -> None:
    page = add(manager, service)
    session, other = plan(manager, page), browse(app, world, role)
    for path in (HOME, f"{HOME}add/", page, f"{page}edit/", f"{page}sessions/", f"{session}edit"):
        assert other.get(path).status_code == 404
    for path in (f"{HOME}add/", f"{page}sessions/", f"{session}step/cancel"):
        assert other.post(path, **{**CIRCLE, **MEETING}).status_code == 404


def test_a_service_keeps_its_own_and_no_other_s(
    app: Flask, world: World, manager: Browsing, service: SupportService
) -> None:
    other = world.service(name="Night Line", service_type="crisis")
    keeper = browse(app, world, Role.SERVICE_PROVIDER, service_id=service.id)
    theirs = add(manager, other, name="Theirs")
    session = plan(manager, theirs)
    page = add(keeper, service, name="Ours")
    assert plan(keeper, page)
    shown = keeper.text(HOME, service=str(other.id))
    assert ("Ours" in shown, "Theirs" in shown) == (True, False)
    assert "Night Line" not in keeper.text(f"{HOME}add/")
    refused = keeper.post(f"{HOME}add/", **{**CIRCLE, "service_id": str(other.id)})
    assert refused.status_code == 422
    for path in (theirs, f"{theirs}edit/", f"{theirs}sessions/", f"{session}edit"):
        assert keeper.get(path).status_code == 403, path
    for path in (f"{theirs}edit/", f"{theirs}sessions/", f"{session}step/cancel"):
        assert keeper.post(path, **{**CIRCLE, **MEETING}, version="1").status_code == 403, path
    nobody_s = browse(app, world, Role.SERVICE_PROVIDER)
    assert "No activities yet" in nobody_s.text(HOME)


def test_a_system_admin_keeps_all_of_them(
    app: Flask, world: World, manager: Browsing, service: SupportService
) -> None:
    other = world.service(name="Night Line", service_type="crisis")
    add(manager, other, name="Theirs", active="")
    admin = browse(app, world, Role.SYSTEM_ADMIN)
    add(admin, service, name="Ours")
    both = admin.text(HOME)
    assert "Ours" in both
    assert "Theirs" in both
    only = admin.text(HOME, service=str(service.id))
    assert ("Ours" in only, "Theirs" in only) == (True, False)
    assert "Theirs" in admin.text(HOME, service="\0", after="x")


def test_a_series_is_planned_on_the_service_s_clocks(world: World, manager: Browsing) -> None:
    far = world.service(name="Far away", timezone="Asia/Tokyo")
    page = add(manager, far)
    plan(manager, page, starts_at="2099-03-20T17:00", ends_at="2099-03-20T18:30", weeks="3")
    shown = manager.text(page)
    for day in ("20 March", "27 March", "3 April"):
        assert f"{day} 2099, 17:00" in shown
    assert "On the clocks of Asia/Tokyo" in shown
    assert "name is ever written down" in shown
    with world.runtime.engine.connect() as connection:
        starts = connection.scalars(select(ActivitySession.starts_at)).all()
    assert {(at.hour, at.minute) for at in starts} == {(8, 0)}


def test_a_session_is_held_once_with_how_many_came(
    world: World, manager: Browsing, service: SupportService
) -> None:
    page = add(manager, service)
    session = plan(manager, page)
    hold = f"{session}step/hold"
    assert "Record how many came" not in manager.text(page)
    early = manager.post(hold, attended="9", version="1")
    assert early.status_code == 422
    assert "has not begun yet" in plain(early)
    let_it_begin(world)
    assert "Record how many came" in manager.text(page)
    asked = manager.text(hold)
    assert "Nobody's name is ever written down." in asked
    assert "It cannot be changed later." in asked
    for given, words in (("", "Say how many came"), ("-1", "Give 0 to"), ("x", "Not a valid int")):
        answer = manager.post(hold, attended=given, version=version(manager, hold))
        assert answer.status_code == 422
        assert words in plain(answer)
    assert manager.post(hold, attended="9", version=version(manager, hold)).status_code == 303
    shown = manager.text(page)
    assert "Held" in shown
    assert " 9 " in shown
    refused = manager.client.get(f"{session}step/cancel", follow_redirects=True)
    assert "This cannot be done while" in plain(refused)


def test_a_session_is_cancelled(manager: Browsing, service: SupportService) -> None:
    page = add(manager, service)
    cancel = f"{plan(manager, page)}step/cancel"
    assert "sees that it is off" in manager.text(cancel)
    assert manager.client.post(cancel, data={"version": "1"}).status_code == 400
    assert manager.post(cancel, version=version(manager, cancel)).status_code == 303
    assert "Cancelled" in manager.text(page)
    assert "Nothing left to do" in manager.text(page)


def test_a_session_is_changed_and_a_stale_change_shows_both(
    manager: Browsing, service: SupportService
) -> None:
    page = add(manager, service)
    edit = f"{plan(manager, page)}edit"
    seen = version(manager, edit)
    form = {name: value for name, value in MEETING.items() if name != "weeks"}
    form["capacity"] = "12"
    assert manager.post(edit, **form, version=seen).status_code == 303
    assert version(manager, edit) == seen, "saying the same again changes nothing"
    moved = {**form, "starts_at": "2099-10-06T16:00"}
    assert manager.post(edit, **moved, version=seen).status_code == 303
    answer = manager.post(edit, **{**form, "place": "Room 3.11"}, version=seen)
    assert answer.status_code == 412
    for words in ("Room 3.11", "Room 2.04", "6 October 2099, 17:00", "6 October 2099, 16:00"):
        assert words in plain(answer), words
    assert "16:00" in manager.text(page)


def test_an_activity_is_changed_and_a_stale_change_shows_both(
    manager: Browsing, service: SupportService
) -> None:
    page = add(manager, service)
    edit = f"{page}edit/"
    seen = version(manager, edit)
    for name in ("Renamed", "Mine"):
        answer = manager.post(edit, **{**CIRCLE, "name": name}, version=seen)
    assert answer.status_code == 412
    for words in ("Mine", "Renamed", "English, Welsh", "Race"):
        assert words in plain(answer), words
    assert "Renamed" in manager.text(page)


def test_what_is_wrong_is_said(manager: Browsing, service: SupportService) -> None:
    page = add(manager, service)
    for where, change, words in WRONG:
        form = {**CIRCLE, "service_id": str(service.id)} if where == "add/" else MEETING
        path = f"{HOME}{where}" if where == "add/" else f"{page}{where}"
        answer = manager.post(path, **{**form, **change})
        assert answer.status_code == 422, words
        assert words in plain(answer), words
    assert "No sessions yet" in manager.text(page)
    assert manager.client.post(f"{HOME}add/", data=CIRCLE).status_code == 400


def test_a_session_of_another_activity_is_not_there(
    manager: Browsing, service: SupportService
) -> None:
    one = add(manager, service)
    session = plan(manager, one).removeprefix(one)
    other = add(manager, service)
    assert manager.get(f"{other}{session}edit").status_code == 404
    assert manager.post(f"{other}{session}step/cancel", version="1").status_code == 404
