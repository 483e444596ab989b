"""Activities of peers: each kind of bad input is refused at its place and leaves nothing."""

from typing import Any

from flask.testing import FlaskClient

from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.things import Things
from tests.builders import World


def _at(**values: Any) -> dict[str, Any]:
    return {"starts_at": "2099-10-20T17:00:00Z", "ends_at": "2099-10-20T18:00:00Z", **values}


BAD = [
    BadInput("addActivity", {"kind": "group", "name": "x"}, "/service_id", "required"),
    BadInput(
        "addActivity", lambda t: {"service_id": t.ids["service_id"], "name": "x"},
        "/kind", "required",
    ),
    BadInput("amendActivity", {"kind": "party"}, "/kind", "unknown_code"),
    BadInput("amendActivity", {"name": ""}, "/name", "invalid"),
    BadInput("amendActivity", {"name": None}, "/name", "invalid"),
    BadInput("amendActivity", {"name_cy": "x" * 301}, "/name_cy", "invalid"),
    BadInput("amendActivity", {"description": "x" * 5001}, "/description", "invalid"),
    BadInput("amendActivity", {"capacity": 0}, "/capacity", "invalid"),
    BadInput("amendActivity", {"capacity": 10_001}, "/capacity", "invalid"),
    BadInput("amendActivity", {"capacity": 1.5}, "/capacity", "invalid"),
    BadInput("amendActivity", {"online": "yes"}, "/online", "invalid"),
    BadInput("amendActivity", {"languages": ["xx"]}, "/languages/0", "unknown_code"),
    BadInput("amendActivity", {"characteristics": ["race"] * 2}, "/characteristics", "invalid"),
    BadInput("amendActivity", {"service_id": "x"}, "/service_id", "unknown_field"),
    BadInput("planActivitySessions", {"ends_at": "2099-10-20T18:00:00Z"}, "/starts_at",
             "required"),
    BadInput("planActivitySessions", _at(starts_at="2099-10-20T17:00:00"), "/starts_at",
             "invalid"),
    BadInput("planActivitySessions", _at(starts_at="2020-01-01T00:00:00Z"), "/starts_at",
             "in_the_past"),
    BadInput("planActivitySessions", _at(starts_at="2200-01-01T00:00:00Z"), "/starts_at",
             "too_far"),
    BadInput("planActivitySessions", _at(ends_at="2099-10-20T17:00:00Z"), "/ends_at",
             "before_start"),
    BadInput("planActivitySessions", _at(ends_at="2099-10-21T17:00:01Z"), "/ends_at",
             "too_long"),
    BadInput("planActivitySessions", _at(ends_at="9999-12-31T23:59:59Z"), "/ends_at",
             "too_long"),
    BadInput("planActivitySessions", _at(repeat={"weeks": 27}), "/repeat/weeks", "invalid"),
    BadInput("planActivitySessions", _at(repeat={"weeks": 0}), "/repeat/weeks", "invalid"),
    BadInput("planActivitySessions", _at(repeat={}), "/repeat/weeks", "required"),
    BadInput("planActivitySessions", _at(capacity=-1), "/capacity", "invalid"),
    BadInput("amendActivitySession", {"ends_at": "2099-10-06T17:00:00Z"}, "/ends_at",
             "before_start"),
    BadInput("amendActivitySession", {"starts_at": None}, "/starts_at", "invalid"),
    BadInput("amendActivitySession", {"attended": 3}, "/attended", "unknown_field"),
    BadInput("amendActivitySession", {"state": "held"}, "/state", "unknown_field"),
    BadInput("moveActivitySession", {"action": "reopen"}, "/action", "unknown_code"),
    BadInput("moveActivitySession", {"action": "hold", "attended": -1}, "/attended", "invalid"),
    BadInput("moveActivitySession", {"action": "hold", "attended": 10_001}, "/attended",
             "invalid"),
    BadInput("moveActivitySession", {"action": "hold", "who": ["me"]}, "/who",
             "unknown_field"),
    BadInput("moveActivitySession", {"action": "hold"}, "", "wrong_state", status=409),
]  # fmt: skip


def test_bad_input_is_refused_and_leaves_nothing(
    api: FlaskClient, world: World, runtime: Runtime
) -> None:
    things = Things(api, world)
    for bad in BAD:
        refuses(runtime, things, bad)
