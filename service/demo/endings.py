"""Which ending and which service suit a story, and telling everybody how a case ended."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from service.demo.services import COUNSELLING, PEERS, SERVICES
from service.demo.stories import Story
from service.demo.texts import ENDINGS, Ending
from service.domain.actors import Actor
from service.domain.code_lists import PartyRole
from service.store.models import Party
from service.store.queries.cases import count_outcomes, parties_of
from service.store.queries.rows import AnyRow
from service.usecases import casework, parties
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

_BY_OUTCOME = {ending.outcome: ending for ending in ENDINGS}


def choose_ending(story: Story, route: tuple[str, ...], others: Iterator[Ending]) -> Ending:
    """Choose what comes of a case; ``others`` serves those that nothing in particular suits."""
    if "offer_support" in route:
        return _BY_OUTCOME["support_provided"]
    if "appeal" in route:
        return _BY_OUTCOME["no_further_action"]
    if "failure_reasonable_adjustment" in story.types:
        return _BY_OUTCOME["reasonable_adjustment"]
    if "indirect_discrimination" in story.types:
        return _BY_OUTCOME["policy_change"]
    if story.assesses:
        return _BY_OUTCOME["supervision_change"]
    return next(others)


def other_endings() -> tuple[Ending, ...]:
    """Give the endings that suit many stories."""
    return tuple(_BY_OUTCOME[name] for name in ("apology", "training", "no_further_action"))


def choose_service(story: Story, rng: Random) -> str:
    """Choose a service that is there for somebody like the reporter, or for everybody."""
    grounds = {ground["code"] for ground in story.characteristics}
    fitting: list[str] = [s["name"] for s in SERVICES if grounds & set(s["characteristics"])]
    return rng.choice([*fitting, COUNSELLING, PEERS if "race" in grounds else COUNSELLING])


def conclude(runtime: Runtime, officer: Actor, case_id: UUID, ending: Ending) -> bool:
    """Record the outcome and tell every party, or why one is not told; once per case.

    Returns:
        Whether it was done now.
    """
    with runtime.reading(officer) as reading:
        if count_outcomes(reading.connection, case_id):
            return False
        listed = parties_of(reading.connection, case_id)
    with runtime.unit(officer) as unit:
        casework.record_outcome(
            unit, case_id, outcome_type=ending.outcome, finding=ending.finding,
            summary=ending.summary, reasons=ending.reporting,
        )  # fmt: skip
        for party in listed:
            _tell_or_withhold(unit, party, ending)
    return True


def _tell_or_withhold(unit: Unit, party: AnyRow, ending: Ending) -> None:
    reason = _reason_to_withhold(party, ending)
    if reason is not None:
        parties.withhold_from_party(
            unit, party.case_id, party.id, reason, version=party.version
        )  # fmt: skip
        return
    text = ending.reporting if party.role == PartyRole.REPORTING else ending.responding
    parties.tell_party(unit, party.case_id, party.id, text, version=party.version)


def _reason_to_withhold(party: AnyRow, ending: Ending) -> str | None:
    if party.role == PartyRole.REPORTING:
        return None
    if Party.identity.is_empty(party):
        return "not_identified"
    return "risk_to_reporting_party" if ending.outcome == "support_provided" else None
