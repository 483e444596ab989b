"""The referrals that a reporter may know of: those they were asked about, and those that were sent.

Which services somebody turned to is for them to tell their supporters: a supporter sees none of it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service.domain.code_lists import DECLINE_REASONS
from service.domain.sharing import IDENTITY, NARRATIVE, NEED
from service.domain.support_lists import REFERRAL_ENDS
from service.store.queries.referrals import referrals_about
from service.store.queries.rows import AnyRow
from service.usecases.follow_up import readable_report
from service.usecases.reading import Reading
from service.usecases.referral_consents import consents_asked
from service.usecases.share_preview import preview

_WORDS = {NEED: "what you need", IDENTITY: "who you are", NARRATIVE: "what you wrote"}
_PURPOSE = "rights_request"


def own_referrals(reading: Reading) -> list[dict[str, Any]]:
    """Say to which services the reporter was referred, how it stands, and what was shared.

    Raises:
        NotFound, NotAllowed: the actor is no reporter, or a supporter.
    """
    return [_told(row) for row in _rows(reading)]


def own_referrals_to_answer(reading: Reading) -> list[dict[str, Any]]:
    """Give the same, with what the reporter is asked about each and what they answered."""
    connection = reading.connection
    return [{**_told(row), "consents": consents_asked(connection, row)} for row in _rows(reading)]


def preview_own(reading: Reading, referral_id: UUID) -> dict[str, Any]:
    """Show the reporter exactly what would be sent of theirs, if they agree to be referred."""
    readable_report(reading, "report.consent")
    return preview(reading, referral_id, purpose=_PURPOSE)


def _rows(reading: Reading) -> Sequence[AnyRow]:
    report_id = readable_report(reading, "report.consent")
    return referrals_about(reading.connection, report_id, known_to=reading.actor)


def _told(row: AnyRow) -> dict[str, Any]:
    names = ("id", "service_name", "status", "asked_at", "sent_at", "expected_on")
    still = [part for part in row.shared_groups if part not in row.taken_back]
    return {
        **{name: getattr(row, name) for name in names},
        "reason": _reason(row),
        "shared": [_WORDS[part] for part in still],
        "taken_back": [_WORDS[part] for part in row.taken_back],
    }


def _reason(row: AnyRow) -> str | None:
    if row.decline_reason:
        return DECLINE_REASONS.label(row.decline_reason)
    return REFERRAL_ENDS.label(row.end_reason) if row.end_reason else None
