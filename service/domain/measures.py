"""What may happen to an interim measure: it is reviewed until it is lifted."""

from datetime import date

from service.domain.errors import invalid
from service.domain.transitions import Machine, Transition

ACTIVE, LIFTED = "active", "lifted"

MEASURE_MACHINE = Machine(
    "measure",
    (
        Transition(
            action="review", label="Record a review", source=(ACTIVE,), target=ACTIVE,
            permission="case.amend", verb="measure.review",
        ),
        Transition(
            action="lift", label="Lift", source=(ACTIVE,), target=LIFTED,
            permission="case.amend", verb="measure.lift",
        ),
    ),
)  # fmt: skip


def check_review_day(review_on: date | None, today: date) -> date:
    """Give the day of the next review; without one a measure would go on by itself.

    Raises:
        Invalid: it is missing or has passed, pointing at ``/review_on``.
    """
    if review_on is None:
        raise invalid("/review_on", "required", "Say when it is reviewed next.")
    if review_on < today:
        raise invalid("/review_on", "in_the_past", "The review cannot be in the past.")
    return review_on
