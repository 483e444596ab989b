"""Parties: who looks after each, what they are offered and told, and which notes stay with few."""

from typing import Any

import pytest
from sqlalchemy import update

from service.domain.actors import Actor, Scope
from service.domain.code_lists import PartyRole, Role
from service.domain.errors import Invalid, NotFound, WrongState
from service.domain.ids import new_id
from service.store.models import Case, Conflict, Note, Officer, Party, PartyNotice, SupportService
from service.store.queries.case_parts import notices_of
from service.store.queries.cases import notes_of, parties_of
from service.store.queries.reports import messages_of
from service.usecases import casework, parties
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


@pytest.fixture
def case(world: World, manager: Actor) -> Case:
    return world.case(manager, world.report(subjects=[{"type": "patient"}])[0].id)


def listed(runtime: Runtime, case: Case) -> dict[str, Any]:
    with runtime.engine.connect() as connection:
        return {party.role: party for party in parties_of(connection, case.id)}


def amend(runtime: Runtime, by: Actor, party: Any, **changes: Any) -> Party:
    with runtime.unit(by) as unit:
        return parties.amend_party(unit, party.case_id, party.id, changes, version=party.version)


def test_the_two_sides_have_different_contact_officers(
    world: World, runtime: Runtime, manager: Actor, case: Case
) -> None:
    found = listed(runtime, case)
    reporting, responding = found[PartyRole.REPORTING], found[PartyRole.RESPONDING]
    with runtime.unit(manager) as unit:
        witness = parties.add_case_party(
            unit, case.id, role="witness", party_type="visitor", identity=None
        )
    one, two = world.officer(), world.officer()
    first = amend(runtime, manager, reporting, contact_officer_id=one.id)
    with pytest.raises(Invalid) as refused:
        amend(runtime, manager, responding, contact_officer_id=one.id)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/contact_officer_id", "contact_of_other_side")
    ]
    amend(runtime, manager, witness, contact_officer_id=one.id)
    assert amend(runtime, manager, responding, contact_officer_id=two.id).contact_officer_id
    amend(runtime, manager, first, contact_officer_id=None)
    again = listed(runtime, case)[PartyRole.RESPONDING]
    assert amend(runtime, manager, again, contact_officer_id=one.id).contact_officer_id == one.id


@pytest.mark.parametrize("why", ["unknown", "inactive", "conflict"])
def test_not_every_officer_can_be_a_contact(
    world: World, runtime: Runtime, manager: Actor, case: Case, why: str
) -> None:
    officer_id = new_id() if why == "unknown" else world.officer().id
    with runtime.engine.begin() as connection:
        if why == "inactive":
            connection.execute(update(Officer).where(Officer.id == officer_id).values(active=False))
        if why == "conflict":
            connection.execute(
                Conflict.__table__.insert().values(
                    id=new_id(), version=1, officer_id=officer_id, case_id=case.id,
                    kind="recused", declared_at=runtime.clock(),
                )
            )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        amend(runtime, manager, listed(runtime, case)["reporting"], contact_officer_id=officer_id)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/contact_officer_id", "not_available")
    ]


def test_support_is_offered_from_the_directory(
    world: World, runtime: Runtime, manager: Actor, case: Case
) -> None:
    service = world.service()
    party = amend(
        runtime, manager, listed(runtime, case)["responding"], support_service_id=service.id
    )
    assert (party.support_service_id, party.support_offered_at is None) == (service.id, False)
    party = amend(runtime, manager, party, support_service_id=None)
    assert (party.support_service_id, party.support_offered_at) == (None, None)
    with runtime.engine.begin() as connection:
        connection.execute(update(SupportService).values(active=False))
    with pytest.raises(Invalid) as refused:
        amend(runtime, manager, party, support_service_id=service.id)
    assert refused.value.faults[0].pointer == "/support_service_id"


def test_who_reported_is_for_them_to_say(runtime: Runtime, manager: Actor, case: Case) -> None:
    found = listed(runtime, case)
    with pytest.raises(WrongState):
        amend(runtime, manager, found["reporting"], identity={"name": "Sam Example"})
    named = amend(
        runtime, manager, found["responding"], identity={"name": "Dr Example"},
        party_type="clinical_supervisor",
    )  # fmt: skip
    assert (named.party_type, Party.identity.is_empty(named)) == ("clinical_supervisor", False)
    assert log_of(runtime)[-1]["change"] == {"fields": ["identity", "party_type"]}
    assert Party.identity.is_empty(amend(runtime, manager, named, identity=None))


def test_what_a_party_is_told_is_kept_and_who_reported_reads_it(
    runtime: Runtime, manager: Actor, case: Case
) -> None:
    found = listed(runtime, case)
    with runtime.unit(manager) as unit:
        casework.record_outcome(unit, case.id, outcome_type="apology")
        for role in ("reporting", "responding"):
            parties.notify_party(unit, case.id, found[role].id, f"A word to {role}.")
    told = listed(runtime, case)["reporting"]
    with runtime.unit(manager) as unit:
        parties.tell_party(unit, case.id, told.id, "They apologised.", version=told.version)
    with runtime.reading(manager) as reading:
        rows = notices_of(reading.connection, case.id, told.id)
        with reading.scope(map(PartyNotice.content.target, rows), purpose="casework"):
            words = [PartyNotice.content.open(row)["text"] for row in rows]
        assert words == ["A word to reporting.", "They apologised."]
        sent = messages_of(reading.connection, [found["reporting"].report_id])
    assert [m.direction for m in sent if m.direction == "to_reporter"] == ["to_reporter"] * 2
    assert verbs_of(runtime).count("party.notify") == 2
    with pytest.raises(NotFound), runtime.unit(manager) as unit:
        parties.notify_party(unit, case.id, new_id(), "To nobody.")


def test_a_restricted_note_is_for_managers_and_its_author(
    world: World, runtime: Runtime, manager: Actor, case: Case
) -> None:
    author, colleague = world.officer(), world.officer()
    client = world.client(Scope.CASES_READ)[2]
    with runtime.unit(manager) as unit:
        for one in (author, colleague):
            casework.assign_officer(unit, case.id, one.id, Role.WELFARE_OFFICER)
    with runtime.unit(author) as unit:
        casework.write_note(unit, case.id, "For all.")
        casework.write_note(unit, case.id, "For few.", "case_managers")
    readers = {author: 2, manager: 2, colleague: 1, client: 1}
    for actor, number in readers.items():
        with runtime.reading(actor) as reading:
            notes = notes_of(reading.connection, actor, case.id)
        assert len(notes) == number
        assert all(isinstance(note.body_ct, bytes) for note in notes)
    assert Note.body.group == "note"
