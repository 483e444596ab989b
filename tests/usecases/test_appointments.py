"""Appointments: with whom a service has taken on, sealed, and over when the referral is."""

from datetime import timedelta
from typing import Any

import pytest

from service.domain.code_lists import Role
from service.domain.errors import DomainError, Invalid, NotAllowed, NotFound, Stale, WrongState
from service.store.models import Appointment, OutboxNotice, Referral
from service.usecases import appointments
from service.usecases.runtime import Runtime
from tests.usecases.helpers import log_of
from tests.usecases.helping import STEPS, Help
from tests.usecases.shutting_out import declare

_ROLES = (Role.CASE_MANAGER, Role.INVESTIGATOR)


@pytest.fixture
def help_(runtime: Runtime) -> Help:
    return Help(runtime)


def content_of(help_: Help, appointment: Appointment) -> dict[str, Any]:
    row = help_.read(Appointment, appointment.id)
    with help_.house.reading(help_.officer) as reading:
        if Appointment.content.is_empty(row):
            return {}
        target = Appointment.content.target(row)
        with reading.scope([target], purpose="support_referral"):
            return Appointment.content.open(row)


def amend(help_: Help, row: Appointment, version: int = 1, **changes: Any) -> Appointment:
    assert help_.system
    with help_.house.unit(help_.system) as unit:
        return appointments.amend_appointment(
            unit, row.referral_id, row.id, changes, version=version
        )


def test_booking_needs_a_service_that_took_the_referral_on(help_: Help) -> None:
    expected = dict.fromkeys(STEPS, WrongState) | {
        "accepted": None, "in_progress": None, "draft": NotFound, "declined": NotAllowed,
        "withdrawn": NotAllowed,
    }  # fmt: skip

    def outcome(state: str) -> type[DomainError] | None:
        try:
            help_.book(help_.referral(state))
        except DomainError as refusal:
            return type(refusal)
        return None

    assert {state: outcome(state) for state in STEPS} == expected


@pytest.mark.parametrize(
    ("starts", "ends", "pointer"),
    [(-1, 60, "/starts_at"), (60, 60, "/ends_at"), (60, 60 + 24 * 60 + 1, "/ends_at")],
)
def test_times_that_cannot_be_are_refused(
    help_: Help, starts: int, ends: int, pointer: str
) -> None:
    referral = help_.referral()
    times = {"starts_at": starts, "ends_at": ends}
    moments = {name: help_.now() + timedelta(minutes=at) for name, at in times.items()}
    with pytest.raises(Invalid) as refused:
        help_.book(referral, **moments)
    assert refused.value.faults[0].pointer == pointer


def test_the_content_is_sealed_and_the_entry_is_found_with_the_report(help_: Help) -> None:
    report, _ = help_.world.report()
    case = help_.world.case(help_.officer, report.id)
    referral = help_.referral(report_id=report.id)
    appointment = help_.book(referral, place="Quillfeather House", note="Bring a friend.")
    row = help_.read(Appointment, appointment.id)
    assert b"Quillfeather" not in row.content_ct
    assert content_of(help_, appointment) == {
        "place": "Quillfeather House", "note": "Bring a friend.",
    }  # fmt: skip
    booked, read = log_of(help_.house)[-2:]
    assert (booked["verb"], booked["change"]) == ("appointment.book", {"kind": "in_person"})
    assert booked["actor"]["kind"] == "client"
    assert booked["case"] == read["case"] == str(case.id)
    assert (read["verb"], read["reads"][0]["groups"]) == ("sealed.read", ["appointment"])


def test_moving_it_keeps_what_is_not_changed(help_: Help) -> None:
    appointment = help_.book(help_.referral(), joining="Ring 01234", note="Old")
    later = appointment.starts_at + timedelta(days=1)
    amend(
        help_, appointment, starts_at=later, ends_at=later + timedelta(minutes=5), note=None,
        place="Room 3",
    )  # fmt: skip
    row = help_.read(Appointment, appointment.id)
    assert (row.starts_at, row.ends_at, row.version) == (later, later + timedelta(minutes=5), 2)
    assert content_of(help_, appointment) == {"place": "Room 3", "joining": "Ring 01234"}
    changed = next(e for e in log_of(help_.house) if e["verb"] == "appointment.change")
    assert changed["change"] == {"fields": ["ends_at", "note", "place", "starts_at"]}
    assert changed["reads"][0]["groups"] == ["appointment"]
    with pytest.raises(Stale):
        amend(help_, appointment, place="Room 4")
    amend(help_, appointment, version=2, place=None, joining=None)
    assert content_of(help_, appointment) == {}
    for changes in ({"starts_at": help_.now() - timedelta(1)}, {"ends_at": later - timedelta(1)}):
        with pytest.raises(Invalid):
            amend(help_, appointment, version=3, **changes)
    help_.say(appointment, "cancel")
    with pytest.raises(WrongState):
        amend(help_, appointment, version=4, place="Room 5")


