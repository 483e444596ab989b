"""The directory of support services at the console."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from service.domain.code_lists import Role
from service.store.queries.audit import EntryFilter, list_entries
from service.store.queries.pages import Page
from service.store.queries.support import service_row
from service.usecases.runtime import Runtime
from tests.admin.browsing import Browsing, browse, plain
from tests.builders import World

LIST = "/console/directory/"
ENTRY: dict[str, Any] = {
    "name": "Peer Circle",
    "service_type": "peer_network",
    "description": "Medical students who have been there.",
    "characteristics": ["race", "religion_or_belief"],
    "settings": ["hospital_placement"],
    "languages": ["en", "cy"],
    "sites": "Main campus\r\n\r\nSt Elsewhere\r\nMain campus",
    "self_referral": "y",
    "active": "y",
    "email": "circle@example.ac.uk",
    "phone": "01632 960123",
    "url": "https://circle.example.ac.uk",
    "cost": "free",
    "timezone": "Europe/London",
    "opening_hours": "Mondays",
    "accessibility": "Step-free.",
    "review_on": "2027-01-31",
}


@pytest.fixture
def keeper(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.CASE_MANAGER)


@pytest.fixture
def officer(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.WELFARE_OFFICER)


def add(keeper: Browsing, **changes: Any) -> str:
    """Add a service and give its page's address."""
    answer = keeper.post(f"{LIST}add/", **{**ENTRY, **changes})
    assert answer.status_code == 303, plain(answer)
    return answer.headers["Location"]


