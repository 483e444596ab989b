"""What a service's own system does with a referral, and what the reporter sees of it."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.api import operation as operations
from service.domain.actors import NOBODY, Actor, ActorKind, Scope
from tests.api.caller import Caller
from tests.api.places import NOWHERE, PLACES
from tests.api.things import Things
from tests.builders import OFFICE, World

TIMES = {"starts_at": "2099-01-15T10:00:00.000Z", "ends_at": "2099-01-15T10:50:00.000Z"}
IN_ROOM = {"kind": "in_person", "place": "Quillfeather House", **TIMES}
AGREED = [{"scope": "referral", "state": "granted", "wording_version": "2026-09"}]


class Scene:
    """A sent referral from a report, whoever sent it, the service's own system, and a stranger."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.api, self.world = api, world
        self.office = Caller.with_scopes(api, world, *OFFICE)
        contact = {"email": "office@helpers.example"}
        self.service = self.office.post(
            "/v1/support-services",
            {"name": "Marlow Trust", "service_type": "counselling", "contact": contact},
        )
        client, secret, _ = world.client(Scope.REFERRALS_RECEIVE, service_id=_id(self.service))
        self.system = Caller.of(api, client.client_id, str(secret))
        self.stranger = Caller.with_scopes(api, world, Scope.REFERRALS_RECEIVE)
        self.report = self.office.post("/v1/reports", {"narrative": "Said on the ward."})
        self.referral = self.sent(report_id=self.report["id"])
        self.path = f"/v1/referrals/{self.referral['id']}"

    def sent(self, **values: Any) -> Any:
        draft = self.office.post(
            "/v1/referrals",
            {"service_id": self.service["id"], "need": "To talk.", "consents": AGREED, **values},
        )
        return self.office.move(f"/v1/referrals/{draft['id']}", "send", draft["version"])

    def accept(self) -> Any:
        return self.system.move(self.path, "accept", self.referral["version"])

    def follow(self, receipt: str) -> Caller:
        session = Caller(self.api, None).post(
            "/v1/follow-up/session", {"receipt": receipt}, status=200
        )
        return Caller(self.api, session["access_token"])


def _id(thing: dict[str, Any]) -> UUID:
    return UUID(thing["id"])


@pytest.fixture
def scene(api: FlaskClient, world: World) -> Scene:
    return Scene(api, world)


def test_a_service_books_moves_and_ends_appointments(scene: Scene) -> None:
    system, all_of_them = scene.system, f"{scene.path}/appointments"
    refused = system.call("POST", all_of_them, IN_ROOM)
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")
    scene.accept()
    answer = system.call("POST", all_of_them, IN_ROOM)
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"v1"')
    assert "place" not in answer.json  # what is sealed is read on record
    one = answer.headers["Location"]
    read = system.get(one)
    assert {name: read[name] for name in IN_ROOM} == IN_ROOM
    assert read["state"] == "booked"
    steps = system.get(f"{one}/transitions")["data"]
    assert [(step["action"], step["allowed"]) for step in steps] == [
        ("attend", True), ("miss", True), ("cancel", True),
    ]  # fmt: skip
    moved = system.call("PATCH", one, {"place": "Room 9", "joining": None}, version=1)
    assert (moved.status_code, moved.json["version"]) == (200, 2)
    assert system.call("PATCH", one, {"place": "Room 8"}, version=1).status_code == 412
    assert system.call("PATCH", one, {}, version=2).json["version"] == 2
    assert system.move(one, "attend", 2)["state"] == "attended"
    assert system.get(scene.path)["status"] == "in_progress"
    (listed,) = scene.office.get(all_of_them)["data"]
    assert (listed["place"], listed["state"]) == ("Room 9", "attended")


def test_a_service_says_how_it_goes(scene: Scene) -> None:
    progress = f"{scene.path}/progress"
    body = {"kind": "plan_agreed", "note": "Quillfeather has a plan."}
    assert scene.system.call("POST", progress, body).status_code == 409
    scene.accept()
    made = scene.system.post(progress, body)
    assert set(made) == {"id", "kind", "recorded_at"}
    for reader in (scene.system, scene.office):
        (said,) = reader.get(progress)["data"]
        assert said == {**made, "note": "Quillfeather has a plan."}


