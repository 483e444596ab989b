"""A way by e-mail to one referral, for a service with neither an account nor a system of its own.

The mail names nobody and nothing. Who follows it comes no further than a page that sends a code to
the service's own mailbox: see `service.usecases.service_visits`.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from service.domain.errors import NotFound, WrongState
from service.domain.ids import new_id
from service.domain.notices import SERVICE_LINK
from service.domain.referrals import LIVE
from service.domain.service_links import LINK_LASTS, is_live
from service.store.models import Referral, ServiceLink, SupportService
from service.store.queries.receiving import has_way_in
from service.usecases.access import load
from service.usecases.link_secrets import link_token, token_mac
from service.usecases.notices import notify_service
from service.usecases.parts import part_of
from service.usecases.unit import Unit


def offer_link(unit: Unit, referral_id: UUID) -> ServiceLink:
    """Send a service a link to a referral. Earlier links to it end.

    Raises:
        WrongState: the referral is not under way, or the service has no e-mail address.
    """
    referral = load(unit, Referral, referral_id, "referral.send")
    if referral.status not in LIVE:
        raise WrongState("Only a referral that was sent and is not over can have a link.")
    if not _mailbox(unit, referral):
        raise WrongState("The directory has no e-mail address of this service.")
    return _offer(unit, referral)


def offer_link_if_needed(unit: Unit, referral: Referral) -> None:
    """Send a link for a referral that was just sent, where the service has no other way in."""
    if _mailbox(unit, referral) and not has_way_in(unit.session.connection(), referral.service_id):
        _offer(unit, referral)


def end_link(unit: Unit, referral_id: UUID, link_id: UUID) -> None:
    """End a link at once, and whatever visit came by it.

    Raises:
        NotFound: the referral has no such link any more.
    """
    referral = load(unit, Referral, referral_id, "referral.send")
    link = part_of(unit, ServiceLink, referral.id, link_id, whole="referral_id")
    if not is_live(link, unit.now):
        raise NotFound
    close_link(unit, link)


def close_link(unit: Unit, link: ServiceLink) -> None:
    """End a link; the caller has checked that it is to."""
    link.ended_at, link.visit_mac, link.visit_until = unit.now, None, None
    unit.record("referral.link_end", link)


def close_links_of(unit: Unit, service_id: UUID) -> None:
    """End every link of a service whose mailbox is no longer the one they were sent to."""
    query = (
        select(ServiceLink)
        .join(Referral, Referral.id == ServiceLink.referral_id)
        .where(Referral.service_id == service_id, ServiceLink.ended_at.is_(None))
        .order_by(ServiceLink.id)
    )
    for link in unit.session.scalars(query.with_for_update(of=ServiceLink)).all():
        close_link(unit, link)


def _offer(unit: Unit, referral: Referral) -> ServiceLink:
    for earlier in _live_links(unit, referral):
        close_link(unit, earlier)
    link_id = new_id()
    mac = token_mac(unit.provider, link_token(unit.provider, link_id))
    link = ServiceLink(
        id=link_id, referral_id=referral.id, token_mac=mac, created_at=unit.now,
        expires_at=unit.now + LINK_LASTS,
    )  # fmt: skip
    unit.add(link)
    unit.record("referral.link", link)
    notify_service(unit, link, SERVICE_LINK)
    return link


def _mailbox(unit: Unit, referral: Referral) -> str | None:
    service = unit.session.get_one(SupportService, referral.service_id)
    email: str | None = service.contact.get("email")
    return email


def _live_links(unit: Unit, referral: Referral) -> Sequence[ServiceLink]:
    query = select(ServiceLink).where(
        ServiceLink.referral_id == referral.id, ServiceLink.ended_at.is_(None),
        ServiceLink.expires_at > unit.now,
    )  # fmt: skip
    return unit.session.scalars(query.order_by(ServiceLink.id)).all()
