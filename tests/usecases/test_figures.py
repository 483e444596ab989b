"""Every figure against a second, slow count of the same rows; who may read them, and of whom."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from service.domain.actors import Actor, ActorKind, Scope
from service.domain.code_lists import SETTINGS, Role
from service.domain.disclosure_control import Cell, Key, Shown, publish
from service.domain.errors import Invalid, NotAllowed, NotFound
from service.domain.figure_tables import figure
from service.domain.figures import MEASURES
from service.store.models import Assignment, Case, Message, Report
from service.store.queries.figures import Span, observations
from service.usecases import conflicts, initiatives, messages, referrals
from service.usecases.runtime import Runtime
from service.usecases.statistics import Figure, read_figure
from tests.usecases.figure_town import Town
from tests.usecases.office import Office
from tests.usecases.slow_figures import SLOW, cells, counts, reports_of, within

QUARTER = {"first": date(2026, 8, 1), "last": date(2026, 10, 1)}


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.fixture
def town(office: Office) -> Town:
    assert office.manager.id is not None
    return Town(office.runtime, office.manager.id)


def read(office: Office, name: str, actor: Actor | None = None, **asked: Any) -> Figure:
    with office.runtime.reading(actor or office.manager) as reading:
        return read_figure(reading, name, **{**QUARTER, **asked})


def cuts(name: str) -> list[Sequence[str]]:
    dimensions = MEASURES[name].dimensions
    return [(), *((one,) for one in dimensions), tuple(dimensions[:2])]


def expected(town: Town, name: str, by: Sequence[str]) -> dict[Key, Shown]:
    """Give what may be shown of the slow count."""
    empty = {key: Cell() for key in figure(MEASURES[name], by, ())}
    return publish({**empty, **cells(town, name, by)})


def test_every_figure_is_what_a_slow_count_of_the_rows_gives(office: Office, town: Town) -> None:
    assert SLOW.keys() == MEASURES.keys() - {"initiatives"}
    _tells_apart(town)
    for name in SLOW:
        for by in cuts(name):
            assert read(office, name, by=by).rows == expected(town, name, by), (name, by)
        whole = read(office, name).rows[()]
        assert all(getattr(whole, one) is not None for one in MEASURES[name].shows), name


def _tells_apart(town: Town) -> None:
    """Hold that the town has all there is to tell apart, or the test above could not fail."""
    reports = [row for row in town.rows[Report] if row["submitted_at"] is not None]
    assert {row["state"] for row in reports} == {"triaged", "withdrawn"}
    assert 0.5 < sum(counts(town, row) for row in reports) / len(reports) < 0.9
    closed = [row for row in town.rows[Case] if row["closed_at"]]
    assert 0.2 < sum(within(row["closed_at"]) for row in closed) / len(closed) < 0.9


def test_one_setting_is_a_row_of_the_table_and_no_more(office: Office, town: Town) -> None:
    for by in ([], ["service_type"]):
        table = read(office, "waiting", by=[*by, "setting"]).rows
        for setting in SETTINGS.values():
            found = read(office, "waiting", by=by, setting=setting).rows
            assert found == {key: row for key, row in table.items() if key[-1] == setting}
        assert Shown() in table.values()
        assert by or set(table.values()) != {Shown()}


def test_a_figure_leaves_out_what_an_officer_must_not_know_of(office: Office, town: Town) -> None:
    """A case and a report are kept from her: what she observes lacks both, her colleague's not."""
    shut_out = office.world.officer(Role.CASE_MANAGER)
    case = next(case for case in town.rows[Case] if within(case["closed_at"])
                and reports_of(town, case) and _wished(town, case))  # fmt: skip
    report = next(row for row in town.rows[Report] if row["case_id"] != case["id"]
                  and counts(town, row))  # fmt: skip
    before = {name: observed(office, shut_out, name) for name in SLOW}
    for about in ({"case_id": case["id"]}, {"report_id": report["id"]}):
        office.act(conflicts.declare_conflict, officer_id=shut_out.id, kind="recused", **about)
    about_it = {
        case["id"],
        report["id"],
        *(one["id"] for one in town.of(Report, "case_id", case["id"])),
    }
    seen = cells_without(town, about_it)
    for name in SLOW:
        assert observed(office, office.manager, name) == before[name], name
        assert observed(office, shut_out, name) == seen[name], name
    assert seen["support_offered"] == before["support_offered"] - 1
    assert seen["preference_met"] == before["preference_met"] - 1
    assert sum(seen[name] < before[name] for name in SLOW) > 4


def _wished(town: Town, case: dict[str, Any]) -> bool:
    (chosen,) = town.of(Assignment, "case_id", case["id"])
    return within(chosen["assigned_at"]) and chosen["preference"] is not None


