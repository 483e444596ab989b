"""The rules with numbers: deadlines. One test a rule; its docstring quotes the number's source."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.uk_holidays import uk_calendar
from service.domain import deadlines, limitation, rights
from service.domain.clocks import (
    CLOCKS,
    DETRIMENT_CHECK_IN_WEEKS,
    OUTCOME_FOLLOW_UP_WEEKS,
    outcome_follow_ups_due,
)
from service.domain.rights import Pause

pytestmark = pytest.mark.single_database

ENGLAND = uk_calendar("england", ZoneInfo("Europe/London"))
NOON_OF_FRIDAY = datetime(2026, 4, 3, 11, tzinfo=UTC)  # Good Friday, before the bank holiday

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(kind: str) -> datetime:
    return CLOCKS[kind].due(NOON_OF_FRIDAY, CLOCKS[kind].days, ENGLAND)


@pytest.mark.parametrize("kind", ["first_review", "case_review"])
def test_first_review_2_working_days(kind: str) -> None:
    """The product's own target: "First review of a report: 2 working days"."""
    assert due(kind) == datetime(2026, 4, 8, 11, tzinfo=UTC)
    assert deadlines.FIRST_REVIEW_WORKING_DAYS == 2


@pytest.mark.parametrize("kind", ["first_contact", "next_step"])
def test_first_contact_5_working_days(kind: str) -> None:
    """The product's own target: "Contact with a named reporter: 5 working days"."""
    assert due(kind) == datetime(2026, 4, 13, 11, tzinfo=UTC)
    assert deadlines.FIRST_CONTACT_WORKING_DAYS == 5


def test_formal_stage_90_calendar_days() -> None:
    """OIA good practice framework: the formal stage and review take at most 90 calendar days."""
    assert due("formal_stage") == datetime(2026, 7, 2, 11, tzinfo=UTC)
    assert deadlines.FORMAL_STAGE_DAYS == 90


def test_detriment_check_ins_2_6_12_weeks() -> None:
    """The product's own rule: "Detriment check-ins: 2, 6, 12 weeks" after a report."""
    assert DETRIMENT_CHECK_IN_WEEKS == (2, 6, 12)


def test_outcome_follow_up_6_and_12_weeks() -> None:
    """The product's own rule: "follow-up at 6 and 12 weeks" after a case was closed."""
    assert OUTCOME_FOLLOW_UP_WEEKS == (6, 12)
    due = [moment - NOON_OF_FRIDAY for moment in outcome_follow_ups_due(NOON_OF_FRIDAY, ENGLAND)]
    assert due == [timedelta(weeks=6), timedelta(weeks=12)]


@pytest.mark.parametrize(
    ("ended", "due"), [("2026-11-23", "2026-12-21"), ("2026-02-10", "2026-03-10")]
)
def test_completion_of_procedures_letter_28_days(ended: str, due: str) -> None:
    """OIA guidance: the letter is sent within 28 days of the end of the internal procedures."""
    assert limitation.completion_of_procedures_due(day(ended)) == day(due)


@pytest.mark.parametrize(
    ("letter", "last"), [("2026-11-23", "2027-11-23"), ("2028-02-29", "2029-02-28")]
)
def test_oia_complaint_within_12_months_of_the_letter(letter: str, last: str) -> None:
    """OIA Rules: a complaint is received within 12 months of the date of the letter."""
    assert limitation.oia_complaint_limit(day(letter)) == day(last)


@pytest.mark.parametrize(
    ("received", "complex_request", "pauses", "due"),
    [
        ("2026-09-03", False, [], "2026-10-05"),  # 3 October is a Saturday
        ("2026-09-01", False, [], "2026-10-01"),
        ("2026-01-31", False, [], "2026-03-02"),  # 28 February is a Saturday
        ("2026-11-25", False, [], "2026-12-29"),  # Christmas Day, weekend, Boxing Day's substitute
        ("2026-09-01", True, [], "2026-12-01"),
        ("2026-11-30", True, [], "2027-03-01"),  # to 28 February, a Sunday
        ("2026-09-01", False, [Pause(day("2026-09-10"), day("2026-09-15"))], "2026-10-06"),
        ("2026-09-01", False, [Pause(day("2026-09-10"), day("2026-09-10"))], "2026-10-01"),
        ("2026-09-01", False, [Pause(day("2026-09-10"))], None),
        # The second pause began on a day that only the first had made timely.
        (
            "2026-09-01", False,
            [
                Pause(day("2026-09-02"), day("2026-09-09")),
                Pause(day("2026-10-05"), day("2026-10-06")),
            ],
            "2026-10-09",
        ),
        ("2026-09-01", False, [Pause(day("2026-10-01"), day("2026-10-02"))], "2026-10-02"),
        # Too late: the time had run out, and waiting does not give it back.
        ("2026-09-01", False, [Pause(day("2026-10-02"))], "2026-10-01"),
    ],
)  # fmt: skip
def test_subject_access_one_calendar_month_plus_2_if_complex(
    received: str, complex_request: bool, pauses: list[Pause], due: str | None
) -> None:
    """UK GDPR Article 12(3): "within one month of receipt", "by two further months".

    ICO: to the next working day. Article 12A: it stands still while clarification is awaited.
    """
    found = rights.subject_access_deadline(
        day(received), ENGLAND, complex_request=complex_request, pauses=pauses
    )
    assert found == (due and day(due))


@given(days, st.booleans(), st.integers(0, 27), st.integers(0, 90))
def test_subject_access_is_due_on_a_working_day_and_a_pause_never_shortens_it(
    received: date, complex_request: bool, after: int, length: int
) -> None:
    def due(*pauses: Pause) -> date:
        found = rights.subject_access_deadline(
            received, ENGLAND, complex_request=complex_request, pauses=pauses
        )
        assert found is not None
        return found

    asked = received + timedelta(days=after)
    paused = due(Pause(asked, asked + timedelta(days=length)))
    assert ENGLAND.is_working_day(paused)
    assert timedelta(days=length - 5) <= paused - due() <= timedelta(days=length + 5)
    assert paused >= due()


@pytest.mark.parametrize(
    ("received", "due"), [("2026-11-23", "2026-12-23"), ("2026-11-25", "2026-12-29")]
)
def test_data_protection_complaint_acknowledged_within_30_days(received: str, due: str) -> None:
    """Data Protection Act 2018, section 164A, from 19 June 2026: "within the period of 30 days".

    ICO: from the day after receipt, to the next working day.
    """
    assert rights.dp_complaint_acknowledgement(day(received), ENGLAND) == day(due)


@pytest.mark.parametrize(
    ("act", "last"),
    [
        ("2026-01-15", "2026-07-14"),
        ("2026-03-01", "2026-08-31"),
        ("2026-11-23", "2027-05-22"),
        ("2026-08-31", "2027-02-27"),  # where the law leaves a day's doubt, the earlier one
    ],
)
def test_limitation_six_months_less_one_day(act: str, last: str) -> None:
    """Equality Act 2010, section 118(1)(a): "the period of 6 months starting with the date of the
    act to which the claim relates".
    """
    assert limitation.court_claim_limit(day(act)) == day(last)
