"""The forms of triage."""

from flask_admin.babel import gettext as _

from admin.forms import ConsoleForm, needed, pick, text
from service.domain.casework_lists import ACTION_DECISIONS, CORROBORATION
from service.domain.code_lists import RISK_LEVELS

_CHOOSE = _("Choose one")
_MISSING = _("Choose an answer.")


class AssessmentForm(ConsoleForm):
    """Acting on a report, weighed against not acting."""

    risk_of_acting = pick(
        _("Risk of acting"),
        RISK_LEVELS,
        needed(_MISSING),
        blank=_CHOOSE,
        description=_("For whoever told us, and for everybody else concerned."),
    )
    risk_of_not_acting = pick(_("Risk of not acting"), RISK_LEVELS, needed(_MISSING), blank=_CHOOSE)
    corroboration = pick(
        _("Could it be corroborated?"), CORROBORATION, needed(_MISSING), blank=_CHOOSE
    )
    could_corroborate = text(
        _("What could corroborate it"), description=_("Records, rotas, people who were there.")
    )
    decision = pick(_("Decision"), ACTION_DECISIONS, needed(_MISSING), blank=_CHOOSE)
    reasons = text(
        _("Reasons"),
        needed(_("Write the reasons first.")),
        description=_("Kept sealed. It cannot be changed later; a new assessment can be added."),
    )
