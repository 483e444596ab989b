"""The first page and the lists: worklists with counts, my tasks, marks, and every filter."""

from datetime import date, timedelta
from typing import Any

import pytest

from service.domain.code_lists import Role
from service.store.models import Case
from service.store.queries.cases import assignments_of
from service.usecases import casework, messages, tasks
from tests.admin.conftest import Person, Sign, plain
from tests.builders import World


@pytest.fixture
def manager(person: Sign) -> Person:
    return person(Role.CASE_MANAGER)


def section(page: str, caption: str) -> str:
    """What the table with a caption says; nothing where there is no such table."""
    rest = page.partition(f">{caption}<span")[2]
    return rest.partition("</table>")[0]


def add_task(world: World, by: Person, case: Case, days: int, **values: Any) -> None:
    due_at = world.runtime.clock() + timedelta(days=days)
    with world.runtime.unit(by.actor) as unit:
        tasks.add_task(unit, case.id, **{"kind": "contact_party", "due_at": due_at, **values})


def test_each_worklist_is_a_tab_with_its_count(manager: Person, world: World) -> None:
    other = world.officer()
    high = world.case(other, risk_level="high")
    mine, nobodys = world.case(manager.actor), world.case(other)
    with world.runtime.unit(other) as unit:
        (assignment,) = assignments_of(unit.session.connection(), nobodys.id)
        casework.end_assignment(unit, nobodys.id, assignment.id)
    page = plain(manager.get("/console/"))
    tabs = (
        "Mine 1 Unassigned 1 Breaching 0 Waiting for reporter 0 Waiting for service 0 High risk 1"
    )
    assert f"{tabs} All open cases" in page
    for code, case in (("mine", mine), ("unassigned", nobodys), ("high_risk", high)):
        cases = manager.get(f"/console/?worklist={code}").partition('id="cases-title"')[2]
        shown = {c.reference for c in (high, mine, nobodys) if c.reference in cases}
        assert shown == {case.reference}, code
        assert f'name="worklist" value="{code}"' in cases
    everything = manager.get("/console/?worklist=all")
    assert all(c.reference in everything for c in (high, mine, nobodys))


def test_who_sees_only_their_own_has_no_tab_for_nobodys(person: Sign, world: World) -> None:
    officer = person(Role.WELFARE_OFFICER)
    hidden = world.case(world.officer(), risk_level="high")
    page = officer.get("/console/?worklist=all")
    assert "Unassigned" not in page
    assert "All open cases" not in page
    assert 'name="worklist" value="mine"' in page
    assert hidden.reference not in officer.get("/console/?worklist=high_risk")


def test_counting_stops_at_a_hundred(manager: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = dict.fromkeys(("mine", "unassigned"), 100) | {"breaching": 99}
    monkeypatch.setattr("admin.views.worklist.worklist_counts", lambda *_: counts)
    assert "Mine 100 or more Unassigned 100 or more Breaching 99" in plain(manager.get("/console/"))


def test_my_tasks_come_by_when_they_are_due(person: Sign, manager: Person, world: World) -> None:
    officer = person(Role.WELFARE_OFFICER)
    case, other = world.case(officer.actor), world.case(manager.actor)
    add_task(world, manager, case, 3, kind="gather_evidence")
    add_task(world, manager, case, 1, officer_id=officer.actor.id)
    add_task(world, manager, other, 2, kind="ask_consent")
    mine = plain_part(section(officer.get("/console/"), "My tasks"))
    order = ["Contact party", "Gather evidence", "Detriment check in"]
    assert sorted(order, key=mine.index) == order
    assert f"Contact party {case.reference}" in mine
    assert "Given to you" in mine
    assert "Given to nobody in particular" in mine
    assert "Ask consent" not in mine
    assert "Ask consent" in section(manager.get("/console/"), "My tasks")
    assert "Contact party" not in section(manager.get("/console/"), "My tasks")


def test_more_tasks_are_on_the_next_page(person: Sign, world: World) -> None:
    officer = person(Role.WELFARE_OFFICER)
    case = world.case(officer.actor)
    for day in range(1, 10):
        add_task(world, officer, case, day)
    first = officer.get("/console/")
    assert section(first, "My tasks").count("<tr") == 11
    link = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert "tasks=" in link
    assert section(officer.get(link), "My tasks").count("<tr") == 3


def plain_part(markup: str) -> str:
    return plain(f'<main id="main">{markup}</main>')


MARKS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"below_threshold": True}, ["Below the threshold"]),
    ({"incident_types": ["retaliation"]}, ["Retaliation"]),
    ({"subject_assesses_reporter": True, "below_threshold": True},
     ["They assess the reporter", "Below the threshold"]),
]  # fmt: skip


