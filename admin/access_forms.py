"""Forms about who may know: conflicts of interest, and access that is on record."""

from flask_admin.babel import gettext as _
from wtforms import RadioField, SelectField, TextAreaField

from admin.forms import ConsoleForm, choices, choices_of, chosen_later, line, needed, pick, text
from admin.opened import purposes
from service.domain.casework_lists import CONFLICT_KINDS, REVIEW_RESULTS, ConflictKind


def _kind(default: ConflictKind | None = None) -> SelectField:
    blank = "" if default else _("Choose one")
    return pick(_("Why"), CONFLICT_KINDS, needed(_("Choose why.")), blank=blank, default=default)


def _purpose() -> SelectField:
    return SelectField(
        _("What do you need it for?"),
        [needed(_("Choose a purpose."))],
        choices=choices(purposes(), _("Choose a purpose")),
    )


def _reason() -> TextAreaField:
    return text(
        _("Why"),
        needed(_("Say why you need this.")),
        description=_("Kept sealed. Whoever decides or reviews reads it."),
    )


class RecuseForm(ConsoleForm):
    """Why one may have nothing to do with a case oneself."""

    kind = _kind(ConflictKind.RECUSED)


class ConflictForm(ConsoleForm):
    """Who may have nothing to do with a case, and why."""

    officer_id = chosen_later(_("Officer"), needed(_("Choose an officer.")))
    kind = _kind()


class AskForm(ConsoleForm):
    """What access is for, and why."""

    purpose = _purpose()
    reason = _reason()


class GlassForm(ConsoleForm):
    """Which case one has to get into, what for, and why."""

    reference = line(
        _("Reference of the case"),
        needed(_("Enter the reference, such as C-7K3F-9QXM.")),
        render_kw={"autocomplete": "off"},
    )
    purpose = _purpose()
    reason = _reason()


class ReviewForm(ConsoleForm):
    """What a review came to."""

    result = RadioField(
        _("Was it justified?"), [needed(_("Choose one."))], choices=choices_of(REVIEW_RESULTS)
    )
