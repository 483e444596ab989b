"""Writing to reporters by template, what has been read, and what is refused."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.domain.code_lists import Role
from service.store.models import MessageTemplate
from service.usecases import templates
from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.places import NOWHERE
from tests.api.things import Things
from tests.builders import World


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


@pytest.fixture
def thanks(world: World) -> MessageTemplate:
    with world.runtime.unit(world.officer(Role.CASE_MANAGER)) as unit:
        body = "About {reference}: thank you. {institution}"
        templates.add_template(unit, name="Old", body="Words.", active=False)
        return templates.add_template(unit, name="Thanks", body=body)


def written(things: Things, **expected: Any) -> list[dict[str, Any]]:
    """Give the messages of the reporter's conversation that are so, but for automatic ones."""
    return [
        message
        for message in things.reporter.get("/v1/follow-up/messages")["data"]
        if message["direction"] != "automatic"
        and all(message[name] == value for name, value in expected.items())
    ]


def test_a_template_is_listed_and_written_with(things: Things, thanks: MessageTemplate) -> None:
    (listed,) = things.office.get("/v1/message-templates")["data"]
    assert listed == {
        "id": str(thanks.id), "version": 1, "name": "Thanks", "language": "en",
        "body": "About {reference}: thank you. {institution}",
    }  # fmt: skip
    path = f"/v1/reports/{things.ids['report_id']}"
    reference = things.office.get(path)["reference"]
    things.office.post(f"{path}/messages", {"template_id": listed["id"]})
    (heard,) = written(things)
    assert heard["text"] == f"About {reference}: thank you. Northbridge Medical School"
    case = f"/v1/cases/{things.ids['case_id']}/messages"
    things.office.post(case, {"template_id": listed["id"]})
    assert things.office.get(case)["data"][-1]["text"].endswith("Northbridge Medical School")


def test_each_side_says_what_it_has_read(things: Things) -> None:
    path = f"/v1/reports/{things.ids['report_id']}/messages"
    things.reporter.post("/v1/follow-up/messages", {"text": "Hello?"})
    assert len(written(things, read_at=None)) == 1
    assert things.office.call("POST", f"{path}/read").status_code == 204
    assert written(things, read_at=None) == []
    things.office.post(path, {"text": "Yes."})
    assert things.reporter.get("/v1/follow-up/status")["messages_since_yours"] == 1
    assert things.reporter.call("POST", "/v1/follow-up/messages/read").status_code == 204
    assert things.reporter.get("/v1/follow-up/status")["messages_since_yours"] == 0
    heard = things.reporter.get("/v1/follow-up/messages")["data"]
    assert {message["direction"] for message in heard if message["read_at"]} == {
        "automatic", "from_reporter", "to_reporter",
    }  # fmt: skip
    assert things.office.call("POST", f"/v1/reports/{NOWHERE}/messages/read").status_code == 404


BAD = [
    BadInput("writeToReporter", {}, "", "one_of"),
    BadInput("writeToReporter", {"text": "A", "template_id": NOWHERE}, "", "one_of"),
    BadInput("writeToReporter", {"text": ""}, "/text", "invalid"),
    BadInput("writeToReporter", {"text": "x" * 20_001}, "/text", "invalid"),
    BadInput("writeToReporter", {"text": None}, "/text", "invalid"),
    BadInput("writeToReporter", {"template_id": "thanks"}, "/template_id", "invalid"),
    BadInput("writeToReporter", {"template_id": NOWHERE}, "/template_id", "not_available"),
    BadInput("writeToReporter", {"text": "A", "to": "all"}, "/to", "unknown_field"),
    BadInput("writeToCaseReporter", {}, "", "one_of"),
    BadInput("writeToCaseReporter", {"template_id": NOWHERE}, "/template_id", "not_available"),
    BadInput(
        "writeToCaseReporter", {"text": "A", "report_id": NOWHERE}, "/report_id", "not_on_case"
    ),
    BadInput("writeToTeam", {}, "/text", "required"),
    BadInput("writeToTeam", {"template_id": NOWHERE, "text": "A"}, "/template_id", "unknown_field"),
]  # fmt: skip


def test_bad_input_is_refused_and_leaves_nothing(runtime: Runtime, things: Things) -> None:
    for bad in BAD:
        refuses(runtime, things, bad)
