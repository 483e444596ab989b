"""What anybody may read without signing in, and what these pages never do."""

import dataclasses
import re
from html import unescape
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin.public import base
from service.api import problems, wiring
from service.api.limits import EVERYTHING
from service.app import create_app
from service.config import Settings
from service.domain.notices import URGENT_HELP
from service.store.models import SupportService
from tests.admin import public_town
from tests.admin.public_town import CIRCLE, NIGHT_LINE, plain, said
from tests.builders import World

FIND, SAID = "/support", "/said-and-done"
NOWHERE = f"{FIND}/01890000-0000-7000-8000-000000000000"


@pytest.fixture
def circle(world: World) -> SupportService:
    public_town.service(world, NIGHT_LINE)
    return public_town.service(world, CIRCLE)


def results(api: FlaskClient, **query: str) -> list[str]:
    page = api.get(FIND, query_string=query).text
    return [unescape(name) for name in re.findall(r"<h3><a [^>]*>(?:<span[^>]*>)?([^<]+)<", page)]


def pages(api: FlaskClient, circle: SupportService) -> dict[str, TestResponse]:
    paths = (FIND, f"{FIND}/{circle.id}", SAID, NOWHERE, f"{FIND}/nonsense", f"{SAID}/nonsense")
    return {path: api.get(path) for path in paths}


def test_help_in_a_crisis_stands_first_on_every_page(
    api: FlaskClient, circle: SupportService
) -> None:
    for path, answer in pages(api, circle).items():
        text = plain(answer.text).replace(" .", ".")
        assert text.startswith(f"If you need help now {URGENT_HELP}"), path
        assert answer.text.index('href="tel:116123"') < answer.text.index("<h1"), path
        if answer.status_code == 200:
            assert answer.text.index('href="tel:08081570101"') < answer.text.index("<h1"), path
            assert "Night Line 0808 157 0101" in text


def test_pages_set_no_cookie_run_no_script_and_tell_nobody_where_somebody_was(
    api: FlaskClient, circle: SupportService
) -> None:
    for path, answer in pages(api, circle).items():
        assert answer.content_type == "text/html; charset=utf-8", path
        assert "Set-Cookie" not in answer.headers, path
        assert "Cookie" not in answer.headers.get("Vary", ""), path
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "script" not in policy
        for unwanted in ("<script", "style=", "csrf", 'method="post"', "data-"):
            assert unwanted not in answer.text, (path, unwanted)
        for file in set(re.findall(r'href="(/static/[^"]+)"', answer.text)):
            with api.get(unescape(file)) as asset:
                assert asset.status_code == 200
                assert "immutable" in asset.headers["Cache-Control"]
                assert "Set-Cookie" not in asset.headers


def test_nothing_about_the_reader_is_asked(api: FlaskClient, circle: SupportService) -> None:
    asked = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', api.get(FIND).text))
    assert asked == {
        "q", "helps_with", "characteristic", "type", "open_now", "self_referral", "setting", "site",
        "speaks", "accessible",
    }  # fmt: skip
    assert re.findall(r'<(?:input|select)[^>]* name="(\w+)"', api.get(SAID).text) == ["theme"]


def test_pages_are_kept_as_long_as_the_api_s_answers(
    api: FlaskClient, circle: SupportService
) -> None:
    kept = api.get("/v1/support-services").headers["Cache-Control"]
    for path in (FIND, f"{FIND}?helps_with=isolation", f"{FIND}/{circle.id}", SAID):
        answer = api.get(path)
        assert answer.headers["Cache-Control"] == kept, path
        again = api.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.text) == (304, ""), path
    assert api.get(NOWHERE).headers["Cache-Control"] == "no-store"


