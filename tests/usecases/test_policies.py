"""The policy's versions: published once, pinned when a case is opened, readable ever after."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed
from service.store.models import Party
from service.store.queries.case_parts import policy_row
from service.store.queries.cases import case_row
from service.usecases import casework, parties, policies
from service.usecases.runtime import Runtime
from tests.builders import World


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


def publish(runtime: Runtime, by: Actor, label: str, *, days: int = 0) -> object:
    today = runtime.rules.calendar.day_of(runtime.clock())
    with runtime.unit(by) as unit:
        return policies.publish_policy(
            unit, label=label, title="Dignity at work and study", body=f"The text of {label}.",
            effective_from=today + timedelta(days=days),
        ).id  # fmt: skip


def test_policy_text_is_pinned_when_a_case_is_opened(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    """A case stays under the policy it was opened under, and that text stays readable.

    Source: OfS, condition of registration E6.3(c): users can identify the version of a policy
    that existed at previous times, because historical versions are made available.
    """
    before = world.case(manager)
    old = publish(runtime, manager, "2025", days=-300)
    case = world.case(manager)
    publish(runtime, manager, "2027", days=1)
    assert world.case(manager).policy_version_id == old
    new = publish(runtime, manager, "2026")
    assert world.case(manager).policy_version_id == new
    with runtime.unit(manager) as unit:
        casework.move_case(unit, case.id, "start_triage", version=None)
        casework.record_outcome(unit, case.id, outcome_type="apology")
        for party in unit.session.scalars(select(Party).where(Party.case_id == case.id)):
            parties.tell_party(unit, case.id, party.id, "Told.", version=party.version)
        casework.move_case(unit, case.id, "close", reason="resolved", version=None)
        casework.move_case(unit, case.id, "reopen", version=None)
    with runtime.engine.connect() as connection:
        assert case_row(connection, before.id).policy_version_id is None
        assert case_row(connection, case.id).policy_version_id == old
        assert policy_row(connection, old).body == "The text of 2025."


def test_a_later_publication_for_an_earlier_day_does_not_take_over(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    newer = publish(runtime, manager, "2026", days=-1)
    publish(runtime, manager, "2025", days=-300)
    assert world.case(manager).policy_version_id == newer


def test_only_those_who_configure_publish_and_each_label_once(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    publish(runtime, manager, "2026")
    with pytest.raises(NotAllowed):
        publish(runtime, world.officer(), "2027")
    with pytest.raises(Invalid) as refused:
        publish(runtime, manager, "2026")
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/label", "taken")]
    assert publish(runtime, world.officer(Role.SYSTEM_ADMIN), "2028")
