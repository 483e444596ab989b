"""The conversation with a reporter, and identifying oneself later."""

from typing import Any

import pytest

from service.domain.actors import Actor, ActorKind
from service.domain.code_lists import Role
from service.domain.errors import NotAllowed, NotFound, WrongState
from service.domain.ids import new_id
from service.store.models import Message, Report
from service.store.queries.reports import messages_of, report_row
from service.usecases import messages
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of


@pytest.fixture
def officer(world: World) -> Actor:
    return world.officer(Role.WELFARE_OFFICER)


def conversation(
    runtime: Runtime, officer: Actor, report: Report, *, automatic: bool = False
) -> list[Any]:
    """Give what people wrote, or what nobody did."""
    with runtime.reading(officer) as reading:
        found = messages_of(reading.connection, [report.id])
        rows = [row for row in found if (row.direction == "automatic") == automatic]
        with reading.scope(map(Message.body.target, rows), purpose="casework"):
            return [
                (r.direction, Message.body.open(r)["text"], r.read_at is not None) for r in rows
            ]


def test_whoever_answers_has_read_what_came_before(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, other = world.report()[0], world.report()[0]
    with runtime.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "Hello?")
        messages.write_to_team(unit, report.id, "Anybody?")
    with runtime.unit(world.reporter(other)) as unit:
        messages.write_to_team(unit, other.id, "Me too.")
    assert [read for *_, read in conversation(runtime, officer, report)] == [False, False]
    with runtime.unit(officer) as unit:
        messages.write_to_reporter(unit, report.id, "Yes.")
    assert conversation(runtime, officer, report) == [
        ("from_reporter", "Hello?", True),
        ("from_reporter", "Anybody?", True),
        ("to_reporter", "Yes.", False),
    ]
    assert [read for *_, read in conversation(runtime, officer, other)] == [False]
    assert [read for *_, read in conversation(runtime, officer, other, automatic=True)] == [True]
    with runtime.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "Thank you.")
    reads = [read for *_, read in conversation(runtime, officer, report)]
    assert reads == [True, True, True, False]


def test_each_side_writes_only_in_its_own_name(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, other = world.report()[0], world.report()[0]
    with pytest.raises(NotAllowed), runtime.unit(officer) as unit:
        messages.write_to_team(unit, report.id, "I am the reporter.")
    with pytest.raises(NotAllowed), runtime.unit(world.reporter(report)) as unit:
        messages.write_to_reporter(unit, report.id, "I am the team.")
    with pytest.raises(NotFound), runtime.unit(world.reporter(other)) as unit:
        messages.write_to_team(unit, report.id, "I am somebody else.")
    assert conversation(runtime, officer, report) == []
    assert verbs_of(runtime).count("access.refused") == 3


def test_an_anonymous_reporter_identifies_themselves_once(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, _ = world.report()
    with pytest.raises(NotAllowed), runtime.unit(officer) as unit:
        messages.identify(unit, report.id, {"name": "Guess"})
    with runtime.unit(world.reporter(report)) as unit:
        known = messages.identify(unit, report.id, {"name": "Sam"})
    assert known.mode == "confidential"
    with pytest.raises(WrongState), runtime.unit(world.reporter(report)) as unit:
        messages.identify(unit, report.id, {"name": "Alex"})
    with runtime.reading(world.officer(Role.CASE_MANAGER)) as reading:
        row = report_row(reading.connection, report.id)
        with reading.scope([Report.identity.target(row)], purpose="casework"):
            assert Report.identity.open(row) == {"name": "Sam"}


def test_a_named_reporter_does_not_identify_themselves_again(
    world: World, runtime: Runtime
) -> None:
    report, _ = world.report(mode="named", reporter={"name": "Sam"})
    with pytest.raises(WrongState), runtime.unit(world.reporter(report)) as unit:
        messages.identify(unit, report.id, {"name": "Alex"})


def test_who_reads_without_answering_says_so(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, other = world.report()[0], world.report()[0]
    for written in (report, other):
        with runtime.unit(world.reporter(written)) as unit:
            messages.write_to_team(unit, written.id, "Hello?")
    with runtime.unit(officer) as unit:
        messages.team_has_read(unit, report.id)
        messages.write_to_reporter(unit, report.id, "Yes?")
        messages.write_to_reporter(unit, other.id, "Yes?")
    assert [read for *_, read in conversation(runtime, officer, report)] == [True, False]
    with runtime.unit(world.reporter(report)) as unit:
        messages.reporter_has_read(unit, report.id)
    assert [read for *_, read in conversation(runtime, officer, report)] == [True, True]
    assert [read for *_, read in conversation(runtime, officer, report, automatic=True)] == [True]
    assert [read for *_, read in conversation(runtime, officer, other)] == [True, False]
    changes = [e["change"]["from"] for e in log_of(runtime) if e["verb"] == "message.read"]
    assert changes == [["from_reporter"], ["automatic", "to_reporter"]]


def test_nobody_reads_in_anothers_place(world: World, runtime: Runtime, officer: Actor) -> None:
    report = world.report()[0]
    supporter = Actor(ActorKind.SUPPORTER, new_id(), report_id=report.id)
    for act, actor, refusal in (
        (messages.reporter_has_read, officer, NotAllowed),
        (messages.reporter_has_read, supporter, NotAllowed),
        (messages.team_has_read, world.reporter(report), NotAllowed),
        (messages.team_has_read, world.officer(Role.AUDITOR), NotFound),
    ):
        with pytest.raises(refusal), runtime.unit(actor) as unit:
            act(unit, report.id)
    assert "message.read" not in verbs_of(runtime)