def test_what_was_looked_for_is_kept_by_nobody(
    api: FlaskClient, circle: SupportService, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Mock()
    for module in (wiring, problems):
        monkeypatch.setattr(module, "log", heard)
    for path in (FIND, f"{FIND}/{circle.id}", f"{FIND}/nowhere", f"{FIND}/{uuid4()}/zqmarker"):
        answer = api.get(path, query_string={"q": "zqmarker", "after": "zqmarker"})
        assert answer.headers["Cache-Control"] == "no-store"
    assert heard.info.call_count == 4
    assert "public.find" in str(heard.mock_calls)
    assert "zqmarker" not in str(heard.mock_calls)


def test_services_are_found_those_for_a_crisis_first(
    api: FlaskClient, world: World, circle: SupportService
) -> None:
    public_town.service(world, CIRCLE, name="Gone", active=False)
    assert results(api) == ["Night Line", "Peer Circle"]
    both = ["Night Line", "Peer Circle"]
    for query, found in (
        ({"q": "circles"}, ["Peer Circle"]),
        ({"q": "gyfoedion"}, ["Peer Circle"]),
        ({"q": "zebra"}, []),
        ({"type": "crisis"}, ["Night Line"]),
        ({"helps_with": "isolation"}, ["Peer Circle"]),
        ({"characteristic": "race"}, ["Peer Circle"]),
        ({"setting": "online"}, ["Peer Circle"]),
        ({"site": "St Elsewhere"}, ["Night Line"]),
        ({"speaks": "cy"}, ["Night Line"]),
        ({"accessible": "bsl"}, ["Peer Circle"]),
        ({"self_referral": "1"}, ["Night Line"]),
        ({"q": "circles", "open_now": "1", "type": "crisis"}, []),
        ({"site": "The moon"}, both), ({"type": "bank"}, both), ({"speaks": "\0"}, both),
        ({"q": "\0"}, both), ({"q": "x" * 201}, both), ({"after": "nonsense"}, both),
        ({"endpoint": "x", "_external": "1", "after": str(uuid4())}, both),
    ):  # fmt: skip
        assert results(api, **query) == found, query
    assert "A choice was left out" in said(api.get(FIND, query_string={"type": "bank"}))
    assert "Nothing fits all of that" in said(api.get(FIND, query_string={"q": "zebra"}))


def test_an_empty_directory_says_so(api: FlaskClient) -> None:
    assert "Nothing is listed yet" in said(api.get(FIND))


def test_pages_go_on_where_the_last_one_ended(api: FlaskClient, world: World) -> None:
    for number in range(27):
        world.service(name=f"Service {number:02}", urgent=number == 26, helps_with=["safety"])
    names, address = [], f"{FIND}?helps_with=safety&language=cy"
    while address:
        page = api.get(address).text
        names += re.findall(r"<h3><a [^>]*>(Service \d\d)<", page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(more[1]) if more else ""
        assert not address or {"helps_with=safety", "language=cy"} < set(re.split("[?&]", address))
    assert names == ["Service 26", *(f"Service {number:02}" for number in range(26))]


def test_a_service_is_shown_with_all_of_it(api: FlaskClient, circle: SupportService) -> None:
    answer = api.get(f"{FIND}/{circle.id}")
    shown = said(answer)
    for words in (
        "Peer Circle", "Peer network", "Students who have been there.",
        "Telephone 01632 960123 (mornings)", "Monday to Tuesday 09:00 to 17:00",
        "Closed on public holidays", "In term only", "With these in mind: Race, Somali students.",
        "Those who work here describe themselves as: Woman, Clinician.", "Isolation",
        "Next free appointment 1 February 2999", "Free", "the welfare team, asks for you",
        "English, Somali", "Main campus", "British Sign Language", "A lift.",
    ):  # fmt: skip
        assert words in shown, words
    for link in (
        "tel:01632960123", "sms:07700900123", "mailto:circle@example.ac.uk",
        "https://circle.example.ac.uk/", f"/v1/support-services/{circle.id}/calendar",
    ):  # fmt: skip
        assert f'href="{link}"' in answer.text, link
    assert "What people do together" not in shown
    assert api.get(f"/v1/support-services/{circle.id}/calendar").status_code == 200


def test_a_service_that_says_little_is_shown_too(api: FlaskClient, world: World) -> None:
    shown = said(api.get(f"{FIND}/{world.service().id}"))
    for words in ("It has not said how.", "It has not said when.", "For everybody."):
        assert words in shown
    assert "calendar" not in shown


def test_texts_are_in_welsh_where_there_are_any(
    api: FlaskClient, world: World, circle: SupportService
) -> None:
    public_town.meetings(world, circle)
    public_town.initiative(world)
    for path, english, welsh in (
        (FIND, "Peer Circle", "Cylch Cyfoedion"),
        (f"{FIND}/{circle.id}", "Students who", "Myfyrwyr sydd wedi bod yno."),
        (f"{FIND}/{circle.id}", "After placement</h3>", "Ar ôl lleoliad"),
        (SAID, "Nobody to turn to.", "Neb i droi ato."),
    ):
        plainly, page = api.get(path), api.get(path, query_string={"language": "cy"})
        assert f'<span lang="cy">{welsh}</span>' in page.text
        assert english not in page.text
        assert english in plainly.text
        assert welsh not in plainly.text
        assert f'href="{path}?language=cy" hreflang="cy" lang="cy">Cymraeg' in plainly.text
        assert f'href="{path}" hreflang="en">English' in page.text
    assert "Night Line" in said(api.get(FIND, query_string={"language": "cy"}))
    assert f'href="{FIND}/{circle.id}?language=cy"' in api.get(f"{FIND}?language=cy").text


def test_what_peers_do_together_is_shown_with_what_is_to_come(
    api: FlaskClient, world: World, circle: SupportService
) -> None:
    activity = public_town.meetings(world, circle)
    answer = api.get(f"{FIND}/{circle.id}")
    shown = said(answer)
    for words in ("After placement", "Reflective space", "First room Called off", "room for 12"):
        assert words in shown
    assert shown.count("First room") == 3
    assert "Last room" not in shown
    assert f'href="/v1/activities/{activity.id}/calendar"' in answer.text


@pytest.mark.parametrize("values", [{"active": False}, None], ids=["taken out", "unknown"])
def test_what_is_not_there_leads_on(
    api: FlaskClient, world: World, values: dict[str, Any] | None
) -> None:
    path = f"{FIND}/{public_town.service(world, CIRCLE, **values).id}" if values else NOWHERE
    answer = api.get(path)
    assert answer.status_code == 404
    assert "This page is not here, or not any more" in plain(answer.text)
    assert "Peer Circle" not in answer.text
    assert f'href="{FIND}"' in answer.text


def test_reading_is_limited_by_address_with_what_is_read_of_the_api(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert base.LIMIT == EVERYTHING
    monkeypatch.setattr(base, "LIMIT", "2 per minute")
    app: Flask = create_app(dataclasses.replace(settings, rate_limits=True))
    api = app.test_client()
    given = [api.get(path).status_code for path in (FIND, SAID, FIND)]
    assert given == [200, 200, 429]
    answer = api.get(FIND)
    assert "Wait a minute, then try again" in plain(answer.text)
    assert int(answer.headers["Retry-After"]) <= 61
    assert api.get(FIND, environ_base={"REMOTE_ADDR": "192.0.2.9"}).status_code == 200
    runtime = app.extensions["redress"]
    runtime.engine.dispose()
    runtime.keystore.engine.dispose()
