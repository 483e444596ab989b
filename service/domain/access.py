"""Requests for access: what takes two people, and what one may do alone but not unseen."""

from datetime import datetime

from service.domain.casework_lists import REVIEW_RESULTS, AccessKind
from service.domain.casework_lists import AccessState as S
from service.domain.transitions import Machine, Transition

ACCESS_MACHINE = Machine(
    "request for access",
    (
        Transition(
            action="approve", label="Approve", source=(S.REQUESTED,), target=S.APPROVED,
            permission="access.decide", verb="access.approve",
            confirm="The officer may see what they asked for, for a limited time.",
        ),
        Transition(
            action="refuse", label="Refuse", source=(S.REQUESTED,), target=S.REFUSED,
            permission="access.decide", verb="access.refuse",
        ),
        Transition(
            action="end", label="End", source=(S.REQUESTED, S.APPROVED), target=S.ENDED,
            permission="access.end", verb="access.end",
        ),
        Transition(
            action="review", label="Review", source=(S.ENDED,), target=S.REVIEWED,
            permission="access.review", verb="access.review", reasons=REVIEW_RESULTS,
        ),
    ),
)  # fmt: skip

DECIDED_BY: dict[str, str] = {
    AccessKind.UNMASK: "access.decide",
    AccessKind.OPEN_MATCH: "access.decide",
    AccessKind.END_CONFLICT: "conflict.end",
}
"""What the second person must hold; nobody decides about a broken glass, it is reviewed."""


def state_at(state: str, expires_at: datetime | None, now: datetime) -> str:
    """Give the state as it is by now: access ends by itself when its time has run out."""
    ran_out = state == S.APPROVED and expires_at is not None and now >= expires_at
    return S.ENDED if ran_out else state
