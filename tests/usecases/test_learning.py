"""Learning points: nobody is in them, and two people say so."""

from typing import Any

import pytest

from service.domain.actors import Actor, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.store.models import LearningPoint
from service.store.queries.outcomes import approved_learning_points
from service.usecases import casework, learning, parties
from service.usecases.runtime import Runtime
from tests.usecases.ending import Ending
from tests.usecases.helpers import log_of, verbs_of
from tests.usecases.office import Office

TEXT = "Students on wards did not know whom to turn to."
WHO = {"mode": "confidential", "reporter": {"name": "Sam Quillfeather", "phone": "07700 900"}}
ABOUT = {
    "relationship": "on_behalf_with_consent", "affected_person": {"name": "Ash Marrow"}, **WHO,
}  # fmt: skip


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.fixture
def ending(office: Office) -> Ending:
    return Ending(office, **ABOUT)


def record(ending: Ending, text: str = TEXT, by: Actor | None = None) -> LearningPoint:
    point: LearningPoint = ending.office.act(
        learning.record_learning_point, ending.case.id, theme="placements", text=text, by=by
    )
    return point


def move(ending: Ending, point: LearningPoint, action: str, by: Actor, version: int = 1) -> Any:
    return ending.office.act(
        learning.move_learning_point, ending.case.id, point.id, action, version=version, by=by
    )


def published(office: Office, **where: Any) -> list[Any]:
    with office.runtime.reading(office.manager) as reading:
        return [tuple(row) for row in approved_learning_points(reading.connection, **where)]


def test_it_is_read_once_a_second_person_agrees(ending: Ending, office: Office) -> None:
    point = record(ending)
    row = office.read(LearningPoint, point)
    assert (row.state, row.text, row.author_id) == ("draft", None, office.manager.id)
    assert b"wards" not in row.content_ct
    assert published(office) == []
    with pytest.raises(WrongState, match="Somebody else"):
        move(ending, point, "approve", office.manager)
    second = office.world.officer(Role.CASE_MANAGER)
    with pytest.raises(Stale):
        move(ending, point, "approve", second, version=9)
    move(ending, point, "approve", second)
    row = office.read(LearningPoint, point)
    assert (row.state, row.approved_by, str(row.approved_on)) == (
        "approved", second.id, "2026-11-01"
    )  # fmt: skip
    assert published(office) == [("placements", TEXT, row.approved_on)]
    assert published(office, theme="belonging") == []
    for action in ("approve", "reject"):
        with pytest.raises(WrongState):
            move(ending, point, action, second, version=2)
    assert "wards" not in str(log_of(office.runtime))


def test_it_is_rejected(ending: Ending, office: Office) -> None:
    point = record(ending)
    move(ending, point, "reject", office.world.officer(Role.CASE_MANAGER))
    assert office.read(LearningPoint, point).state == "rejected"
    assert published(office) == []


@pytest.mark.parametrize(
    "text",
    [
        "What Quillfeather said.",  # who reported
        "Ash and Marrow were hurt.",  # whom it is about
        "Robin Quill said it.",  # whom the report names
        "Fennimore heard it.",  # a party that was added
        "Somebody rang 07700900.",
        "It was on 3 May 2026.",
    ],
)
def test_it_names_nobody_of_the_case(ending: Ending, office: Office, text: str) -> None:
    office.act(
        parties.add_case_party, ending.case.id, role="witness", party_type="patient",
        identity={"name": "Lou Fennimore"},
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        record(ending, text)
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/text", "names_somebody")
    assert text not in fault.detail
    assert ending.rows(LearningPoint) == []
    entry = log_of(office.runtime)[-1]
    assert (entry["verb"], entry["result"], entry["case"]) == (
        "learning.refused", "refused", str(ending.case.id)
    )  # fmt: skip
    groups = {group for read in entry["reads"] for group in read["groups"]}
    assert groups == {"party_identity", "identity", "subjects", "affected_person"}


def test_it_is_looked_through_again_before_it_is_read(ending: Ending, office: Office) -> None:
    point = record(ending, "Tolliver is a village nobody can reach without a car.")
    office.act(
        parties.add_case_party, ending.case.id, role="witness", party_type="patient",
        identity={"name": "Kim Tolliver"},
    )  # fmt: skip
    with pytest.raises(Invalid):
        move(ending, point, "approve", office.world.officer(Role.CASE_MANAGER))
    assert office.read(LearningPoint, point).text is None


def test_what_was_opened_is_on_record(ending: Ending, office: Office) -> None:
    point = record(ending)
    move(ending, point, "approve", office.world.officer(Role.CASE_MANAGER))
    for verb, group in (("learning.record", "identity"), ("learning.approve", "learning_point")):
        (entry,) = [e for e in log_of(office.runtime) if e["verb"] == verb]
        assert group in {group for read in entry["reads"] for group in read["groups"]}


def test_who_may(ending: Ending, office: Office) -> None:
    investigator = ending.investigator()
    point = record(ending, by=investigator)
    decider = office.world.officer(Role.DECISION_MAKER)
    for actor, refusal in (
        (investigator, NotAllowed),
        (office.world.client(Scope.CASES_WRITE)[2], NotAllowed),
        (decider, NotFound),
    ):
        with pytest.raises(refusal):
            move(ending, point, "approve", actor)
    office.act(casework.assign_officer, ending.case.id, decider.id, Role.DECISION_MAKER)
    move(ending, point, "approve", decider)
    with pytest.raises(NotFound):
        record(ending, by=office.world.officer(Role.WELFARE_OFFICER))
    with pytest.raises(NotAllowed):
        record(ending, by=office.world.client(Scope.CASES_READ)[2])
    with pytest.raises(Invalid, match="cannot be accepted"):
        office.act(learning.record_learning_point, ending.case.id, theme="weather", text=TEXT)
    assert verbs_of(office.runtime).count("learning.record") == 1


def test_a_list_does_not_tell_which_came_first(ending: Ending, office: Office) -> None:
    second = office.world.officer(Role.CASE_MANAGER)
    for text in ("Wards change.", "Beds move.", "Rotas slip."):
        move(ending, record(ending, text), "approve", second)
    assert [row[1] for row in published(office)] == ["Beds move.", "Rotas slip.", "Wards change."]


def test_a_refusal_tells_nobody_who_reported(ending: Ending, office: Office) -> None:
    author = office.world.officer(Role.INVESTIGATOR)
    with office.runtime.unit(office.manager) as unit:
        casework.assign_officer(unit, ending.case.id, author.id, Role.INVESTIGATOR)
    point = record(ending, "Quillfeather spoke up.", by=author)
    with pytest.raises(Invalid):
        record(ending, "Write to me@x.example.", by=author)
    with pytest.raises(Invalid):
        move(ending, point, "approve", office.manager)
    assert published(office) == []
