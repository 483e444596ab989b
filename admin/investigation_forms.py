"""Forms of the formal stage: allegations, findings, appeals, the last letter, joint owners."""

from flask_admin.babel import gettext as _
from wtforms import DateField
from wtforms.validators import InputRequired, Optional

from admin.forms import ConsoleForm, chosen_later, needed, pick, several, text
from service.domain import casework_lists as work_lists
from service.domain import code_lists as lists


class AllegationKindForm(ConsoleForm):
    """Whom an allegation is about and what kind it is, while its wording is sealed."""

    party_id = chosen_later(
        _("Whom it is about"), Optional(), description=_("A responding party of this case.")
    )
    incident_types = several(_("What kind of incident"), lists.INCIDENT_TYPES)


class AllegationForm(AllegationKindForm):
    """An allegation."""

    wording = text(
        _("What is alleged"),
        needed(_("Write what is alleged.")),
        description=_("One thing at a time: each allegation gets its own finding. Kept sealed."),
    )


class FindingForm(ConsoleForm):
    """What was found on an allegation."""

    finding = pick(
        _("Finding"), lists.FINDINGS, needed(_("Choose a finding.")), blank=_("Choose one")
    )
    reasons = text(_("Reasons"), needed(_("Give the reasons.")), description=_("Kept sealed."))


class AppealForm(ConsoleForm):
    """A party's appeal."""

    party_id = chosen_later(_("Who appeals"), needed(_("Choose who appeals.")))
    grounds = several(_("Grounds"), work_lists.APPEAL_GROUNDS, needed(_("Choose at least one.")))
    text = text(
        _("The appeal as it was made"),
        needed(_("Write what the appeal says.")),
        description=_("In their words. Kept sealed."),
    )


class AppealDecisionForm(ConsoleForm):
    """What came of an appeal."""

    result = pick(
        _("Result"), work_lists.APPEAL_RESULTS, needed(_("Choose a result.")), blank=_("Choose one")
    )
    reasons = text(_("Reasons"), needed(_("Give the reasons.")), description=_("Kept sealed."))


class LetterForm(ConsoleForm):
    """When the Completion of Procedures letter was sent."""

    issued_on = DateField(_("Date of the letter"), [InputRequired(_("Enter the date."))])


class JointOwnerForm(ConsoleForm):
    """Whom a case is shared with."""

    provider_id = chosen_later(_("Placement provider"), needed(_("Choose a placement provider.")))
