"""Officers on a case: who may be put on it, and what ends with an assignment."""

import pytest

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotFound
from service.domain.ids import new_id
from service.store.models import Assignment, Case
from service.store.queries.cases import assignments_of
from service.usecases import casework
from service.usecases.authority import attest
from service.usecases.runtime import Runtime
from tests.builders import World


@pytest.fixture
def officer(world: World) -> Actor:
    return world.officer(Role.WELFARE_OFFICER)


@pytest.fixture
def case(world: World, officer: Actor) -> Case:
    return world.case(officer)


def test_only_active_officers_with_the_role_are_assigned_and_only_once(
    world: World, runtime: Runtime, officer: Actor, case: Case
) -> None:
    investigator, gone = world.officer(Role.INVESTIGATOR), world.account(Role.INVESTIGATOR)[0]
    with runtime.unit(officer) as unit:
        row = unit.session.merge(gone)
        row.active = False
        attest(unit, row)
        unit.record("officer.create", row)
    auditor = world.officer(Role.AUDITOR)
    for officer_id, role, code in (
        (new_id(), Role.INVESTIGATOR, "not_available"),
        (gone.id, Role.INVESTIGATOR, "not_available"),
        (investigator.id, Role.DECISION_MAKER, "not_available"),
        (investigator.id, "superuser", "not_casework"),
        (auditor.id, Role.AUDITOR, "not_casework"),
    ):
        with pytest.raises(Invalid) as refused, runtime.unit(officer) as unit:
            casework.assign_officer(unit, case.id, officer_id, role)
        assert refused.value.faults[0].code == code
    with runtime.unit(officer) as unit:
        made = casework.assign_officer(unit, case.id, investigator.id, Role.INVESTIGATOR)
    with pytest.raises(Invalid) as refused, runtime.unit(officer) as unit:
        casework.assign_officer(unit, case.id, investigator.id, Role.INVESTIGATOR)
    assert refused.value.faults[0].code == "already_assigned"
    check_ending(world, runtime, officer, case, made)


def check_ending(
    world: World, runtime: Runtime, officer: Actor, case: Case, made: Assignment
) -> None:
    """An ended assignment is kept, ends once, and takes the case out of sight."""
    other = world.case(officer)
    for case_id, assignment_id in ((other.id, made.id), (case.id, new_id())):
        with pytest.raises(NotFound), runtime.unit(officer) as unit:
            casework.end_assignment(unit, case_id, assignment_id)
    with runtime.unit(officer) as unit:
        casework.end_assignment(unit, case.id, made.id)
    with pytest.raises(NotFound), runtime.unit(officer) as unit:
        casework.end_assignment(unit, case.id, made.id)
    with runtime.reading(officer) as reading:
        assert made.id not in [a.id for a in assignments_of(reading.connection, case.id)]
    with runtime.unit(officer) as unit:
        again = casework.assign_officer(unit, case.id, made.officer_id, Role.INVESTIGATOR)
    assert again.id != made.id
