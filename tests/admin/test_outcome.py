"""What comes of a case in the console: actions, letters and their templates, learning points."""

from typing import Any

import pytest

from service.domain.code_lists import PartyRole, Role
from service.store.models import Case
from service.store.queries import outcomes as queries
from service.store.queries.cases import outcomes_of, parties_of
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain, version_in
from tests.builders import World

LETTERS = "/console/settings/letters/"


@pytest.fixture
def officer(person: Sign) -> Person:
    return person(Role.WELFARE_OFFICER)


@pytest.fixture
def case(officer: Person, world: World) -> Case:
    report, _ = world.report(subjects=[{"type": "clinical_supervisor", "name": "Robin Quill"}])
    case = world.case(officer.actor, report.id)
    officer.post(f"/console/cases/{case.id}/step/start_triage", version="1")
    officer.post(f"/console/cases/{case.id}/outcomes", outcome_type="apology")
    return case


def url(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.id}/outcome/{path}"


def rows(runtime: Runtime, query: Any, case: Case) -> Any:
    with runtime.engine.connect() as connection:
        return query(connection, case.id)


def party(runtime: Runtime, case: Case, role: str = PartyRole.REPORTING) -> Any:
    return next(row for row in rows(runtime, parties_of, case) if row.role == role)


def test_an_action_is_added_changed_and_done(
    officer: Person, case: Case, runtime: Runtime, world: World
) -> None:
    manager = world.officer(Role.CASE_MANAGER, username="morgan")
    world.officer(Role.INVESTIGATOR, username="stranger")
    page = officer.get(url(case, "actions"))
    assert "Morgan" in page
    assert "Stranger" not in page
    (outcome,) = rows(runtime, outcomes_of, case)
    remedy = {
        "kind": "placement_changed", "due_on": "2099-12-01", "officer_id": str(officer.actor.id),
        "what": "To the other site.", "outcome_id": str(outcome.id),
    }  # fmt: skip
    refused = plain(officer.post(url(case, "actions"), 422, **remedy).text)
    assert "A remedy is for a party: say for which." in refused
    mine = str(party(runtime, case).id)
    officer.post(url(case, "actions"), **remedy, party_id=mine)
    page = officer.get(url(case))
    assert "Placement changed Planned" in plain(page)
    assert "For Reporting party, Student" in plain(page)
    assert "To the other site." not in page
    assert "To the other site." in officer.reveal(url(case))
    (action,) = rows(runtime, queries.actions_of, case)
    edit = url(case, f"actions/{action.id}/edit")
    later = {"due_on": "2099-12-24", "officer_id": str(manager.id)}
    officer.post(edit, version=version_in(officer.get(edit)), **later)
    assert "Who sees to it Morgan Due 24 December 2099" in plain(officer.get(url(case)))
    stale = officer.post(edit, 412, version="1", due_on="2099-12-25", officer_id=str(manager.id))
    assert "Due 25 December 2099 24 December 2099 Differs" in plain(stale.text)
    done = url(case, f"actions/{action.id}/done")
    assert "they will see that it is done" in plain(officer.get(done))
    officer.post(done, version="2", reason="Moved on Monday.")
    page = plain(officer.get(url(case)))
    assert "Placement changed Done" in page
    assert "Mark as done" not in page
    assert "state done" in plain(officer.post(done, 422, version="3").text)
    officer.get(url(case, f"actions/{action.id}/nonsense"), 404)


def test_an_action_is_given_back_its_day(officer: Person, case: Case, runtime: Runtime) -> None:
    given = {"kind": "monitoring", "due_on": "", "officer_id": str(officer.actor.id)}
    assert "Say by which day." in plain(officer.post(url(case, "actions"), 422, **given).text)
    past = {**given, "due_on": "2020-01-01"}
    assert "cannot be in the past" in plain(officer.post(url(case, "actions"), 422, **past).text)
    officer.post(url(case, "actions"), **{**given, "due_on": "2099-01-01"})
    (action,) = rows(runtime, queries.actions_of, case)
    drop = url(case, f"actions/{action.id}/cancel")
    officer.post(drop, version=version_in(officer.get(drop)))
    assert "Monitoring Cancelled" in plain(officer.get(url(case)))


