"""Initiatives: written, published and taken back; what is counted behind them, and once."""

from datetime import date
from typing import Any

import pytest

from service.domain.actors import NOBODY, Actor, ActorKind, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Initiative
from service.store.queries.initiatives import InitiativeFilter
from service.store.queries.pages import Page
from service.usecases import initiatives, referrals
from service.usecases.initiative_reading import (
    list_public,
    list_records,
    read_public,
    read_record,
)
from service.usecases.runtime import Runtime
from service.usecases.triage import move_report
from tests.usecases.helpers import log_of
from tests.usecases.office import Office

VALUES = {
    "title": "A named contact", "said": "Nobody to turn to.", "did": "Each ward has a contact.",
    "led_by": "institution", "stage": "done", "themes": ["placements"],
}  # fmt: skip


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


def add(office: Office, **values: Any) -> Initiative:
    made: Initiative = office.act(initiatives.add_initiative, {**VALUES, **values})
    return made


def move(office: Office, made: Initiative, action: str, by: Actor | None = None) -> Any:
    version = office.read(Initiative, made).version
    return office.act(initiatives.move_initiative, made.id, action, by=by, version=version)


def public(office: Office, made: Initiative) -> dict[str, Any]:
    with office.runtime.reading(NOBODY) as reading:
        return read_public(reading, made.id)


def titles(office: Office, page: Page | None = None, **where: str) -> list[str]:
    with office.runtime.reading(NOBODY) as reading:
        found = list_public(reading, InitiativeFilter(**where), page or Page())
    return [row["title"] for row in found.rows]


def test_a_draft_is_nobodys_until_it_is_published_and_again_once_withdrawn(office: Office) -> None:
    made = add(office, people_reached=12)
    for state, step in (("draft", "publish"), ("published", "withdraw"), ("draft", None)):
        with office.runtime.reading(office.manager) as reading:
            record = read_record(reading, made.id)
            assert list_records(reading, Page()).rows == [record]
        assert (record["state"], record["people_reached"]) == (state, 12)
        assert titles(office) == (["A named contact"] if state == "published" else [])
        if state == "draft":
            with pytest.raises(NotFound):
                public(office, made)
        else:
            assert public(office, made)["people_reached"] == 10
        if step:
            with pytest.raises(WrongState):
                move(office, made, "withdraw" if step == "publish" else "publish")
            move(office, made, step)
    acts = [entry for entry in log_of(office.runtime) if entry["verb"].startswith("initiative.")]
    assert [entry["verb"] for entry in acts] == [
        "initiative.add", "initiative.publish", "initiative.withdraw",
    ]  # fmt: skip
    assert "A named contact" not in str(acts)


def report(office: Office, when: str, **values: Any) -> Any:
    return office.when(when).world.report(**{"setting": "gp_placement", **values})[0]


def behind(office: Office, **values: Any) -> int | None:
    office.when("11-23 10:00")
    made = add(office, **values)
    move(office, made, "publish")
    found: int | None = public(office, made)["reports_behind"]
    assert found == office.read(Initiative, made).reports_behind
    return found


def test_the_reports_behind_it_are_those_that_count(office: Office) -> None:
    """Those of the twelve full months before, on its themes, of people who did not say no."""
    for number in range(8):
        last = report(office, f"{number + 1:02d}-15 12:00")
    kept = report(office, "2025-11-01 00:00", setting="online", incident_types=["retaliation"])
    assert behind(office) == 10
    for other in ("2025-10-31 23:59", "2026-11-01 00:00"):
        report(office, other)
    report(office, "06-15 12:00", setting="online", incident_types=["harassment"])
    report(office, "06-15 12:00", draft=True)
    assert behind(office) == 10
    assert behind(office, themes=["peer_support"]) is None
    assert behind(office, themes=["speaking_up"]) is None
    consent = {"scope": "statistics", "state": "refused", "wording_version": "1"}
    office.act(referrals.answer_consent, last.id, **consent)
    assert behind(office) is None
    assert behind(office, themes=["placements", "speaking_up"]) == 10
    by = office.world.reporter(kept)
    office.act(move_report, kept.id, "withdraw", by=by, version=None)
    assert behind(office, themes=["placements", "speaking_up"]) is None
    office.act(referrals.answer_consent, last.id, **{**consent, "state": "granted"})
    assert behind(office) == 10


