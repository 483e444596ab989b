"""Who a report names and for whom it speaks, and what follows from it."""

from itertools import product
from typing import Any

import pytest

from service.domain.cases import check_may_investigate
from service.domain.casework_lists import AffectedConsent as A
from service.domain.code_lists import CONSENT_SCOPES, RELATIONSHIPS
from service.domain.consent_meanings import CONSENT_MEANINGS
from service.domain.errors import Invalid, WrongState
from service.domain.reports import (
    Original,
    affected_consent_after,
    affected_consent_of,
    check_affected,
    check_affected_step,
    check_complete,
    check_reporter,
    priority_of,
    types_of_retaliation,
)

NAMED: dict[str, Any] = {"name": "Sam Example", "safe_to_contact": "any"}
PREFERENCE_ONLY: dict[str, Any] = {"safe_to_contact": "any", "preferred_responder": "Anybody"}

pytestmark = pytest.mark.single_database


@pytest.mark.parametrize(("mode", "reporter"), [("anonymous", None), ("named", NAMED)])
def test_what_goes_together(mode: str, reporter: dict[str, Any] | None) -> None:
    check_reporter(mode, reporter)


@pytest.mark.parametrize(
    ("mode", "reporter"),
    [
        ("anonymous", NAMED),
        ("anonymous", PREFERENCE_ONLY),
        ("named", None),
        ("named", PREFERENCE_ONLY),
        ("confidential", {}),
    ],
)
def test_what_does_not(mode: str, reporter: dict[str, Any] | None) -> None:
    with pytest.raises(Invalid) as refusal:
        check_reporter(mode, reporter)
    assert [fault.pointer for fault in refusal.value.faults] == ["/reporter"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({}, None),
        ({"narrative": None}, "/narrative"),
        ({"narrative": ""}, "/narrative"),
        ({"mode": "named"}, "/reporter"),
        ({"affected": NAMED}, "/affected_person"),
        ({"affected": NAMED, "relationship": "witness"}, None),
    ],
)
def test_a_complete_report(change: dict[str, Any], pointer: str | None) -> None:
    report: dict[str, Any] = {
        "mode": "anonymous", "relationship": "affected_person", "narrative": "Words.",
        "reporter": None, "affected": None, **change,
    }  # fmt: skip
    if pointer is None:
        check_complete(**report)
        return
    with pytest.raises(Invalid) as refusal:
        check_complete(**report)
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]


def test_only_who_speaks_of_somebody_else_names_them() -> None:
    refusing = set()
    for relationship in RELATIONSHIPS.values():
        try:
            check_affected(relationship, NAMED)
        except Invalid:
            refusing.add(relationship)
    assert refusing == {"affected_person"}


@pytest.mark.parametrize(
    ("relationship", "unnamed", "named"),
    [
        ("affected_person", A.NOT_NEEDED, None),
        ("witness", A.NOT_NEEDED, A.NOT_ASKED),
        ("third_party", A.NOT_NEEDED, A.NOT_ASKED),
        ("staff_receiving_disclosure", A.NOT_NEEDED, A.NOT_ASKED),
        ("on_behalf_with_consent", A.GIVEN, A.GIVEN),
        ("on_behalf_without_consent", A.NOT_ASKED, A.NOT_ASKED),
    ],
)
def test_whether_the_affected_person_agreed(relationship: str, unnamed: A, named: A | None) -> None:
    assert affected_consent_of(relationship, names_affected=False) == unnamed
    if named is not None:
        assert affected_consent_of(relationship, names_affected=True) == named


@pytest.mark.parametrize(
    ("standing", "before", "after", "stands"),
    [
        (A.GIVEN, {"name": "A"}, {"name": "B"}, A.NOT_ASKED),
        (A.GIVEN, {"name": "A"}, {}, A.NOT_ASKED),
        (A.ASKED, {"email": "a@b.example"}, {"email": "c@b.example"}, A.NOT_ASKED),
        (A.GIVEN, {"name": "A"}, {"name": "A", "email": "a@b.example"}, A.GIVEN),
        (A.GIVEN, {"name": "A", "safe_to_contact": "any"}, {"name": "A"}, A.GIVEN),
        (A.GIVEN, {}, {"name": "A"}, A.GIVEN),
        (A.REFUSED, {"name": "A"}, {"name": "B"}, A.REFUSED),
        (A.NOT_NEEDED, {}, {"name": "A"}, A.NOT_ASKED),
    ],
)
def test_whoever_is_named_instead_has_not_agreed(
    standing: A, before: dict[str, str], after: dict[str, str], stands: A
) -> None:
    assert affected_consent_after(standing, "witness", before, after) == stands


STEPS = {
    (A.NOT_ASKED, A.ASKED), (A.ASKED, A.GIVEN), (A.ASKED, A.REFUSED), (A.GIVEN, A.REFUSED),
    (A.REFUSED, A.ASKED),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(A, A)))
def test_nobody_agrees_who_was_not_asked(before: A, after: A) -> None:
    if (before, after) in STEPS:
        check_affected_step(before, after)
        return
    with pytest.raises(WrongState):
        check_affected_step(before, after)


@pytest.mark.parametrize(
    ("answers", "risk", "may"),
    [
        ([(None, A.NOT_NEEDED)], "none", True),
        ([("granted", A.GIVEN)], "none", True),
        ([("granted", A.NOT_ASKED)], "none", True),
        ([("refused", A.NOT_NEEDED)], "medium", False),
        ([("withdrawn", A.NOT_NEEDED)], "none", False),
        ([("granted", A.REFUSED)], "none", False),
        ([("granted", A.NOT_NEEDED), ("refused", A.NOT_NEEDED)], "low", False),
        ([("refused", A.REFUSED)], "high", True),
        ([("refused", A.REFUSED)], "immediate", True),
        ([], "none", True),
    ],
)
def test_an_investigation_needs_agreement_or_a_high_risk(
    answers: list[tuple[str | None, str]], risk: str, may: bool
) -> None:
    if may:
        check_may_investigate(answers, risk_level=risk)
        return
    with pytest.raises(WrongState):
        check_may_investigate(answers, risk_level=risk)


@pytest.mark.parametrize(
    ("original", "assesses", "priority"),
    [
        (Original.NONE, False, "normal"),
        (Original.KNOWN, False, "raised"),
        (Original.KNOWN, True, "raised"),
        (Original.ON_OPEN_CASE, False, "urgent"),
    ],
)
def test_retaliation_is_seen_first(original: Original, assesses: bool, priority: str) -> None:
    found = priority_of(
        subject_assesses_reporter=assesses, incident_types=[], impacts=[], original=original
    )
    assert found == priority


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ([], ["retaliation"]),
        (["bullying"], ["bullying", "retaliation"]),
        (["victimisation"], ["victimisation"]),
        (["retaliation", "other"], ["retaliation", "other"]),
    ],
)
def test_a_report_for_an_earlier_one_is_about_retaliation(
    given: list[str], made: list[str]
) -> None:
    assert types_of_retaliation(given) == made


def test_every_consent_says_what_it_means() -> None:
    assert set(CONSENT_MEANINGS) == set(CONSENT_SCOPES.values())
