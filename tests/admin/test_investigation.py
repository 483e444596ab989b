"""The formal stage in the console, and what the parties are told besides the outcome."""

from datetime import date, timedelta

import pytest

from service.domain.code_lists import PartyRole, Role
from service.store.models import Case, PlacementProvider
from service.store.queries.case_parts import allegations_of, appeals_of, joint_owners_of
from service.store.queries.cases import parties_of
from service.store.queries.rows import AnyRow
from service.usecases import casework, investigation, parties, policies, providers, referrals
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain, version_in
from tests.builders import World

SHARED = [{"scope": "share_with_placement", "state": "granted", "wording_version": "1"}]


@pytest.fixture
def manager(person: Sign, runtime: Runtime) -> Person:
    made = person(Role.CASE_MANAGER)
    with runtime.unit(made.actor) as unit:
        policies.publish_policy(
            unit, label="2026-1", title="Dignity at study", body="Everybody is heard.",
            effective_from=date(2026, 1, 1),
        )  # fmt: skip
    return made


@pytest.fixture
def case(manager: Person, world: World) -> Case:
    report, _ = world.report(
        consents=SHARED, subjects=[{"type": "clinical_supervisor"}] * 2,
        occurred_from=date(2026, 8, 31), occurred_precision="day",
    )  # fmt: skip
    return world.case(manager.actor, report.id)


@pytest.fixture
def provider(manager: Person, runtime: Runtime) -> PlacementProvider:
    with runtime.unit(manager.actor) as unit:
        return providers.add_provider(unit, "St Elsewhere")


def url(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.id}/investigation/{path}"


def overview(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.id}/{path}"


def allege(manager: Person, case: Case, runtime: Runtime) -> AnyRow:
    manager.post(url(case, "allegations"), wording="Mocked an accent.")
    with runtime.engine.connect() as connection:
        return allegations_of(connection, case.id)[-1]


def party(runtime: Runtime, case: Case, role: PartyRole) -> AnyRow:
    with runtime.engine.connect() as connection:
        return next(one for one in parties_of(connection, case.id) if one.role == role)


def move(manager: Person, case: Case, runtime: Runtime, *steps: str) -> None:
    for step in steps:
        with runtime.unit(manager.actor) as unit:
            casework.move_case(unit, case.id, step, version=None)


def settle(manager: Person, case: Case, runtime: Runtime) -> None:
    with runtime.unit(manager.actor) as unit:
        casework.record_outcome(unit, case.id, outcome_type="apology")
    with runtime.engine.connect() as connection:
        rows = parties_of(connection, case.id)
    for one in rows:
        with runtime.unit(manager.actor) as unit:
            parties.tell_party(unit, case.id, one.id, "Told.", version=one.version)


def test_an_allegation_is_sealed_until_a_purpose_is_given(
    manager: Person, case: Case, runtime: Runtime
) -> None:
    empty = manager.post(url(case, "allegations"), 422, wording=" ")
    assert "Write what is alleged." in plain(empty.text)
    second = party(runtime, case, PartyRole.RESPONDING)
    manager.post(
        url(case, "allegations"), wording="Mocked an accent.", incident_types="harassment",
        party_id=str(second.id),
    )  # fmt: skip
    page = plain(manager.get(url(case)))
    assert "Mocked an accent." not in page
    assert "Responding party, Clinical supervisor Kind Harassment" in page
    assert "Choose what you need it for." in plain(manager.post(url(case), 200).text)
    assert "Mocked an accent." in manager.reveal(url(case), "decision")


def test_an_unseen_wording_is_not_lost(manager: Person, case: Case, runtime: Runtime) -> None:
    row = allege(manager, case, runtime)
    edit = url(case, f"allegations/{row.id}/edit")
    page = manager.get(edit)
    assert 'name="wording"' not in page
    manager.post(edit, version=version_in(page), incident_types="exclusion")
    page = manager.reveal(url(case))
    assert "Mocked an accent." in page
    assert "Kind Exclusion" in plain(page)