def test_the_task_of_an_action_leads_to_it(officer: Person, case: Case) -> None:
    body = {"kind": "monitoring", "due_on": "2099-01-01", "officer_id": str(officer.actor.id)}
    officer.post(url(case, "actions"), **body)
    page = plain(officer.get(f"/console/cases/{case.id}/work/"))
    assert "Outcome action" in page
    assert "Go to the action outcome action" in page
    assert "Mark as done" not in page
    form = officer.get(f"/console/cases/{case.id}/work/tasks")
    for kind in ("outcome_action", "outcome_follow_up", "detriment_check_in"):
        assert f'value="{kind}"' not in form


def test_a_letter_is_seen_before_it_is_sent(
    officer: Person, case: Case, runtime: Runtime, person: Sign
) -> None:
    person(Role.SYSTEM_ADMIN).post(f"{LETTERS}ours")
    with runtime.engine.connect() as connection:
        template = queries.all_letter_templates(connection)[0]
    mine = party(runtime, case)
    write = url(case, f"parties/{mine.id}/letter")
    assert "Write a letter" in plain(officer.get(url(case)))
    given = {"template_id": str(template.id), "reasons": "Because <b>two</b> heard it."}
    assert "Give the reasons." in plain(
        officer.post(write, 422, step="preview", template_id=str(template.id), reasons=" ").text
    )
    seen = officer.post(write, 200, step="preview", **given)
    assert "Because &lt;b&gt;two&lt;/b&gt; heard it." in seen.text
    assert "What was decided Apology" in plain(seen.text)
    assert "The reporter gets these words as a message" in plain(seen.text)
    assert rows(runtime, queries.letters_of, case) == []
    changed = officer.post(write, 200, step="change", version=version_in(seen.text), **given)
    assert "Because &lt;b&gt;two&lt;/b&gt; heard it.</textarea>" in changed.text
    officer.post(write, step="write", version=version_in(seen.text), **given)
    assert "Reporting party, Student Told Letter of" in plain(officer.get(url(case)))
    stale = officer.post(write, 412, step="write", version="1", **given)
    assert "decided so Because <b>two</b> heard it. Sealed Not compared" in plain(stale.text)
    (letter,) = rows(runtime, queries.letters_of, case)
    read = url(case, f"letters/{letter.id}")
    asks = officer.get(read)
    assert "What do you need it for?" in plain(asks)
    assert "heard it" not in asks
    page = officer.post(read, 200, purpose="casework", part="html")
    assert "Because &lt;b&gt;two&lt;/b&gt; heard it." in page.text
    assert "style-src 'sha256-" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_no_pdf_is_said_in_words(
    officer: Person, case: Case, runtime: Runtime, person: Sign
) -> None:
    person(Role.SYSTEM_ADMIN).post(f"{LETTERS}ours")
    with runtime.engine.connect() as connection:
        template = queries.all_letter_templates(connection)[0]
    responding = party(runtime, case, PartyRole.RESPONDING)
    write = url(case, f"parties/{responding.id}/letter")
    given = {"template_id": str(template.id), "reasons": "Why.", "step": "write", "version": "1"}
    officer.post(write, **given)
    (letter,) = rows(runtime, queries.letters_of, case)
    object.__setattr__(runtime, "printer", None)
    read = url(case, f"letters/{letter.id}")
    officer.post(read, purpose="casework", part="pdf")
    assert "No letters can be printed here." in officer.get(read)


def test_no_letter_without_an_outcome(officer: Person, world: World, person: Sign) -> None:
    bare = world.case(officer.actor)
    page = plain(officer.get(url(bare)))
    assert "Write a letter (not available) Record an outcome first." in page
    assert "The case cannot close without one." in page
    person(Role.SYSTEM_ADMIN).post(f"{LETTERS}ours")
    with world.runtime.engine.connect() as connection:
        template = queries.all_letter_templates(connection)[0]
    mine = party(world.runtime, bare)
    given = {"template_id": str(template.id), "reasons": "Why."}
    for step in ("preview", "write"):
        refused = officer.post(
            url(bare, f"parties/{mine.id}/letter"), 422, step=step, version="1", **given
        )
        assert "Record an outcome before telling anybody." in plain(refused.text)


