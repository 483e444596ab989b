"""How long a record is kept, and when it may go.

UK GDPR Article 5(1)(e): no longer than needed for its purpose. Each period counts in months from
the day the record was closed (a report: the day it was received). A legal hold keeps a record past
every period; without one, nothing is kept beyond the cap. An institution may set its own periods,
within the cap.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from service.domain.code_lists import OUTCOME_TYPES
from service.domain.deadlines import add_months

CAP_MONTHS = 120
"""No rule, and no institution's setting, keeps a record longer than ten years."""


@dataclass(frozen=True, slots=True)
class Period:
    """So many months, and why so many.

    Raises:
        ValueError: if the period is not between one month and the cap.
    """

    months: int
    reason: str

    def __post_init__(self) -> None:
        if not 1 <= self.months <= CAP_MONTHS:
            raise ValueError(f"a record is kept for 1 to {CAP_MONTHS} months")


ANONYMOUS_REPORT = Period(12, "Nobody can be asked about it; what repeats shows within a year")
COMPLAINT = Period(
    24, "The OIA takes complaints for 12 months (OIA Rules), and needs time for them"
)

_CONTRACT = Period(72, "Claims in contract may come for six years (Limitation Act 1980, section 5)")
_LASTING = frozenset(
    "warning placement_change supervision_change reasonable_adjustment disciplinary_referral "
    "fitness_to_practise_referral external_employer_referral regulator_referral".split()
)

OUTCOME_PERIODS: Mapping[str, Period] = MappingProxyType(
    {code: _CONTRACT if code in _LASTING else COMPLAINT for code in OUTCOME_TYPES.values()}
)
"""The period of a case by each of its outcomes, counted from the day it was closed."""


def anonymous_report_kept_until(received: date, *, linked_to_case: bool) -> date | None:
    """Give the last day an anonymous report is kept: 12 months on.

    None for a report linked to a case: it is kept for as long as its case.
    """
    return None if linked_to_case else add_months(received, ANONYMOUS_REPORT.months)


def case_kept_until(
    closed: date,
    outcomes: Collection[str],
    periods: Mapping[str, Period] = OUTCOME_PERIODS,
) -> date:
    """Give the last day a closed case is kept: the longest period of its outcomes.

    A case closed without an outcome is kept for as long as somebody may complain of it.
    """
    months = (periods[outcome].months for outcome in outcomes)
    return add_months(closed, max(months, default=COMPLAINT.months))


def may_be_erased(kept_until: date | None, today: date, *, held: bool) -> bool:
    """Whether a record may go: its period is known and over, and no legal hold keeps it."""
    return kept_until is not None and today > kept_until and not held
