"""The directory as Open Referral UK, held against the schemas that its profile publishes."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, FormatChecker

from service.domain.hsds import Institution, summary_of, to_hsds
from tests.directory import services
from tests.optional import require

pytestmark = pytest.mark.single_database

SCHEMAS = Path(__file__).parents[3] / "shared/data/openreferral-uk"
NORTHBRIDGE = Institution("University of Northbridge", "https://support.example.org")
SERVICE: dict[str, Any] = {
    "id": UUID("018f0000-0000-7000-8000-000000000001"),
    "external_id": "c-1",
    "name": "Student Counselling",
    "name_cy": "Cwnsela Myfyrwyr",
    "service_type": "counselling",
    "description": "Up to eight sessions.",
    "description_cy": "Hyd at wyth sesiwn.",
    "helps_with": ["isolation"],
    "characteristics": ["race"],
    "communities": ["Somali women"],
    "represents": ["global_majority"],
    "settings": ["gp_placement"],
    "sites": ["Campus", "Royal Infirmary", "Campus"],
    "languages": ["cy", "bsl"],
    "urgent": True,
    "cost": "nhs_funded",
    "self_referral": True,
    "contact": {
        "email": "help@example.org",
        "phone": "01632 960 120",
        "sms": "07700 900 125",
        "url": "https://example.org/counselling",
        "chat_url": "https://example.org/chat",
        "address": "1 High Street",
    },
    "hours": [
        {"day": "mon", "opens": "09:00", "closes": "17:00"},
        {"day": "fri", "opens": "22:00", "closes": "24:00"},
        {"day": "wed", "opens": "09:00", "closes": "17:00"},
    ],
    "timezone": "Europe/London",
    "always_open": False,
    "closed_on_holidays": True,
    "opening_hours": "Not in August.",
    "accessible": ["step_free"],
    "accessibility": "Ring at the side door.",
    "next_available_on": date(2026, 3, 9),
    "active": True,
    "review_on": None,
    "updated_at": datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
    "version": 3,
}


def hsds(**changes: Any) -> dict[str, Any]:
    return to_hsds({**SERVICE, **changes}, institution=NORTHBRIDGE)


def only(entries: list[dict[str, Any]], *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(entry.get(field) for field in fields) for entry in entries]


def ids(value: Any) -> Iterator[str]:
    """Give the id of every object inside, terms apart: they are shared."""
    if isinstance(value, list):
        for item in value:
            yield from ids(item)
    elif isinstance(value, dict):
        yield value["id"]
        yield from ids([inner for name, inner in value.items() if isinstance(inner, (list, dict))
                        and name != "taxonomy_term"])  # fmt: skip


@pytest.fixture(scope="module")
def validators() -> dict[str, Draft202012Validator]:
    require(SCHEMAS.is_dir(), "the schemas of Open Referral UK beside the checkout")
    return {
        name: Draft202012Validator(
            json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")),
            format_checker=FormatChecker(),
        )
        for name in ("service", "service_list")
    }


@settings(max_examples=40)
@given(service=services)
def test_every_service_is_valid(
    validators: dict[str, Draft202012Validator], service: dict[str, Any]
) -> None:
    full = to_hsds(service, institution=NORTHBRIDGE)
    validators["service"].validate(full)
    listed = summary_of(full)
    validators["service_list"].validate(listed)
    assert set(listed) <= set(validators["service_list"].schema["properties"])
    assert to_hsds(service, institution=NORTHBRIDGE) == full
    found = list(ids(full))
    assert len(found) == len(set(found))


def test_the_schemas_can_refuse(validators: dict[str, Draft202012Validator]) -> None:
    for wrong in ({"status": "open"}, {"id": "1"}, {"organization": {"id": NORTHBRIDGE.url}}):
        assert not validators["service"].is_valid({**hsds(), **wrong})


def test_the_service_itself() -> None:
    full = hsds()
    assert full["id"] == str(SERVICE["id"])
    assert full["organization"]["name"] == "University of Northbridge"
    assert full["organization_id"] == full["organization"]["id"] == str(NORTHBRIDGE.id)
    assert full["alternate_name"] == "Cwnsela Myfyrwyr"
    assert full["description"] == "Up to eight sessions.\n\nHyd at wyth sesiwn."
    assert full["last_modified"] == "2026-01-02T03:04:05.678Z"
    assert full["alert"] == "Next available on 9 March 2026."
    assert (full["status"], hsds(active=False)["status"]) == ("active", "inactive")
    assert only(full["additional_urls"], "label", "url") == [("Chat", "https://example.org/chat")]


def test_what_is_not_known_is_left_out() -> None:
    full = hsds(
        name_cy=None, description="", description_cy=None, contact={}, hours=[],
        opening_hours=None, languages=[], next_available_on=None,
    )  # fmt: skip
    left = {"alternate_name", "description", "url", "additional_urls", "email", "alert",
            "schedules", "languages", "contacts"}  # fmt: skip
    assert set(hsds()) - set(full) == left


def test_days_with_the_same_hours_are_one_schedule() -> None:
    fields = ("byday", "opens_at", "closes_at", "freq", "description", "notes")
    more = ("WEEKLY", "Not in August.",
            "Times are those of Europe/London. Closed on public holidays.")  # fmt: skip
    assert only(hsds()["schedules"], *fields) == [
        ("MO,WE", "09:00", "17:00", *more),
        ("FR", "22:00", "23:59", *more),
    ]
    [always] = hsds(always_open=True)["schedules"]
    assert (always["byday"], always["opens_at"]) == ("MO,TU,WE,TH,FR,SA,SU", "00:00")
    assert always["notes"] == "Times are those of Europe/London."
    assert only(hsds(hours=[])["schedules"], *fields) == [
        (None, None, None, None, "Not in August.", None)
    ]


def test_places_and_how_they_can_be_used() -> None:
    places = [entry["location"] for entry in hsds()["service_at_locations"]]
    assert only(places, "location_type", "name", "description") == [
        ("physical", "Campus", None),
        ("physical", "Royal Infirmary", None),
        ("physical", "Student Counselling", "1 High Street"),
        ("virtual", "Online or by telephone", None),
    ]
    assert [only(place["accessibility"], "description") for place in places] == [
        [("Step-free",), ("Ring at the side door.",)]
    ] * 4
    [nowhere] = hsds(sites=[], contact={})["service_at_locations"]
    assert nowhere["location"]["location_type"] == "virtual"


def test_languages_costs_and_telephones() -> None:
    full = hsds()
    assert only(full["languages"], "code", "name") == [
        ("cy", "Welsh"), ("bfi", "British Sign Language"),
    ]  # fmt: skip
    assert only(full["cost_options"], "option", "amount") == [("NHS-funded", 0)]
    assert only(hsds(cost="paid")["cost_options"], "option", "amount") == [("Paid", None)]
    [contact] = full["contacts"]
    assert only(contact["phones"], "type", "number") == [
        ("voice", "01632 960 120"), ("text", "07700 900 125"),
    ]  # fmt: skip


def test_what_classifies_a_service() -> None:
    found = hsds()["attributes"]
    assert [(entry["link_type"], entry["taxonomy_term"]["name"]) for entry in found] == [
        ("service_type", "Counselling"),
        ("helps_with", "Isolation"),
        ("intended_audience", "Race"),
        ("represents", "From the global majority or a minoritised ethnic group"),
        ("setting", "GP placement"),
        ("accessibility", "Step-free"),
        ("intended_audience", "Somali women"),
        ("eligibility", "Self referral"),
        ("urgency", "Helps in a crisis, the same day"),
    ]
    assert all(entry["taxonomy_term_id"] == entry["taxonomy_term"]["id"] for entry in found)


def test_terms_are_the_same_for_every_service_and_the_rest_is_its_own() -> None:
    mine, other = hsds(), hsds(id=UUID(int=7))
    terms = [[entry["taxonomy_term"] for entry in full["attributes"]] for full in (mine, other)]
    assert terms[0] == terms[1]
    assert set(ids(mine)) & set(ids(other)) == {str(NORTHBRIDGE.id)}
