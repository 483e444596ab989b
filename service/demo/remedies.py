"""What is done after each kind of outcome in the sample, for whom, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.support_lists import REMEDIES


@dataclass(frozen=True, slots=True)
class Plan:
    """One action; ``days`` after the outcome it is due."""

    kind: str
    days: int
    what: str
    by_manager: bool = False
    """It goes beyond the case, so the case manager sees to it."""

    @property
    def is_remedy(self) -> bool:
        """Whether it is for the reporting party."""
        return self.kind in REMEDIES


PLANS: Mapping[str, tuple[Plan, ...]] = {
    "apology": (
        Plan("apology_given", 14, "An apology in person, in the words agreed with who reported."),
        Plan("training_given", 60, "The team's session on speaking up for each other.",
             by_manager=True),
    ),
    "reasonable_adjustment": (
        Plan("adjustment_made", 10, "The adjustment is in place and every site has it in writing."),
        Plan("practice_changed", 75, "Adjustments are on the allocation list before the block.",
             by_manager=True),
    ),
    "training": (
        Plan("training_given", 45, "Four sessions with a facilitator, for the whole team.",
             by_manager=True),
        Plan("monitoring", 110, "Ask everybody on the next block how it is, without a name."),
    ),
    "supervision_change": (
        Plan("marks_reviewed", 21, "Somebody from another hospital marks the sheets again."),
        Plan("supervision_changed", 7, "The new supervisor is told what they need, and no more."),
    ),
    "support_provided": (
        Plan("support_arranged", 12, "Sessions go on over the summer as well."),
    ),
    "policy_change": (
        Plan("policy_changed", 90, "The rule as it was agreed, in the next handbook.",
             by_manager=True),
        Plan("record_corrected", 14, "The entry that followed from the old rule is taken off."),
    ),
    "no_further_action": (
        Plan("support_arranged", 14, "Whoever reported is offered somebody to talk it over with."),
    ),
}  # fmt: skip
"""By the type of the outcome."""

MEANWHILE = Plan("practice_changed", 12, "The list for teaching hangs on the wall from Monday.")
"""What is agreed while a case is still being resolved."""
