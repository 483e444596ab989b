"""The directory is kept true: whoever keeps it is reminded, once for every review."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from service.domain.actors import SYSTEM
from service.domain.code_lists import Role
from service.domain.notices import NOTICES
from service.store.models import OutboxNotice, ServiceWord, SupportService
from service.store.queries.pages import Page
from service.store.queries.support import list_services
from service.usecases import directory
from service.usecases.directory_reading import service_filter
from service.usecases.directory_upkeep import index_services, remind_of_reviews
from service.usecases.runtime import Runtime
from service.usecases.unit import housekeeping
from tests.builders import World
from tests.usecases.helpers import log_of

LONG_AGO, FAR_AHEAD = date(2020, 1, 1), date(2999, 1, 1)


def reminded(runtime: Runtime) -> set[object]:
    with runtime.reading(SYSTEM) as reading:
        return set(reading.connection.scalars(select(OutboxNotice.recipient_id)))


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"review_on": LONG_AGO}, True), ({"review_on": FAR_AHEAD}, False),
        ({"review_on": None}, False), ({"review_on": LONG_AGO, "active": False}, False),
    ],
)  # fmt: skip
def test_a_review_that_is_due_is_told_once(
    world: World, runtime: Runtime, values: dict[str, object], due: bool
) -> None:
    world.service(**values)
    keeper = world.officer(Role.CASE_MANAGER)
    world.officer(Role.WELFARE_OFFICER)
    assert [remind_of_reviews(runtime), remind_of_reviews(runtime)] == [int(due), 0]
    assert reminded(runtime) == ({keeper.id} if due else set())


def test_another_review_is_told_of_again_and_the_entry_stays_as_it_was(
    world: World, runtime: Runtime
) -> None:
    service = world.service(review_on=LONG_AGO)
    keeper = world.officer(Role.SYSTEM_ADMIN)
    remind_of_reviews(runtime)
    with runtime.unit(keeper) as unit:
        next_one = {"review_on": date(2021, 1, 1)}
        assert directory.amend_service(unit, service.id, next_one, version=1).version == 2
    assert remind_of_reviews(runtime) == 1


def test_a_service_with_an_account_looks_after_its_own_entry(
    world: World, runtime: Runtime
) -> None:
    service = world.service(review_on=LONG_AGO)
    world.officer(Role.CASE_MANAGER)
    provider = world.officer(Role.SERVICE_PROVIDER, service_id=service.id)
    remind_of_reviews(runtime)
    assert reminded(runtime) == {provider.id}
    assert "Student Counselling" not in str(NOTICES["directory_review"])


def test_what_was_there_before_the_words_is_found_too(world: World, runtime: Runtime) -> None:
    world.service(name="Cylch")
    with housekeeping(runtime.engine) as session:
        session.execute(delete(ServiceWord))
    assert [index_services(runtime), index_services(runtime)] == [1, 0]
    with runtime.reading(SYSTEM) as reading:
        found = list_services(reading.connection, service_filter(reading, q="gylch"), Page())
    assert [row.name for row in found.rows] == ["Cylch"]
    assert log_of(runtime)[-1]["verb"] == "service.index"


def test_an_import_of_the_same_again_changes_nothing(world: World, runtime: Runtime) -> None:
    rows = [{"external_id": "a", "name": "A", "service_type": "crisis"}]
    for expected in ((1, 0), (0, 1)):
        with runtime.unit(SYSTEM) as unit:
            done = directory.import_services(unit, rows)
        assert (done.added, done.unchanged) == expected
    with runtime.reading(SYSTEM) as reading:
        assert reading.connection.scalars(select(SupportService.version)).all() == [1]
