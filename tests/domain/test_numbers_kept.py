"""The rules with numbers: what is kept and published, and on what basis; see test_numbers.py."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import disclosure_control, retention
from service.domain.code_lists import OUTCOME_TYPES
from service.domain.errors import Invalid
from service.domain.lawful_basis import LAWFUL_BASES, LawfulBasis
from service.domain.outcomes import check_disclosure

pytestmark = pytest.mark.single_database

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("linked", "kept_until"), [(False, day("2027-11-23")), (True, None)])
def test_anonymous_reports_kept_12_months_unless_linked(
    linked: bool, kept_until: date | None
) -> None:
    """The product's own rule: "Anonymous reports kept: 12 months unless linked to a case"."""
    found = retention.anonymous_report_kept_until(day("2026-11-23"), linked_to_case=linked)
    assert found == kept_until


@pytest.mark.parametrize(
    ("outcomes", "kept_until"),
    [
        ([], "2028-11-23"),
        (["apology"], "2028-11-23"),
        (["apology", "disciplinary_referral", "training"], "2032-11-23"),
    ],
)
def test_a_case_is_kept_by_the_longest_of_its_outcomes(
    outcomes: list[str], kept_until: str
) -> None:
    """Limitation Act 1980, section 5: six years; OIA Rules: 12 months, and time to answer."""
    assert retention.case_kept_until(day("2026-11-23"), outcomes) == day(kept_until)


def test_every_outcome_has_a_retention_period_within_the_cap() -> None:
    """The product's own rule: "other retention by outcome, with legal hold and a cap"."""
    assert retention.OUTCOME_PERIODS.keys() == set(OUTCOME_TYPES.values())
    for months in (0, retention.CAP_MONTHS + 1):
        with pytest.raises(ValueError, match="kept for 1 to 120 months"):
            retention.Period(months, "because")
    own = {**retention.OUTCOME_PERIODS, "apology": retention.Period(120, "our own rule")}
    assert retention.case_kept_until(day("2026-11-23"), ["apology"], own) == day("2036-11-23")


@given(days, st.none() | days, st.booleans())
def test_a_legal_hold_keeps_what_is_due_to_go(
    today: date, kept_until: date | None, held: bool
) -> None:
    """The product's own rule: "with legal hold"; the last day still belongs to the period."""
    may_go = retention.may_be_erased(kept_until, today, held=held)
    assert may_go == (kept_until is not None and kept_until < today and not held)


ROUNDED = {0: 0, 1: 0, 2: 0, 3: 5, 4: 5, 5: 5, 7: 5, 8: 10, 12: 10, 13: 15, 1002: 1000, 2.4: 0,
           2.5: 5, 7.49: 5, 7.5: 10}  # fmt: skip


@pytest.mark.parametrize(("count", "rounded"), ROUNDED.items())
def test_hesa_counts_are_rounded_to_the_nearest_5(count: float, rounded: int) -> None:
    """HESA: "rounded to the nearest multiple of 5", "any number lower than 2.5 is rounded to 0",
    "halves are always rounded upwards".
    """
    assert disclosure_control.round_count(count) == rounded


@given(st.fractions(0, 10**6))
def test_hesa_rounding_moves_a_count_by_at_most_a_half_of_5(count: Fraction) -> None:
    """HESA: "rounded to the nearest multiple of 5"."""
    rounded = disclosure_control.round_count(count)
    assert rounded % 5 == 0
    assert Fraction(-5, 2) < rounded - count <= Fraction(5, 2)


@pytest.mark.parametrize(
    ("part", "population", "shown"),
    [(0, 0, None), (1, 22, None), (22.4, 22.4, None), (0, 22.5, 0), (9, 22.5, 40), (1, 23, 4),
     (1, 200, 1), (1, 201, 0), (200, 200, 100)],
)  # fmt: skip
def test_hesa_percentages_are_suppressed_under_22_5(
    part: float, population: float, shown: int | None
) -> None:
    """HESA: "percentages based on fewer than 22.5 individuals are suppressed"."""
    assert disclosure_control.percentage(part, population) == shown


@pytest.mark.parametrize(
    ("values", "shown"), [([], None), ([3] * 7, None), ([1] * 4 + [4] * 4, 2.5)]
)
def test_hesa_averages_are_suppressed_at_7_or_fewer(
    values: list[float], shown: float | None
) -> None:
    """HESA: "averages based on 7 or fewer individuals are suppressed"."""
    assert disclosure_control.average(values) == shown


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 50)))
def test_hesa_totals_are_rounded_after_they_are_calculated(counts: Mapping[str, int]) -> None:
    """HESA: "total figures are also subject to this rounding methodology after calculation"."""
    cells, total = disclosure_control.round_table(counts)
    assert total == disclosure_control.round_count(sum(counts.values()))
    assert cells == {key: disclosure_control.round_count(n) for key, n in counts.items()}


def test_hesa_a_total_need_not_be_the_sum_of_what_is_shown() -> None:
    """HESA: "the sum of numbers in each row or column may not match the total shown"."""
    assert disclosure_control.round_table({"a": 2, "b": 2, "c": 2}) == ({"a": 0, "b": 0, "c": 0}, 5)


@pytest.mark.parametrize("restricts", [False, True])
def test_disclosure_restricting_outcomes_are_refused(restricts: bool) -> None:
    """OfS condition of registration E6: no agreement may restrict what somebody discloses."""
    if not restricts:
        check_disclosure(restricts_disclosure=False)
        return
    with pytest.raises(Invalid):
        check_disclosure(restricts_disclosure=True)


ENTITIES = (
    "report incident case party allegation characteristic risk_assessment interim_measure consent "
    "support_service referral message attachment outcome action appeal task conflict_of_interest "
    "identity_access_request rights_request legal_hold placement_provider initiative audit_event "
    "officer statistics"
).split()


@pytest.mark.parametrize("record", ENTITIES)
def test_each_record_type_states_its_lawful_basis(record: str) -> None:
    """UK GDPR Articles 6 and 9; Data Protection Act 2018, section 10 and Schedule 1."""
    basis = LAWFUL_BASES[record]
    assert basis.article_6 in ("6(1)(c)", "6(1)(e)")
    assert basis.article_9 in (None, "9(2)(f)", "9(2)(g)", "9(2)(j)")
    assert basis.reason


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"article_6": "6(1)(a)"}, "consent"),
        ({"article_9": "9(2)(a)", "schedule_1": None}, "consent"),
        ({"schedule_1": None}, "Schedule 1"),
        ({"article_9": None}, "Schedule 1"),
    ],
)
def test_a_basis_is_never_consent_alone(change: dict[str, str | None], fault: str) -> None:
    """The product's own rule: "consent alone is not the basis".

    Data Protection Act 2018, section 10: which conditions need a paragraph of Schedule 1.
    """
    sound = LawfulBasis("6(1)(e)", "9(2)(g)", "paragraph 6", "because")
    with pytest.raises(ValueError, match=fault):
        replace(sound, **change)
