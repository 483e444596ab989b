"""After a referral came to its end: asking what the person needs now, and referring them anew."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.domain.errors import NotFound, invalid
from service.domain.referrals import check_may_follow_up, check_may_refer_again
from service.domain.support_lists import FOLLOW_UP_RESULTS
from service.store.models import Referral
from service.store.sealed import Sealed, Target
from service.usecases.access import allow_on, load
from service.usecases.sharing import case_of
from service.usecases.unit import Unit

Said = Mapping[str, Mapping[str, Any]]
"""What is said of a referral, by sealed group: ``need`` and ``person``."""
REFERRED_AGAIN = "referred_again"


def follow_up_referral(
    unit: Unit, referral_id: UUID, result: str, *, version: int | None = None
) -> Referral:
    """Record what came of asking, after support did not come about.

    Raises:
        WrongState: support did come about, or it was recorded already.
        Invalid: the result is no code of its list.
    """
    referral = load(unit, Referral, referral_id, version=version)
    check_may_follow_up(referral.status, referral.followed_up_at)
    allow_on(unit.session.connection(), unit.actor, Referral, referral.id, "referral.send")
    FOLLOW_UP_RESULTS.require(result, "/result")
    _note(unit, referral, result)
    return referral


def earlier_referral(unit: Unit, previous_id: UUID) -> Referral:
    """Find the referral that another is to take the place of.

    It is locked later, by `take_up`: whoever needs both locks a report before its referrals.

    Raises:
        NotFound, NotAllowed: see `allow_on`.
    """
    previous = unit.session.get(Referral, previous_id)
    if previous is None:
        raise NotFound
    allow_on(unit.session.connection(), unit.actor, Referral, previous_id, "referral.send")
    return previous


def take_up(
    unit: Unit, previous: Referral, report_id: UUID | None, said: Said
) -> tuple[Said, list[Target]]:
    """Take over what an earlier referral says and is not said anew, and note that it was taken up.

    Consent is not taken over: it was to another recipient, or to another attempt.

    Returns:
        What is said now, and what was opened for it, to be put on record.

    Raises:
        WrongState: the earlier one is still under way.
        Invalid: it is about another report.
    """
    unit.session.refresh(previous, with_for_update=True)
    check_may_refer_again(previous.status)
    if previous.report_id != report_id:
        raise invalid("/previous_id", "other_report", "That referral is about another report.")
    groups: dict[str, Sealed] = {
        name: getattr(Referral, name) for name, held in said.items() if not held
    }
    groups = {name: group for name, group in groups.items() if not group.is_empty(previous)}
    targets = [group.target(previous) for group in groups.values()]
    with unit.opening(targets):
        taken = {name: group.open(previous) for name, group in groups.items()}
    _note(unit, previous, REFERRED_AGAIN)
    return {**said, **taken}, targets


def _note(unit: Unit, referral: Referral, result: str) -> None:
    referral.followed_up_at = referral.updated_at = unit.now
    referral.follow_up_result = result
    change = {"result": result}
    unit.record("referral.follow_up", referral, case_id=case_of(unit, referral), change=change)
