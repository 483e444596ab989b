"""Figures through the API: what they mean, what is shown of them, and what may not be asked."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain.actors import Scope
from service.domain.code_lists import SERVICE_TYPES, SETTINGS
from service.domain.figures import MEASURES
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.usecases.figure_town import Town
from tests.usecases.office import Office

PLACE = "/v1/statistics"
QUARTER = "from=2026-08&to=2026-10"
NUMBERS = ("count", "share", "share_bound", "mean", "median", "total")


@pytest.fixture
def office(runtime: Runtime, app: Flask) -> Office:
    """An office on 23 November 2026, also to whoever calls."""
    office = Office(runtime)
    app.extensions["redress"] = office.runtime
    return office


@pytest.fixture
def reader(api: FlaskClient, office: Office) -> Caller:
    return Caller.with_scopes(api, office.world, Scope.STATISTICS_READ)


def test_the_list_says_what_each_figure_is(reader: Caller) -> None:
    listed = reader.get(PLACE)["data"]
    assert [one["name"] for one in listed] == list(MEASURES)
    first = listed[0]
    assert set(first) == {"name", "title", "meaning", "theme", "unit", "shows", "dimensions"}
    for one in listed:
        figure = reader.get(f"{PLACE}/{one['name']}")
        assert figure["measure"] == one
        assert (figure["from"], figure["to"]) == ("2025-08", "2026-07")


def test_where_nothing_was_recorded_nothing_is_shown(reader: Caller) -> None:
    """The same rows as ever, and none of them says that nobody is in it."""
    figure = reader.get(f"{PLACE}/waiting?by=setting,service_type")
    assert len(figure["rows"]) == (len(SETTINGS.codes) + 1) * len(SERVICE_TYPES.codes)
    assert figure["suppressed"] is True
    assert "8" in figure["note"]
    for row in figure["rows"]:
        assert row["suppressed"] is True
        assert {row[name] for name in NUMBERS} == {None}


def test_a_figure_shows_the_numbers_it_has(reader: Caller, office: Office) -> None:
    assert office.manager.id is not None
    Town(office.runtime, office.manager.id)
    for name, measure in MEASURES.items():
        (row,) = reader.get(f"{PLACE}/{name}?{QUARTER}")["rows"]
        assert {one for one in NUMBERS if row[one] is not None} - {"share_bound"} == set(
            measure.shows
        ), name
        assert row["suppressed"] is False
        assert measure.public or row["count"] % 5 == 0
    rows = reader.get(f"{PLACE}/waiting?{QUARTER}&by=setting")["rows"]
    assert [row["setting"] for row in rows] == [*SETTINGS.values(), None]
    shown = [row for row in rows if row["count"] is not None]
    assert shown
    for row in shown:
        if row["setting"] is not None:
            alone = reader.get(f"{PLACE}/waiting?{QUARTER}&setting={row['setting']}")
            assert (alone["by"], alone["rows"]) == (["setting"], [row])


BAD: list[tuple[str, str, str]] = [
    ("waiting?from=2026-08", "?/to", "required"),
    ("waiting?to=2026-10", "?/from", "required"),
    ("waiting?from=2026-09&to=2026-09", "?/to", "not_a_period"),
    ("waiting?from=2026-08&to=2027-07", "?/to", "not_over"),
    ("waiting?from=2026-11&to=2027-01", "?/to", "not_over"),
    ("waiting?from=2026-13&to=2026-10", "?/from", "invalid"),
    ("waiting?from=2026-8&to=2026-10", "?/from", "invalid"),
    ("waiting?from=2026-08-01&to=2026-10", "?/from", "invalid"),
    ("waiting?from=9999-08&to=2026-10", "?/from", "invalid"),
    ("waiting?from=0000-08&to=2026-10", "?/from", "invalid"),
    ("waiting?by=decline_reason", "?/by", "not_a_dimension"),
    ("waiting?by=officer", "?/by", "invalid"),
    ("waiting?by=", "?/by", "invalid"),
    ("waiting?by=setting,", "?/by", "invalid"),
    ("waiting?by=setting%0A", "?/by", "invalid"),
    ("waiting?by=setting;drop", "?/by", "invalid"),
    ("waiting?by=setting,setting", "?/by", "too_many"),
    ("waiting?by=setting,service_type,theme", "?/by", "invalid"),
    ("declines?by=decline_reason,service_type&setting=online", "?/by", "too_many"),
    ("initiatives?setting=online", "?/setting", "not_a_dimension"),
    ("waiting?setting=ward", "?/setting", "unknown_code"),
    ("waiting?setting=online&setting=research", "?/setting", "repeated"),
    ("waiting?characteristic=race", "?/characteristic", "unknown_field"),
    ("waiting?from=%00&to=2026-10", "?/from", "invalid_character"),
]


def test_what_may_not_be_asked(reader: Caller) -> None:
    for path, pointer, code in BAD:
        answer = reader.call("GET", f"{PLACE}/{path}")
        faults: list[dict[str, Any]] = answer.json.get("errors", [])
        assert answer.status_code == 422, path
        assert [(fault["pointer"], fault["code"]) for fault in faults] == [(pointer, code)], path
    for path in ("mood", "waiting%20", "WAITING", "waiting'--"):
        assert reader.call("GET", f"{PLACE}/{path}").status_code == 404
    assert reader.call("GET", f"{PLACE}?by=setting").status_code == 422
    assert reader.call("POST", f"{PLACE}/waiting", {}).status_code == 405


def test_only_who_may_read_figures_does(api: FlaskClient, office: Office) -> None:
    others = Caller.with_scopes(api, office.world, *(set(Scope) - {
        Scope.STATISTICS_READ, Scope.REFERRALS_RECEIVE,
    }))  # fmt: skip
    for path in (PLACE, f"{PLACE}/waiting"):
        assert others.call("GET", path).status_code == 403
        assert Caller(api, None).call("GET", path).status_code == 401
