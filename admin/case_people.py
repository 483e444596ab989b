"""The parties on a case's pages: what each is called, who looks after it, what it was told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _

from admin.context import spelled, spelled_day
from admin.opened import Opened
from service.domain.code_lists import (
    PARTY_ROLES,
    PARTY_TYPES,
    WITHHOLDING_REASONS,
    PartyRole,
    Told,
)
from service.store.models import Party, PartyNotice
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.store.queries.support import service_names
from service.usecases.reading import Reading


def labels_of(parties: Iterable[AnyRow]) -> dict[UUID, str]:
    """Name each party by what it is to the case; those that are alike are numbered."""
    seen: Counter[str] = Counter()
    labels: dict[UUID, str] = {}
    for party in parties:
        label = ", ".join((PARTY_ROLES.label(party.role), PARTY_TYPES.label(party.party_type)))
        seen[label] += 1
        labels[party.id] = f"{label} ({seen[label]})" if seen[label] > 1 else label
    return labels


def reported(party: AnyRow) -> bool:
    """Whether a party is who made a report: they are told by message, and say who they are."""
    return bool(party.role == PartyRole.REPORTING and party.report_id is not None)


def parties_shown(
    reading: Reading,
    parties: Sequence[AnyRow],
    notices: Mapping[UUID, Sequence[AnyRow]],
    opened: Opened,
) -> list[dict[str, Any]]:
    """Describe the parties, who looks after each, and what each was told."""
    labels = labels_of(parties)
    officers = {row.officer_id for rows in notices.values() for row in rows}
    officers |= {party.contact_officer_id for party in parties}
    names = names_of(reading.connection, [one for one in officers if one])
    offered = [party.support_service_id for party in parties if party.support_service_id]
    services = service_names(reading.connection, offered)
    return [
        {
            "row": party,
            "role": labels[party.id],
            "name": _name(party, opened),
            "told": [{"text": _told(party), "done": party.told != Told.NOT_YET}],
            "care": [_contact(party, names), _support(party, services)],
            "notices": [_notice(row, names, opened) for row in notices.get(party.id, ())],
        }
        for party in parties
    ]


def _name(party: AnyRow, opened: Opened) -> str:
    if Party.identity.is_empty(party):
        return _("Not named")
    held = opened.get(Party.identity, party)
    if held is None:
        return _("Name sealed")
    named: Iterable[Any] = (held.get("name"), held.get("email"), held.get("phone"))
    return ", ".join(str(part) for part in named if part) or _("Not named")


def _told(party: AnyRow) -> str:
    if party.told == Told.TOLD:
        return _("Told the outcome on %(day)s", day=spelled_day(party.told_at))
    if party.told == Told.WITHHELD:
        reason = WITHHOLDING_REASONS.label(party.withholding_reason).lower()
        return _("Not told: %(reason)s", reason=reason)
    return _("Not told the outcome yet")


def _contact(party: AnyRow, names: Mapping[UUID, str]) -> str:
    if party.contact_officer_id is None:
        return _("No contact officer yet")
    name = names.get(party.contact_officer_id, _("Somebody"))
    return _("Contact officer: %(name)s", name=name)


def _support(party: AnyRow, services: Mapping[UUID, str]) -> str:
    if party.support_service_id is None:
        return _("No support offered yet")
    service = services.get(party.support_service_id, _("a service"))
    day = spelled_day(party.support_offered_at)
    return _("Support offered on %(day)s: %(service)s", day=day, service=service)


def _notice(row: AnyRow, names: Mapping[UUID, str], opened: Opened) -> dict[str, str]:
    text = opened.text(PartyNotice.content, row)
    return {
        "when": spelled(row.told_at),
        "by": names.get(row.officer_id, _("Somebody")),
        "text": _("Sealed") if text is None else text,
    }
