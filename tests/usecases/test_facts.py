"""Numbers for the figures: how belonging changed, without whom it changed for."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from service.domain.actors import SYSTEM
from service.store.models import Fact, Report
from service.store.queries.facts import belonging_pairs, facts_of
from service.usecases import feedback, referrals
from service.usecases.runtime import Runtime
from tests.usecases.helpers import log_of
from tests.usecases.office import Office

NOVEMBER, JANUARY = date(2026, 11, 1), date(2027, 1, 1)
CLOSURE, FOLLOW_UP = "belonging_closure", "belonging_follow_up"


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


def report(office: Office, **values: Any) -> Report:
    given = {"belonging_score": 2, "setting": "gp_placement", **values}
    return office.world.report(**given)[0]


def say(office: Office, about: Report, stage: str, **values: Any) -> None:
    reporter = office.world.reporter(about)
    office.act(feedback.give_feedback, about.id, stage=stage, by=reporter, **values)


def answer(office: Office, about: Report, state: str) -> None:
    office.act(
        referrals.answer_consent, about.id, scope="statistics", state=state, wording_version="1",
        by=office.world.reporter(about),
    )  # fmt: skip


def kept(office: Office) -> list[tuple[Any, ...]]:
    query = select(Fact.kind, Fact.month, Fact.setting, Fact.before, Fact.value)
    with office.runtime.reading(SYSTEM) as reading:
        return sorted(map(tuple, reading.connection.execute(query)))


def test_what_is_said_later_takes_its_place(office: Office) -> None:
    mine = report(office)
    say(office, mine, "closure", belonging_score=3, satisfaction=2)
    assert kept(office) == [
        (CLOSURE, NOVEMBER, "gp_placement", 2, 3),
        ("satisfaction", NOVEMBER, "gp_placement", None, 2),
    ]
    office.when("2027-01-11 10:00")
    say(office, mine, "closure", belonging_score=4)
    say(office, mine, "follow_up", belonging_score=5, satisfaction=5)
    assert kept(office) == [
        (CLOSURE, JANUARY, "gp_placement", 2, 4), (FOLLOW_UP, JANUARY, "gp_placement", 2, 5),
        ("satisfaction", JANUARY, "gp_placement", None, 5),
    ]  # fmt: skip


def test_how_it_was_at_first(office: Office) -> None:
    """What was said last of the beginning counts; without a beginning there is no change."""
    unsaid = report(office, belonging_score=None)
    say(office, unsaid, "closure", belonging_score=3)
    assert kept(office) == []
    say(office, unsaid, "intake", belonging_score=1)
    assert [row[3:] for row in kept(office)] == [(1, 3)]
    corrected = report(office)
    say(office, corrected, "intake", belonging_score=5)
    say(office, corrected, "closure", belonging_score=4)
    assert [row[3:] for row in kept(office)] == [(1, 3), (5, 4)]


def test_words_alone_are_no_number(office: Office) -> None:
    say(office, report(office), "closure", comment="Better now.", felt={"heard": 4})
    assert kept(office) == []


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_without_consent_there_are_no_numbers(office: Office, state: str) -> None:
    mine, other = report(office), report(office)
    for one in (mine, other):
        say(office, one, "closure", belonging_score=3, satisfaction=4)
    answer(office, mine, state)
    assert len(kept(office)) == 2, "the other's stay"
    (entry,) = [e for e in log_of(office.runtime) if e["verb"] == "fact.remove"]
    assert entry["change"] == {"count": 2}
    say(office, mine, "follow_up", belonging_score=5)
    assert len(kept(office)) == 2
    answer(office, mine, "granted")
    assert len(kept(office)) == 5, "what was said all the while counts now"


def test_nothing_leads_back_to_the_report(office: Office) -> None:
    mine = report(office)
    say(office, mine, "closure", belonging_score=3, satisfaction=4)
    with office.runtime.reading(SYSTEM) as reading:
        ids = [str(one) for one in reading.connection.scalars(select(Fact.id))]
    log = str(log_of(office.runtime))
    assert not any(one in log for one in ids)
    assert all(one[:8] != str(mine.id)[:8] for one in ids)
    (entry,) = [e for e in log_of(office.runtime) if e["verb"] == "fact.record"]
    assert entry["change"] == {"kinds": [CLOSURE, "satisfaction"]}
    groups = {group for read in entry["reads"] for group in read["groups"]}
    assert groups == {"feedback", "characteristics"}


def test_pairs_of_a_time(office: Office) -> None:
    say(office, report(office), "closure", belonging_score=3, satisfaction=1)
    office.when("2027-01-11 10:00")
    say(office, report(office, setting=None), "closure", belonging_score=1)
    with office.runtime.reading(office.manager) as reading:
        connection = reading.connection

        def pairs(*when: date | None) -> list[tuple[int, int]]:
            rows = belonging_pairs(connection, CLOSURE, *when)
            return [(row.before, row.value) for row in rows]

        assert pairs() == [(2, 3), (2, 1)]
        assert pairs(JANUARY, None) == [(2, 1)]
        assert pairs(None, JANUARY) == pairs(NOVEMBER, date(2026, 12, 1)) == [(2, 3)]
        assert belonging_pairs(connection, "satisfaction") == []
        assert [row.value for row in facts_of(connection, "satisfaction")] == [1]
