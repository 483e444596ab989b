"""Who is not whom a reporter asked for is put on a case only with a reason, which they are told."""

from datetime import timedelta
from typing import Any

import pytest

from service.domain.actors import SYSTEM, ActorKind
from service.domain.code_lists import Role
from service.domain.errors import Invalid
from service.domain.representation import REASONS_TOLD, TOLD
from service.domain.support_lists import PreferenceMet
from service.store.queries.cases import assignments_of
from service.store.queries.representation import preferences_met
from service.usecases import casework
from service.usecases.status import status
from service.usecases.supporters import add_supporter
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of
from tests.usecases.wishing import WISH, WOMAN, Wishing

MET, PARTLY, NOT = PreferenceMet


@pytest.fixture
def house(world: World) -> Wishing:
    return Wishing(world)


def refused(act: Any) -> tuple[str, str]:
    with pytest.raises(Invalid) as found:
        act()
    (fault,) = found.value.faults
    return fault.pointer, fault.code


def test_an_override_needs_a_reason(house: Wishing) -> None:
    case = house.case(WISH)
    fits, partly, silent = (
        house.officer("fits", **WISH), house.officer("partly", **WOMAN), house.officer("silent"),
    )  # fmt: skip
    needed = ("/override_reason", "required")
    for officer in (partly, silent):
        assert refused(lambda one=officer: house.put_on(case, one)) == needed
    assert refused(lambda: house.put_on(case, silent, "whim")) == (needed[0], "unknown_code")
    made = [house.put_on(case, *one) for one in ((fits, "urgent"), (partly, "workload"),
                                                 (silent, "nobody_available"))]  # fmt: skip
    kept = [(one.preference, one.override_reason) for one in made]
    assert kept == [(MET, None), (PARTLY, "workload"), (NOT, "nobody_available")]
    with house.runtime.reading(house.manager) as reading:
        rows = assignments_of(reading.connection, case.id)
    assert [(row.preference, row.override_reason) for row in rows] == [(None, None), *kept]


def test_the_act_says_what_it_opened_but_not_what_was_there(house: Wishing) -> None:
    case, officer = house.case(WISH), house.officer("silent")
    described = house.officer("partly", **WOMAN)
    for one, kinds in ((officer, ["reports"]), (described, ["officers", "reports"])):
        house.put_on(case, one, "urgent")
        entry = [entry for entry in log_of(house.runtime) if entry["verb"] == "case.assign"][-1]
        assert entry["change"]["reason"] == "urgent"
        assert entry["change"]["officer"] == str(one.id)
        assert sorted(read["kind"] for read in entry["reads"]) == kinds
    leaves = str(log_of(house.runtime))
    assert "woman" not in leaves
    assert "disabled" not in leaves


def test_nobody_is_weighed_where_nobody_wishes_or_looks_after_somebody(house: Wishing) -> None:
    """Wishes are about who meets a reporter, not about who investigates."""
    officer, investigator = house.officer("any"), house.world.officer(Role.INVESTIGATOR)
    plain, wished = house.case(None), house.case(WISH)
    before = len(log_of(house.runtime))
    made = [
        house.put_on(plain, officer, "urgent"),
        house.put_on(wished, investigator, role=Role.INVESTIGATOR),
    ]
    assert [(one.preference, one.override_reason, one.wishes_met) for one in made] == [
        (None, None, {}), (None, None, {}),
    ]  # fmt: skip
    for entry in log_of(house.runtime)[before:]:
        assert "reads" not in entry
        assert not {"preference", "reason"} & set(entry["change"])


