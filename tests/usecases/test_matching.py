"""The repeat-respondent alert: who raises one, who hears of it, who opens it — and no name."""

from typing import Any

import pytest
from sqlalchemy import select, update

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.domain.errors import NotAllowed, NotFound, Stale, WrongState
from service.store.base import Base
from service.store.models import Match, MatchAlert, OutboxNotice, Report
from service.store.queries.pages import Page
from service.usecases import access_requests, conflicts, match_alerts, messages, referrals
from service.usecases.match_finding import find_matches
from service.usecases.runtime import Runtime
from service.usecases.unit import housekeeping
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of

MARKER = "zq7marker"
SPELLINGS = (f"{MARKER}@nhs.example", f"mailto:{MARKER.upper()}+ward@NHS.Example.")
AGREED = [{"scope": "match", "state": "granted", "wording_version": "2026-09"}]


def named(value: str = SPELLINGS[0], kind: str = "email") -> dict[str, Any]:
    return {"type": "clinical_supervisor", "identifier": {"type": kind, "value": value}}


def report(world: World, *subjects: Any, by: str = "", **values: Any) -> Report:
    """Submit a report with consent to matching, by whoever has this e-mail address."""
    who = {"mode": "named", "reporter": {"name": "Sam", "email": by}} if by else {}
    wanted = {"subjects": list(subjects) or [named()], "consents": AGREED, **who, **values}
    return world.report(**wanted)[0]


def alerts(runtime: Runtime, actor: Actor) -> list[Any]:
    find_matches(runtime)
    with runtime.reading(actor) as reading:
        return list(match_alerts.list_alerts(reading, Page()).rows)


def answer(world: World, runtime: Runtime, about: Report, state: str) -> None:
    with runtime.unit(world.reporter(about)) as unit:
        referrals.answer_consent(
            unit, about.id, scope="match", state=state, wording_version="2026-09"
        )


def shut_out(runtime: Runtime, by: Actor, officer: Actor, about: Report) -> None:
    assert officer.id is not None
    with runtime.unit(by) as unit:
        conflicts.declare_conflict(
            unit, officer_id=officer.id, kind="personal_connection", report_id=about.id
        )


def notified(runtime: Runtime) -> list[Any]:
    with runtime.reading(SYSTEM) as reading:
        query = select(OutboxNotice.recipient_id).where(OutboxNotice.kind == "match_alert")
        return list(reading.connection.scalars(query))


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


@pytest.fixture
def custodian(world: World) -> Actor:
    return world.officer(Role.IDENTITY_CUSTODIAN)


def test_two_spellings_of_one_address_raise_one_alert_without_a_name(
    world: World, runtime: Runtime, manager: Actor, custodian: Actor,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    world.officer(Role.INVESTIGATOR)
    made = [report(world, named(value)) for value in SPELLINGS]
    (alert,) = alerts(runtime, manager)
    assert (alert.reporters, alert.dismissed_at) == (2, None)
    assert sorted(notified(runtime)) == sorted([manager.id, custodian.id])
    (entry,) = [entry for entry in log_of(runtime) if entry["verb"] == "match.alert"]
    assert entry["change"] == {"reporters": 2}
    find_matches(runtime)
    assert verbs_of(runtime).count("match.alert") == 1
    with runtime.reading(SYSTEM) as reading:
        rows = {
            table.name: str(reading.connection.execute(select(table)).all())
            for table in Base.metadata.sorted_tables
        }
    everything = "".join([*rows.values(), *capfd.readouterr()])
    assert MARKER not in everything.lower()
    assert all(ref not in rows["matches"] + rows["match_alerts"]
               for one in made for ref in (repr(one.id), one.reference))  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"consents": []}),
        ({"consents": [{**AGREED[0], "state": "refused"}]}, {}),
        ({"by": "sam@uni.example"}, {"by": "Sam+post@uni.example"}),
        ({"subjects": [named(), named()]}, {"subjects": [named("other@nhs.example")]}),
        ({"subjects": [named("unknown")]}, {"subjects": [named("unknown")]}),
        ({"subjects": [named("12345", "staff_number")]},
         {"subjects": [named("12345", "student_number")]}),
        ({"subjects": [{"name": "Dr Example"}]}, {"subjects": [{"name": "Dr Example"}]}),
    ],
    ids=["no-consent", "refused", "one-reporter", "one-report", "nobody", "kinds", "names-only"],
)  # fmt: skip
def test_what_raises_no_alert(
    world: World, runtime: Runtime, manager: Actor, first: dict[str, Any], second: dict[str, Any]
) -> None:
    for values in (first, second):
        report(world, **values)
    assert alerts(runtime, manager) == []


