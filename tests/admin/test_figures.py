"""Figures at the console: read by those who may, and never more than may be shown."""

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from admin.figure_words import FigureTable, table_of
from service.domain.code_lists import Role
from service.domain.deadlines import add_months
from service.domain.disclosure_control import Bound, Share, Shown
from service.domain.figures import MEASURES
from service.domain.ids import new_id
from service.domain.periods import Period, last_full_year, period_asked, periods_over
from service.store.models import ActivitySession, Fact
from service.usecases import activities
from service.usecases.statistics import Figure
from tests.admin.browsing import Browsing, browse
from tests.builders import World

HOME = "/console/figures/"
MET = {"group": 10, "reflective_space": 9, "drop_in": 3}
NO_FORMULA = "'=1+1"


@pytest.fixture
def analyst(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.ANALYST)


@pytest.fixture
def year(world: World) -> Period:
    runtime = world.runtime
    return last_full_year(runtime.rules.calendar.day_of(runtime.clock()))


def put(world: World, model: Any, rows: list[dict[str, Any]]) -> None:
    with world.runtime.engine.begin() as connection:
        connection.execute(insert(model.__table__), [{"id": new_id(), **row} for row in rows])


def let_peers_meet(world: World, year: Period) -> None:
    """Let 12 people come to each meeting of the year's first month."""
    service, manager = world.service(service_type="peer_network"), world.officer(Role.CASE_MANAGER)
    noon = datetime.combine(year.first + timedelta(days=9), time(12), world.runtime.clock().tzinfo)
    for kind, number in MET.items():
        with world.runtime.unit(manager) as unit:
            values = {"name": kind, "kind": kind}
            activity = activities.add_activity(unit, service.id, values)
        row = {
            "activity_id": activity.id, "state": "held", "starts_at": noon, "attended": 12,
            "ends_at": noon + timedelta(hours=1), "version": 1,
        }  # fmt: skip
        put(world, ActivitySession, [row] * number)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CASE_MANAGER, 200), (Role.DATA_PROTECTION_OFFICER, 200), (Role.WELFARE_OFFICER, 404),
     (Role.SYSTEM_ADMIN, 404), (Role.SERVICE_PROVIDER, 404), (Role.AUDITOR, 404)],
)  # fmt: skip
def test_figures_are_for_those_who_may(app: Flask, world: World, role: Role, status: int) -> None:
    officer = browse(app, world, role)
    for path in ("", "waiting/", "waiting/csv"):
        assert officer.get(HOME + path).status_code == status, path
    assert ("Figures" in officer.text("/console/directory/")) == (status == 200)


def test_every_figure_is_listed_and_has_its_page(analyst: Browsing) -> None:
    listed = analyst.text(HOME)
    for name, measure in MEASURES.items():
        assert measure.title in listed
        for by in ("", *measure.dimensions):
            page = analyst.text(f"{HOME}{name}/", by=by)
            assert measure.meaning in page
            assert ("Counts are rounded to the nearest 5" in page) == (not measure.public)
    assert analyst.get(f"{HOME}nothing/").status_code == 404
    assert analyst.get(f"{HOME}nothing/csv").status_code == 404


def test_what_may_not_be_shown_is_said_in_words_and_in_the_file(
    world: World, analyst: Browsing, year: Period
) -> None:
    let_peers_meet(world, year)
    whole = analyst.text(f"{HOME}peer_attendance/")
    assert "All 20 12.0 12.0 265" in whole
    assert "“Not shown” stands" not in whole
    cut = analyst.get(f"{HOME}peer_attendance/", by="activity_kind")
    shown = analyst.text(f"{HOME}peer_attendance/", by="activity_kind")
    assert "Group 10 12.0 12.0 120" in shown
    for kind in ("Drop in", "Reflective space"):
        assert f"{kind} Not shown Not shown Not shown Not shown" in shown
    assert "“Not shown” stands" in shown
    assert " 9 " not in shown
    assert "activity_kind" in cut.text
    answer = analyst.get(f"{HOME}peer_attendance/csv", by="activity_kind")
    assert answer.mimetype == "text/csv"
    assert "peer_attendance-activity_kind-" in answer.headers["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert head == [
        "Figure", "Period", "Kind of activity", "Number", "Mean", "Median", "In all",
    ]  # fmt: skip
    assert [row[2:] for row in rows] == [
        ["Group", "10", "12.0", "12.0", "120"],
        ["Drop in", *["Not shown"] * 4],
        ["Reflective space", *["Not shown"] * 4],
    ]
    assert rows[0][1].startswith("Academic year August")


def test_a_period_is_chosen(world: World, analyst: Browsing, year: Period) -> None:
    let_peers_meet(world, year)

    def key(first: date, last: date) -> str:
        return f"{first:%Y-%m}-to-{last:%Y-%m}"

    first, second = year.first, add_months(year.first, 3)
    url = f"{HOME}peer_attendance/"
    assert "All 20" in analyst.text(url, period=key(first, add_months(first, 2)))
    assert "All Not shown" in analyst.text(url, period=key(second, add_months(second, 2)))
    for odd in ("\0", "2026", key(second, add_months(second, 4)), "x" * 3000):
        assert "All 20" in analyst.text(url, period=odd, by=odd)


def test_a_change_for_the_worse_is_a_number_in_the_file(
    world: World, analyst: Browsing, year: Period
) -> None:
    row = {"kind": "belonging_closure", "month": year.first, "before": 4, "value": 3}
    put(world, Fact, [{**row, "setting": "online"}] * 24)
    assert "All 25 -1 -1" in analyst.text(f"{HOME}belonging_closure/").replace("-1.0", "-1")
    assert ",25,-1" in analyst.get(f"{HOME}belonging_closure/csv").text


def test_a_share_says_whether_it_is_a_bound() -> None:
    period = Period(date(2025, 8, 1), date(2026, 8, 1))
    for share, words in (
        (Share(75), "75%"), (Share(15, Bound.AT_MOST), "At most 15%"),
        (Share(85, Bound.AT_LEAST), "At least 85%"), (None, "Not shown"),
    ):  # fmt: skip
        rows = {(None,): Shown(count=30, share=share)}
        table = table_of(Figure(MEASURES["completion"], period, ("setting",), rows))
        assert table.rows == [["Not recorded", 30, words]]
        assert table.hides == (share is None)


def test_nothing_in_a_file_is_run() -> None:
    assert FigureTable(["x"], [["=1+1", -0.5]]).as_csv() == f"x\r\n{NO_FORMULA},-0.5\r\n"


@pytest.mark.parametrize("today", [date(2026, 7, 31), date(2026, 8, 1), date(2027, 1, 31)])
def test_every_period_that_is_offered_can_be_asked_for(today: date) -> None:
    found = periods_over(today, 2)
    assert len(set(found)) == len(found)
    for period in found:
        assert period_asked(period.first, period.last, today) == period
    assert last_full_year(today) in found
    latest = max(period.end for period in found)
    assert latest <= today < add_months(latest, 3)
