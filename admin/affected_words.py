"""What the affected person's own consent means: where it stands, and what follows from it."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import lazy_gettext as _

from admin import steps
from service.domain.casework_lists import AFFECTED_CONSENTS, AffectedConsent
from service.domain.reports import check_affected_step
from service.store.queries.rows import AnyRow

_NEED_ONLY = _("Until they agree, a referral shares nothing of the report but the need.")
_MEANS = {
    AffectedConsent.NOT_ASKED: [_("Nobody has asked them yet."), _NEED_ONLY],
    AffectedConsent.ASKED: [_("They were asked and have not answered."), _NEED_ONLY],
    AffectedConsent.GIVEN: [
        _("They agree."),
        _("A referral may share what the reporter agreed to share."),
    ],
    AffectedConsent.REFUSED: [
        _("They do not agree."),
        _("A referral shares nothing of the report but the need."),
        _("There is no investigation unless the risk is high."),
    ],
}
"""Where it stands, and then what follows from that."""
_TONES = {AffectedConsent.GIVEN: "good", AffectedConsent.REFUSED: "danger"}
ACTS = {
    AffectedConsent.ASKED: _("Record that they were asked"),
    AffectedConsent.GIVEN: _("Record that they agree"),
    AffectedConsent.REFUSED: _("Record that they do not agree"),
}
"""What may be recorded, and what recording it is called."""
_BRINGS = {
    AffectedConsent.ASKED: [_("Nothing is sent: ask them yourself, in a way that is safe.")],
    AffectedConsent.GIVEN: [
        _("Record only what they told you themselves. They can take it back at any time.")
    ],
    AffectedConsent.REFUSED: [
        _("Every referral of this report that is under way is revoked at once."),
    ],
}


def consequences(state: AffectedConsent) -> list[str]:
    """Say plainly what recording an answer brings about."""
    return [str(line) for line in (*_BRINGS[state], *_MEANS[state][1:])]


def standing(report: AnyRow, *, may: bool) -> dict[str, Any]:
    """Describe where the consent stands, what follows from it and what may be recorded."""
    state = AffectedConsent(report.affected_consent)
    why_not = "" if may else steps.needs("report.affected_consent")
    return {
        "needed": state != AffectedConsent.NOT_NEEDED,
        "state": AFFECTED_CONSENTS.label(state),
        "tone": _TONES.get(state, "warn"),
        "means": _MEANS.get(state, ()),
        "acts": [
            steps.action(label, _address(report.id, to), why_not=why_not)
            for to, label in ACTS.items()
            if not steps.refusal_of(partial(check_affected_step, state, to))
        ],
    }


def _address(report_id: UUID, state: AffectedConsent) -> str:
    return url_for("console_reports.affected", report_id=report_id, state=state.value)
