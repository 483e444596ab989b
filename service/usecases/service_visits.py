"""Coming to a referral by the link in an e-mail: a code to the service's mailbox, then a visit.

Nobody is known to have come until the code is right; before that a page may say the service's name
and no more. What was tried in vain is on record, so nothing here raises for a wrong token or code:
the caller lets the unit commit either way.
"""

import secrets
from uuid import UUID

from sqlalchemy import select, update

from service.domain.actors import Actor, ActorKind
from service.domain.notices import SERVICE_CODE
from service.domain.service_links import (
    TRIES_IN_ALL,
    VISIT_LASTS,
    is_live,
    is_visited,
    may_ask,
    takes_code,
)
from service.store.models import Referral, ServiceLink
from service.store.queries.receiving import link_by_token, link_by_visit
from service.usecases.link_secrets import is_code, link_code, token_mac, visit_mac
from service.usecases.notices import notify_service
from service.usecases.reading import Reading
from service.usecases.runtime import Runtime
from service.usecases.service_links import close_link
from service.usecases.unit import Unit, housekeeping


def service_of(reading: Reading, token: str) -> str | None:
    """Give the name of the service that a link is for; None where it leads nowhere any more."""
    row = link_by_token(reading.connection, token_mac(reading.instance.provider, token))
    return row.service_name if row is not None and is_live(row, reading.now) else None


def ask_code(unit: Unit, token: str) -> bool:
    """Send a code to the mailbox of the service, unless one was sent a moment ago.

    Returns:
        False where the link leads nowhere any more.
    """
    link = _live_link(unit, token)
    if link is None:
        return False
    if may_ask(link, unit.now):
        link.code_asked_at, link.code_tries = unit.now, 0
        unit.record("referral.link_code", link)
        notify_service(unit, link, SERVICE_CODE)
    return True


def open_link(unit: Unit, token: str, code: str) -> str | None:
    """Let in whoever has read the code; it is then used up.

    Returns:
        The token of their visit, for a cookie; None when anything was wrong.
    """
    link = _live_link(unit, token)
    if link is None:
        return None
    if not _is_right(unit, link, code):
        _refuse(unit, link)
        return None
    visit = secrets.token_urlsafe(32)
    link.code_asked_at, link.code_tries, link.wrong_tries = None, 0, 0
    link.visit_mac = visit_mac(unit.provider, visit)
    link.visit_until = unit.now + VISIT_LASTS
    referral = unit.session.get_one(Referral, link.referral_id)
    unit.go_on_as(_visitor(link.id, referral.id, referral.service_id, unit.actor.origin))
    unit.record("referral.link_open", link)
    return visit


def resume_visit(runtime: Runtime, reading: Reading, token: str) -> Actor | None:
    """Find who a visit's cookie stands for; None when the visit or its link has ended."""
    row = link_by_visit(reading.connection, visit_mac(runtime.provider, token))
    if row is None or not is_visited(row, reading.now):
        return None
    until = reading.now + VISIT_LASTS
    with housekeeping(runtime.engine) as session:
        session.execute(
            update(ServiceLink)
            .where(ServiceLink.id == row.id, ServiceLink.visit_mac == row.visit_mac)
            .values(visit_until=until)
        )
    return _visitor(row.id, row.referral_id, row.service_id, reading.actor.origin)


def leave(runtime: Runtime, visitor: Actor) -> None:
    """End a visit; by the same link its service can come again, with another code."""
    with housekeeping(runtime.engine) as session:
        session.execute(
            update(ServiceLink)
            .where(ServiceLink.id == visitor.id)
            .values(visit_mac=None, visit_until=None)
        )


def _visitor(link_id: UUID, referral_id: UUID, service_id: UUID, origin: str) -> Actor:
    return Actor(
        ActorKind.SERVICE, link_id, service_id=service_id, referral_id=referral_id, origin=origin
    )


def _live_link(unit: Unit, token: str) -> ServiceLink | None:
    """Find a link that still leads somewhere, and lock it: tries take turns."""
    mac = token_mac(unit.provider, token)
    query = select(ServiceLink).where(ServiceLink.token_mac == mac).with_for_update()
    link = unit.session.scalar(query)
    if link is None or not is_live(link, unit.now):
        unit.record("referral.link_refused", link, result="refused")
        return None
    return link


def _is_right(unit: Unit, link: ServiceLink, code: str) -> bool:
    asked = link.code_asked_at
    if asked is None or not takes_code(link, unit.now):
        return False
    return is_code(code, link_code(unit.provider, link.id, asked))


def _refuse(unit: Unit, link: ServiceLink) -> None:
    """Record a wrong code; it counts only against a code that could have been found."""
    if takes_code(link, unit.now):
        link.code_tries += 1
        link.wrong_tries += 1
    unit.record("referral.link_refused", link, result="refused")
    if link.wrong_tries >= TRIES_IN_ALL:
        close_link(unit, link)
