"""The parties of a case in the console, its placement, and who may read a note."""

import pytest

from service.domain.code_lists import PartyRole, Role
from service.store.models import Case
from service.store.queries.cases import parties_of
from service.store.queries.rows import AnyRow
from service.usecases import providers
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain, version_in
from tests.builders import World


@pytest.fixture
def manager(person: Sign) -> Person:
    return person(Role.CASE_MANAGER)


@pytest.fixture
def case(manager: Person, world: World) -> Case:
    report, _ = world.report(subjects=[{"type": "clinical_supervisor"}] * 2)
    return world.case(manager.actor, report.id)


def overview(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.id}/{path}"


def party(runtime: Runtime, case: Case, role: PartyRole) -> AnyRow:
    with runtime.engine.connect() as connection:
        return next(one for one in parties_of(connection, case.id) if one.role == role)


def test_alike_parties_are_told_apart(manager: Person, case: Case) -> None:
    form = plain(manager.get(f"/console/cases/{case.id}/investigation/allegations"))
    assert "Responding party, Clinical supervisor Responding party, Clinical supervisor (2)" in form
    assert "Reporting party" not in form


def test_the_placement_is_chosen_when_a_case_is_opened_and_changed_later(
    manager: Person, runtime: Runtime, world: World
) -> None:
    with runtime.unit(manager.actor) as unit:
        provider = providers.add_provider(unit, "St Elsewhere")
    report, _ = world.report()
    answer = manager.post(
        f"/console/reports/{report.id}/case", risk_level="low",
        placement_provider_id=str(provider.id),
    )  # fmt: skip
    here = answer.location
    assert "Placement St Elsewhere" in plain(manager.get(here))
    with runtime.unit(manager.actor) as unit:
        providers.amend_provider(unit, provider.id, {"active": False}, version=1)
    form = manager.get(f"{here}edit")
    kept = {"risk_level": "high", "placement_provider_id": str(provider.id)}
    manager.post(f"{here}edit", version=version_in(form), **kept)
    assert "Placement St Elsewhere" in plain(manager.get(here)), "it need not be in use to stay"
    stale = manager.post(
        f"{here}edit", 412, version="1", risk_level="high", placement_provider_id=""
    )
    assert "Placement provider None St Elsewhere Differs" in plain(stale.text)
    manager.post(
        f"{here}edit", version=version_in(stale.text), risk_level="high", placement_provider_id=""
    )
    assert "St Elsewhere" not in plain(manager.get(here))


def test_a_restricted_note_is_for_managers_and_its_author(
    manager: Person, case: Case, person: Sign
) -> None:
    welfare = person(Role.WELFARE_OFFICER)
    manager.post(
        overview(case, "officers"), officer_id=str(welfare.actor.id), role="welfare_officer"
    )
    manager.post(overview(case, "notes"), body="Only for us.", visibility="case_managers")
    assert "For case managers and its author only." in plain(manager.get(overview(case)))
    manager.post(overview(case, "notes"), body="For all of us.")
    assert "Only for us." in manager.reveal(overview(case))
    seen = welfare.reveal(overview(case))
    assert "For all of us." in seen
    assert "Only for us." not in seen


def test_a_party_gets_a_contact_officer_and_support(
    manager: Person, case: Case, runtime: Runtime, person: Sign, world: World
) -> None:
    officer, service = person(username="contact"), world.service(name="Peer Network")
    reporting = party(runtime, case, PartyRole.REPORTING)
    responding = party(runtime, case, PartyRole.RESPONDING)
    edit = overview(case, f"parties/{reporting.id}/edit")
    assert 'name="name"' not in manager.get(edit), "who reported says so themselves"
    given = {
        "contact_officer_id": str(officer.actor.id), "support_service_id": str(service.id),
        "party_type": "student",
    }  # fmt: skip
    manager.post(edit, version="1", **given)
    page = plain(manager.get(overview(case)))
    assert "Contact officer: Contact" in page
    assert "Peer Network" in page
    other = overview(case, f"parties/{responding.id}/edit")
    refused = plain(manager.post(other, 422, version="1", **given).text)
    assert "A reporting and a responding party need different contact officers." in refused
    stale = manager.post(edit, 412, version="1", **{**given, "contact_officer_id": ""})
    assert "Contact officer Nobody Contact Differs" in plain(stale.text)
    unnamed = {"party_type": "clinical_supervisor", "name": "Dr Person", "version": "1"}
    manager.post(other, **unnamed)
    stale = manager.post(other, 412, **{**unnamed, "name": "Dr Somebody"})
    assert "Dr Somebody Sealed Not compared" in plain(stale.text)
    assert 'name="name"' not in manager.get(other)
    assert "Dr Person" in manager.reveal(overview(case))


def test_parties_are_told_things_and_the_words_are_kept(
    manager: Person, case: Case, runtime: Runtime
) -> None:
    for role, says in (
        (PartyRole.REPORTING, "The reporter gets exactly these words as a message."),
        (PartyRole.RESPONDING, "Nothing is sent: tell them yourself."),
    ):
        tell = overview(case, f"parties/{party(runtime, case, role).id}/notices")
        assert says in plain(manager.get(tell))
        assert "Write what they are told." in plain(manager.post(tell, 422, text=" ").text)
        manager.post(tell, text=f"Words to the {role} party.")
    page = manager.get(overview(case))
    assert "What they were told (1)" in plain(page)
    assert "Words to the" not in page
    opened = manager.reveal(overview(case))
    assert "Words to the reporting party." in opened
    assert "Words to the responding party." in opened
