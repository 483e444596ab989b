"""Introductions: each kind of bad input is refused at its place and leaves nothing."""

from typing import Any

from flask.testing import FlaskClient

from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.places import NOWHERE
from tests.api.things import Things
from tests.builders import World


def _answer(**values: Any) -> dict[str, Any]:
    return {"state": "granted", "wording_version": "1", "contact": "Me.", **values}


BAD = [
    BadInput("proposeIntroduction", {}, "/report_ids", "required"),
    BadInput("proposeIntroduction", {"report_ids": []}, "/report_ids", "invalid"),
    BadInput("proposeIntroduction", {"report_ids": [NOWHERE]}, "/report_ids", "invalid"),
    BadInput("proposeIntroduction", {"report_ids": [NOWHERE] * 3}, "/report_ids", "invalid"),
    BadInput("proposeIntroduction", {"report_ids": ["x", NOWHERE]}, "/report_ids/0", "invalid"),
    BadInput("proposeIntroduction", {"report_ids": None}, "/report_ids", "invalid"),
    BadInput("proposeIntroduction", lambda t: {"report_ids": [t.ids["report_id"]] * 2},
             "/report_ids", "invalid"),
    BadInput("proposeIntroduction", {"report_ids": [NOWHERE, NOWHERE[:-1] + "1"]}, "",
             "not_found", status=404),
    BadInput("moveIntroduction", {"action": "agree"}, "/action", "unknown_code"),
    BadInput("moveIntroduction", {"action": "make", "reason": "x"}, "/reason", "unknown_field"),
    BadInput("moveIntroduction", {"action": "make"}, "", "wrong_state", status=409),
    BadInput("answerIntroduction", _answer(state="asked"), "/state", "unknown_code"),
    BadInput("answerIntroduction", _answer(wording_version=""), "/wording_version", "invalid"),
    BadInput("answerIntroduction", _answer(contact=""), "/contact", "invalid"),
    BadInput("answerIntroduction", _answer(contact="x" * 2001), "/contact", "invalid"),
    BadInput("answerIntroduction", _answer(contact=["x"]), "/contact", "invalid"),
    BadInput("answerIntroduction", {"state": "granted", "wording_version": "1"}, "/contact",
             "required"),
    BadInput("answerIntroduction", _answer(state="refused"), "/contact", "not_with_no"),
]  # fmt: skip


def test_bad_input_is_refused_and_leaves_nothing(
    api: FlaskClient, world: World, runtime: Runtime
) -> None:
    things = Things(api, world)
    for bad in BAD:
        refuses(runtime, things, bad)
