"""An entry of the directory in full at the console: every field, its hours, and its own service."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.domain.code_lists import Role
from service.store.models import SupportService
from service.store.queries.rows import as_dict
from service.store.queries.support import service_row
from service.usecases.runtime import Runtime
from tests.admin.browsing import Browsing, browse, plain
from tests.builders import World

LIST = "/console/directory/"
FULL: dict[str, Any] = {
    "name": "Peer Circle", "name_cy": "Cylch Cyfoedion", "service_type": "peer_network",
    "description": "Students who have been there.\nWrite first.",
    "description_cy": "Myfyrwyr sydd wedi bod yno.",
    "helps_with": ["isolation"], "characteristics": ["race"],
    "communities": ["Somali students", "Medics of colour"], "represents": ["woman", "clinician"],
    "settings": ["online"], "sites": ["Main campus"], "languages": ["en", "so"], "urgent": True,
    "cost": "nhs_funded", "self_referral": False,
    "contact": {
        "email": "circle@example.ac.uk", "phone": "01632 960123", "sms": "07700 900123",
        "url": "https://circle.example.ac.uk", "chat_url": "https://chat.example.ac.uk/a",
        "address": "2nd floor\nOld Infirmary",
    },
    "hours": [
        {"day": "mon", "opens": "09:00", "closes": "12:00"},
        {"day": "mon", "opens": "13:30", "closes": "24:00"},
        {"day": "sun", "opens": "00:00", "closes": "02:00"},
    ],
    "timezone": "Asia/Kathmandu", "always_open": False, "closed_on_holidays": True,
    "opening_hours": "In term only", "accessible": ["bsl", "quiet_space"],
    "accessibility": "A lift.", "next_available_on": date(2027, 2, 1), "active": True,
    "review_on": date(2027, 1, 31), "external_id": "circle-1",
}  # fmt: skip


def typed(values: dict[str, Any]) -> dict[str, Any]:
    """Write an entry as the form sends it."""
    form: dict[str, Any] = {**values, **values["contact"]}
    for name, value in values.items():
        if isinstance(value, bool):
            form[name] = "y" if value else ""
        elif isinstance(value, date):
            form[name] = value.isoformat()
    for name in ("communities", "sites"):
        form[name] = "\r\n".join(values[name])
    for name in ("description", "address"):
        form[name] = form[name].replace("\n", "\r\n")
    for day in {one["day"] for one in values["hours"]}:
        mine = [one for one in values["hours"] if one["day"] == day]
        form[f"hours-{day}"] = [text for one in mine for text in (one["opens"], one["closes"])]
    return {name: v for name, v in form.items() if v != "" and name not in ("contact", "hours")}


def stored(runtime: Runtime, keeper: Browsing, page: str) -> dict[str, Any]:
    with runtime.reading(keeper.actor) as reading:
        row = service_row(reading.connection, UUID(page.split("/")[3]))
    assert row
    return as_dict(row)


def version(browsing: Browsing, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', browsing.get(f"{page}edit/").text)
    assert found
    return found[1]


def save(browsing: Browsing, page: str, form: dict[str, Any]) -> TestResponse:
    return browsing.post(f"{page}edit/", **form, version=version(browsing, page))


@pytest.fixture
def keeper(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.CASE_MANAGER)


@pytest.fixture
def page(keeper: Browsing) -> str:
    answer = keeper.post(f"{LIST}add/", **typed(FULL))
    assert answer.status_code == 303, plain(answer)
    return answer.headers["Location"]


def test_everything_typed_is_kept_and_shown(keeper: Browsing, runtime: Runtime, page: str) -> None:
    kept = stored(runtime, keeper, page)
    assert {name: kept[name] for name in FULL} == FULL
    shown = keeper.text(page)
    for words in (
        "Cylch Cyfoedion", "Myfyrwyr sydd wedi bod yno.", "NHS-funded", "Somali students",
        "Woman, Clinician", "Monday 09:00 to 12:00 and 13:30 to midnight",
        "Sunday midnight to 02:00", "Closed on public holidays", "Asia/Kathmandu", "In term only",
        "British Sign Language, Quiet space", "1 February 2027", "circle-1", "https://chat.example",
    ):  # fmt: skip
        assert words in shown, words
    welsh = '<span class="typed" lang="cy">Cylch Cyfoedion</span>'
    assert welsh in keeper.get(page).text


def test_a_form_sent_back_as_it_was_changes_nothing(
    keeper: Browsing, runtime: Runtime, page: str
) -> None:
    before = stored(runtime, keeper, page)
    assert save(keeper, page, typed(FULL)).status_code == 303
    assert stored(runtime, keeper, page) == before


def test_hours_may_be_typed_as_people_write_them(
    keeper: Browsing, runtime: Runtime, page: str
) -> None:
    hours = {"hours-mon": ["9", "12.30", "", ""], "hours-fri": ["", "", " 13:00 ", "17:00"]}
    form = {**typed(FULL), **hours, "hours-sun": ["", ""]}
    assert save(keeper, page, form).status_code == 303
    assert stored(runtime, keeper, page)["hours"] == [
        {"day": "mon", "opens": "09:00", "closes": "12:30"},
        {"day": "fri", "opens": "13:00", "closes": "17:00"},
    ]


WRONG_HOURS = (
    (["09:00", ""], "Monday: Write a time like 17:00"),
    (["nine", "12:00"], "Monday: Write a time like 09:00"),
    (["12:00", "09:00"], "Monday: It must close later than it opens"),
    (["09:00", "12:00", "11:00", "13:00"], "Monday: This overlaps another opening"),
    (["09:00", "12:00"] * 30, "Give at most 28 openings"),
    (["\0", "12:00"], "Monday: Write a time like 09:00"),
)


def test_hours_that_cannot_be_are_refused_by_their_day(
    keeper: Browsing, runtime: Runtime, page: str
) -> None:
    before = stored(runtime, keeper, page)
    for times, said in WRONG_HOURS:
        answer = save(keeper, page, {**typed(FULL), "hours-mon": times})
        assert answer.status_code == 422
        assert said in plain(answer)
        assert 'value="24:00"' not in answer.text  # what was typed is shown, not what there was
    assert stored(runtime, keeper, page) == before


def test_no_opening_is_lost_where_a_day_has_many(
    keeper: Browsing, world: World, runtime: Runtime
) -> None:
    hours = [
        {"day": "tue", "opens": f"{hour:02}:00", "closes": f"{hour:02}:30"} for hour in range(8, 12)
    ]
    service = world.service(hours=hours)
    answer = keeper.get(f"{LIST}{service.id}/edit/")
    assert re.findall(r'name="hours-tue" value="([^"]*)"', answer.text) == [
        time for one in hours for time in (one["opens"], one["closes"])
    ]


def test_a_name_that_another_entry_has_elsewhere_is_refused(keeper: Browsing, page: str) -> None:
    answer = keeper.post(f"{LIST}add/", **{**typed(FULL), "name": "Second"})
    assert answer.status_code == 422
    assert "Another service has this external id." in plain(answer)


def test_what_differs_in_a_stale_edit_is_shown_with_its_hours(
    keeper: Browsing, runtime: Runtime, page: str
) -> None:
    seen = version(keeper, page)
    theirs = {**typed(FULL), "hours-sun": ["01:00", "02:00"], "name_cy": "Cylch"}
    assert save(keeper, page, theirs).status_code == 303
    answer = keeper.post(f"{page}edit/", **typed(FULL), version=seen)
    assert answer.status_code == 412
    for words in ("Sunday midnight to 02:00", "Sunday 01:00 to 02:00", "Cylch Cyfoedion"):
        assert words in plain(answer)
    assert "What it costs" not in plain(answer)
    form: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', answer.text):
        form.setdefault(name, []).append(value)
    form.pop("csrf_token")
    assert keeper.post(f"{page}edit/", **form).status_code == 303
    assert stored(runtime, keeper, page)["hours"] == FULL["hours"]


def provider(app: Flask, world: World, service: SupportService) -> Browsing:
    return browse(app, world, Role.SERVICE_PROVIDER, service_id=service.id)


def test_a_service_keeps_its_own_entry_but_not_whether_and_where_it_is_shown(
    app: Flask, world: World, keeper: Browsing, runtime: Runtime
) -> None:
    service = world.service(external_id="counselling")
    mine, page = provider(app, world, service), f"{LIST}{service.id}/"
    assert "Change this entry" in mine.text(page)
    shown = mine.get(f"{page}edit/").text
    for name in ("active", "urgent", "service_type", "external_id"):
        assert f'name="{name}"' not in shown
    before = stored(runtime, keeper, page)
    form = {**typed(FULL), "external_id": "mine", "active": ""}
    assert save(mine, page, form).status_code == 303
    after = stored(runtime, keeper, page)
    for name in ("active", "urgent", "service_type", "external_id"):
        assert after[name] == before[name]
    assert (after["name"], after["hours"]) == (FULL["name"], FULL["hours"])


def test_a_service_keeps_no_other_entry_and_adds_none(app: Flask, world: World) -> None:
    mine = provider(app, world, world.service())
    other = world.service(name="Chaplaincy")
    assert "Change this entry" not in mine.text(f"{LIST}{other.id}/")
    assert "Add a service" not in mine.text(LIST)
    for path in (f"{LIST}add/", f"{LIST}{other.id}/edit/"):
        assert mine.get(path).status_code == 403
        assert mine.post(path, **typed(FULL), version="1").status_code == 403


def test_keepers_find_the_entries_whose_check_is_due(
    app: Flask, world: World, keeper: Browsing
) -> None:
    world.service(name="Due", review_on=date(2020, 1, 1))
    world.service(name="Later", review_on=date(2999, 1, 1))
    shown = keeper.text(LIST, due="1")
    assert "Due Check is due" in shown
    assert "Later" not in shown.partition("Services Service")[2]
    officer = browse(app, world, Role.WELFARE_OFFICER)
    assert "Later" in officer.text(LIST, due="1")
    assert "Check is due" not in officer.text(LIST)


def test_the_directory_is_taken_as_a_file(keeper: Browsing, page: str) -> None:
    found = re.search(r'href="([^"]+)" download', keeper.get(LIST).text)
    assert found
    file = keeper.client.get(found[1].replace("&amp;", "&"))
    assert file.mimetype == "text/csv"
    assert "Peer Circle" in file.text
