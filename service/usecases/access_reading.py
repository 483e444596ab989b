"""Reading requests for access: what they give an officer just now, and why they were made."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from uuid import UUID

from service.domain.access import DECIDED_BY
from service.domain.actors import Actor
from service.domain.casework_lists import AccessKind
from service.domain.errors import NotAllowed, NotFound
from service.domain.policy import permits, relations
from service.store.models import AccessRequest, Case
from service.store.queries.guard import (
    live_grants,
    request_row,
    requests_unreviewed,
    requests_waiting,
)
from service.store.queries.pages import Page, Rows, kept_of
from service.store.queries.rows import AnyRow
from service.usecases.access import allow
from service.usecases.access_kinds import THINGS, held_on
from service.usecases.match_alerts import find_alert
from service.usecases.reading import Reading


def with_grants(reading: Reading, actor: Actor) -> Actor:
    """Give an officer what was granted to them and still lasts; nothing else changes."""
    if actor.id is None:
        return actor
    grants = live_grants(reading.connection, actor.id, reading.now)
    return replace(actor, unmasked=grants.unmasked, broken_glass=grants.broken_glass)


def list_waiting(reading: Reading, page: Page) -> Rows:
    """List the requests that wait for somebody like the actor to decide about them."""
    kinds = [kind for kind, needed in DECIDED_BY.items() if relations(reading.actor, needed)]
    return kept_of(
        partial(requests_waiting, reading.connection, reading.actor, kinds),
        lambda rows: [row for row in rows if _may_know_of(reading, row)],
        page,
    )


def _may_know_of(reading: Reading, row: AnyRow) -> bool:
    """Whether the match alert of a request, if it is about one, exists for the actor."""
    if row.kind != AccessKind.OPEN_MATCH:
        return True
    try:
        find_alert(reading, row.subject_id)
    except NotFound:
        return False
    return True


def list_unreviewed(reading: Reading, page: Page) -> Rows:
    """List the breaks of the glass that are over and wait for the actor's review.

    Raises:
        NotAllowed: the actor does not review.
    """
    allow(reading.actor, "access.review")
    return requests_unreviewed(reading.connection, reading.actor, reading.now, page)


def open_reasons(reading: Reading, rows: Iterable[AnyRow], *, purpose: str) -> dict[UUID, str]:
    """Open why access was asked for, on record, for whoever asked, decides or reviews.

    Args:
        rows: requests, as the queries of `service.store.queries.guard` give them.

    Raises:
        NotAllowed: one of the requests is none of the actor's business.
    """
    found = list(rows)
    for row in found:
        if not may_know_why(reading, row):
            raise NotAllowed("access.review", subject=(AccessRequest.__tablename__, row.id))
    reason, cases = AccessRequest.reason, {row.case_id for row in found}
    case_id = cases.pop() if len(cases) == 1 else None
    with reading.scope([reason.target(row) for row in found], purpose=purpose, case_id=case_id):
        return {row.id: reason.open(row)["reason"] for row in found}


def find_request(reading: Reading, request_id: UUID) -> AnyRow:
    """Give a request to whoever asked, decides or reviews.

    Raises:
        NotFound: there is none, or it is none of the actor's business.
    """
    row = request_row(reading.connection, reading.actor, request_id)
    if row is None:
        raise NotFound
    if not (_may_know_of(reading, row) and may_know_why(reading, row)):
        raise NotFound(permission="access.review", subject=(AccessRequest.__tablename__, row.id))
    return row


def may_know_why(reading: Reading, row: AnyRow) -> bool:
    """Whether the actor may read the reason of a request: who asked, decides, reviews, reads."""
    actor, asked = reading.actor, DECIDED_BY.get(row.kind, "access.review")
    model, held = THINGS.get(row.owner_table), held_on(reading.connection, actor, row)
    if row.requester_id == actor.id and held:  # not once a conflict of interest has come up
        return True
    if model is None:
        return permits(actor, asked)
    content = "case.read_content" if model is Case else "report.read_content"
    return permits(actor, asked, held) or permits(actor, content, held)
