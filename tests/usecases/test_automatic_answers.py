"""Automatic answers: a report is thanked for, and nobody waits for an office that is closed."""

from dataclasses import replace
from uuid import UUID

import pytest

from service.domain.actors import SYSTEM
from service.domain.notices import URGENT_HELP
from service.store.models import ClockTarget, Message
from service.store.queries.reports import messages_of
from service.usecases import messages
from service.usecases.runtime import Runtime
from service.usecases.status import status
from tests.builders import World
from tests.usecases.helpers import log_of
from tests.usecases.office import Now, at

WEDNESDAY = "2026-07-08 10:00"


@pytest.fixture
def now() -> Now:
    return Now(at(WEDNESDAY))


@pytest.fixture
def house(runtime: Runtime, now: Now) -> Runtime:
    return replace(runtime, clock=now)


@pytest.fixture
def world(house: Runtime) -> World:
    return World(house)


def answers(house: Runtime, report_id: UUID) -> list[str]:
    with house.reading(SYSTEM) as reading:
        rows = messages_of(reading.connection, [report_id])
        with reading.scope(map(Message.body.target, rows), purpose="casework"):
            return [Message.body.open(row)["text"] for row in rows if row.direction == "automatic"]


def test_a_report_is_answered_at_once(world: World, house: Runtime) -> None:
    world.service(name="Night Line", urgent=True, contact={"phone": "01234 567890"})
    world.service(name="Web only", urgent=True, contact={"url": "https://help.example"})
    world.service(name="Closed", urgent=True, active=False, contact={"phone": "1"})
    world.service(name="Day", contact={"phone": "2"})
    report, _ = world.report()
    (text,) = answers(house, report.id)
    assert text.startswith("Thank you")
    assert "within 2 working days" in text
    assert text.endswith(f"{URGENT_HELP}\nNight Line: 01234 567890")
    assert "Nobody is here" not in text
    entry = next(e for e in log_of(house) if e["verb"] == "message.automatic")
    assert entry["change"] == {"report": str(report.id), "kind": "received"}


def test_it_says_the_institutions_own_target(world: World, house: Runtime) -> None:
    with house.unit(SYSTEM) as unit:
        unit.add(ClockTarget(kind="first_review", days=1))
        unit.record("clock.set_target")
    assert "within 1 working day." in answers(house, world.report()[0].id)[0]


def test_the_reporter_is_not_told_that_the_team_wrote(world: World, house: Runtime) -> None:
    report, _ = world.report()
    with house.reading(world.reporter(report)) as reading:
        assert status(reading)["messages_since_yours"] == 0


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-07-11 12:00", "Monday 13 July at 09:00"),  # a Saturday
        ("2026-07-08 08:59", "Wednesday 8 July at 09:00"),
        ("2026-07-08 09:00", None),
        ("2026-07-08 16:59", None),
        ("2026-07-08 17:00", "Thursday 9 July at 09:00"),
        ("2026-08-31 11:00", "Tuesday 1 September at 09:00"),  # the summer bank holiday
        ("2026-12-24 17:00", "Tuesday 29 December at 09:00"),  # over Christmas
    ],
)
def test_out_of_hours_it_says_when_somebody_will_read(
    world: World, house: Runtime, now: Now, moment: str, opening: str | None
) -> None:
    report, _ = world.report()
    now.moment = at(moment)
    with house.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "Hello?")
    later = answers(house, report.id)[1:]
    assert len(later) == (1 if opening else 0)
    for text in later:
        assert f"back on {opening}" in text
        assert text.endswith(URGENT_HELP)


def test_it_says_so_once_while_the_office_is_closed(world: World, house: Runtime, now: Now) -> None:
    report, _ = world.report()
    counted = []
    for moment in (
        "2026-07-10 16:59", "2026-07-10 17:00", "2026-07-11 12:00", "2026-07-13 08:59",
        "2026-07-13 09:00", "2026-07-13 20:00", "2026-07-14 03:00",
    ):  # fmt: skip
        now.moment = at(moment)
        with house.unit(world.reporter(report)) as unit:
            messages.write_to_team(unit, report.id, "Hello?")
        counted.append(len(answers(house, report.id)) - 1)
    assert counted == [0, 1, 1, 1, 1, 2, 2]


def test_a_report_at_night_is_told_it_with_the_thanks(
    world: World, house: Runtime, now: Now
) -> None:
    now.moment = at("2026-07-11 23:00")
    report, _ = world.report()
    with house.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "And one more thing.")
    (text,) = answers(house, report.id)
    assert "Thank you" in text
    assert "back on Monday 13 July at 09:00" in text
    assert text.count(URGENT_HELP) == 1