def test_letter_templates_are_kept_in_the_settings(person: Sign, officer: Person) -> None:
    admin = person(Role.SYSTEM_ADMIN)
    assert "No letter templates yet" in plain(admin.get(LETTERS))
    admin.post(f"{LETTERS}ours")
    page = admin.get(LETTERS)
    assert "To who reported English In use What came of your report" in plain(page)
    assert "Add these letters" not in page
    given = {"name": "Mine", "language": "cy", "title": "Canlyniad", "active": "y"}
    refused = admin.post(f"{LETTERS}add/", 422, body="{reasons} {whoever}", **given)
    assert "use no other braces" in plain(refused.text)
    assert "{reasons}" in plain(admin.get(f"{LETTERS}add/"))
    admin.post(f"{LETTERS}add/", body="{reasons}", **given)
    assert "Mine Welsh In use Canlyniad" in plain(admin.get(LETTERS))
    officer.get(LETTERS, 404)
    assert officer.client.get(f"{LETTERS}ours").status_code in {404, 405}


def test_learning_points_take_two_people(
    officer: Person, case: Case, runtime: Runtime, person: Sign
) -> None:
    text = "Wards need a name on the door."
    given = {"theme": "placements", "text": "Ask Robin Quill."}
    refused = plain(officer.post(url(case, "learning"), 422, **given).text)
    assert "it holds a name of the case" in refused
    officer.post(url(case, "learning"), **{**given, "text": text})
    assert text not in officer.get(url(case))
    opened = plain(officer.reveal(url(case)))
    assert f"Placements Draft {text}" in opened
    assert "Approve (not available) This is for: case manager, decision maker." in opened
    manager = person(Role.CASE_MANAGER)
    assert "Give a purpose above, and read it first." in plain(manager.get(url(case)))
    shown = manager.reveal(url(case))
    assert "read it first" not in shown
    (point,) = rows(runtime, queries.learning_points_of, case)
    approve = url(case, f"learning/{point.id}/approve")
    assert "Approve only what nobody could be recognised by." in plain(manager.get(approve))
    manager.post(approve, version="1")
    page = plain(officer.get("/console/learning/"))
    assert text in page
    assert case.reference not in page
    assert text not in plain(officer.get("/console/learning/?theme=belonging"))
    assert text in plain(officer.get("/console/learning/?theme=nonsense"))
    person(Role.ANALYST).get("/console/learning/")
    person(Role.AUDITOR).get("/console/learning/", 404)


def test_ones_own_words_are_for_somebody_else(person: Sign, world: World) -> None:
    manager = person(Role.CASE_MANAGER)
    case = world.case(manager.actor)
    manager.post(url(case, "learning"), theme="belonging", text="Nobody knew whom to ask.")
    page = plain(manager.reveal(url(case)))
    assert "Approve (not available) You wrote this. Somebody else has to approve it." in page
    (point,) = rows(world.runtime, queries.learning_points_of, case)
    answer = manager.post(url(case, f"learning/{point.id}/approve"), 422, version="1")
    assert "You wrote this." in plain(answer.text)
    manager.post(url(case, f"learning/{point.id}/reject"), version="1")
    assert "Isolation and belonging Rejected" in plain(manager.get(url(case)))


def test_who_may(officer: Person, case: Case, person: Sign, runtime: Runtime) -> None:
    other = person(Role.INVESTIGATOR)
    mine = party(runtime, case)
    for path in ("", "actions", "learning", f"parties/{mine.id}/letter"):
        other.get(url(case, path), 404)
    answer = officer.client.post(url(case, "actions"), data={"kind": "monitoring"})
    assert answer.status_code in {400, 403, 422}
    assert rows(runtime, queries.actions_of, case) == []
