"""Peers' activities: who keeps them, what becomes of a session, and that nobody is written down."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import inspect

from service.domain.actors import SYSTEM, Actor, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.base import Base
from service.store.models import Activity, ActivitySession, SupportService
from service.store.queries.activities import attendance, sessions_kept, upcoming_sessions
from service.store.queries.pages import Page
from service.usecases import activities
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
GROUP = {"kind": "group", "name": "After placement"}


class Club:
    """A service with a group, kept by a manager, at a moment that the test says."""

    def __init__(self, runtime: Runtime) -> None:
        self.now = NOW
        self.runtime = replace(runtime, clock=lambda: self.now)
        self.world = World(self.runtime)
        self.manager = self.world.officer(Role.CASE_MANAGER)
        self.service = self.world.service()
        self.group = self.do(activities.add_activity, self.service.id, GROUP)

    def do(self, act: Any, *args: Any, by: Actor | None = None, **values: Any) -> Any:
        with self.runtime.unit(by or self.manager) as unit:
            return act(unit, *args, **values)

    def plan(self, **values: Any) -> list[ActivitySession]:
        asked = {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR, **values}
        return self.do(activities.plan_sessions, self.group.id, **asked)  # type: ignore[no-any-return]

    def move(self, session: ActivitySession, action: str, **values: Any) -> ActivitySession:
        values.setdefault("version", session.version)
        return self.do(  # type: ignore[no-any-return]
            activities.move_session, self.group.id, session.id, action, **values
        )


@pytest.fixture
def club(runtime: Runtime) -> Club:
    return Club(runtime)


def _speaker(club: Club, service_id: UUID) -> list[Actor]:
    role = club.world.officer(Role.SERVICE_PROVIDER, service_id=service_id)
    client = club.world.client(Scope.REFERRALS_RECEIVE, service_id=service_id)[2]
    return [role, client]


def test_who_keeps_the_directory_and_each_service_for_itself(club: Club) -> None:
    other = club.world.service(name="Another")
    for_any = [
        *(club.world.officer(role) for role in (Role.CASE_MANAGER, Role.SYSTEM_ADMIN)),
        club.world.client(Scope.DIRECTORY_WRITE)[2],
    ]
    session = club.plan()[0]

    def tries(by: Actor) -> list[type[Exception] | None]:
        found: list[type[Exception] | None] = []
        for act, *args, values in (
            (activities.add_activity, club.service.id, GROUP, {}),
            (activities.amend_activity, club.group.id, {"site": "Quad"}, {"version": 999}),
            (activities.plan_sessions, club.group.id,
             {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR}),
            (activities.amend_session, club.group.id, session.id, {}, {"version": 999}),
            (activities.move_session, club.group.id, session.id, "cancel", {"version": 999}),
        ):  # fmt: skip
            try:
                club.do(act, *args, by=by, **values)
            except (NotAllowed, Stale) as refusal:
                found.append(type(refusal))
            else:
                found.append(None)
        return found

    for actor in (*for_any, *_speaker(club, club.service.id)):
        assert tries(actor) == [None, Stale, None, Stale, Stale]
    outsiders = [
        club.world.officer(role)
        for role in Role
        if role not in (Role.CASE_MANAGER, Role.SYSTEM_ADMIN)
    ]
    reader = club.world.client(Scope.CASES_WRITE, Scope.REFERRALS_WRITE)[2]
    for actor in (*_speaker(club, other.id), *outsiders, reader):
        assert tries(actor) == [NotAllowed] * 5


def test_a_session_takes_place_once_and_may_be_fuller_than_planned(club: Club) -> None:
    held, called_off = club.plan(weeks=2, capacity=8)
    for early in ("hold", "invent"):
        with pytest.raises(WrongState):
            club.move(held, early, attended=3)
    club.now = NOW + HOUR
    with pytest.raises(Invalid):
        club.move(held, "hold")
    moved = club.move(held, "hold", attended=12)
    assert (moved.state, moved.attended) == ("held", 12)
    with pytest.raises(Stale):
        club.move(called_off, "cancel", version=called_off.version + 1)
    club.move(called_off, "cancel")
    for over in (moved, called_off):
        version = over.version if over is moved else 2
        for action in ("hold", "cancel"):
            with pytest.raises(WrongState):
                club.move(over, action, attended=1, version=version)
        with pytest.raises(WrongState):
            club.do(
                activities.amend_session, club.group.id, over.id, {"place": "x"}, version=version
            )


def test_a_series_follows_the_clocks_of_its_service(club: Club, runtime: Runtime) -> None:
    with runtime.unit(SYSTEM) as unit:
        unit.session.get_one(SupportService, club.service.id).timezone = "America/New_York"
        unit.record("service.amend")
    first = datetime(2027, 3, 10, 23, tzinfo=UTC)  # 18:00 there; summer time begins on the 14th
    found = club.plan(starts_at=first, ends_at=first + 2 * HOUR, weeks=2, place="Loft")
    assert [one.starts_at.hour for one in found] == [23, 22]
    assert {one.ends_at - one.starts_at for one in found} == {2 * HOUR}
    assert {one.place for one in found} == {"Loft"}
    with runtime.reading(SYSTEM) as reading:
        rows = upcoming_sessions(reading.connection, club.group.id, NOW)
        over = upcoming_sessions(reading.connection, club.group.id, found[0].ends_at)
    assert [row.id for row in rows] == [one.id for one in found]
    assert [row.id for row in over] == [found[1].id]


def test_as_many_can_come_as_to_the_activity_unless_it_is_said(club: Club) -> None:
    club.do(activities.amend_activity, club.group.id, {"capacity": 9}, version=1)
    assert [club.plan(**more)[0].capacity for more in ({}, {"capacity": 4})] == [9, 4]
    for wrong in ({"capacity": 0}, {"starts_at": NOW - HOUR}, {"weeks": 27}):
        with pytest.raises(Invalid):
            club.plan(**wrong)
    with pytest.raises(Invalid):
        club.do(activities.amend_activity, club.group.id, {"capacity": 0}, version=2)


def test_what_is_changed_still_has_to_be_possible(club: Club) -> None:
    session = club.plan()[0]

    def amend(**changes: Any) -> ActivitySession:
        with club.runtime.unit(club.manager) as unit:
            version = unit.session.get_one(ActivitySession, session.id).version
            return activities.amend_session(
                unit, club.group.id, session.id, changes, version=version
            )

    later = NOW + timedelta(days=2)
    assert amend(starts_at=later, ends_at=later + HOUR).starts_at == later
    for wrong in (
        {"starts_at": NOW - HOUR}, {"ends_at": later}, {"ends_at": NOW}, {"capacity": 0},
        {"starts_at": later + HOUR}, {"ends_at": later + timedelta(days=2)},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            amend(**wrong)
    club.now = later + HOUR / 2
    assert amend(place="Next door").place == "Next door"  # it has begun, and moves all the same
    with pytest.raises(Invalid):
        amend(starts_at=later)


def test_a_session_is_found_with_its_own_activity_only(club: Club) -> None:
    other = club.do(activities.add_activity, club.service.id, GROUP)
    session = club.plan()[0]
    for place in ((other.id, session.id), (club.group.id, new_id()), (new_id(), session.id)):
        with pytest.raises(NotFound):
            club.do(activities.move_session, *place, "cancel", version=1)


def test_who_came_is_a_number_and_nothing_else(club: Club, runtime: Runtime) -> None:
    """No column leads from a session to a person, or from anything about one to a session."""
    columns = {column.key for column in inspect(ActivitySession).columns}
    assert columns == {
        "id", "version", "activity_id", "state", "starts_at", "ends_at", "place", "capacity",
        "attended",
    }  # fmt: skip
    kept = {Activity.__tablename__, ActivitySession.__tablename__}
    leading = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name in ("session_id", "activity_id", "activity_session_id")
        or any(key.column.table.name in kept for key in column.foreign_keys)
    }
    assert leading == {("activity_sessions", "activity_id")}
    out = {key.column.table.name for one in (Activity, ActivitySession)
           for key in one.__table__.foreign_keys}  # fmt: skip
    assert out == {"support_services", "activities"}
    session = club.plan()[0]
    club.now = NOW + HOUR
    club.move(session, "hold", attended=3)
    said = [entry for entry in log_of(runtime) if entry["verb"].startswith("activity_session")]
    assert [entry.get("change") for entry in said] == [
        {"activity": str(club.group.id)}, {"from": "planned", "to": "held"},
    ]  # fmt: skip


def test_figures_count_what_was_held_in_a_time(club: Club, runtime: Runtime) -> None:
    drop_in = club.do(activities.add_activity, club.service.id, {**GROUP, "kind": "drop_in"})
    times = [NOW + HOUR * n for n in (1, 2, 3)]
    for group, start, attended in (
        (club.group, times[0], 5), (club.group, times[1], 0), (drop_in, times[1], 4),
        (club.group, times[2], 100), (club.group, times[0], None),
    ):  # fmt: skip
        club.now = NOW
        session = club.do(
            activities.plan_sessions, group.id, starts_at=start, ends_at=start + HOUR
        )[0]
        club.now = NOW + timedelta(days=1)
        if attended is not None:
            club.do(
                activities.move_session, group.id, session.id, "hold", attended=attended, version=1
            )
    with runtime.reading(SYSTEM) as reading:
        found = attendance(reading.connection, times[0], times[2])
        assert [tuple(row) for row in found] == [("drop_in", 1, 4), ("group", 2, 5)]
        assert attendance(reading.connection, NOW - HOUR, NOW) == []
        kept = sessions_kept(reading.connection, club.group.id, Page()).rows
    assert [row.attended for row in kept] == [None, 100, 0, 5]
