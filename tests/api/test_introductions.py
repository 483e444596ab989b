"""Introductions over the API: whoever asks, whoever is asked, and what neither finds out."""

import re
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.domain.actors import Scope
from service.domain.introductions import SEEN_AS
from tests.api.caller import Caller
from tests.api.places import NOWHERE, PLACES
from tests.builders import World

AGREES = [{"scope": "introduce_to_peers", "state": "granted", "wording_version": "1"}]
READING = [p for p in PLACES.values() if p.operation.follow_up and p.operation.method == "GET"
           and "{" not in p.path]  # fmt: skip
"""All that a receipt lets one read."""


class Person:
    """Somebody who reported, known by words that nobody else would write."""

    def __init__(
        self, api: FlaskClient, office: Caller, name: str, unlike: str = "bullying"
    ) -> None:
        self.marker, self.unlike = f"Quill{name}", unlike
        self.made = office.post(
            "/v1/reports",
            {"narrative": f"{self.marker} was there.", "mode": "named", "consents": AGREES,
             "incident_types": ["exclusion", unlike], "setting": "online",
             "reporter": {"name": self.marker, "email": f"{self.marker}@example.org".lower()}},
        )  # fmt: skip
        self.caller = self._follow(api, self.made["receipt"])
        code = self.caller.post("/v1/follow-up/supporters", {"may_read_messages": True})["code"]
        self.supporter = self._follow(api, code)

    def _follow(self, api: FlaskClient, code: str) -> Caller:
        session = Caller(api, None).post("/v1/follow-up/session", {"receipt": code}, status=200)
        return Caller(api, session["access_token"])

    @property
    def id(self) -> str:
        return str(self.made["id"])

    def asked(self) -> dict[str, Any]:
        found: dict[str, Any] = self.caller.get("/v1/follow-up/introductions")["data"][0]
        return found

    def answer(self, state: str, **more: Any) -> Any:
        body = {"state": state, "wording_version": "1", **more}
        if state == "granted":
            body.setdefault("contact", f"Write to {self.marker}.")
        path = f"/v1/follow-up/introductions/{self.asked()['id']}/answer"
        return self.caller.call("POST", path, body)

    def reads(self, *, supporter: bool = False) -> str:
        """Give all that they can read now, as one text."""
        caller = self.supporter if supporter else self.caller
        return "".join(caller.call("GET", place.path).text for place in READING)


