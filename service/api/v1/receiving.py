"""What a service says of how it goes, and its way by e-mail to one referral."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.base import PurposeQuery
from service.api.schemas.receiving import (
    ProgressesOut,
    ProgressIn,
    ProgressOut,
    ServiceLinkOut,
    ServiceLinksOut,
)
from service.api.v1.appointments import READ, WRITE
from service.api.v1.shared import with_text
from service.domain.actors import Scope
from service.store.models import Progress, Referral
from service.store.queries import receiving as queries
from service.store.queries.places import place_of
from service.usecases import progress, service_links
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

receiving = Resource("Receiving", "How it goes with a referral, and links to it by e-mail.")

_SEND = [Scope.REFERRALS_WRITE]
_PROGRESS = "/v1/referrals/<uuid:referral_id>/progress"
_LINKS = "/v1/referrals/<uuid:referral_id>/links"


@receiving.operation(
    "GET", _PROGRESS, "listProgress", "Read how it goes with a referral",
    query=PurposeQuery(), answer=ProgressesOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_progress(reading: Reading, query: dict[str, Any], referral_id: UUID) -> dict[str, Any]:
    """Open the notes."""
    connection = reading.connection
    allow_on(connection, reading.actor, Referral, referral_id, "referral.read_content")
    rows = queries.progress_of(connection, referral_id)
    case_id = place_of(connection, Referral.__tablename__, referral_id).case_id
    purpose = query["purpose"]
    return {"data": with_text(reading, rows, Progress.note, purpose=purpose, case_id=case_id)}


@receiving.operation(
    "POST", _PROGRESS, "recordProgress", "Say how it goes with a referral",
    description="For whoever sent it; the person is not shown it.",
    scopes=WRITE, body=ProgressIn(), answer=ProgressOut(), creates=True,
    errors=["not_found", "wrong_state"], example={"kind": "contact_made"},
)  # fmt: skip
def record_progress(unit: Unit, body: dict[str, Any], referral_id: UUID) -> Result:
    """Say it."""
    said = progress.record_progress(unit, referral_id, **body)
    return Result({name: getattr(said, name) for name in ("id", "kind", "recorded_at")})


@receiving.operation(
    "GET", _LINKS, "listServiceLinks", "Read which links to a referral there were",
    answer=ServiceLinksOut(), scopes=[Scope.REFERRALS_READ, *_SEND], errors=["not_found"],
)  # fmt: skip
def list_links(reading: Reading, referral_id: UUID) -> dict[str, Any]:
    """List them."""
    allow_on(reading.connection, reading.actor, Referral, referral_id)
    return {"data": queries.links_of(reading.connection, referral_id)}


@receiving.operation(
    "POST", _LINKS, "offerServiceLink", "Send the service a link to a referral",
    description="By e-mail, to the address in the directory. The mail names nobody; whoever "
    "follows it must read a code from the same mailbox. Earlier links to the referral end.",
    scopes=_SEND, answer=ServiceLinkOut(), creates=True, errors=["not_found", "wrong_state"],
)  # fmt: skip
def offer_link(unit: Unit, referral_id: UUID) -> Result:
    """Send one."""
    return Result(service_links.offer_link(unit, referral_id))


@receiving.operation(
    "DELETE", f"{_LINKS}/<uuid:link_id>", "endServiceLink", "End a link to a referral",
    description="It ends at once, and whatever visit came by it.", scopes=_SEND,
    errors=["not_found"],
)  # fmt: skip
def end_link(unit: Unit, referral_id: UUID, link_id: UUID) -> None:
    """End it."""
    service_links.end_link(unit, referral_id, link_id)