def test_an_appointment_of_another_referral_is_not_there(help_: Help) -> None:
    mine, other = help_.referral(), help_.referral()
    appointment = help_.book(other)
    appointment.referral_id = mine.id
    for act in (lambda: help_.say(appointment, "cancel"), lambda: amend(help_, appointment)):
        with pytest.raises(NotFound):
            act()


def test_the_first_that_takes_place_starts_the_support(help_: Help) -> None:
    referral = help_.referral()
    first, second, missed = (help_.book(referral) for _ in range(3))
    with pytest.raises(WrongState, match="not begun"):
        help_.say(missed, "miss")
    help_.later(days=1, minutes=1)
    assert help_.say(missed, "miss").state == "missed"
    assert help_.read(Referral, referral.id).status == "accepted"
    assert help_.say(first, "attend").state == "attended"
    row = help_.read(Referral, referral.id)
    assert (row.status, row.started_at) == ("in_progress", help_.now())
    assert help_.say(second, "attend").state == "attended"
    verbs = [entry["verb"] for entry in log_of(help_.house)]
    assert verbs.count("referral.start") == 1
    assert verbs.count("appointment.attend") == 2
    with pytest.raises(WrongState):
        help_.say(first, "cancel")


@pytest.mark.parametrize(
    ("end", "begun"),
    [("withdraw", "cancelled"), ("revoke", "cancelled"), ("complete", "booked"),
     ("did_not_engage", "booked"), ("start", None)],
)  # fmt: skip
def test_what_is_booked_is_over_when_the_referral_is(
    help_: Help, end: str, begun: str | None
) -> None:
    """What has begun is left for the service to say, where the service itself ended it."""
    referral = help_.referral()
    earlier = help_.book(referral)
    help_.later(days=1, minutes=1)
    later, done = help_.book(referral), help_.book(referral)
    of_another = help_.book(help_.referral())
    help_.say(done, "cancel")
    if end == "revoke":
        help_.take_consent_back(referral)
    else:
        help_.move(referral, end, help_.officer if end == "withdraw" else help_.system)
    states = [help_.read(Appointment, one.id).state for one in (earlier, later, done)]
    assert states == [begun or "booked", "cancelled" if begun else "booked", "cancelled"]
    assert help_.read(Appointment, of_another.id).state == "booked"


def test_who_may_not(help_: Help) -> None:
    report, _ = help_.world.report()
    referral = help_.referral(report_id=report.id)
    appointment = help_.book(referral)
    stranger = help_.receiver(help_.world.service().id)
    shut_out, investigator = help_.world.officer(*_ROLES), help_.world.officer(_ROLES[1])
    declare(help_.house, help_.officer, shut_out, report_id=report.id)
    refusals = {
        stranger: NotFound, shut_out: NotFound, investigator: NotFound,
        help_.world.reporter(report): NotAllowed,
    }  # fmt: skip
    for actor, refusal in refusals.items():
        with pytest.raises(refusal):
            help_.book(referral, by=actor)
        with pytest.raises(refusal):
            help_.say(appointment, "cancel", by=actor)
    help_.move(referral, "withdraw")
    with pytest.raises(NotAllowed):
        help_.say(appointment, "cancel")


def test_the_person_is_told_that_there_is_news(help_: Help) -> None:
    report = help_.known()
    referral = help_.referral(report_id=report.id)

    def told() -> int:
        with help_.house.engine.connect() as connection:
            rows = connection.execute(OutboxNotice.__table__.select()).all()
        return sum(row.kind == "status_changed" for row in rows)

    before = told()
    appointment = help_.book(referral)
    assert told() == before + 1
    amend(help_, appointment, place="Room 9")
    assert told() == before + 2
    help_.say(appointment, "cancel")
    assert told() == before + 3
