"""Keeping the directory true by itself: whoever keeps it is reminded to look at entries again."""

from uuid import UUID

from sqlalchemy import update

from service.domain.actors import SYSTEM
from service.store.models import SupportService
from service.store.queries.people import keepers_of
from service.store.queries.support import reviews_due, without_words
from service.usecases.directory import make_findable
from service.usecases.notices import notify_officers
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

_AT_ONCE = 50


def remind_of_reviews(runtime: Runtime) -> int:
    """Remind of every entry whose review is due, once for each date; give how many."""
    total = 0
    while count := _remind_of_some(runtime):
        total += count
    return total


def index_services(runtime: Runtime) -> int:
    """Make findable the services that no word finds yet; give how many."""
    with runtime.unit(SYSTEM) as unit:
        found = unit.session.scalars(without_words().limit(_AT_ONCE)).all()
        for service_id in found:
            service = unit.session.get_one(SupportService, service_id)
            make_findable(unit, service)
            unit.record("service.index", service)
    return len(found)


def _remind_of_some(runtime: Runtime) -> int:
    with runtime.unit(SYSTEM) as unit:
        query = reviews_due(unit.rules.calendar.day_of(unit.now)).limit(_AT_ONCE)
        due = unit.session.scalars(query.with_for_update(skip_locked=True)).all()
        for service_id in due:
            _remind(unit, service_id)
        return len(due)


def _remind(unit: Unit, service_id: UUID) -> None:
    service = unit.session.get_one(SupportService, service_id)
    keepers = keepers_of(unit.session.connection(), service_id)
    notify_officers(unit, "directory_review", keepers)
    # That somebody was reminded is not part of what callers see, so the version stays.
    unit.session.execute(
        update(SupportService)
        .where(SupportService.id == service_id)
        .values(review_reminded_on=service.review_on)
    )
    unit.record("service.review_due", service)