@pytest.mark.parametrize(("purpose", "theirs"), [("casework", "Theirs. Differs"), ("", "Sealed")])
def test_both_wordings_are_shown_when_somebody_was_quicker(
    manager: Person, case: Case, runtime: Runtime, purpose: str, theirs: str
) -> None:
    row = allege(manager, case, runtime)
    edit = url(case, f"allegations/{row.id}/edit")
    form = manager.reveal(f"{edit}/wording")
    assert "Mocked an accent." in form
    version = version_in(form)
    with runtime.unit(manager.actor) as unit:
        changes = {"wording": "Theirs."}
        investigation.amend_allegation(unit, case.id, row.id, changes, version=int(version))
    mine = {"wording": "Mine.", "incident_types": ["harassment", "exclusion"], "purpose": purpose}
    page = manager.post(edit, 412, version=version, **mine).text
    assert f"Mine. {theirs}" in plain(page)
    assert page.count('name="incident_types"') == 2, "every choice is kept"
    manager.post(edit, version=version_in(page), **mine)
    opened = manager.reveal(url(case))
    assert "Mine." in opened
    assert "Kind Harassment, Exclusion" in plain(opened)


def test_findings_wait_for_a_decision_and_fix_the_words(
    manager: Person, case: Case, runtime: Runtime
) -> None:
    row = allege(manager, case, runtime)
    finding = url(case, f"allegations/{row.id}/finding")
    given = {"finding": "upheld", "reasons": "Two people heard it.", "version": "1"}
    early = "Findings are made at a decision or an appeal."
    assert f"(not available) {early}" in plain(manager.get(url(case)))
    assert early in plain(manager.post(finding, 422, **given).text)
    move(manager, case, runtime, "start_triage", "investigate", "decide")
    manager.post(finding, **given)
    page = plain(manager.get(url(case)))
    assert "Finding Upheld" in page
    assert "Change the allegation (not available) A finding stands on it" in page
    assert "Two people heard it." not in page
    assert "Two people heard it." in manager.reveal(url(case))
    assert "takes the place of the finding" in plain(manager.get(finding))
    stale = manager.post(finding, 412, **{**given, "finding": "not_upheld"})
    assert "Finding Not upheld Upheld Differs" in plain(stale.text)
    fixed = manager.post(url(case, f"allegations/{row.id}/edit"), 422, version="2")
    assert "A finding has been recorded on this allegation." in plain(fixed.text)


def test_an_appeal_is_decided_once_and_by_somebody_new(
    manager: Person, case: Case, runtime: Runtime, person: Sign
) -> None:
    row = allege(manager, case, runtime)
    assert "There is no decision to appeal against yet." in plain(manager.get(url(case)))
    move(manager, case, runtime, "start_triage", "investigate", "decide")
    with runtime.unit(manager.actor) as unit:
        investigation.record_finding(
            unit, case.id, row.id, finding="upheld", reasons="Heard.", version=1
        )
    asks = plain(manager.get(url(case, "appeals")))
    assert "The case moves to appeal" in asks
    assert "“An appeal against the decision is being considered.”" in asks
    appellant = str(party(runtime, case, PartyRole.RESPONDING).id)
    given = {"party_id": appellant, "text": "I was not asked."}
    assert "Choose at least one." in plain(manager.post(url(case, "appeals"), 422, **given).text)
    manager.post(url(case, "appeals"), **given, grounds="new_evidence")
    with runtime.engine.connect() as connection:
        appeal = appeals_of(connection, case.id)[0]
    assert "I was not asked." in manager.reveal(url(case))
    decision = url(case, f"appeals/{appeal.id}/decision")
    given = {"result": "dismissed", "reasons": "Nothing new.", "version": "1"}
    refused = plain(manager.post(decision, 422, **given).text)
    assert "Somebody else has to decide the appeal." in refused
    other = person(Role.CASE_MANAGER)
    assert "The decision on the appeal cannot be changed." in plain(other.get(decision))
    other.post(decision, **given)
    page = plain(other.get(url(case)))
    assert "Result Dismissed" in page
    assert "Decide the appeal" not in page
    assert "Nothing new." in other.reveal(url(case))
    assert "Result Dismissed Dismissed" in plain(other.post(decision, 412, **given).text)


def test_the_letter_waits_for_the_end_and_the_dates_are_advice(
    manager: Person, case: Case, runtime: Runtime
) -> None:
    waits = "The letter is sent once a case is closed after a formal stage."
    page = plain(manager.get(url(case)))
    assert f"letter (not available) {waits}" in page
    assert "Last day for a claim in court 27 February 2027" in page
    today = runtime.rules.calendar.day_of(runtime.clock())
    letter = {"issued_on": today.isoformat()}
    version = version_in(manager.get(url(case, "letter")))
    assert waits in plain(manager.post(url(case, "letter"), 422, **letter, version=version).text)
    move(manager, case, runtime, "start_triage", "investigate", "decide")
    settle(manager, case, runtime)
    with runtime.unit(manager.actor) as unit:
        casework.move_case(unit, case.id, "close", reason="resolved", version=None)
    assert "Add an allegation (not available) The case is closed." in plain(manager.get(url(case)))
    stale = manager.post(url(case, "letter"), 412, **letter, version=version)
    late = {"issued_on": (today + timedelta(days=1)).isoformat(), "version": version_in(stale.text)}
    assert "of a day to come" in plain(manager.post(url(case, "letter"), 422, **late).text)
    manager.post(url(case, "letter"), **letter, version=version_in(stale.text))
    assert f"Date of the letter {today.day} {today:%B %Y}" in plain(manager.get(url(case)))


