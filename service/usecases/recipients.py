"""To whom a notice goes, and what it shows: both are looked up at the moment it is sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from service.domain.code_lists import ConsentScope, ConsentState, ReportMode, ReportState
from service.domain.notices import SERVICE_CODE, SERVICE_LINK, Recipient
from service.domain.referrals import LIVE
from service.domain.service_links import CODE_LASTS, SERVICE_PAGES, is_live
from service.store.models import Officer, Report
from service.store.queries.guard import has_conflict_since, is_shut_out
from service.store.queries.outbox import officer_contact
from service.store.queries.receiving import link_row
from service.store.queries.reports import consents_of, report_row
from service.store.queries.rows import AnyRow
from service.store.sealed import Sealed
from service.usecases.link_secrets import link_code, link_token
from service.usecases.reading import Reading

_PURPOSE = "notice"
_BY_MAIL = ("any", "email_only")
"""The codes of ``safe_to_contact`` that allow a mail."""


class Unwanted(Exception):
    """The notice is not to be sent, for a coded reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def looked_up(reading: Reading, notice: AnyRow) -> tuple[str, str]:
    """Give where a notice goes, and what its text leads to.

    Raises:
        Unwanted: nobody is to get it any more.
    """
    address = _ADDRESS[notice.recipient_kind](reading, notice)
    if not address:
        raise Unwanted("no_address")
    shown = _SHOWN.get(notice.kind, _front_door)
    return address, shown(reading, notice)


def _reporter_address(reading: Reading, notice: AnyRow) -> str | None:
    """Look up where to write to a reporter, if they want it at this moment."""
    report = report_row(reading.connection, notice.recipient_id)
    if report is None or report.state == ReportState.WITHDRAWN:
        raise Unwanted("withdrawn")
    if report.mode == ReportMode.ANONYMOUS:
        raise Unwanted("anonymous")
    answer = consents_of(reading.connection, report.id).get(ConsentScope.CONTACT)
    if answer is None or answer.state != ConsentState.GRANTED:
        raise Unwanted("no_consent")
    identity = _opened(reading, Report.identity, report, report.case_id)
    if identity.get("safe_to_contact", "any") not in _BY_MAIL:
        raise Unwanted("not_safe")
    return identity.get("email")


def _officer_address(reading: Reading, notice: AnyRow) -> str | None:
    """Look up where to write to an officer, if they may still know that there is something."""
    officer = officer_contact(reading.connection, notice.recipient_id)
    if officer is None:
        raise Unwanted("not_active")
    if _is_shut_out(reading, notice):
        raise Unwanted("shut_out")
    return _opened(reading, Officer.contact, officer, None).get("email")


def _is_shut_out(reading: Reading, notice: AnyRow) -> bool:
    """Whether an officer may not know of this; of a match alert whoever has a conflict since.

    What a match is about is not said anywhere. Whoever had a conflict before got no notice.
    """
    connection, officer_id = reading.connection, notice.recipient_id
    if notice.case_id is None and notice.report_id is None:
        return has_conflict_since(connection, officer_id, notice.created_at)
    about = {"case_id": notice.case_id, "report_id": notice.report_id}
    return is_shut_out(connection, officer_id, **about)


def _service_address(reading: Reading, notice: AnyRow) -> str | None:
    """Look up a service's mailbox, if there is still something to be read by the link."""
    link = link_row(reading.connection, notice.recipient_id)
    if link is None or not is_live(link, reading.now):
        raise Unwanted("ended")
    if notice.kind == SERVICE_LINK and link.status not in LIVE:
        raise Unwanted("ended")
    email: str | None = link.contact.get("email")
    return email


def _opened(reading: Reading, group: Sealed, row: AnyRow, case_id: UUID | None) -> dict[str, Any]:
    targets = [] if group.is_empty(row) else [group.target(row)]
    with reading.scope(targets, purpose=_PURPOSE, case_id=case_id):
        return group.open(row) if targets else {}


def _front_door(reading: Reading, _notice: AnyRow) -> str:
    return reading.instance.rules.issuer


def _link(reading: Reading, notice: AnyRow) -> str:
    token = link_token(reading.instance.provider, notice.recipient_id)
    return f"{reading.instance.rules.issuer}{SERVICE_PAGES}{token}"


def _code(reading: Reading, notice: AnyRow) -> str:
    link = link_row(reading.connection, notice.recipient_id)
    asked = link.code_asked_at if link else None
    if asked is None or reading.now >= asked + CODE_LASTS:
        raise Unwanted("too_late")
    return link_code(reading.instance.provider, notice.recipient_id, asked)


_ADDRESS: dict[str, Callable[[Reading, AnyRow], str | None]] = {
    Recipient.REPORTER: _reporter_address,
    Recipient.OFFICER: _officer_address,
    Recipient.SERVICE: _service_address,
}
_SHOWN: dict[str, Callable[[Reading, AnyRow], str]] = {SERVICE_LINK: _link, SERVICE_CODE: _code}
"""Notices that lead elsewhere than to the front door."""
