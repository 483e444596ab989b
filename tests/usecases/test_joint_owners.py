"""Placements: who they are, sharing a case with one, and what ends it."""

from typing import Any

import pytest

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Case, PlacementProvider
from service.store.queries.case_parts import joint_owners_of, list_providers
from service.store.queries.pages import Page
from service.usecases import casework, joint_owners, providers, referrals
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of

SHARED = [{"scope": "share_with_placement", "state": "granted", "wording_version": "2026-09"}]


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


@pytest.fixture
def provider(runtime: Runtime, manager: Actor) -> PlacementProvider:
    with runtime.unit(manager) as unit:
        return providers.add_provider(unit, "St Elsewhere", {"email": "ward@example.org"})


def add(runtime: Runtime, by: Actor, case: Case, provider: PlacementProvider) -> Any:
    with runtime.unit(by) as unit:
        return joint_owners.add_joint_owner(unit, case.id, provider.id)


def owners(runtime: Runtime, case: Case) -> list[str | None]:
    with runtime.engine.connect() as connection:
        return [owner.end_reason for owner in joint_owners_of(connection, case.id)]


def answer(runtime: Runtime, world: World, report: Any, state: str) -> None:
    with runtime.unit(world.reporter(report)) as unit:
        referrals.answer_consent(
            unit, report.id, scope="share_with_placement", state=state, wording_version="2026-09"
        )


def test_every_reporter_has_to_agree_before_a_case_is_shared(
    world: World, runtime: Runtime, manager: Actor, provider: PlacementProvider
) -> None:
    agreed, silent = world.report(consents=SHARED)[0], world.report()[0]
    case = world.case(manager, agreed.id, silent.id)
    with pytest.raises(WrongState, match="Every report"):
        add(runtime, manager, case, provider)
    answer(runtime, world, silent, "granted")
    add(runtime, manager, case, provider)
    with pytest.raises(Invalid) as refused:
        add(runtime, manager, case, provider)
    assert refused.value.faults[0].code == "already_joint_owner"
    assert owners(runtime, case) == [None]


@pytest.mark.parametrize("state", ["withdrawn", "refused"])
def test_sharing_ends_at_once_with_the_consent(
    world: World, runtime: Runtime, manager: Actor, provider: PlacementProvider, state: str
) -> None:
    one, two = (world.report(consents=SHARED)[0] for _ in range(2))
    case = world.case(manager, one.id, two.id)
    add(runtime, manager, case, provider)
    answer(runtime, world, two, state)
    assert owners(runtime, case) == ["consent_withdrawn"]
    entry = log_of(runtime)[-1]
    assert (entry["verb"], entry["case"]) == ("joint_owner.end", str(case.id))
    assert entry["change"] == {"reason": "consent_withdrawn"}
    answer(runtime, world, one, "withdrawn")
    assert owners(runtime, case) == ["consent_withdrawn"]


def test_a_report_without_consent_joins_a_shared_case_once_sharing_is_ended(
    world: World, runtime: Runtime, manager: Actor, provider: PlacementProvider
) -> None:
    case = world.case(manager, world.report(consents=SHARED)[0].id)
    owner = add(runtime, manager, case, provider)
    agreed, silent = world.report(consents=SHARED)[0], world.report()[0]
    with runtime.unit(manager) as unit:
        casework.link_to_case(unit, case.id, agreed.id)
    with pytest.raises(WrongState, match="End the joint ownership"), runtime.unit(manager) as unit:
        casework.link_to_case(unit, case.id, silent.id)
    with runtime.unit(manager) as unit:
        joint_owners.end_joint_owner(unit, case.id, owner.id)
        casework.link_to_case(unit, case.id, silent.id)
    assert owners(runtime, case) == ["ended_by_officer"]
    with pytest.raises(NotFound), runtime.unit(manager) as unit:
        joint_owners.end_joint_owner(unit, case.id, owner.id)


def test_a_case_names_a_placement_that_is_there(
    world: World, runtime: Runtime, manager: Actor, provider: PlacementProvider
) -> None:
    case = world.case(manager, placement_provider_id=provider.id)
    assert case.placement_provider_id == provider.id
    with runtime.unit(manager) as unit:
        changes = {"placement_provider_id": None}
        amended = casework.amend_case(unit, case.id, changes, version=case.version)
    assert amended.placement_provider_id is None
    with runtime.unit(manager) as unit:
        providers.amend_provider(unit, provider.id, {"active": False}, version=1)
    for provider_id in (new_id(), provider.id):
        with pytest.raises(Invalid) as refused:
            world.case(manager, placement_provider_id=provider_id)
        assert refused.value.faults[0].pointer == "/placement_provider_id"
    with pytest.raises(Invalid):
        add(runtime, manager, world.case(manager, world.report(consents=SHARED)[0].id), provider)


def test_providers_are_kept_by_those_who_configure(
    world: World, runtime: Runtime, manager: Actor, provider: PlacementProvider
) -> None:
    with pytest.raises(NotAllowed), runtime.unit(world.officer()) as unit:
        providers.add_provider(unit, "Another")
    with pytest.raises(Invalid) as refused, runtime.unit(manager) as unit:
        providers.add_provider(unit, "St Elsewhere")
    assert refused.value.faults[0].pointer == "/name"
    with runtime.unit(manager) as unit:
        changed = providers.amend_provider(
            unit, provider.id, {"name": "St Elsewhere Trust"}, version=1
        )
    with pytest.raises(Stale), runtime.unit(manager) as unit:
        providers.amend_provider(unit, provider.id, {"active": False}, version=1)
    with runtime.engine.connect() as connection:
        listed = list_providers(connection, Page()).rows
    assert [(row.name, row.version) for row in listed] == [("St Elsewhere Trust", changed.version)]
