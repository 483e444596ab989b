"""A visit to one referral: what was shared, how it stands, what may be done, and leaving."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, request
from flask_admin.babel import gettext as _

from admin import report_page
from admin.opened import open_groups
from admin.service_pages import cookie
from admin.service_pages.base import Answer, own_referral, page, runtime, visitor
from admin.session import stranger
from service.domain.appointments import APPOINTMENT_MACHINE, TAKEN_ON
from service.domain.errors import NotFound
from service.domain.policy import permits
from service.domain.referrals import REFERRAL_MACHINE
from service.store.models import Appointment, Progress, Referral
from service.store.queries.places import place_of
from service.store.queries.receiving import appointments_of, progress_of
from service.store.queries.referrals import seen_referral
from service.store.queries.rows import AnyRow
from service.store.queries.support import service_row
from service.usecases import service_visits
from service.usecases.access import actions_for, allow_on
from service.usecases.reading import Reading
from service.usecases.share_preview import read_shared

visiting = Blueprint("service_visit", __name__)

_PURPOSE = "support_referral"


@visiting.before_request
def stand_before() -> Answer | None:
    """Let only those in whose visit is open."""
    token = cookie.given(request)
    with runtime().reading(stranger(request)) as reading:
        g.visitor = service_visits.resume_visit(runtime(), reading, token) if token else None
    return None if g.visitor else _over()


@visiting.get("/visit")
def show() -> Answer:
    """Show the referral: its content on record, or why there is none any more."""
    with runtime().reading(visitor()) as reading:
        row = own_row(reading)
        held = allow_on(reading.connection, visitor(), Referral, row.id)
        may_read = permits(visitor(), "referral.read_content", held)
        steps = actions_for(reading.connection, visitor(), REFERRAL_MACHINE, Referral, row)
        return page(
            "service/referral.html", referral=row, may_read=may_read,
            service=service_row(reading.connection, row.service_id),
            steps=[step for step, allowed in steps if allowed], taken_on=row.status in TAKEN_ON,
            appointment_steps=APPOINTMENT_MACHINE.transitions,
            **(_content(reading, row) if may_read else {}),
        )  # fmt: skip


@visiting.post("/visit/leave")
def leave() -> Answer:
    """End the visit; the same link leads here again, with another code."""
    service_visits.leave(runtime(), visitor())
    says = [_("To come back, follow the link in the e-mail again.")]
    left, status = page(
        "service/message.html", title=_("You have left"), says=says, may_leave=False
    )
    return cookie.forget(Response(left, status))


def own_row(reading: Reading) -> AnyRow:
    """Give the referral that the visit is to, as its service may know of it.

    Raises:
        NotFound: it may not be known of.
    """
    row = seen_referral(reading.connection, visitor(), own_referral())
    if row is None:
        raise NotFound
    return row


def _content(reading: Reading, row: AnyRow) -> dict[str, Any]:
    """Open what was shared, and what the service said and arranged itself."""
    shared = read_shared(reading, row.id, purpose=_PURPOSE)
    appointments = appointments_of(reading.connection, row.id)
    progress = progress_of(reading.connection, row.id)
    wanted = [(Appointment.content, one) for one in appointments]
    wanted += [(Progress.note, one) for one in progress]
    case_id = place_of(reading.connection, Referral.__tablename__, row.id).case_id
    opened = open_groups(reading, wanted, purpose=_PURPOSE, case_id=case_id)
    return {
        "shared": shared,
        "shared_rows": report_page.shared(shared),
        "appointments": [(one, opened.get(Appointment.content, one) or {}) for one in appointments],
        "progress": [(one, opened.get(Progress.note, one) or {}) for one in progress],
    }


def _over() -> Answer:
    return page(
        "service/message.html", HTTPStatus.FORBIDDEN, title=_("Your visit is over"),
        says=[_("Follow the link in the e-mail again, and ask for another code.")],
        may_leave=False,
    )  # fmt: skip