def test_who_opens_a_case_chooses_themselves(house: Wishing) -> None:
    fits, other = house.officer("fits", **WISH), house.officer("other")
    world = house.world

    def opened(by: Any, **values: Any) -> Any:
        case = world.case(by, house.report(WISH).id, **values)
        with house.runtime.reading(SYSTEM) as reading:
            return [(row.officer_id, row.preference, row.override_reason)
                    for row in assignments_of(reading.connection, case.id)]  # fmt: skip

    assert opened(fits) == [(fits.id, MET, None)]
    assert opened(other, override_reason="urgent") == [(other.id, NOT, "urgent")]
    before = log_of(house.runtime)
    report = house.report(WISH)
    assert refused(lambda: world.case(other, report.id)) == ("/override_reason", "required")
    assert not [e for e in log_of(house.runtime)[len(before) :] if e["verb"] == "case.open"]
    # A case manager looks after nobody by opening a case, and a system is no officer.
    assert opened(house.manager) == [(house.manager.id, None, None)]
    assert opened(world.client()[2]) == []


def test_who_opens_a_case_they_must_not_know_of_is_not_put_on_it(house: Wishing) -> None:
    """A report of retaliation for it brings the conflict of interest along."""
    opener, world = house.officer("opener"), house.world
    original, receipt = world.report()
    about, _ = world.report(original_receipt=receipt)
    house.shut_out(opener, report_id=about.id)
    case = world.case(opener, original.id)
    with house.runtime.reading(SYSTEM) as reading:
        assert assignments_of(reading.connection, case.id) == []
    assert "case.assign" not in verbs_of(house.runtime)


def test_each_reporter_is_told_what_became_of_their_own_wish(house: Wishing) -> None:
    first, second, plain = house.report(WOMAN), house.report({"languages": ["ur"]}), house.report()
    assert house.told(first) == {"preference": None, "text": TOLD[None], "reason": None}
    case = house.world.case(house.manager, first.id, second.id, plain.id)
    assert house.told(first)["preference"] is None
    woman = house.officer("woman", **WOMAN)
    made = house.put_on(case, woman, "nobody_available")
    assert (made.preference, made.wishes_met) == (
        NOT, {str(first.id): "met", str(second.id): "not_met"},
    )  # fmt: skip
    assert house.told(first) == {"preference": MET, "text": TOLD[MET], "reason": None}
    because = REASONS_TOLD["nobody_available"]
    assert house.told(second) == {"preference": NOT, "text": TOLD[NOT], "reason": because}
    assert house.told(plain) is None
    house.put_on(case, house.officer("speaker", languages=["ur"]), "other")
    assert house.told(second)["preference"] == MET
    with house.runtime.unit(house.manager) as unit:
        casework.end_assignment(unit, case.id, made.id)
    # Whoever they asked for is gone; who is left is another's choice.
    assert house.told(first) == {
        "preference": NOT, "text": TOLD[NOT], "reason": REASONS_TOLD["other"],
    }  # fmt: skip


def test_a_supporter_is_not_told(house: Wishing) -> None:
    report = house.report(WOMAN)
    reporter = house.world.reporter(report)
    with house.runtime.unit(reporter) as unit:
        supporter, _ = add_supporter(unit, report.id)
    actor = type(reporter)(ActorKind.SUPPORTER, supporter.id, report_id=report.id)
    with house.runtime.reading(actor) as reading:
        assert status(reading)["responder"] is None


def test_choices_are_counted_by_how_far_they_met_a_wish(house: Wishing) -> None:
    partly = house.officer("partly", **WOMAN)
    for wish, setting in ((WOMAN, "online"), (WISH, "online"), (WISH, "research"), (None, None)):
        house.put_on(house.case(wish, setting=setting), partly, "urgent")
    house.put_on(house.case(WISH, None, setting="online"), house.officer("silent"), "urgent")
    now = house.runtime.clock()
    hour = timedelta(hours=1)

    def counted(since: Any, until: Any, setting: str | None = None) -> list[int]:
        with house.runtime.reading(SYSTEM) as reading:
            found = preferences_met(reading.connection, since, until, setting)
        assert list(found) == list(PreferenceMet)
        return list(found.values())

    assert counted(now - hour, now + hour) == [1, 2, 1]
    assert counted(now - hour, now + hour, "online") == [1, 1, 1]
    assert counted(now + hour, now + 2 * hour) == [0, 0, 0]