def test_a_case_stays_under_the_policy_it_was_opened_under(
    manager: Person, case: Case, runtime: Runtime
) -> None:
    with runtime.unit(manager.actor) as unit:
        policies.publish_policy(
            unit,
            label="2026-2",
            title="Another",
            body="New words.",
            effective_from=date(2026, 1, 2),
        )
    assert "Dignity at study, 2026-1" in plain(manager.get(url(case)))
    assert "Everybody is heard." in manager.get(url(case, "policy"))


def test_sharing_says_what_it_shares_and_rests_on_consent(
    manager: Person, case: Case, provider: PlacementProvider, runtime: Runtime, world: World
) -> None:
    silent, _ = world.report()
    with runtime.unit(manager.actor) as unit:
        casework.link_to_case(unit, case.id, silent.id)
    asks = plain(manager.get(url(case, "joint-owners")))
    assert "share with placement: granted, share identity: not asked" in asks
    assert f"{silent.reference}: share with placement: not asked" in asks
    chosen = {"provider_id": str(provider.id)}
    refused = manager.post(url(case, "joint-owners"), 422, **chosen)
    assert "needs consent to share it with a placement" in plain(refused.text)
    with runtime.unit(world.reporter(silent)) as unit:
        referrals.answer_consent(
            unit, silent.id, scope="share_with_placement", state="granted", wording_version="1"
        )
    manager.post(url(case, "joint-owners"), **chosen)
    again = plain(manager.post(url(case, "joint-owners"), 422, **chosen).text)
    assert "It is a joint owner already." in again
    with runtime.engine.connect() as connection:
        owner = joint_owners_of(connection, case.id)[0]
    end = url(case, f"joint-owners/{owner.id}/end")
    assert "End sharing with St Elsewhere" in plain(manager.get(end))
    manager.post(end)
    assert "An officer ended it." in plain(manager.get(url(case)))


def test_what_stops_closing_is_named(manager: Person, case: Case, runtime: Runtime) -> None:
    allege(manager, case, runtime)
    move(manager, case, runtime, "start_triage", "investigate", "decide")
    settle(manager, case, runtime)
    page = plain(manager.get(overview(case)))
    assert "Record a finding on every allegation before closing the case." in page


@pytest.mark.parametrize(
    "role_and_pages",
    [
        (
            Role.INVESTIGATOR,
            {"": 200, "allegations": 200, "letter": 403, "allegations/{}/finding": 403},
        ),
        (Role.DECISION_MAKER, {"": 200, "letter": 200}),
    ],
)
def test_who_may(
    manager: Person, case: Case, runtime: Runtime, role_and_pages: tuple[Role, dict[str, int]],
    person: Sign,
) -> None:  # fmt: skip
    role, pages = role_and_pages
    other, row = person(role), allege(manager, case, runtime)
    for path in pages:
        other.get(url(case, path.format(row.id)), 404)
    manager.post(overview(case, "officers"), officer_id=str(other.actor.id), role=role)
    for path, status in pages.items():
        other.get(url(case, path.format(row.id)), status)


def test_nothing_is_done_without_the_form_token(
    manager: Person, case: Case, runtime: Runtime
) -> None:
    answer = manager.client.post(url(case, "allegations"), data={"wording": "Forged."})
    assert answer.status_code in {400, 403, 422}
    with runtime.engine.connect() as connection:
        assert not allegations_of(connection, case.id)


def test_a_part_of_another_case_is_not_there(
    manager: Person, case: Case, runtime: Runtime, world: World
) -> None:
    row = allege(manager, case, runtime)
    elsewhere = world.case(manager.actor)
    manager.get(url(elsewhere, f"allegations/{row.id}/edit"), 404)
    manager.post(url(elsewhere, f"allegations/{row.id}/finding"), 404, version="1")
