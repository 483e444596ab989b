"""How often anybody may call."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Settings
from service.domain.actors import Scope
from tests.api.caller import Caller
from tests.api.places import PLACES
from tests.builders import World

WRONG = {"receipt": "0000 0000 0000 0000"}


@pytest.fixture
def limited(settings: Settings) -> Iterator[Flask]:
    """An instance with limits, at a moment that stands still: windows begin with the minute."""
    app = create_app(dataclasses.replace(settings, rate_limits=True))
    with time_machine.travel(datetime(2026, 11, 23, 10, 0, 5, tzinfo=UTC), tick=False):
        yield app
    app.extensions["redress"].engine.dispose()
    app.extensions["redress"].keystore.engine.dispose()


@pytest.fixture
def api(limited: Flask) -> FlaskClient:
    return limited.test_client()


@pytest.fixture
def world(limited: Flask) -> World:
    return World(limited.extensions["redress"])


def attempt(api: FlaskClient, address: str = "192.0.2.1", **headers: str) -> int:
    answer = api.post(
        "/v1/follow-up/session", json=WRONG, headers=headers,
        environ_base={"REMOTE_ADDR": address},
    )  # fmt: skip
    return answer.status_code


def declared(name: str) -> int:
    """Give how often an operation says it may be called in a minute."""
    amount, _, unit = str(PLACES[name].operation.limit).partition(" per ")
    assert unit == "minute"
    assert int(amount) <= 60
    return int(amount)


def test_receipts_cannot_be_guessed_fast(api: FlaskClient) -> None:
    amount = declared("startFollowUp")
    assert [attempt(api) for _ in range(amount + 1)] == [401] * amount + [429]
    assert attempt(api, "192.0.2.2") == 401
    assert attempt(api, Authorization="Bearer another.made.up") == 429
    address = {"REMOTE_ADDR": "192.0.2.1"}
    answer = api.post("/v1/follow-up/session", json=WRONG, environ_base=address)
    assert answer.json["code"] == "too_many_requests"
    assert answer.content_type == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert answer.headers["RateLimit-Policy"] == f'"default";q={amount};w=60'
    assert answer.headers["RateLimit"].startswith('"default";r=0;t=')


def test_secrets_cannot_be_guessed_fast(api: FlaskClient) -> None:
    data = {"grant_type": "client_credentials"}
    amount = declared("issueToken")
    given = [api.post("/oauth/token", data=data).status_code for _ in range(amount + 1)]
    assert given == [401] * amount + [429]


def test_a_client_has_one_limit_for_everything(api: FlaskClient, world: World) -> None:
    one = Caller.with_scopes(api, world, Scope.REPORTS_READ)
    two = Caller.with_scopes(api, world, Scope.REPORTS_READ)
    left = []
    for path in ("/v1/reports", "/v1/reports?limit=1", "/v1/referrals", "/v1/reports"):
        answer = one.call("GET", path)
        assert answer.headers["RateLimit-Policy"] == '"default";q=1200;w=60'
        left.append(int(answer.headers["RateLimit"].split("r=")[1].split(";")[0]))
    assert left == [1199, 1198, 1197, 1196]
    assert '"default";r=1199' in two.call("GET", "/v1/reports").headers["RateLimit"]


def test_made_up_tokens_count_for_their_address(api: FlaskClient) -> None:
    left = [
        Caller(api, f"made.up.{number}").call("GET", "/v1/reports").headers["RateLimit"]
        for number in range(3)
    ]
    assert ["r=1199" in left[0], "r=1198" in left[1], "r=1197" in left[2]] == [True] * 3


def test_every_operation_has_a_limit(api: FlaskClient) -> None:
    for place in PLACES.values():
        answer = api.open(place.nowhere(), method=place.operation.method)
        assert "RateLimit" in answer.headers, place.path


def test_a_setting_turns_them_off(settings: Settings) -> None:
    app = create_app(dataclasses.replace(settings, rate_limits=False))
    api = app.test_client()
    assert [attempt(api) for _ in range(61)] == [401] * 61
    app.extensions["redress"].engine.dispose()
    app.extensions["redress"].keystore.engine.dispose()
