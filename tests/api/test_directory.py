"""The directory of support services over the API: found, exported, imported, kept true."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient
from icalendar import Calendar
from jsonschema import Draft202012Validator, FormatChecker

from service.domain.actors import Scope
from service.domain.directory_rows import COLUMNS
from service.store.models import SupportService
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import World
from tests.optional import require

PATH = "/v1/support-services"
SCHEMAS = Path(__file__).parents[3] / "shared/data/openreferral-uk"
WEEK = [{"day": day, "opens": "09:00", "closes": "17:00"} for day in ("mon", "tue")]
FULL: dict[str, Any] = {
    "external_id": "crm-7", "name": "Peer Circle", "name_cy": "Cylch Cymheiriaid",
    "service_type": "peer_network", "description": "Medical students who were there before you.",
    "description_cy": "Cymorth gan bobl sydd wedi bod yno.", "helps_with": ["isolation"],
    "characteristics": ["race"], "communities": ["Somali students"],
    "represents": ["global_majority"], "settings": ["hospital_placement"],
    "sites": ["St Elsewhere"], "languages": ["en", "cy"], "urgent": False, "cost": "free",
    "self_referral": True, "contact": {"sms": "07700 900125", "address": "1 High Street"},
    "hours": WEEK, "timezone": "Europe/London", "always_open": False, "closed_on_holidays": True,
    "opening_hours": None, "accessible": ["text_only", "step_free"], "accessibility": None,
    "next_available_on": "2026-12-01", "active": True, "review_on": "2027-01-31",
}  # fmt: skip


@pytest.fixture
def keeper(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.DIRECTORY_WRITE)


@pytest.fixture
def anybody(api: FlaskClient) -> Caller:
    return Caller(api, None)


def names(anybody: Caller, **query: str) -> list[str]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return [row["name"] for row in anybody.get(f"{PATH}?{asked}")["data"]]


def send(keeper: Caller, body: str | bytes, media_type: str = "application/x-ndjson") -> Any:
    headers = {**keeper.headers(), "Idempotency-Key": f"import-{hash(body)}-{media_type}"}
    return keeper.api.post(f"{PATH}/import", data=body, content_type=media_type, headers=headers)


def test_everything_that_is_said_of_a_service_can_be_read(keeper: Caller, anybody: Caller) -> None:
    made = keeper.post(PATH, FULL)
    shown = anybody.get(f"{PATH}/{made['id']}")
    assert {name: shown[name] for name in FULL} == FULL


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True), ({"q": "student"}, True), ({"q": "gymorth bobl"}, True),
        ({"q": "peer chess"}, False), ({"q": "somali"}, True), ({"type": "counselling"}, False),
        ({"characteristic": "race"}, True), ({"characteristic": "age"}, False),
        ({"setting": "hospital_placement"}, True), ({"site": "St Elsewhere"}, True),
        ({"site": "Main campus"}, False), ({"language": "cy"}, True), ({"language": "pl"}, False),
        ({"helps_with": "isolation"}, True), ({"represents": "woman"}, False),
        ({"represents": "global_majority"}, True), ({"accessible": "text_only"}, True),
        ({"accessible": "bsl"}, False), ({"cost": "paid"}, False),
        ({"self_referral": "true"}, True), ({"urgent": "true"}, False), ({"q": "the of and"}, True),
    ],
)  # fmt: skip
def test_it_is_found_by_what_it_is(
    keeper: Caller, anybody: Caller, query: dict[str, str], found: bool
) -> None:
    keeper.post(PATH, FULL)
    assert (names(anybody, **query) == ["Peer Circle"]) == found


def test_whoever_names_nobody_is_for_everybody(keeper: Caller, anybody: Caller) -> None:
    keeper.post(PATH, {"name": "Wellbeing", "service_type": "wellbeing"})
    assert names(anybody, characteristic="age", setting="online", site="Anywhere") == ["Wellbeing"]


def test_a_changed_entry_is_found_by_its_new_words_only(keeper: Caller, anybody: Caller) -> None:
    made = keeper.post(PATH, FULL)
    changes = {"name": "Chess", "name_cy": None, "hours": []}
    assert keeper.call("PATCH", f"{PATH}/{made['id']}", changes, version=1).status_code == 200
    assert names(anybody, q="circle") == []
    assert names(anybody, q="chess") == ["Chess"]


def test_crisis_services_come_first_on_every_page(keeper: Caller, anybody: Caller) -> None:
    for name, urgent in (("B", False), ("Y", True), ("A", False), ("Z", True), ("C", False)):
        keeper.post(PATH, {"name": name, "service_type": "wellbeing", "urgent": urgent})
    seen, cursor = [], ""
    while cursor is not None:
        page = anybody.get(f"{PATH}?limit=2" + (f"&cursor={cursor}" if cursor else ""))
        seen += [row["name"] for row in page["data"]]
        cursor = page["next_cursor"]
    assert seen == ["Y", "Z", "A", "B", "C"]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2026-11-23T08:59:00Z", ["Always"]),
        ("2026-11-23T09:00:00Z", ["Always", "Peer Circle"]),
        ("2026-11-23T16:59:59Z", ["Always", "Peer Circle"]),
        ("2026-11-23T17:00:00Z", ["Always"]),
        ("2026-06-15T08:30:00Z", ["Always", "Peer Circle"]),  # summer time: half past nine
        ("2026-05-25T12:00:00Z", ["Always"]),  # a bank holiday
        ("2026-11-25T12:00:00Z", ["Always"]),  # a Wednesday
    ],
)
def test_open_now_goes_by_the_services_own_clocks(
    keeper: Caller, anybody: Caller, at: str, found: list[str]
) -> None:
    keeper.post(PATH, FULL)
    keeper.post(PATH, {"name": "Always", "service_type": "crisis", "always_open": True})
    with time_machine.travel(at, tick=False):
        assert names(anybody, open_now="true") == found
    assert len(names(anybody, open_now="false")) == 2


def test_hours_are_a_calendar(keeper: Caller, anybody: Caller) -> None:
    made = keeper.post(PATH, FULL)
    answer = anybody.call("GET", f"{PATH}/{made['id']}/calendar")
    assert answer.content_type == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Peer Circle"] * 2
    bare = keeper.post(PATH, {"name": "Bare", "service_type": "wellbeing"})
    assert anybody.call("GET", f"{PATH}/{bare['id']}/calendar").status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"timezone": "Europe/Atlantis"}, "/timezone", "unknown_code"),
        ({"hours": [{**WEEK[0], "closes": "08:00"}]}, "/hours/0/closes", "before_start"),
        ({"hours": [WEEK[0], {**WEEK[0], "opens": "10:00"}]}, "/hours/1", "overlaps"),
        ({"hours": [{**WEEK[0], "opens": "9"}]}, "/hours/0/opens", "invalid"),
        ({"cost": "cheap"}, "/cost", "unknown_code"),
        ({"external_id": "taken"}, "/external_id", "taken"),
    ],
)
def test_what_cannot_be_is_refused(
    keeper: Caller, changes: dict[str, Any], pointer: str, code: str
) -> None:
    keeper.post(PATH, {**FULL, "external_id": "taken"})
    answer = keeper.call("POST", PATH, {**FULL, "external_id": None, **changes})
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_what_was_exported_can_be_imported_anywhere(
    keeper: Caller, anybody: Caller, form: str
) -> None:
    keeper.post(PATH, FULL)
    keeper.post(PATH, {"name": "=cmd()", "service_type": "crisis", "urgent": True})
    answer = anybody.call("GET", f"{PATH}/export?format={form}")
    again = send(keeper, answer.data, answer.mimetype)
    assert again.json == {"added": 0, "amended": 0, "unchanged": 2}
    body = answer.data.replace(b"Medical students", b"Nursing students")
    assert send(keeper, body, answer.mimetype).json == {"added": 0, "amended": 1, "unchanged": 1}
    assert anybody.get(f"{PATH}?q=nursing")["data"][0]["external_id"] == "crm-7"


def test_a_spreadsheet_runs_nothing_of_an_export(keeper: Caller, anybody: Caller) -> None:
    keeper.post(PATH, {"name": "=cmd()", "service_type": "crisis"})
    text = anybody.call("GET", f"{PATH}/export?format=csv").text
    (row,) = csv.DictReader(io.StringIO(text))
    assert tuple(row) == COLUMNS
    assert row["name"] == "'=cmd()"


def test_an_import_takes_all_rows_or_none(
    keeper: Caller, anybody: Caller, runtime: Runtime
) -> None:
    lines = [
        {"name": "Good", "service_type": "crisis"},
        {"name": "Bad", "service_type": "magic", "contact": {"email": "nobody"}},
        {"service_type": "crisis", "mood": 1},
    ]
    answer = send(keeper, "\n".join(map(json.dumps, lines)))
    assert answer.status_code == 422
    assert {(error["pointer"], error["code"]) for error in answer.json["errors"]} == {
        ("/1/service_type", "unknown_code"), ("/1/contact/email", "invalid"),
        ("/2/name", "required"), ("/2/mood", "unknown_field"),
    }  # fmt: skip
    twice = "\n".join([json.dumps({**lines[0], "hours": [{**WEEK[0], "closes": "09:00"}]})] * 2)
    answer = send(keeper, twice)
    assert [error["pointer"] for error in answer.json["errors"]] == ["/0/hours/0/closes"]
    assert names(anybody) == []


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"\xff", "text/csv", 422), (b"name,mood\na,b\n", "text/csv", 422),
        (b"", "text/csv", 422), (b'name\n"a', "text/csv", 422), (b"name\na,b\n", "text/csv", 422),
        (b"{", "application/x-ndjson", 422), (b"[]", "application/x-ndjson", 422),
        (b"{}\x00", "application/x-ndjson", 422), (b"{}", "application/json", 415),
        (b"", "application/x-ndjson", 200),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(
    keeper: Caller, body: bytes, media_type: str, status: int
) -> None:
    assert send(keeper, body, media_type).status_code == status


def test_only_whoever_keeps_the_directory_imports(api: FlaskClient, world: World) -> None:
    caller = Caller.with_scopes(api, world, Scope.REFERRALS_WRITE)
    assert send(caller, b"").status_code == 403


def test_a_service_keeps_its_own_entry_true_and_decides_no_more(
    api: FlaskClient, world: World, keeper: Caller
) -> None:
    own, other = (keeper.post(PATH, {**FULL, "external_id": None}) for _ in range(2))
    client, secret, _ = world.client(Scope.REFERRALS_RECEIVE, service_id=UUID(own["id"]))
    system = Caller.of(api, client.client_id, str(secret))
    path = f"{PATH}/{own['id']}"
    assert system.call("PATCH", path, {"next_available_on": None}, version=1).status_code == 200
    answer = system.call("PATCH", path, {"urgent": True, "active": False}, version=2)
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [
        ("/active", "not_permitted"), ("/urgent", "not_permitted"),
    ]  # fmt: skip
    refused = system.call("PATCH", f"{PATH}/{other['id']}", {"name": "Mine"}, version=1)
    assert refused.status_code == 403
    assert system.call("POST", PATH, FULL).status_code == 403


def test_the_export_is_valid_by_open_referral_uk(keeper: Caller, anybody: Caller) -> None:
    require(SCHEMAS.exists(), "the schemas of Open Referral UK beside the repository")
    keeper.post(PATH, FULL)
    keeper.post(PATH, {"name": "Bare", "service_type": "crisis"})
    lines = anybody.call("GET", f"{PATH}/export?format=hsds").data.splitlines()
    services = [json.loads(line) for line in lines]
    assert [service["name"] for service in services] == ["Bare", "Peer Circle"]
    schema = json.loads((SCHEMAS / "service.json").read_text())
    for service in services:
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(service)


def test_columns_of_the_table_are_those_of_the_model() -> None:
    flat = {name for name in COLUMNS if not name.startswith("contact_")} | {"contact"}
    assert flat == {*SupportService.__table__.columns.keys()} - {"review_reminded_on", "rank"}
