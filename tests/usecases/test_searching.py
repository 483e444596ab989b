"""Searching by an exact identifier: every spelling finds, nothing shows what may not be seen."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from service.domain.actors import SYSTEM, Actor, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed
from service.store.base import Base
from service.store.models import IndexEntry, Report
from service.usecases import casework, conflicts, indexing, messages, triage
from service.usecases.runtime import Runtime
from service.usecases.searching import Hit, search_identifier
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of

EMAIL = "zq7marker@uni.example"
REPORTER = {"mode": "confidential", "reporter": {"name": "Sam", "email": EMAIL}}


def named(value: str = EMAIL, kind: str = "email") -> list[dict[str, Any]]:
    return [{"type": "peer_student", "identifier": {"type": kind, "value": value}}]


def search(runtime: Runtime, actor: Actor, value: str = EMAIL, kind: str = "email") -> list[Hit]:
    with runtime.reading(actor) as reading:
        return search_identifier(reading, kind, value, "casework")


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        (("email", EMAIL), 1),
        (("email", " MAILTO:Zq7Marker+ward@UNI.example. "), 1),
        (("email", "zq7marker@uni.exampl"), 0),
        (("student_number", EMAIL), 0),
        (("student_number", "s 12-34"), 1),
        (("staff_number", "S1234"), 0),
    ],
)
def test_every_spelling_finds_and_no_other_kind(
    world: World, runtime: Runtime, manager: Actor, looked_for: tuple[str, str], found: int
) -> None:
    kind, value = looked_for
    report, _ = world.report(
        mode="named", reporter={"email": EMAIL, "student_number": "S1234"}
    )  # fmt: skip
    hit = Hit("report", report.id, report.reference, "reporting")
    assert search(runtime, manager, value, kind) == [hit] * found


def test_it_says_in_which_capacity(world: World, runtime: Runtime, manager: Actor) -> None:
    told, _ = world.report(**REPORTER)
    about, _ = world.report(subjects=[*named("other@uni.example"), *named(), *named()])
    case = world.case(manager, about.id)
    with runtime.unit(manager) as unit:
        triage.add_party(unit, case, role="witness", party_type="student", identity=named()[0])
    assert search(runtime, manager) == [
        Hit("report", told.id, told.reference, "reporting"),
        Hit("report", about.id, about.reference, "responding"),
        Hit("case", case.id, case.reference, "responding"),
        Hit("case", case.id, case.reference, "witness"),
    ]


def test_a_party_that_left_its_case_is_found_no_more(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    leaving, _ = world.report(subjects=named())
    case = world.case(manager, world.report()[0].id, leaving.id)
    with runtime.unit(manager) as unit:
        triage.unlink_report(unit, case.id, leaving.id)
    with runtime.reading(SYSTEM) as reading:
        tables = reading.connection.scalars(select(IndexEntry.record_table)).all()
    assert tables == ["reports"]


def test_a_search_is_on_record_without_what_was_looked_for(
    world: World, runtime: Runtime, manager: Actor, capfd: pytest.CaptureFixture[str]
) -> None:
    report, _ = world.report(**REPORTER)
    assert search(runtime, manager)
    opened, searched = log_of(runtime)[-2:]
    assert (opened["verb"], opened["purpose"]) == ("sealed.read", "casework")
    assert opened["reads"] == [
        {"kind": "reports", "id": str(report.id), "groups": ["identity"]}
    ]  # fmt: skip
    assert (searched["verb"], searched["change"]) == (
        "search.identifier", {"kind": "email", "found": 1},
    )  # fmt: skip
    with runtime.reading(SYSTEM) as reading:
        for table in Base.metadata.sorted_tables:
            assert "zq7marker" not in str(reading.connection.execute(select(table)).all()).lower()
    assert "zq7marker" not in "".join(capfd.readouterr())


def test_what_may_not_be_seen_leaves_no_trace(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    """Who reported is not for intake; a case is for those on it; a conflict ends everything."""
    report, _ = world.report(**REPORTER, subjects=named())
    case = world.case(manager, report.id)
    waiting, _ = world.report(**REPORTER, subjects=named())
    officer, excluded = world.officer(Role.WELFARE_OFFICER), world.officer(Role.CASE_MANAGER)
    assert officer.id is not None
    assert excluded.id is not None
    as_subject = Hit("report", waiting.id, waiting.reference, "responding")
    assert search(runtime, officer) == [as_subject]
    unmasked = replace(officer, unmasked=frozenset({report.id}))  # but not on the case any more
    assert search(runtime, unmasked) == [as_subject]
    assert len(search(runtime, excluded)) == 6
    with runtime.unit(manager) as unit:
        for about in ({"case_id": case.id}, {"report_id": waiting.id}):
            conflicts.declare_conflict(
                unit, officer_id=excluded.id, kind="personal_connection", **about
            )
        casework.assign_officer(unit, case.id, officer.id, Role.WELFARE_OFFICER)
    before = verbs_of(runtime).count("sealed.read")
    assert search(runtime, excluded) == []
    assert verbs_of(runtime).count("sealed.read") == before
    assert search(runtime, officer) == [
        Hit("report", report.id, report.reference, "reporting"),
        Hit("report", report.id, report.reference, "responding"),
        as_subject,
        Hit("case", case.id, case.reference, "reporting"),
        Hit("case", case.id, case.reference, "responding"),
    ]


def test_who_may_not_search(world: World, runtime: Runtime) -> None:
    for actor in (
        world.officer(Role.INVESTIGATOR), world.officer(Role.AUDITOR), world.form(),
        world.client(Scope.CASES_WRITE)[2],
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            search(runtime, actor)


@pytest.mark.parametrize(
    "asked",
    [("name", "Sam", "casework"), ("email", " \u200b", "casework"), ("email", EMAIL, "curiosity")],
)
def test_what_cannot_be_looked_for(
    runtime: Runtime, manager: Actor, asked: tuple[str, str, str]
) -> None:
    with pytest.raises(Invalid), runtime.reading(manager) as reading:
        search_identifier(reading, *asked)
    assert "search.identifier" not in verbs_of(runtime)


def test_candidates_of_the_same_bucket_are_told_apart(
    world: World, runtime: Runtime, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_BITS", 0)
    for number in range(3):
        world.report(subjects=named(f"S{number}", "student_number"))
    report, _ = world.report(subjects=named())
    assert search(runtime, manager) == [Hit("report", report.id, report.reference, "responding")]
    opened = [entry for entry in log_of(runtime) if entry["verb"] == "sealed.read"]
    assert len(opened[-1]["reads"]) == 4


def test_who_says_later_who_they_are_is_found_from_then(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report, _ = world.report(subjects=named("other@uni.example"))
    case = world.case(manager, report.id)
    assert search(runtime, manager) == []
    with runtime.unit(world.reporter(report)) as unit:
        messages.identify(unit, report.id, {"email": EMAIL})
    assert [(hit.id, hit.capacity) for hit in search(runtime, manager)] == [
        (report.id, "reporting"), (case.id, "reporting"),
    ]  # fmt: skip
    assert len(search(runtime, manager, "other@uni.example")) == 2


def test_indexing_again_replaces(world: World, runtime: Runtime, manager: Actor) -> None:
    report, _ = world.report(**REPORTER, subjects=named())

    def entries() -> list[tuple[str, str, int]]:
        with runtime.reading(SYSTEM) as reading:
            query = select(IndexEntry.record_table, IndexEntry.record_group, IndexEntry.token)
            return sorted(map(tuple, reading.connection.execute(query)))

    once = entries()
    with runtime.unit(manager) as unit:
        for _ in range(2):
            indexing.index_identifiers(unit, Report.identity, report.id, [{"email": EMAIL}])
            indexing.index_identifiers(unit, Report.subjects, report.id, named())
        unit.record("report.amend", unit.session.get(Report, report.id))
    assert entries() == once
    with runtime.unit(manager) as unit:
        indexing.index_identifiers(unit, Report.subjects, report.id, [])
        unit.record("report.amend", unit.session.get(Report, report.id))
    assert [group for _, group, _ in entries()] == ["identity"]
