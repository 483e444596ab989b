"""What stands on a referral's page: read once, sealed until a purpose is given."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_admin.babel import gettext as _

from admin import report_page
from admin.opened import Opened, open_groups
from service.domain.appointments import APPOINTMENT_MACHINE, TAKEN_ON
from service.domain.code_lists import CONSENT_SCOPES, CONSENT_STATES, DECLINE_REASONS
from service.domain.policy import permits
from service.domain.referrals import UNMET, WAITING
from service.domain.sharing import IDENTITY, NARRATIVE, NEED
from service.domain.support_lists import REFERRAL_ENDS
from service.store.models import Appointment, Progress, Referral, Report
from service.store.queries.places import place_of
from service.store.queries.receiving import appointments_of, progress_of
from service.store.queries.rows import AnyRow
from service.usecases.access import stands
from service.usecases.reading import Reading
from service.usecases.referral_consents import consents_asked
from service.usecases.share_preview import read_shared

_PARTS = {NEED: _("what they need"), IDENTITY: _("who they are"), NARRATIVE: _("what was told")}


def sealed_parts(reading: Reading, row: AnyRow, purpose: str | None) -> dict[str, Any]:
    """Give what the page shows of the person and of what was shared.

    Args:
        row: the referral as the officer may know of it; whoever only receives it is shown what
            their service was given, and still has.
        purpose: None while it stays sealed.
    """
    opened, shared = _opened(reading, row, purpose) if purpose else (Opened(), {})
    return {
        "appointments": [
            (one, opened.get(Appointment.content, one) or {})
            for one in appointments_of(reading.connection, row.id)
        ],
        "progress": [
            (one, opened.get(Progress.note, one) or {})
            for one in progress_of(reading.connection, row.id)
        ],
        "shown": purpose is not None,
        "need": opened.text(Referral.need, row, "need"),
        "person_rows": report_page.identity(opened.get(Referral.person, row) or {}),
        "shared": shared,
        "shared_rows": report_page.shared(shared),
        "taken_back": ", ".join(_PARTS[part] for part in row.taken_back),
    }


def why_ended(row: AnyRow) -> list[tuple[str, str]]:
    """Say why it was declined or stopped, as facts for the page."""
    facts = (
        (_("Declined because"), DECLINE_REASONS, row.decline_reason),
        (_("Stopped because"), REFERRAL_ENDS, row.end_reason),
    )
    return [(label, codes.label(code)) for label, codes, code in facts if code]


def consents(reading: Reading, row: AnyRow) -> list[dict[str, str]]:
    """List what is asked for this service, for the macro ``consent_list``.

    Whoever only receives the referral is shown none of it.
    """
    asked = [] if row.only_receives else consents_asked(reading.connection, row)
    return [
        {
            "label": CONSENT_SCOPES.label(one["scope"]),
            "state": one["state"] or "not_asked",
            "state_text": CONSENT_STATES.label(one["state"]) if one["state"] else _("Not asked"),
        }
        for one in asked
    ]


def ways_to_answer(
    reading: Reading, row: AnyRow, report: AnyRow | None
) -> Sequence[tuple[str, str]]:
    """Say where the officer may record an answer: for this service, and for all of them."""
    ways = []
    if _may(reading, "referral.consent", Referral, row):
        url = url_for("console_referrals.consents", referral_id=row.id)
        ways.append((_("Record an answer"), url))
    if report is not None and _may(reading, "report.consent", Report, report):
        url = url_for("console_reports.consents", report_id=report.id, referral=row.id)
        ways.append((_("Record an answer for every service"), url))
    return ways


def helping(reading: Reading, row: AnyRow) -> dict[str, Any]:
    """Give what may be done on the page besides the referral's own steps."""
    helps = _may(reading, "referral.receive", Referral, row)
    unmet = row.status in UNMET and row.followed_up_at is None and not row.only_receives
    return {
        "appointment_steps": APPOINTMENT_MACHINE.transitions if helps else (),
        "taken_on": helps and row.status in TAKEN_ON,
        "waiting": helps and row.status in WAITING,
        "to_follow_up": unmet and _may(reading, "referral.send", Referral, row),
    }


def _opened(reading: Reading, row: AnyRow, purpose: str) -> tuple[Opened, dict[str, Any]]:
    groups = () if row.only_receives else (Referral.need, Referral.person)
    wanted = [(group, row) for group in groups]
    wanted += [(Appointment.content, one) for one in appointments_of(reading.connection, row.id)]
    wanted += [(Progress.note, one) for one in progress_of(reading.connection, row.id)]
    case_id = place_of(reading.connection, Referral.__tablename__, row.id).case_id
    opened = open_groups(reading, wanted, purpose=purpose, case_id=case_id)
    sent = not Referral.shared.is_empty(row)
    return opened, read_shared(reading, row.id, purpose=purpose) if sent else {}


def _may(reading: Reading, permission: str, model: type, row: AnyRow) -> bool:
    held = stands(reading.connection, reading.actor, model, row.id)
    return permits(reading.actor, permission, held)
