"""Keeping the directory of support services."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from service.domain.code_lists import CHARACTERISTICS, IMPACTS, LANGUAGES, SERVICE_TYPES
from service.domain.codes import CodeList
from service.domain.errors import Fault, Invalid, NotFound, Stale, invalid
from service.domain.ids import new_id
from service.domain.opening_hours import Opening, openings_of, zone_of
from service.domain.policy import permits
from service.domain.support_lists import ACCESSIBLE, RESPONDER_ATTRIBUTES, WEEKDAYS
from service.store.models import ServiceHours, ServiceWord, SupportService
from service.store.search_words import FACETS, FOR_ALL, facet_key, keys_of
from service.usecases.access import allow, allow_on
from service.usecases.service_links import close_links_of
from service.usecases.unit import Unit

MOST_ROWS = 1_000
"""How many services one import takes at most: it is one transaction, and others wait for it."""
_DEFAULTS: dict[str, Any] = {
    "description": "", "helps_with": [], "characteristics": [], "communities": [],
    "represents": [], "settings": [], "sites": [], "languages": ["en"], "urgent": False,
    "cost": "free", "self_referral": True, "contact": {}, "hours": [],
    "timezone": "Europe/London", "always_open": False, "closed_on_holidays": True,
    "accessible": [], "active": True,
}  # fmt: skip
KEPT_BY_TEAM = frozenset({"active", "urgent", "service_type", "external_id"})
"""What a service does not decide for itself: whether, and where, it is shown."""
_TEXTS = ("name", "name_cy", "description", "description_cy", "communities", "sites")
_CODED: tuple[tuple[str, CodeList], ...] = (
    ("service_type", SERVICE_TYPES), ("helps_with", IMPACTS), ("represents", RESPONDER_ATTRIBUTES),
    ("characteristics", CHARACTERISTICS), ("accessible", ACCESSIBLE), ("languages", LANGUAGES),
)  # fmt: skip
"""What a service is found by: its texts, and the labels of its codes."""
_COLUMN_OF = {
    "characteristic": "characteristics", "setting": "settings", "site": "sites",
    "language": "languages",
}  # fmt: skip
_ELSE_FOR_ALL = ("characteristic", "setting", "site")
"""Facets in which a service that names none is for all."""


def add_service(unit: Unit, values: Mapping[str, Any]) -> SupportService:
    """Add a support service.

    Args:
        values: columns of `SupportService`; ``name`` and ``service_type`` are required.

    Raises:
        Invalid: the hours or their time zone are malformed, or the ``external_id`` is taken.
    """
    allow(unit.actor, "directory.add")
    service = SupportService(id=new_id(), **{**_DEFAULTS, **values}, updated_at=unit.now)
    _check(unit, service)
    unit.add(service)
    unit.flush()
    make_findable(unit, service)
    unit.record("service.create", service, change={"service_type": service.service_type})
    return service


def amend_service(
    unit: Unit, service_id: UUID, changes: Mapping[str, Any], *, version: int
) -> SupportService:
    """Change a support service's entry; a service keeps its own true.

    Raises:
        Invalid: see `add_service`; or a service changes what the team decides.
    """
    service = unit.session.get(SupportService, service_id)
    if service is None:
        raise NotFound
    connection = unit.session.connection()
    allow_on(connection, unit.actor, SupportService, service_id, "directory.write")
    if service.version != version:
        raise Stale
    if not permits(unit.actor, "directory.add"):
        _check_own(changes)
    _change(unit, service, changes)
    return service


@dataclass(slots=True)
class Imported:
    """How many entries an import made, changed and left as they were."""

    added: int = 0
    amended: int = 0
    unchanged: int = 0


def import_services(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> Imported:
    """Put many services into the directory at once: all of them, or none.

    A row whose ``external_id``, or ``id``, is known changes that entry; another adds one.

    Args:
        rows: as for `add_service`, of which ``id`` only says which entry is meant.

    Raises:
        Invalid: pointing at the row, counted from 0, and the column.
    """
    allow(unit.actor, "directory.add")
    done = Imported()
    for number, row in enumerate(rows):
        try:
            _put(unit, dict(row), done)
        except Invalid as wrong:
            faults = [Fault(f"/{number}{f.pointer}", f.code, f.detail) for f in wrong.faults]
            raise Invalid(faults) from None
    unit.record("service.import", change=asdict(done))
    return done


def make_findable(unit: Unit, service: SupportService) -> None:
    """Note by which words and at which hours a service is found, in place of what was noted."""
    for model in (ServiceHours, ServiceWord):
        unit.session.execute(delete(model).where(model.service_id == service.id))
    keys = keys_of(_text_of(service)) | set(_facets_of(service))
    words = [{"key": key, "service_id": service.id} for key in sorted(keys)]
    hours = [
        {
            "id": new_id(), "service_id": service.id, "timezone": service.timezone,
            "on_holidays": service.always_open or not service.closed_on_holidays,
            "weekday": weekday, "opens": opens, "closes": closes,
        }
        for weekday, opens, closes in (opening.minutes() for opening in _openings_of(service))
    ]  # fmt: skip
    for model, rows in ((ServiceWord, words), (ServiceHours, hours)):
        if rows:
            unit.session.execute(insert(model), rows)


def _put(unit: Unit, values: dict[str, Any], done: Imported) -> None:
    row_id, external_id = values.pop("id", None), values.get("external_id")
    known = SupportService.id == row_id
    if external_id is not None:
        known = SupportService.external_id == external_id
    service = unit.session.scalar(select(SupportService).where(known))
    if service is None and external_id is None and row_id is not None:
        raise invalid("/id", "not_found", "No service has this id.")
    if service is None:
        add_service(unit, values)
        done.added += 1
    elif all(getattr(service, name) == value for name, value in values.items()):
        done.unchanged += 1
    else:
        _change(unit, service, values)
        done.amended += 1


def _change(unit: Unit, service: SupportService, changes: Mapping[str, Any]) -> None:
    mailbox = service.contact.get("email")
    for name, value in changes.items():
        setattr(service, name, value)
    if service.contact.get("email") != mailbox:
        close_links_of(unit, service.id)
    _check(unit, service)
    service.updated_at = unit.now
    make_findable(unit, service)
    unit.record("service.amend", service, change={"fields": sorted(changes)})


def _check_own(changes: Mapping[str, Any]) -> None:
    if refused := sorted(KEPT_BY_TEAM & changes.keys()):
        detail = "Whoever keeps the directory decides this."
        raise Invalid([Fault(f"/{name}", "not_permitted", detail) for name in refused])


def _check(unit: Unit, service: SupportService) -> None:
    zone_of(service.timezone, "/timezone")
    service.rank = 0 if service.urgent else 1
    service.hours = [asdict(opening) for opening in openings_of(service.hours, "/hours")]
    if service.external_id is None:
        return
    query = select(SupportService.id).where(
        SupportService.external_id == service.external_id, SupportService.id != service.id
    )
    with unit.session.no_autoflush:
        if unit.session.scalar(query) is not None:
            raise invalid("/external_id", "taken", "Another service has this external id.")


def _openings_of(service: SupportService) -> Sequence[Opening]:
    if service.always_open:
        return [Opening(day, "00:00", "24:00") for day in WEEKDAYS.values()]
    return openings_of(service.hours, "/hours")


def _facets_of(service: SupportService) -> Iterator[str]:
    for facet in FACETS:
        value = getattr(service, _COLUMN_OF.get(facet, facet))
        several = value if isinstance(value, list) else [value]
        for one in several or ([FOR_ALL] if facet in _ELSE_FOR_ALL else []):
            yield facet_key(facet, one)


def _text_of(service: SupportService) -> str:
    said = [getattr(service, name) or "" for name in _TEXTS]
    texts = [text if isinstance(text, str) else "\n".join(text) for text in said]
    for name, codes in _CODED:
        value = getattr(service, name)
        texts += [codes.label(code) for code in ([value] if isinstance(value, str) else value)]
    return "\n".join(texts)
