"""Who is suggested for a case, why, in what order — and what is opened for it, and what not."""

from typing import Any

import pytest

from service.domain.actors import SYSTEM, Scope
from service.domain.code_lists import CaseState, Role
from service.domain.errors import NotAllowed, NotFound
from service.store.models import Case
from service.usecases import accounts, triage
from service.usecases.descriptions import withdraw_description
from tests.builders import World
from tests.usecases.helpers import log_of
from tests.usecases.test_descriptions import WORDS
from tests.usecases.wishing import WISH, WOMAN, Wishing


@pytest.fixture
def house(world: World) -> Wishing:
    return Wishing(world)


def reads(house: Wishing) -> list[dict[str, Any]]:
    return [entry for entry in log_of(house.runtime) if entry["verb"] == "sealed.read"]


def test_who_fits_best_is_suggested_first_and_why(house: Wishing) -> None:
    busy, fits = house.officer("busy", **WOMAN), house.officer("fits", **WISH, words=WORDS)
    idle, silent = house.officer("idle", **WOMAN), house.officer("silent")
    for officer in (busy, fits, fits):
        house.put_on(house.case(None), officer)
    case = house.case(WISH)
    found = house.suggest(case)
    shown = [(one.candidate.name, one.candidate.open_cases, one.words) for one in found.officers]
    assert shown == [("Fits", 2, WORDS), ("Idle", 0, None), ("Busy", 1, None), ("Silent", 0, None)]
    assert [one.candidate.preference for one in found.officers] == [
        "met", "partly_met", "partly_met", "not_met",
    ]  # fmt: skip
    (fit,) = found.officers[1].candidate.fits.values()
    assert fit.reasons == (
        ("attributes", "woman", True), ("attributes", "disabled", False),
        ("languages", "ur", False),
    )  # fmt: skip
    (entry,) = reads(house)
    assert (entry["purpose"], entry["case"]) == ("casework", str(case.id))
    opened = {(read["kind"], read["id"], *read["groups"]) for read in entry["reads"]}
    assert opened == {
        ("reports", str(found.wishes[0].id), "preferred_responder"),
        *(("officers", str(one.id), "officer_description") for one in (busy, fits, idle)),
    }
    assert str(silent.id) not in str(entry)
    for secret in ("woman", "disabled", WORDS):
        assert secret not in str(log_of(house.runtime)), secret


def test_without_a_wish_nothing_is_opened(house: Wishing) -> None:
    house.put_on(house.case(None), house.officer("busy", **WISH, words=WORDS))
    house.officer("idle", **WISH)
    found = house.suggest(house.case(None))
    shown = [(one.candidate.name, one.candidate.preference, one.words) for one in found.officers]
    assert shown == [("Idle", None, None), ("Busy", None, None)]
    assert reads(house) == []


def test_several_wishes_count_as_the_one_that_is_met_least(house: Wishing) -> None:
    house.officer("one", attributes=["woman"])
    house.officer("both", attributes=["woman"], languages=["ur"])
    case = house.case({"attributes": ["woman"]}, None, {"languages": ["ur", "pa"]})
    found = house.suggest(case)
    assert [row.id for row in found.wishes] == list(found.officers[0].candidate.fits)
    fits = {
        one.candidate.name: [fit.preference for fit in one.candidate.fits.values()]
        for one in found.officers
    }
    assert fits == {"Both": ["met", "partly_met"], "One": ["met", "not_met"]}
    assert [one.candidate.preference for one in found.officers] == ["partly_met", "not_met"]


def test_a_report_that_was_withdrawn_wishes_for_nobody(house: Wishing) -> None:
    report = house.report(WISH)
    case = house.world.case(house.manager, report.id)
    house.officer("amy", **WISH)
    assert house.suggest(case).wishes
    with house.runtime.unit(house.world.reporter(report)) as unit:
        triage.move_report(unit, report.id, "withdraw", version=None)
    assert not house.suggest(case).wishes


def test_only_who_may_be_put_on_it_is_suggested(house: Wishing) -> None:
    case, kept = house.case(WISH), house.officer("kept", **WISH)
    on_it, shut_out = house.officer("on it", **WISH), house.officer("shut out", **WISH)
    house.put_on(case, on_it)
    house.shut_out(shut_out, case_id=case.id)
    gone, _, _ = house.world.account(username="gone")
    with house.runtime.unit(SYSTEM) as unit:
        accounts.deactivate_officer(unit, gone.username)
    house.world.officer(Role.INVESTIGATOR, Role.CASE_MANAGER)
    assert house.names(case) == ["Kept"]
    assert str(shut_out.id) not in str(reads(house))
    with house.runtime.unit(kept) as unit:
        withdraw_description(unit)
    (again,) = house.suggest(case).officers
    assert again.candidate.preference == "not_met"
    assert str(kept.id) not in str(reads(house)[-1]["reads"])
    assert "Shut Out" in house.names(house.case(WISH))


def test_open_cases_are_counted_but_for_those_one_is_shut_out_of(house: Wishing) -> None:
    busy, asking = house.officer("busy"), house.officer("asking")
    case, secret, plain, closed = house.case(WISH), *(house.case(None) for _ in range(3))
    for one in (secret, plain, closed):
        house.put_on(one, busy)
    with house.runtime.unit(SYSTEM) as unit:
        row = unit.session.get_one(Case, closed.id)
        row.state = CaseState.CLOSED
        unit.record("case.close", row)
    house.put_on(case, asking, "other")

    def open_cases() -> int:
        return house.suggest(case, asking).officers[0].candidate.open_cases

    assert open_cases() == 2
    house.shut_out(asking, case_id=secret.id)
    assert open_cases() == 1
    assert house.suggest(case).officers[0].candidate.open_cases == 2


def test_ten_are_suggested_at_most(house: Wishing) -> None:
    for number in range(11):
        house.officer(f"o{number:02}")
    assert house.names(house.case(None)) == [f"O{number:02}" for number in range(10)]


def test_it_takes_reading_the_case_and_assigning_to_it(house: Wishing) -> None:
    case, investigator = house.case(WISH), house.world.officer(Role.INVESTIGATOR)
    house.put_on(case, investigator, role=Role.INVESTIGATOR)
    outsiders = {
        investigator: NotAllowed,
        house.world.client(Scope.CASES_WRITE)[2]: NotAllowed,
        house.world.client(Scope.CASES_READ)[2]: NotAllowed,
        house.officer("elsewhere"): NotFound,
        house.world.officer(Role.AUDITOR): NotFound,
    }
    for actor, refusal in outsiders.items():
        with pytest.raises(refusal):
            house.suggest(case, actor)
    assert reads(house) == []
    welfare = house.officer("welfare")
    house.put_on(case, welfare, "urgent")
    both = house.world.client(Scope.CASES_READ, Scope.CASES_WRITE)[2]
    assert house.names(case, welfare) == house.names(case, both) == ["Elsewhere"]