def test_what_must_not_be_missed_is_marked(person: Sign, world: World) -> None:
    officer = person(Role.WELFARE_OFFICER)
    for values, marks in MARKS:
        report, _ = world.report(**values)
        for url in ("/console/", "/console/reports/"):
            assert marks_of(officer.get(url), report.reference) == marks, (url, values)


def marks_of(page: str, reference: str) -> list[str]:
    row = page.partition(reference)[2].partition("</tr>")[0]
    cell = row.partition('data-label="What was told"')[2].partition("</td>")[0]
    badges = cell.split('<span class="badge')[1:]
    return [one.partition("</span>")[0].rpartition(">")[2] for one in badges]


def test_an_unread_message_is_said(person: Sign, world: World) -> None:
    officer = person(Role.WELFARE_OFFICER)
    report, _ = world.report()
    for url in ("/console/", "/console/reports/"):
        assert "Unread message" not in officer.get(url)
    with world.runtime.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "I can talk on Thursday.")
    for url in ("/console/", "/console/reports/"):
        assert "Unread message" in officer.get(url)


FORM = {"setting": "research", "incident_types": ["bullying"]}


CASES = {
    "": "both", "worklist=high_risk": "one", "worklist=unassigned": "", "state=new": "both",
    "state=closed": "", "risk=high": "one", "risk=low": "other", "type=bullying": "one",
    "setting=research": "one", "type=other": "", "officer={officer}": "both",
    "officer={manager}": "", "officer=x": "both", "provider={officer}": "both",
    "from={today}&to={today}": "both", "from={tomorrow}": "", "to={yesterday}": "",
    "from=nonsense": "both", "to=9999-12-31": "both", "from=0001-01-01": "both", "q={one}": "one",
}  # fmt: skip
REPORTS = {
    "state=submitted": "other", "mode=anonymous": "both", "mode=named": "",
    "priority=normal": "both", "priority=urgent": "", "priority=x": "both",
    "type=bullying": "one", "setting=research": "one", "relationship=witness": "one",
    "below=yes": "one", "below=no": "other", "below=x": "both", "case={case}": "one",
    "case=C-0000-0000": "", "case={one}": "", "from={today}&to={today}": "both",
    "from={tomorrow}": "", "q={other}": "other",
}  # fmt: skip


def test_cases_are_filtered_by_every_facet(manager: Person, world: World) -> None:
    officer = world.officer()
    known = {
        "one": world.case(officer, world.report(**FORM)[0].id, risk_level="high").reference,
        "other": world.case(officer, risk_level="low").reference,
        "officer": officer.id, "manager": manager.actor.id, **days(world),
    }  # fmt: skip
    for query, found in CASES.items():
        assert listed(manager, f"/console/cases/?{query}", known) == meant(found), query


def test_reports_are_filtered_by_every_facet(manager: Person, world: World) -> None:
    one, _ = world.report(below_threshold=True, relationship="witness", **FORM)
    known = {
        "one": one.reference, "other": world.report()[0].reference,
        "case": world.case(manager.actor, one.id).reference, **days(world),
    }  # fmt: skip
    for query, found in REPORTS.items():
        assert listed(manager, f"/console/reports/?{query}", known) == meant(found), query


def days(world: World) -> dict[str, date]:
    now, day = world.runtime.clock(), timedelta(days=1)
    return {
        "today": now.date(), "tomorrow": (now + day).date(), "yesterday": (now - day).date()
    }  # fmt: skip


def listed(person: Person, url: str, known: dict[str, Any]) -> set[str]:
    rows = person.get(url.format(**known)).partition("<tbody")[2]
    return {name for name in ("one", "other") if known[name] in rows}


def meant(found: str) -> set[str]:
    return {"one", "other"} if found == "both" else {found} - {""}


def test_the_rarer_filters_are_folded_until_one_is_set(manager: Person) -> None:
    folded, opened = '<details class="disclosure">', '<details class="disclosure" open>'
    assert folded in manager.get("/console/cases/?state=new")
    page = manager.get("/console/cases/?setting=research&from=2026-11-23")
    assert opened in page
    assert '<option value="research" selected>' in page
    assert 'name="from" value="2026-11-23"' in page
