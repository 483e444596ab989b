"""Introductions: an officer asks two reporters whether they would like to meet."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import TransitionsOut
from service.api.schemas.introductions import (
    IntroductionAnswerIn,
    IntroductionIn,
    IntroductionOut,
    IntroductionOutPage,
    IntroductionQuery,
    IntroductionTransitionIn,
    OwnIntroductionOut,
    OwnIntroductionsOut,
)
from service.api.v1.shared import found, steps_out
from service.domain.actors import Actor, Scope
from service.domain.introductions import INTRODUCTION_MACHINE, SEEN_AS, seen_as
from service.store.queries import introductions as queries
from service.store.queries.rows import as_dict
from service.usecases import introductions as use_cases
from service.usecases.follow_up import own_report, readable_report
from service.usecases.introduction_answers import answer_introduction
from service.usecases.reading import Reading
from service.usecases.unit import Unit

introductions = Resource(
    "Introductions", "Bringing people together who have lived through the like, if both wish it."
)
_READ = [Scope.CASES_READ, Scope.CASES_WRITE]
_WRITE = [Scope.CASES_WRITE]
_ID = "01890000-0000-7000-8000-00000000000"


@introductions.operation(
    "POST", "/v1/introductions", "proposeIntroduction", "Ask two reporters whether they would meet",
    description="Both must have granted `introduce_to_peers`. Each is told only what both told of.",
    scopes=_WRITE, body=IntroductionIn(), answer=IntroductionOut(), creates=True,
    errors=["not_found", "wrong_state"], example={"report_ids": [f"{_ID}0", f"{_ID}1"]},
)  # fmt: skip
def propose(unit: Unit, body: dict[str, Any]) -> Result:
    """Ask them."""
    introduction = use_cases.propose_introduction(unit, body["report_ids"])
    return _written(unit, introduction.id, f"/v1/introductions/{introduction.id}")


@introductions.operation(
    "GET", "/v1/introductions", "listIntroductions", "List introductions",
    query=IntroductionQuery(), answer=IntroductionOutPage(), scopes=_READ, paged=True,
)  # fmt: skip
def list_introductions(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page."""
    page = page_of(runtime().provider, "listIntroductions", query.pop("limit"), query.pop("cursor"))
    rows = queries.list_introductions(reading.connection, reading.actor, page, **query)
    return PageResult(_with_sides(reading.connection, rows.rows), rows.next_after)


@introductions.operation(
    "GET", "/v1/introductions/<uuid:introduction_id>", "getIntroduction", "Read an introduction",
    answer=IntroductionOut(), scopes=_READ, errors=["not_found"],
)  # fmt: skip
def get_introduction(reading: Reading, introduction_id: UUID) -> Result:
    """Give one."""
    return _one(reading.connection, reading.actor, introduction_id)


@introductions.operation(
    "GET", "/v1/introductions/<uuid:introduction_id>/transitions", "listIntroductionTransitions",
    "What can be done with an introduction now", answer=TransitionsOut(), scopes=_READ,
    errors=["not_found"],
)  # fmt: skip
def introduction_transitions(reading: Reading, introduction_id: UUID) -> dict[str, Any]:
    """List the steps."""
    row = found(queries.introduction_row(reading.connection, reading.actor, introduction_id))
    may = queries.may_introduce(reading.connection, reading.actor, introduction_id)
    return steps_out((step, may) for step in INTRODUCTION_MACHINE.from_state(row.state))


@introductions.operation(
    "POST", "/v1/introductions/<uuid:introduction_id>/transitions", "moveIntroduction",
    "Bring two people together, or call it off",
    description="`make` gives each the words in which the other wants to be reached, as a message "
    "that only they can read.",
    scopes=_WRITE, body=IntroductionTransitionIn(), answer=IntroductionOut(), status=200,
    versioned=True, errors=["not_found", "wrong_state"], example={"action": "make"},
)  # fmt: skip
def move_introduction(
    unit: Unit, body: dict[str, Any], introduction_id: UUID, version: int
) -> Result:
    """Take a step."""
    use_cases.move_introduction(unit, introduction_id, body["action"], version=version)
    return _written(unit, introduction_id)


@introductions.operation(
    "GET", "/v1/follow-up/introductions", "listOwnIntroductions",
    "Whether somebody would like to be in touch", answer=OwnIntroductionsOut(), follow_up=True,
)  # fmt: skip
def list_own(reading: Reading) -> dict[str, Any]:
    """Give what the reporter was asked; a supporter sees none of it."""
    report_id = readable_report(reading, "report.answer_introduction")
    return {"data": [_own(row) for row in queries.own_sides(reading.connection, report_id)]}


@introductions.operation(
    "POST", "/v1/follow-up/introductions/<uuid:introduction_id>/answer", "answerIntroduction",
    "Say whether you would like to be in touch",
    description="Nobody is told who said no, nor that anybody did.",
    body=IntroductionAnswerIn(), answer=OwnIntroductionOut(), follow_up=True, creates=True,
    errors=["wrong_state"],
    example={
        "state": "granted", "wording_version": "2026-11",
        "contact": "Write to sam@example.org. Please do not telephone.",
    },
)  # fmt: skip
def answer(unit: Unit, body: dict[str, Any], introduction_id: UUID) -> dict[str, Any]:
    """Record the answer."""
    report_id = own_report(unit.actor)
    side = answer_introduction(unit, report_id, introduction_id, **body)
    rows = queries.own_sides(unit.session.connection(), report_id)
    return next(_own(row) for row in rows if row.id == side.id)


def _own(row: Any) -> dict[str, Any]:
    state = seen_as(row.introduction_state, row.state)
    return {**as_dict(row), "answer": row.state, "state": state, "text": SEEN_AS[state]}


def _with_sides(connection: Connection, rows: Sequence[Any]) -> list[dict[str, Any]]:
    sides = queries.sides_of(connection, [row.id for row in rows])
    return [{**as_dict(row), "sides": sides[row.id]} for row in rows]


def _one(
    connection: Connection, actor: Actor, introduction_id: UUID, location: str | None = None
) -> Result:
    row = found(queries.introduction_row(connection, actor, introduction_id))
    return Result(_with_sides(connection, [row])[0], row.version, location)


def _written(unit: Unit, introduction_id: UUID, location: str | None = None) -> Result:
    unit.flush()
    return _one(unit.session.connection(), unit.actor, introduction_id, location)
