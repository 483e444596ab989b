"""What figures are of: their periods, what they may be cut by, and which reports touch a theme."""

from datetime import date
from itertools import pairwise, product

import pytest

from service.domain.code_lists import INCIDENT_TYPES, SETTINGS
from service.domain.disclosure_control import Shown
from service.domain.errors import Invalid
from service.domain.figure_tables import table_asked
from service.domain.figures import DIMENSIONS, MEASURES
from service.domain.initiatives import months_behind
from service.domain.periods import Period, last_full_year, period_asked
from service.domain.support_lists import Theme
from service.domain.themes import TOUCHES, touched_by
from service.store.queries.figures import _FOUND

pytestmark = pytest.mark.single_database

TODAY = date(2026, 11, 23)
THEMES_OF_THE_STUDY = {
    Theme.BELONGING, Theme.REPRESENTATION, Theme.PEER_SUPPORT, Theme.ACCESS_TO_SUPPORT,
    Theme.SHARED_EXPERIENCE,
}  # fmt: skip


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-11-23", "2025-08", "2026-07"),
        ("2026-08-01", "2025-08", "2026-07"),
        ("2026-07-31", "2024-08", "2025-07"),
    ],
)
def test_unless_asked_the_last_full_academic_year(today: str, first: str, last: str) -> None:
    """HESA: the reporting year runs from 1 August to 31 July."""
    period = last_full_year(date.fromisoformat(today))
    assert (period.first, period.last) == (month(first), month(last))
    assert period_asked(None, None, date.fromisoformat(today)) == period


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        ("2025-08", "2026-07", None),
        ("2026-08", "2026-10", None),
        ("2026-05", "2026-07", None),
        ("2025-11", "2026-01", None),
        ("2026-08", "2027-07", "not_over"),
        ("2026-11", "2027-01", "not_over"),
        ("2025-09", "2026-08", "not_a_period"),
        ("2026-07", "2026-09", "not_a_period"),
        ("2026-10", "2026-10", "not_a_period"),
        ("2025-08", "2026-10", "not_a_period"),
        ("2026-10", "2026-08", "not_a_period"),
        ("2024-08", "2026-07", "not_a_period"),
        ("2025-08", None, "required"),
        (None, "2026-07", "required"),
    ],
)
def test_periods_are_years_and_quarters_that_are_over(
    first: str | None, last: str | None, fault: str | None
) -> None:
    asked = month(first) if first else None, month(last) if last else None
    if fault is None:
        period = period_asked(*asked, TODAY)
        assert (period.first, period.last) == asked
        return
    with pytest.raises(Invalid) as refused:
        period_asked(*asked, TODAY)
    assert refused.value.faults[0].code == fault


def test_of_two_periods_one_holds_the_other_or_they_have_nothing_in_common() -> None:
    months = [date(year, one, 1) for year in (2022, 2023, 2024) for one in range(1, 13)]
    periods = []
    for first, last in product(months, months):
        try:
            periods.append(period_asked(first, last, TODAY))
        except Invalid:
            continue
    assert len(periods) == 13
    for one, other in product(periods, periods):
        apart = one.end <= other.first or other.end <= one.first
        assert apart or holds(one, other) or holds(other, one)


def holds(one: Period, other: Period) -> bool:
    return one.first <= other.first and other.end <= one.end


def test_every_measure_says_what_it_is_and_can_be_read() -> None:
    assert MEASURES.keys() == {*_FOUND, "initiatives"}
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.meaning.endswith(".")
        assert set(measure.shows) <= set(Shown.__dataclass_fields__)
        assert set(measure.dimensions) <= set(DIMENSIONS)
    assert {measure.theme for measure in MEASURES.values()} >= THEMES_OF_THE_STUDY


@pytest.mark.parametrize(
    ("name", "by", "setting", "fault"),
    [
        ("waiting", ["setting", "service_type"], None, None),
        ("waiting", ["service_type"], "online", None),
        ("waiting", ["setting"], "online", None),
        ("waiting", ["decline_reason"], None, "?/by"),
        ("waiting", ["setting", "setting"], None, "?/by"),
        ("declines", ["decline_reason", "service_type"], "online", "?/by"),
        ("declines", ["decline_reason", "service_type", "setting"], None, "?/by"),
        ("initiatives", [], "online", "?/setting"),
    ],
)
def test_a_figure_is_cut_by_two_of_its_dimensions_at_most(
    name: str, by: list[str], setting: str | None, fault: str | None
) -> None:
    if fault is None:
        assert set(table_asked(MEASURES[name], by, setting)) == {"setting", "service_type"} & {
            *by, "setting",
        }  # fmt: skip
        return
    with pytest.raises(Invalid) as refused:
        table_asked(MEASURES[name], by, setting)
    assert refused.value.faults[0].pointer == fault


def test_what_touches_a_theme_is_in_the_lists() -> None:
    for touch in TOUCHES.values():
        assert touch.incident_types <= set(INCIDENT_TYPES.values())
        assert touch.settings <= set(SETTINGS.values())
    both = touched_by(["placements", "belonging"])
    assert both.incident_types == TOUCHES[Theme.BELONGING].incident_types
    assert both.settings == TOUCHES[Theme.PLACEMENTS].settings
    none = touched_by(["peer_support"])
    assert not none.incident_types | none.settings


def test_the_months_behind_an_initiative_are_full_ones() -> None:
    assert months_behind(TODAY) == (date(2025, 11, 1), date(2026, 11, 1))
    spans = {months_behind(date(2026, 11, day)) for day in range(1, 31)}
    assert len(spans) == 1
    days = [months_behind(date(2026, one, 1)) for one in range(1, 13)]
    assert all(one < other for one, other in pairwise(days))
