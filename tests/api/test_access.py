"""Who may call what: scopes, receipts, tokens that end, clients that are revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from service.domain.actors import SYSTEM, Scope
from service.store.models import ApiClient, AuditEntry
from service.usecases import clients
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.api.places import PLACES
from tests.api.things import Things
from tests.builders import World

REPORT = {"narrative": "Said on the ward."}
PROTECTED = [name for name, place in PLACES.items() if not place.operation.public]


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


def entries(runtime: Runtime, verb: str) -> int:
    with runtime.engine.connect() as connection:
        query = select(func.count()).select_from(AuditEntry).where(AuditEntry.verb == verb)
        return connection.scalar(query) or 0


def test_each_scope_opens_only_what_says_so(things: Things, api: FlaskClient, world: World) -> None:
    """Every operation with every single scope: 403 exactly where the contract does not name it."""
    for scope in Scope:
        caller = Caller.with_scopes(api, world, scope)
        for name in PROTECTED:
            place = PLACES[name]
            if place.operation.follow_up:
                continue
            answer = caller.call(place.operation.method, place.nowhere() + "?no_such=1")
            refused = answer.json["code"] == "insufficient_scope"
            assert refused == (scope not in place.operation.scopes), (scope, name)
            if refused:
                challenge = answer.headers["WWW-Authenticate"]
                assert 'error="insufficient_scope"' in challenge
                assert place.operation.scopes[0] in challenge


def test_a_client_sees_what_it_submitted(api: FlaskClient, world: World) -> None:
    scopes = (Scope.REPORTS_WRITE, Scope.REPORTS_READ)
    one, two = (Caller.with_scopes(api, world, *scopes) for _ in range(2))
    mine = one.post("/v1/reports", REPORT)
    theirs = two.post("/v1/reports", REPORT)
    assert [row["id"] for row in one.get("/v1/reports")["data"]] == [mine["id"]]
    path = f"/v1/reports/{theirs['id']}"
    nothing = one.call("GET", "/v1/reports/01890000-0000-7000-8000-000000000000").json
    for answer in (
        one.call("GET", path),
        one.call("GET", f"{path}?expand=narrative"),
        one.call("GET", f"{path}/consents"),
        one.call("GET", f"{path}/transitions"),
        one.call("PATCH", path, {"setting": "online"}, version=1),
        one.call("POST", f"{path}/transitions", {"action": "withdraw"}, version=1),
    ):
        assert answer.status_code == 404
        assert {**answer.json, "request_id": None} == {**nothing, "request_id": None}
    wide = Caller.with_scopes(api, world, Scope.CASES_READ)
    assert {row["id"] for row in wide.get("/v1/reports")["data"]} == {mine["id"], theirs["id"]}
    assert wide.get(f"{path}?expand=narrative")["narrative"] == REPORT


def test_a_token_may_carry_less_than_its_client(api: FlaskClient, world: World) -> None:
    client, secret, _ = world.client(Scope.REPORTS_WRITE, Scope.CASES_READ)
    granted = api.post(
        "/oauth/token",
        data={"grant_type": "client_credentials", "scope": "reports:write"},
        auth=(client.client_id, secret),
    )
    assert granted.json["scope"] == "reports:write"
    caller = Caller(api, granted.json["access_token"])
    assert caller.call("GET", "/v1/cases").status_code == 403
    assert caller.call("POST", "/v1/reports", REPORT).status_code == 201


@pytest.mark.parametrize(
    "receipt",
    ["0000 0000 0000 0000", "", " ", "1", "x" * 40, "' OR 1=1 --", "\u0660" * 16, "0" * 16],
)
def test_a_wrong_receipt_is_wrong_and_nothing_more(
    things: Things, runtime: Runtime, receipt: str
) -> None:
    used = entries(runtime, "receipt.use")
    answer = Caller(things.office.api, None).call(
        "POST", "/v1/follow-up/session", {"receipt": receipt}
    )
    assert answer.status_code == (422 if receipt == "" else 401)
    assert receipt not in answer.get_data(as_text=True) or not receipt.strip(" 1")
    assert entries(runtime, "receipt.use") == used


def test_a_receipt_may_be_written_in_any_groups(things: Things, runtime: Runtime) -> None:
    used = entries(runtime, "receipt.use")
    written = [things.receipt, things.receipt.replace(" ", ""), things.receipt.replace(" ", "-")]
    for receipt in written:
        Caller(things.office.api, None).post(
            "/v1/follow-up/session", {"receipt": receipt}, status=200
        )
    assert entries(runtime, "receipt.use") == used + 3


def test_a_reporters_token_is_for_follow_up_alone(things: Things) -> None:
    for name in PROTECTED:
        place = PLACES[name]
        wrong = things.office if place.operation.follow_up else things.reporter
        answer = wrong.call(place.operation.method, place.at(things), version=1)
        assert (answer.status_code, answer.json["code"]) == (403, "insufficient_scope"), name


def test_a_reporter_reads_their_own_report_only(things: Things) -> None:
    other = things.office.post("/v1/reports", REPORT)
    nobody = Caller(things.office.api, None)
    session = nobody.post("/v1/follow-up/session", {"receipt": other["receipt"]}, status=200)
    stranger = Caller(things.office.api, session["access_token"])
    things.reporter.post("/v1/follow-up/messages", {"text": "Mine."})
    heard = stranger.get("/v1/follow-up/messages")["data"]
    assert [message["direction"] for message in heard] == ["automatic"]
    assert stranger.get("/v1/follow-up/status")["reference"] == other["reference"]
    messages = things.reporter.get("/v1/follow-up/messages")["data"]
    own = [message["text"] for message in messages if message["direction"] != "automatic"]
    assert own == ["Mine."]


@pytest.mark.parametrize("who", ["office", "reporter"])
def test_a_token_ends(things: Things, who: str) -> None:
    caller: Caller = getattr(things, who)
    path = "/v1/reports" if who == "office" else "/v1/follow-up/status"
    caller.get(path)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=890), tick=False):
        caller.get(path)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=901), tick=False):
        answer = caller.call("GET", path)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_revoked_client_is_out_at_once(api: FlaskClient, world: World) -> None:
    client, secret, _ = world.client(Scope.REPORTS_WRITE)
    granted = api.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client.client_id, secret or ""),
    )
    caller = Caller(api, granted.json["access_token"])
    report = caller.post("/v1/reports", REPORT)
    session = Caller(api, None).post(
        "/v1/follow-up/session", {"receipt": report["receipt"]}, status=200
    )
    with world.runtime.unit(SYSTEM) as unit:
        clients.revoke_client(unit, client.client_id)
    assert caller.call("POST", "/v1/reports", REPORT).status_code == 401
    Caller(api, session["access_token"]).get("/v1/follow-up/status")


def test_a_client_altered_in_the_database_is_nobody(things: Things, runtime: Runtime) -> None:
    things.office.get("/v1/cases")
    with runtime.engine.begin() as connection:
        connection.execute(update(ApiClient).values(scopes=["cases:read", "scim"]))
    assert things.office.call("GET", "/v1/cases").status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic eDp5", "bearer x.y.z", "Bearer x y", "Token x", "Bearer é",
     "Bearer " + "a" * 5000, "Bearer ey.ey.ey", "Bearer ..", "Bearer \x7f"],
)  # fmt: skip
def test_a_bad_authorization_is_401(api: FlaskClient, header: str) -> None:
    answer = api.get("/v1/reports", headers={"Authorization": header})
    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_altered_token_is_refused(things: Things) -> None:
    token: Any = things.office.token
    head, body, signature = token.split(".")
    for altered in (
        f"{head}.{body}.{signature[::-1]}",
        f"{head}.{body[:-4]}AAAA.{signature}",
        f"{head}.{body}.",
        f"eyJhbGciOiJub25lIn0.{body}.",
        token[:-1],
    ):
        assert Caller(things.office.api, altered).call("GET", "/v1/reports").status_code == 401