def test_its_figures_stay_what_they_were_when_it_was_published(office: Office) -> None:
    for day in range(1, 9):
        report(office, f"06-{day:02d} 12:00")
    office.when("11-23 10:00")
    made = add(office, people_reached=12)
    move(office, made, "publish")
    for day in range(1, 9):
        report(office, f"07-{day:02d} 12:00")
    office.when("11-24 10:00")
    for change in ({"people_reached": 90}, {"themes": ["belonging"]}, {"people_reached": None}):
        with pytest.raises(WrongState):
            office.act(initiatives.amend_initiative, made.id, change, version=2)
    office.act(initiatives.amend_initiative, made.id, {"title": "Two contacts"}, version=2)
    shown = public(office, made)
    assert (shown["title"], shown["reports_behind"], shown["people_reached"]) == (
        "Two contacts", 10, 10,
    )  # fmt: skip
    assert shown["updated_at"] > shown["published_at"]
    move(office, made, "withdraw")
    assert office.read(Initiative, made).reports_behind is None
    office.act(initiatives.amend_initiative, made.id, {"people_reached": 90}, version=4)
    move(office, made, "publish")
    assert (public(office, made)["reports_behind"], public(office, made)["people_reached"]) == (
        15, 90,
    )  # fmt: skip


def test_published_last_first_page_by_page(office: Office) -> None:
    names = [f"Of day {day}" for day in range(1, 6)]
    made = [add(office, title=name) for name in names]
    for day, one in enumerate([*made[2:], *made[:2]], 1):
        office.when(f"11-{day:02d} 10:00")
        move(office, one, "publish")
    expected = [names[1], names[0], *reversed(names[2:])]
    assert titles(office) == expected
    seen, after = [], None
    with office.runtime.reading(NOBODY) as reading:
        while True:
            page = list_public(reading, InitiativeFilter(), Page(2, after))
            seen += [row["title"] for row in page.rows]
            if (after := page.next_after) is None:
                break
    assert seen == expected


def test_what_is_published_at_the_same_moment_is_walked_once(office: Office) -> None:
    for number in range(3):
        move(office, add(office, title=str(number)), "publish")
    with office.runtime.reading(NOBODY) as reading:
        first = list_public(reading, InitiativeFilter(), Page(2))
        rest = list_public(reading, InitiativeFilter(), Page(2, first.next_after))
    assert [row["title"] for row in (*first.rows, *rest.rows)] == ["2", "1", "0"]


@pytest.mark.parametrize(
    "where",
    [{"theme": "belonging"}, {"setting": "online"}, {"stage": "planned"}, {"led_by": "peers"}],
)
def test_filters_narrow(office: Office, where: dict[str, str]) -> None:
    other = add(office, title="Meant", themes=["placements", "belonging"], settings=["online"],
                stage="planned", led_by="peers")  # fmt: skip
    for one in (add(office), other):
        move(office, one, "publish")
    assert titles(office, **where) == ["Meant"]


def test_who_may_write(office: Office) -> None:
    made = add(office)
    client = Actor(ActorKind.CLIENT, scopes=frozenset({Scope.INITIATIVES_WRITE}))
    office.act(initiatives.add_initiative, VALUES, by=client)
    others = [office.world.officer(role) for role in Role if role != Role.CASE_MANAGER]
    others += [NOBODY, Actor(ActorKind.CLIENT, scopes=frozenset(Scope) - client.scopes)]
    for actor in others:
        for act, args in (
            (initiatives.add_initiative, (VALUES,)),
            (initiatives.amend_initiative, (made.id, {"stage": "done"})),
            (initiatives.move_initiative, (made.id, "publish")),
        ):
            version = {} if act is initiatives.add_initiative else {"version": 1}
            with pytest.raises(NotAllowed):
                office.act(act, *args, by=actor, **version)
        with office.runtime.reading(actor) as reading, pytest.raises(NotAllowed):
            read_record(reading, made.id)
        with office.runtime.reading(actor) as reading, pytest.raises(NotAllowed):
            list_records(reading, Page())


@pytest.mark.parametrize(
    "values",
    [
        {"started_on": date(2026, 5, 2), "ended_on": date(2026, 5, 1)},
        {"service_id": new_id()},
    ],
)
def test_what_does_not_go_together_is_refused(office: Office, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        add(office, **values)
    made = add(office, service_id=office.world.service().id)
    with pytest.raises(Invalid):
        office.act(initiatives.amend_initiative, made.id, values, version=1)
    with pytest.raises(Stale):
        office.act(initiatives.amend_initiative, made.id, {"stage": "done"}, version=7)
    with pytest.raises(NotFound):
        office.act(initiatives.move_initiative, new_id(), "publish", version=1)