class Meeting:
    """Two people, and an office that asks them."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.office = Caller.with_scopes(
            api, world, Scope.REPORTS_WRITE, Scope.CASES_READ, Scope.CASES_WRITE
        )
        self.one = Person(api, self.office, "Amber")
        self.other = Person(api, self.office, "Birch", "online_abuse")
        self.made = self.office.post(
            "/v1/introductions", {"report_ids": [self.one.id, self.other.id]}
        )
        self.path = f"/v1/introductions/{self.made['id']}"

    def move(self, action: str) -> Any:
        version = self.office.get(self.path)["version"]
        return self.office.call(
            "POST", f"{self.path}/transitions", {"action": action}, version=version
        )

    def traces(self, of: Person) -> list[str]:
        """Give what would lead somebody else to a person, or to what they were asked."""
        return [of.marker, of.marker.lower(), of.id, of.made["reference"], of.asked()["id"],
                of.unlike, self.made["id"], self.made["reference"]]  # fmt: skip


@pytest.fixture
def meeting(api: FlaskClient, world: World) -> Meeting:
    return Meeting(api, world)


def test_the_office_asks_and_brings_together(meeting: Meeting) -> None:
    made = meeting.made
    assert (made["state"], made["version"], made["officer_id"]) == ("proposed", 1, None)
    assert (made["incident_types"], made["setting"]) == (["exclusion"], "online")
    assert {side["report_id"] for side in made["sides"]} == {meeting.one.id, meeting.other.id}
    assert meeting.move("make").json["code"] == "wrong_state"
    assert meeting.one.asked()["text"] == SEEN_AS["asked"]
    answered = meeting.one.answer("granted")
    assert (answered.status_code, answered.json["state"]) == (201, "waiting")
    assert meeting.other.asked()["state"] == "asked"
    meeting.other.answer("granted")
    read = meeting.office.get(meeting.path)
    assert [side["state"] for side in read["sides"]] == ["granted", "granted"]
    assert [
        (step["action"], step["allowed"], step["target"])
        for step in meeting.office.get(f"{meeting.path}/transitions")["data"]
    ] == [("make", True, "made"), ("call_off", True, "withdrawn")]
    stale = meeting.office.call(
        "POST", f"{meeting.path}/transitions", {"action": "make"}, version=1
    )
    assert stale.status_code == 412
    assert meeting.move("make").json["state"] == "made"
    for mine, met in ((meeting.one, meeting.other), (meeting.other, meeting.one)):
        said = mine.caller.get("/v1/follow-up/messages")["data"][-1]
        assert said["direction"] == "to_reporter"
        assert f"Write to {met.marker}." in said["text"]
        assert mine.asked()["state"] == "made"
        assert mine.caller.get("/v1/follow-up/status")["messages_since_yours"] == 1
        assert mine.supporter.get("/v1/follow-up/status")["messages_since_yours"] == 0


def test_introductions_are_found_by_state_and_report(
    api: FlaskClient, world: World, meeting: Meeting
) -> None:
    third = Person(api, meeting.office, "Cedar")
    later = meeting.office.post("/v1/introductions", {"report_ids": [third.id, meeting.one.id]})
    meeting.move("call_off")

    def found(query: str) -> list[str]:
        return [one["id"] for one in meeting.office.get(f"/v1/introductions?{query}")["data"]]

    both = [later["id"], meeting.made["id"]]
    for query, expected in (
        ("limit=10", both), ("state=proposed", both[:1]), ("state=withdrawn", both[1:]),
        (f"report_id={meeting.one.id}", both), (f"report_id={meeting.other.id}", both[1:]),
        (f"report_id={third.id}&state=made", []),
    ):  # fmt: skip
        assert found(query) == expected, query
    page = meeting.office.get("/v1/introductions?limit=1")
    assert found(f"cursor={page['next_cursor']}") == both[1:]
    form = Caller.with_scopes(api, world, Scope.REPORTS_READ, Scope.REFERRALS_READ)
    for place in ("/v1/introductions", meeting.path):
        assert form.call("GET", place).status_code == 403
    reader = Caller.with_scopes(api, world, Scope.CASES_READ)
    assert reader.get(meeting.path)["id"] == meeting.made["id"]
    steps = reader.get(f"/v1/introductions/{later['id']}/transitions")["data"]
    assert [(step["action"], step["allowed"]) for step in steps] == [("call_off", False)]


YES, NO, NOTHING = ("granted",), ("refused", "withdrawn"), (None,)
ANSWERS = [*product(YES + NOTHING, YES + NO + NOTHING), *product(NO, YES + NOTHING)]
"""By whoever answers first, and by the other; after a no, any answer comes too late."""


@pytest.mark.parametrize("first", ["one", "other"])
def test_nothing_of_the_one_reaches_the_other_before_they_meet(
    api: FlaskClient, world: World, meeting: Meeting, first: str
) -> None:
    """Whatever both answer, and whenever: all that either can read is searched for the other."""
    people = (meeting.one, meeting.other) if first == "one" else (meeting.other, meeting.one)
    endings: dict[tuple[str, ...], str] = {}
    for answers in ANSWERS:
        shown = ["asked", "asked"]
        for who, answer in enumerate(answers):
            before = people[1 - who].reads()
            said = people[who].answer(answer) if answer else None
            if said is not None and said.status_code == 201:
                shown[who] = said.json["state"]
            for mine, met in ((people[0], people[1]), (people[1], people[0])):
                everything = mine.reads()
                assert {mine.asked()["id"], mine.unlike} <= set(re.findall(r"[\w-]+", everything))
                assert [one for one in meeting.traces(met) if one in everything] == []
            if answer == "granted" and shown[who] == "waiting":
                assert people[1 - who].reads() == before  # that somebody agreed is no news
        endings[answers[0] or "", answers[1] or ""] = meeting.office.get(meeting.path)["state"]
        meeting.move("call_off")
        meeting.made = meeting.office.post(
            "/v1/introductions", {"report_ids": [meeting.one.id, meeting.other.id]}
        )
        meeting.path = f"/v1/introductions/{meeting.made['id']}"
    assert endings["granted", "granted"] == "agreed"
    assert endings["granted", ""] == endings["", ""] == "proposed"
    assert {state for answers, state in endings.items()
            if {"refused", "withdrawn"} & set(answers)} == {"declined"}  # fmt: skip


def _withdraw_report(person: Person) -> None:
    person.caller.call("POST", "/v1/follow-up/withdrawal", {"confirm": True})


def _withdraw_consent(person: Person) -> None:
    answer = {"scope": "introduce_to_peers", "state": "withdrawn", "wording_version": "1"}
    person.caller.post("/v1/follow-up/consents", answer)


def test_however_it_ends_the_other_reads_the_same(api: FlaskClient, world: World) -> None:
    read = set()
    for end in (
        lambda m: m.one.answer("refused"), lambda m: m.one.answer("withdrawn"),
        lambda m: m.move("call_off"), lambda m: _withdraw_report(m.one),
        lambda m: _withdraw_consent(m.one),
    ):  # fmt: skip
        meeting = Meeting(api, world)
        meeting.other.answer("granted")
        end(meeting)
        asked = meeting.other.asked()
        assert asked["state"] == "not_made"
        told = meeting.other.caller.get("/v1/follow-up/status")["updates"]
        said = meeting.other.caller.get("/v1/follow-up/messages")["data"]
        kept = ("state", "text", "incident_types", "setting", "answer")
        read.add(
            (
                *(str(asked[name]) for name in kept),
                *(one["text"] for one in told),
                *(one["direction"] for one in said),
            )
        )
        assert told[-1]["text"] == SEEN_AS["not_made"]
    assert len(read) == 1


def test_a_supporter_sees_none_of_it(meeting: Meeting) -> None:
    before = Person(meeting.office.api, meeting.office, "Dogwood").reads(supporter=True)
    for step in (
        lambda: None, lambda: meeting.one.answer("granted"),
        lambda: meeting.other.answer("granted"), lambda: meeting.move("make"),
    ):  # fmt: skip
        step()
        for person in (meeting.one, meeting.other):
            said = person.reads(supporter=True)
            assert "We would like to ask" not in said
            assert SEEN_AS["made"] not in said
            assert meeting.made["id"] not in said
            assert person.asked()["id"] not in said
            assert person.marker not in said
            assert said.count('"direction"') == before.count('"direction"')
    answer = f"/v1/follow-up/introductions/{meeting.one.asked()['id']}/answer"
    for method, path, body in (
        ("GET", "/v1/follow-up/introductions", None),
        ("POST", answer, {"state": "refused", "wording_version": "1"}),
    ):
        refused = meeting.one.supporter.call(method, path, body)
        assert (refused.status_code, refused.json["code"]) == (403, "not_allowed")


def test_one_answers_what_one_was_asked(meeting: Meeting) -> None:
    body = {"state": "refused", "wording_version": "1"}
    for one in (meeting.other.asked()["id"], meeting.made["id"], NOWHERE):
        path = f"/v1/follow-up/introductions/{one}/answer"
        assert meeting.one.caller.call("POST", path, body).status_code == 404
    assert meeting.one.answer("refused").json["state"] == "not_made"
    late = meeting.other.answer("granted")
    assert (late.status_code, late.json["code"]) == (409, "wrong_state")


def test_a_query_is_of_known_codes(meeting: Meeting) -> None:
    for query in ("state=asked", "report_id=x", "officer_id=x", "limit=0"):
        assert meeting.office.call("GET", f"/v1/introductions?{query}").status_code == 422, query
