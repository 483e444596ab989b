"""Rows to choose from in a form: only those in use, and the one that is chosen already."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _

from admin.forms import choices
from service.store.queries.people import active_officers, names_of
from service.store.queries.providers import providers_to_choose
from service.store.queries.support import all_services, service_names
from service.store.queries.work import officers_on, officers_who_see
from service.usecases.reading import Reading


def offer_providers(reading: Reading, field: Any, chosen: UUID | None = None) -> None:
    """Let a placement provider be chosen, or none."""
    rows = providers_to_choose(reading.connection, chosen)
    _offer(field, [(row.id, row.name) for row in rows], _("None"))


def offer_officers(reading: Reading, field: Any, chosen: UUID | None = None) -> None:
    """Let an officer be chosen, or nobody."""
    pairs = {row.id: row.display_name for row in active_officers(reading.connection)}
    _offer(field, _with(pairs, chosen, names_of(reading.connection, _ids(chosen))), _("Nobody"))


def offer_colleagues(
    reading: Reading, field: Any, case_id: UUID | None, chosen: UUID | None = None
) -> None:
    """Let one of those on a case be chosen, or nobody in particular."""
    on_case = officers_on(reading.connection, case_id) if case_id else []
    pairs = _with(
        names_of(reading.connection, on_case), chosen, names_of(reading.connection, _ids(chosen))
    )
    _offer(field, pairs, _("Whoever looks after the case"))


def offer_owners(reading: Reading, field: Any, case_id: UUID, chosen: UUID | None = None) -> None:
    """Let one of those who see a case be chosen, whether they are on it or manage all."""
    pairs = names_of(reading.connection, officers_who_see(reading.connection, case_id))
    mine = names_of(reading.connection, _ids(chosen))
    _offer(field, _with(pairs, chosen, mine), _("Choose one"))


def offer_services(reading: Reading, field: Any, chosen: UUID | None = None) -> None:
    """Let a support service be chosen, or none."""
    pairs = {row.id: row.name for row in all_services(reading.connection)}
    _offer(field, _with(pairs, chosen, service_names(reading.connection, _ids(chosen))), _("None"))


def offer_parties(field: Any, labels: Mapping[UUID, str], blank: str) -> None:
    """Let one of these parties be chosen; ``blank`` is what choosing none is called."""
    _offer(field, labels.items(), blank)


def said_by(field: Any) -> str:
    """Give what the chosen one is called."""
    chosen = field.data or ""
    return next((str(one.label) for one in field.choices if one.value == chosen), "")


def _ids(chosen: UUID | None) -> list[UUID]:
    return [chosen] if chosen else []


def _with(
    rows: Mapping[UUID, str], chosen: UUID | None, names: Mapping[UUID, str]
) -> Iterable[tuple[UUID, str]]:
    """Add what is chosen already, though it may no longer be chosen anew."""
    missing = {} if chosen is None or chosen in rows else names
    return [*rows.items(), *missing.items()]


def _offer(field: Any, pairs: Iterable[tuple[UUID, str]], blank: str) -> None:
    field.choices = choices([(str(one), label) for one, label in pairs], blank)