def test_consent_given_later_counts_from_then_and_withdrawn_no_longer(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report(world, by="sam@uni.example")
    late = report(world, by="alex@uni.example", consents=[])
    assert alerts(runtime, manager) == []
    for _ in range(2):
        answer(world, runtime, late, "granted")
    entry = log_of(runtime)[-1]
    assert (entry["verb"], entry["change"]) == ("match.record", {"count": 1})
    assert entry["reads"] == [
        {"kind": "reports", "id": str(late.id), "groups": ["identity", "subjects"]}
    ]
    assert [alert.reporters for alert in alerts(runtime, manager)] == [2]
    answer(world, runtime, late, "withdrawn")
    assert [(e["verb"], e.get("change")) for e in log_of(runtime)][-1] == (
        "match.remove", {"count": 1},
    )  # fmt: skip
    assert alerts(runtime, manager) == []
    with runtime.reading(SYSTEM) as reading:
        assert len(reading.connection.execute(select(Match.id)).all()) == 1


def test_an_alert_follows_the_number_of_its_reporters(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    made = [report(world), report(world), report(world, by="sam@uni.example")]
    assert [alert.reporters for alert in alerts(runtime, manager)] == [3]
    report(world, by="sam@uni.example")
    assert [alert.reporters for alert in alerts(runtime, manager)] == [3]
    assert verbs_of(runtime).count("match.alert") == 1
    answer(world, runtime, made[0], "withdrawn")
    assert [alert.reporters for alert in alerts(runtime, manager)] == [2]
    told = len(notified(runtime))
    report(world)
    assert [alert.reporters for alert in alerts(runtime, manager)] == [3]
    assert len(notified(runtime)) == told + 1


def test_who_says_later_that_they_reported_before_counts_once(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report(world, by="sam@uni.example")
    unknown = report(world)
    assert [alert.reporters for alert in alerts(runtime, manager)] == [2]
    with runtime.unit(world.reporter(unknown)) as unit:
        messages.identify(unit, unknown.id, {"email": "sam@uni.example"})
    assert alerts(runtime, manager) == []


def test_who_is_shut_out_of_one_report_never_hears_of_the_alert(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    excluded = world.officer(Role.CASE_MANAGER)
    made = [report(world) for _ in range(2)]
    shut_out(runtime, manager, excluded, made[1])
    (alert,) = alerts(runtime, manager)
    assert notified(runtime) == [manager.id]
    assert alerts(runtime, excluded) == []
    with pytest.raises(NotFound), runtime.unit(excluded) as unit:
        match_alerts.dismiss_alert(unit, alert.id, version=alert.version)
    with pytest.raises(NotFound), runtime.unit(excluded) as unit:
        _ask(unit, alert)
    with runtime.unit(manager) as unit:
        request = _ask(unit, alert)
    with pytest.raises(NotFound), runtime.unit(excluded) as unit:
        access_requests.decide_access(unit, request.id, approve=True, version=request.version)


def _ask(unit: Any, alert: Any) -> Any:
    return access_requests.request_access(
        unit, kind="open_match", subject=alert.id, purpose="safeguarding", reason="To see why."
    )


def test_opening_takes_two_people_and_gives_references_only(
    world: World, runtime: Runtime, manager: Actor, custodian: Actor
) -> None:
    made = [report(world) for _ in range(2)]
    case = world.case(manager, made[0].id)
    report(world, named("other@nhs.example"))
    (alert,) = alerts(runtime, manager)
    with runtime.unit(manager) as unit:
        request = _ask(unit, alert)
    for actor in (manager, custodian):
        with pytest.raises(NotAllowed), runtime.reading(actor) as reading:
            match_alerts.open_alert(reading, alert.id, purpose="safeguarding")
    with runtime.unit(custodian) as unit:
        access_requests.decide_access(unit, request.id, approve=True, version=request.version)
    with runtime.reading(manager) as reading:
        linked = match_alerts.open_alert(reading, alert.id, purpose="safeguarding")
    assert [tuple(row) for row in linked] == [
        (made[0].id, made[0].reference, case.id, case.reference),
        (made[1].id, made[1].reference, None, None),
    ]
    entry = log_of(runtime)[-1]
    assert (entry["verb"], entry["subject"]["id"]) == ("match.open", str(alert.id))
    assert [read["kind"] for read in entry["reads"]] == ["matches"] * 2
    assert all(str(one.id) not in str(entry) for one in made)
    with pytest.raises(NotAllowed), runtime.reading(custodian) as reading:
        match_alerts.open_alert(reading, alert.id, purpose="safeguarding")


def test_a_dismissed_alert_comes_back_with_another_reporter(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    for _ in range(2):
        report(world)
    (alert,) = alerts(runtime, manager)
    with pytest.raises(Stale), runtime.unit(manager) as unit:
        match_alerts.dismiss_alert(unit, alert.id, version=alert.version + 1)
    with runtime.unit(manager) as unit:
        match_alerts.dismiss_alert(unit, alert.id, version=alert.version)
    with pytest.raises(WrongState), runtime.unit(manager) as unit:
        match_alerts.dismiss_alert(unit, alert.id, version=alert.version + 1)
    assert alerts(runtime, manager) == []
    report(world)
    assert [again.id for again in alerts(runtime, manager)] == [alert.id]


def test_only_those_whose_task_it_is_know_of_alerts(world: World, runtime: Runtime) -> None:
    for role in (Role.WELFARE_OFFICER, Role.INVESTIGATOR, Role.SYSTEM_ADMIN, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            alerts(runtime, world.officer(role))


def test_a_row_that_was_moved_is_left_out_and_on_record(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report(world, named("12345", "staff_number"))
    for _ in range(2):
        report(world)
    with housekeeping(runtime.engine) as session:
        ids = session.scalars(select(Match.id).order_by(Match.created_on)).all()
        blob = session.scalar(select(Match.sealed).where(Match.id == ids[0]))
        session.execute(update(Match).where(Match.id == ids[1]).values(sealed=blob))
    find_matches(runtime)
    damaged = [entry for entry in log_of(runtime) if entry["verb"] == "sealed.damaged"]
    assert [entry["subject"] for entry in damaged] == [{"kind": "matches", "id": str(ids[1])}]
    find_matches(runtime)
    assert verbs_of(runtime).count("sealed.damaged") == 1


def test_an_alert_stands_in_its_bucket(world: World, runtime: Runtime, manager: Actor) -> None:
    for _ in range(2):
        report(world)
    alerts(runtime, manager)
    with runtime.reading(SYSTEM) as reading:
        rows = reading.connection.execute(select(Match.bucket, Match.checked)).all()
        bucket = reading.connection.scalar(select(MatchAlert.bucket))
    assert {tuple(row) for row in rows} == {(bucket, True)}
