"""Forms of what comes of a case: actions, outcome letters, learning points."""

from flask_admin.babel import gettext as _
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from admin.forms import ConsoleForm, chosen_later, needed, pick, text
from service.domain import support_lists as lists

_LEARNING_TEXT = 4_000


def _due() -> DateField:
    return DateField(
        _("Due"),
        [InputRequired(_("Say by which day."))],
        description=_("By the end of this day. Who sees to it is reminded one working day before."),
    )


def _owner() -> SelectField:
    return chosen_later(_("Who sees to it"), needed(_("Choose who sees to it.")))


class ActionForm(ConsoleForm):
    """Something to be done after an outcome."""

    kind = pick(
        _("What is done"), lists.ACTION_KINDS, needed(_("Choose what is done.")),
        blank=_("Choose one"),
    )  # fmt: skip
    party_id = chosen_later(
        _("For whom"), Optional(), description=_("Needed for a remedy. They are told of it.")
    )
    due_on = _due()
    officer_id = _owner()
    what = text(_("In words"), description=_("Kept sealed, for your colleagues."))
    outcome_id = chosen_later(_("The outcome it follows from"), Optional())


class ChangeActionForm(ConsoleForm):
    """By when an action is to be done, and by whom."""

    due_on = _due()
    officer_id = _owner()


class LetterForm(ConsoleForm):
    """An outcome letter."""

    template_id = chosen_later(_("Template"), needed(_("Choose a template.")))
    reasons = text(
        _("Why it was decided so"),
        needed(_("Give the reasons.")),
        description=_("In plain words, for this person. It stands in the letter as you write it."),
    )


class LearningForm(ConsoleForm):
    """What is to be learned from a case."""

    theme = pick(_("Theme"), lists.THEMES, needed(_("Choose a theme.")), blank=_("Choose one"))
    text = text(
        _("What is to be learned"),
        needed(_("Write what is to be learned.")),
        Length(max=_LEARNING_TEXT),
        description=_(
            "Of the university, not of people. No names, addresses, numbers, references or days."
        ),
    )