def test_the_reporter_sees_when_and_where_and_a_supporter_does_not(scene: Scene) -> None:
    scene.accept()
    scene.system.post(f"{scene.path}/appointments", IN_ROOM)
    scene.system.post(f"{scene.path}/progress", {"kind": "assessed", "note": "Quillfeather."})
    other = scene.office.post("/v1/reports", {"narrative": "Of another ward."})
    own, theirs = (scene.follow(report["receipt"]) for report in (scene.report, other))
    (seen,) = own.get("/v1/follow-up/appointments")["data"]
    assert {**seen, "id": None} == {
        "id": None, "service_name": "Marlow Trust", "state": "booked", **IN_ROOM,
    }  # fmt: skip
    assert theirs.get("/v1/follow-up/appointments") == {"data": []}
    code = own.post("/v1/follow-up/supporters", {"name": "Ash"})["code"]
    supporter = scene.follow(code)
    assert supporter.call("GET", "/v1/follow-up/appointments").status_code == 403
    status = own.get("/v1/follow-up/status")
    told = [update["text"] for update in status["updates"]]
    assert "The support service made an appointment with you." in told
    assert "Quillfeather" not in str(status)


def test_a_link_is_offered_listed_and_ended(scene: Scene) -> None:
    links = f"{scene.path}/links"
    assert scene.office.get(links) == {"data": []}  # the service has a system of its own
    made = scene.office.post(links)
    assert set(made) == {"id", "created_at", "expires_at", "ended_at"}
    again = scene.office.post(links)
    listed = scene.office.get(links)["data"]
    assert [(one["id"], one["ended_at"] is None) for one in listed] == [
        (made["id"], False), (again["id"], True),
    ]  # fmt: skip
    end = f"{links}/{again['id']}"
    assert scene.office.call("DELETE", end).status_code == 204
    assert scene.office.call("DELETE", end).status_code == 404
    draft = scene.office.post(
        "/v1/referrals", {"service_id": scene.service["id"], "need": "To talk."}
    )
    assert scene.office.call("POST", f"/v1/referrals/{draft['id']}/links").status_code == 409
    assert scene.system.call("POST", links).status_code == 403


def test_another_service_finds_nothing(scene: Scene) -> None:
    scene.accept()
    made = scene.system.post(f"{scene.path}/appointments", IN_ROOM)
    one = f"{scene.path}/appointments/{made['id']}"
    for method, path, body in (
        ("GET", f"{scene.path}/appointments", None), ("GET", one, None),
        ("POST", f"{scene.path}/appointments", IN_ROOM), ("PATCH", one, {"place": "Here"}),
        ("POST", f"{one}/transitions", {"action": "cancel"}),
        ("GET", f"{scene.path}/progress", None),
        ("POST", f"{scene.path}/progress", {"kind": "other"}),
    ):  # fmt: skip
        answer = scene.stranger.call(method, path, body, version=1)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), path


def test_after_declining_a_service_reads_nothing_any_more(scene: Scene) -> None:
    scene.accept()
    scene.system.post(f"{scene.path}/appointments", IN_ROOM)
    row = scene.office.get(scene.path)
    scene.office.move(scene.path, "withdraw", row["version"])
    for part in ("appointments", "progress", "shared"):
        answer = scene.system.call("GET", f"{scene.path}/{part}")
        assert (answer.status_code, answer.json["code"]) == (403, "not_allowed"), part


class Ids(dict[str, str]):
    """Ids for the addresses of operations; what nobody made is nowhere."""

    def __missing__(self, name: str) -> str:
        return NOWHERE


def test_a_link_reaches_its_own_referral_and_nothing_else(
    api: FlaskClient, world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every operation, for whoever came by a link: no front end could show more than this."""
    things, other = Things(api, world), scene.sent()
    visitor = Actor(
        ActorKind.SERVICE, _id(scene.report), service_id=_id(scene.service),
        referral_id=_id(scene.referral),
    )  # fmt: skip
    monkeypatch.setattr(operations, "_actor", lambda one: NOBODY if one.public else visitor)
    public = {things.ids[name] for name in ("service_id", "activity_id", "session_id")}
    secrets = {*things.ids.values(), other["id"], other["reference"]} - public
    tried = 0
    for name, place in PLACES.items():
        if place.operation.public:
            continue
        for referral_id in (things.ids["referral_id"], other["id"]):
            path = place.path.format_map(Ids({**things.ids, "referral_id": referral_id}))
            answer = api.open(
                path, method=place.operation.method, json=place.operation.example,
                headers={"If-Match": '"v1"', "Idempotency-Key": f"{name}-{tried}"},
            )  # fmt: skip
            said = answer.get_data(as_text=True)
            assert [one for one in secrets if one in said] == [], (name, said)
            if "{referral_id}" in place.path:
                tried += 1
                assert answer.status_code in (400, 404, 415, 422), (name, answer.status_code)
    assert tried > 20
    assert api.get(f"{scene.path}").status_code == 200
    assert [row["id"] for row in api.get("/v1/referrals").json["data"]] == [scene.referral["id"]]