def observed(office: Office, actor: Actor, name: str) -> int:
    """Say how many a figure rests on, for somebody."""
    calendar = office.runtime.rules.calendar
    first, end = date(2026, 8, 1), date(2026, 11, 1)
    span = Span(calendar.start_of(first), calendar.start_of(end), first, end)
    with office.runtime.reading(actor) as reading:
        rows = observations(reading.connection, actor, name, span, ())
    return sum(row.number for row in rows)


def cells_without(town: Town, ids: set[UUID]) -> dict[str, int]:
    """Count again as if some cases and reports, and what is on them, were not there."""
    kept = dict(town.rows)
    for model, rows in kept.items():
        town.rows[model] = [
            row for row in rows
            if not {row["id"], row.get("case_id"), row.get("report_id")} & ids
        ]  # fmt: skip
    found = {name: sum(cell.number for cell in cells(town, name, ()).values()) for name in SLOW}
    town.rows.update(kept)
    return found


def test_who_says_no_is_counted_no_more(office: Office, town: Town) -> None:
    report = next(row for row in town.rows[Report] if within(_contact(town, row)))
    before = observed(office, office.manager, "first_contact")
    office.act(
        referrals.answer_consent, report["id"], scope="statistics", state="withdrawn",
        wording_version="2",
    )  # fmt: skip
    assert observed(office, office.manager, "first_contact") == before - 1


def _contact(town: Town, report: dict[str, Any]) -> datetime | None:
    said = [m["created_at"] for m in town.of(Message, "report_id", report["id"])
            if m["direction"] == "to_reporter"]  # fmt: skip
    return min(said) if said and counts(town, report) else None


def test_what_use_cases_leave_behind_is_what_figures_observe(office: Office) -> None:
    """The rows of the town are written as they are; these come about as they do in life."""
    report = office.when("09-01 10:00").world.report(
        consents=[{"scope": "referral", "state": "granted", "wording_version": "1"}]
    )[0]
    office.when("09-04 10:00").act(messages.write_to_reporter, report.id, "How are you?")
    for steps in (["accept", "start", "complete"], ["decline"]):
        made = office.world.referral(office.manager, report_id=report.id)
        for action in ("send", *steps):
            reason = "not_accessible" if action == "decline" else None
            office.act(referrals.move_referral, made.id, action, reason=reason, version=None)
    found = {name: observed(office, office.manager, name) for name in SLOW}
    assert {name for name, number in found.items() if number} == {
        "first_contact", "support_taken_up", "waiting", "completion", "declines", "not_accessible",
    }  # fmt: skip
    assert (found["support_taken_up"], found["declines"], found["completion"]) == (2, 1, 1)


INITIATIVE = {"title": "Contacts", "said": "Nobody to turn to.", "did": "Named contacts.",
              "led_by": "peers", "stage": "done"}  # fmt: skip


def test_initiatives_are_counted_as_they_are_public(office: Office) -> None:
    for text, themes, reached in (
        ("10-01 10:00", ["placements", "belonging"], 12),
        ("10-02 10:00", ["placements"], 7),
        ("11-01 00:00", ["placements"], 90),
    ):
        made = office.when(text).act(
            initiatives.add_initiative, {**INITIATIVE, "themes": themes, "people_reached": reached}
        )
        office.act(initiatives.move_initiative, made.id, "publish", version=1)
    office.act(initiatives.add_initiative, {**INITIATIVE, "themes": ["placements"]})
    office.when("11-23 10:00")
    assert read(office, "initiatives").rows[()] == Shown(count=2, total=10)
    rows = read(office, "initiatives", by=["theme"]).rows
    assert rows["placements",] == Shown(count=2, total=10)
    assert rows["belonging",] == Shown(count=1, total=10)
    assert rows["representation",] == Shown(count=0, total=0)
    rows = read(office, "initiatives", by=["led_by", "theme"]).rows
    assert rows["peers", "belonging"] == Shown(count=1, total=10)


READERS = {Role.CASE_MANAGER, Role.ANALYST, Role.DATA_PROTECTION_OFFICER}


def test_who_may_read_figures(office: Office) -> None:
    actors = {role: office.world.officer(role) for role in Role}
    for role, actor in actors.items():
        if role in READERS:
            assert read(office, "waiting", actor).rows[()] == Shown()
        else:
            with pytest.raises(NotAllowed):
                read(office, "waiting", actor)
    every = Actor(ActorKind.CLIENT, scopes=frozenset(Scope) - {Scope.STATISTICS_READ})
    with pytest.raises(NotAllowed):
        read(office, "waiting", every)


def test_what_is_not_there_is_not_to_be_had(office: Office) -> None:
    with pytest.raises(NotFound):
        read(office, "mood")
    with pytest.raises(Invalid):
        read(office, "waiting", last=date(2026, 11, 1), first=date(2026, 9, 1))
    with office.runtime.reading(office.manager) as reading:
        period = read_figure(reading, "waiting").period
    assert (period.first, period.end) == (date(2025, 8, 1), date(2026, 8, 1))
