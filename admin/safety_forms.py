"""Forms that keep people safe: the risk form by its version, and interim measures."""

from typing import Any

from flask_admin.babel import gettext as _
from wtforms import DateField, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from admin.forms import ConsoleForm, choices, chosen_later, needed, pick, text
from service.domain import casework_lists as work_lists
from service.domain import code_lists as lists
from service.domain.risk import CURRENT_RISK_FORM, RISK_FORMS, Question


def _asks(question: Question) -> RadioField:
    pairs = [(answer.code, answer.label) for answer in question.answers]
    return RadioField(question.text, [needed(_("Choose an answer."))], choices=choices(pairs))


def risk_form() -> Any:
    """Make the risk assessment form, with the questions of the version now in use."""

    class RiskForm(ConsoleForm):
        form_version = HiddenField(default=CURRENT_RISK_FORM)

    for question in RISK_FORMS[CURRENT_RISK_FORM]:
        setattr(RiskForm, _name(question), _asks(question))
    RiskForm.harm = _level(_("Risk of harm"), _("To the safety or health of anybody."))
    RiskForm.detriment = _level(_("Risk of detriment"), _("Of being treated worse for it."))
    RiskForm.reasons = text(_("Why these levels"), description=_("Kept sealed."))
    RiskForm.review_on = DateField(
        _("Look again on"), [Optional()], description=_("A task is set for that day.")
    )
    return RiskForm()


def answers_of(form: Any) -> list[dict[str, str]]:
    """Give what was answered, as codes."""
    questions = RISK_FORMS[CURRENT_RISK_FORM]
    return [{"question": one.code, "answer": form[_name(one)].data} for one in questions]


def _name(question: Question) -> str:
    """Name a question's field, apart from the form's own."""
    return f"{question.about}_{question.code}"


def _level(label: str, description: str) -> Any:
    return pick(
        label, lists.RISK_LEVELS, needed(_("Choose a level.")), blank=_("Choose a level"),
        description=description,
    )  # fmt: skip


class MeasureForm(ConsoleForm):
    """An interim measure to start."""

    measure_type = pick(
        _("Measure"), work_lists.MEASURE_TYPES, needed(_("Choose a measure.")),
        blank=_("Choose one"),
    )  # fmt: skip
    party_id = chosen_later(_("Whom it concerns"), Optional())
    text = text(
        _("What is arranged"),
        needed(_("Write what is arranged.")),
        description=_("Who does what from when. Kept sealed."),
    )
    starts_on = DateField(
        _("Starts on"), [Optional()], description=_("Today where it is left empty.")
    )
    review_on = DateField(
        _("Review on"),
        [InputRequired(_("Say when it is reviewed."))],
        description=_("A task is set for that day."),
    )


class ReviewForm(ConsoleForm):
    """A review of an interim measure, after which it goes on."""

    review_on = DateField(_("Review again on"), [InputRequired(_("Say when it is reviewed next."))])
    reason = text(_("Why it goes on"), description=_("For your colleagues. Kept sealed."))


class LiftForm(ConsoleForm):
    """The end of an interim measure."""

    reason = text(_("Why it is lifted"), description=_("For your colleagues. Kept sealed."))