def version(keeper: Browsing, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', keeper.get(f"{page}edit/").text)
    assert found
    return found[1]


def test_a_keeper_adds_a_service_and_every_officer_reads_it(
    keeper: Browsing, officer: Browsing, runtime: Runtime
) -> None:
    page = add(keeper)
    shown = officer.text(page)
    for words in (
        "Peer Circle", "Race, Religion or belief", "English, Welsh", "Step-free.",
        "Main campus, St Elsewhere", "circle@example.ac.uk", "31 January 2027",
    ):  # fmt: skip
        assert words in shown
    assert "Change this entry" not in shown
    with runtime.reading(keeper.actor) as reading:
        entries = list_entries(
            reading.connection, reading.actor, EntryFilter(verb="service.create"), Page()
        )
    assert [row.actor_id for row in entries.rows] == [keeper.actor.id]


@pytest.mark.parametrize(
    "role", [Role.WELFARE_OFFICER, Role.AUDITOR, Role.SERVICE_PROVIDER, Role.ANALYST]
)
def test_others_read_but_do_not_write(app: Flask, world: World, role: Role) -> None:
    service = world.service()
    other = browse(app, world, role)
    assert "Student Counselling" in other.text(LIST)
    assert "Add a service" not in other.text(LIST)
    for path in (f"{LIST}add/", f"{LIST}{service.id}/edit/"):
        assert other.get(path).status_code == 403
        assert other.post(path, **ENTRY, version="1").status_code == 403
    assert "Peer Circle" not in other.text(LIST)


def test_nobody_reads_it_here_without_signing_in(app: Flask) -> None:
    assert app.test_client().get(LIST).status_code == 303


def test_a_form_without_its_token_does_nothing(keeper: Browsing) -> None:
    assert keeper.client.post(f"{LIST}add/", data=ENTRY).status_code == 400
    assert "Peer Circle" not in keeper.text(LIST)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(keeper: Browsing) -> None:
    answer = keeper.post(f"{LIST}add/", **{**ENTRY, "name": " ", "url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert "Give its name." in plain(answer)
    assert "begins with https://" in plain(answer)
    assert "Medical students who have been there." in answer.text


WRONG: tuple[dict[str, Any], ...] = (
    {"name": "x" * 301},
    {"name": "a\0b"},
    {"description": "x" * 5001},
    {"description": "\0"},
    {"service_type": "bank"},
    {"service_type": ""},
    {"characteristics": ["race", "height"]},
    {"settings": ["moon"]},
    {"languages": ["xx\0"]},
    {"sites": "\n".join(str(number) for number in range(51))},
    {"sites": "x" * 101},
    {"sites": "a\0b"},
    {"email": "nobody"},
    {"email": "a\0@example.org"},
    {"email": "a" * 300 + "@example.org"},
    {"phone": "1" * 51},
    {"url": "ftp://example.org"},
    {"url": "https://"},
    {"url": "https://[bad"},
    {"url": "https://example.org/a b"},
    {"chat_url": "javascript:alert(1)"},
    {"sms": "1" * 51},
    {"address": "x" * 301},
    {"communities": "x" * 101},
    {"helps_with": ["height"]},
    {"represents": ["tall"]},
    {"accessible": ["moon"]},
    {"cost": "a fortune"},
    {"name_cy": "x" * 301},
    {"description_cy": "a\0b"},
    {"timezone": "Northbridge"},
    {"timezone": ""},
    {"external_id": "x" * 101},
    {"next_available_on": "soon"},
    {"opening_hours": "x" * 301},
    {"accessibility": "x" * 1001},
    {"review_on": "31/01/2027"},
    {"review_on": "2027-02-30"},
)


def test_bad_input_is_refused(keeper: Browsing) -> None:
    for wrong in WRONG:
        assert keeper.post(f"{LIST}add/", **{**ENTRY, **wrong}).status_code == 422, wrong
    assert "Peer Circle" not in keeper.text(LIST)


def test_only_what_was_changed_is_recorded(keeper: Browsing, runtime: Runtime) -> None:
    page = add(keeper)
    changed = {**ENTRY, "name": "Peer Circles", "email": "", "accessibility": ""}
    answer = keeper.post(f"{page}edit/", **changed, version=version(keeper, page))
    assert answer.status_code == 303
    assert "Peer Circles" in keeper.text(page)
    assert "circle@example.ac.uk" not in keeper.text(page)
    with runtime.reading(keeper.actor) as reading:
        entries = list_entries(
            reading.connection, reading.actor, EntryFilter(verb="service.amend"), Page()
        )
    assert b'"fields":["accessibility","contact","name"]' in entries.rows[0].leaf


def test_saving_what_it_says_already_changes_nothing(keeper: Browsing) -> None:
    page = add(keeper)
    before = version(keeper, page)
    assert keeper.post(f"{page}edit/", **ENTRY, version=before).status_code == 303
    assert version(keeper, page) == before


def test_a_stale_edit_shows_both_versions_and_either_can_be_kept(
    app: Flask, world: World, keeper: Browsing, runtime: Runtime
) -> None:
    page = add(keeper)
    seen = version(keeper, page)
    other = browse(app, world, Role.SYSTEM_ADMIN)
    theirs = {**ENTRY, "name": "Their Circle"}
    assert other.post(f"{page}edit/", **theirs, version=seen).status_code == 303
    mine = {**ENTRY, "description": "", "opening_hours": "Tuesdays", "urgent": "y"}
    answer = keeper.post(f"{page}edit/", **mine, version=seen)
    assert answer.status_code == 412
    for words in ("Officer2", "Their Circle", "Peer Circle", "Tuesdays", "Save mine over theirs"):
        assert words in plain(answer)
    assert "Their Circle" in keeper.text(page)
    form: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text):
        form.setdefault(name, []).append(value)
    form.pop("csrf_token")
    assert keeper.post(f"{page}edit/", **form).status_code == 303
    with runtime.reading(keeper.actor) as reading:
        row = service_row(reading.connection, UUID(page.split("/")[3]))
    assert (row.name, row.description, row.opening_hours) == ("Peer Circle", "", "Tuesdays")
    assert row.urgent
    assert row.characteristics == ENTRY["characteristics"]


@pytest.mark.parametrize("given", ["", "x", "0", "-1", "9" * 30])
def test_an_edit_of_no_version_is_a_stale_one(keeper: Browsing, given: str) -> None:
    page = add(keeper)
    answer = keeper.post(f"{page}edit/", **{**ENTRY, "name": "Other"}, version=given)
    assert answer.status_code == 412


def test_the_list_is_narrowed(keeper: Browsing, officer: Browsing) -> None:
    add(keeper)
    add(keeper, name="Night Line", service_type="crisis", urgent="y", always_open="y",
        characteristics=["age"], settings=["online"], languages=["bsl"], accessible=["step_free"],
        represents=["woman"])  # fmt: skip
    for query, seen in [
        ({"type": "crisis"}, "Night Line"),
        ({"characteristic": "race"}, "Peer Circle"),
        ({"setting": "hospital_placement"}, "Peer Circle"),
        ({"speaks": "bsl"}, "Night Line"),
        ({"urgent": "1"}, "Night Line"),
        ({"self_referral": "1", "q": "circle"}, "Peer Circle"),
        ({"accessible": "step_free"}, "Night Line"),
        ({"represents": "woman"}, "Night Line"),
        ({"open_now": "1"}, "Night Line"),
        ({"q": "NIGHT lines"}, "Night Line"),
    ]:
        shown = officer.text(LIST, **query)
        assert seen in shown
        assert ({"Night Line": "Peer Circle", "Peer Circle": "Night Line"}[seen]) not in shown
    assert "No service matches" in officer.text(LIST, q="zebra")
    everything = officer.text(LIST)
    assert everything.index("Night Line") < everything.index("Peer Circle")


def test_a_service_taken_out_is_seen_by_keepers_who_ask(
    keeper: Browsing, officer: Browsing
) -> None:
    add(keeper, active="")
    page = add(keeper, name="Second")
    taken = {name: value for name, value in ENTRY.items() if name != "active"}
    keeper.post(f"{page}edit/", **{**taken, "name": "Second"}, version=version(keeper, page))
    assert "Second" not in keeper.text(LIST)
    assert "Second" in keeper.text(LIST, all="1")
    assert "Second" not in officer.text(LIST, all="1")
    assert "Taken out of the directory" in officer.text(page)


def test_pages_go_on_where_the_last_one_ended(world: World, officer: Browsing) -> None:
    names = [f"Service {number:02}" for number in range(30)]
    for number, name in enumerate(reversed(names)):
        world.service(name=name, urgent=number >= 28)
    seen: list[str] = []
    address: str | None = LIST
    while address:
        answer = officer.get(address)
        seen += re.findall(r'class="row-link"[^>]*>(Service \d\d)<', answer.text)
        more = re.search(r'href="([^"]+)" rel="next"', answer.text)
        address = more[1].replace("&amp;", "&") if more else None
    assert seen == names


@pytest.mark.parametrize(
    "query",
    [
        {"type": "bank"}, {"speaks": "\0"}, {"q": "\0"}, {"q": "x" * 5000},
        {"after": "nonsense"}, {"after": "\0"}, {"setting": "😀"},
    ],
    ids=str,
)  # fmt: skip
def test_a_bad_filter_is_left_out_and_said(officer: Browsing, query: dict[str, str]) -> None:
    assert "A filter was left out" in officer.text(LIST, **query)


@pytest.mark.parametrize(
    "query", [{"endpoint": "x"}, {"_external": "1"}, {"_anchor": "a"}, {"after": str(uuid4())}]
)
def test_odd_addresses_do_no_harm(world: World, officer: Browsing, query: dict[str, str]) -> None:
    world.service()
    assert "Student Counselling" in officer.text(LIST, **query)


def test_an_unknown_service_is_not_found(keeper: Browsing) -> None:
    for path in (f"{LIST}{uuid4()}/", f"{LIST}{uuid4()}/edit/", f"{LIST}nonsense/"):
        assert keeper.get(path).status_code == 404
