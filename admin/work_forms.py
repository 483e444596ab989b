"""Forms for tasks, clocks and searches."""

from collections.abc import Collection
from datetime import MAXYEAR, MINYEAR
from typing import Any

from flask_admin.babel import gettext as _
from wtforms import DateField, Field, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from admin.forms import ConsoleForm, choices_of, chosen_later, line, needed, pick, text
from admin.forms import choices as as_choices
from service.domain.casework_lists import CHECK_IN_RESULTS, PAUSE_REASONS, TASK_KINDS
from service.domain.code_lists import IDENTIFIER_TYPES
from service.domain.codes import CodeList
from service.usecases.tasks import SET_ELSEWHERE

_DUE = _("By the end of this day. Who is to do it is reminded one working day before.")


def _pick_but(left_out: Collection[str], label: str, codes: CodeList, message: str) -> SelectField:
    """Give a field for a code of a list, but for those that people do not choose."""
    pairs = [pair for pair in codes.choices() if pair[0] not in left_out]
    return SelectField(label, [needed(message)], choices=as_choices(pairs, message.rstrip(".")))


def on_calendar(_form: Any, field: Field) -> None:
    """Refuse the years at whose ends there are moments that no clock can name."""
    if field.data and field.data.year in (MINYEAR, MAXYEAR):
        raise ValidationError(_("Give a day that is nearer."))


def _due() -> DateField:
    return DateField(_("Due"), [needed(_("Say by which day.")), on_calendar], description=_DUE)


class TaskForm(ConsoleForm):
    """Something to be done on a case."""

    kind = _pick_but(SET_ELSEWHERE, _("What is to be done"), TASK_KINDS, _("Choose what it is."))
    title = line(
        _("In words"), description=_("Kept sealed. Needed where none of the kinds above fits.")
    )
    due_at = _due()
    officer_id = chosen_later(_("Who is to do it"), Optional())
    note = text(_("Note"), description=_("Kept sealed."))


class ChangeTaskForm(ConsoleForm):
    """When a task is due, and who is to do it."""

    due_at = _due()
    officer_id = chosen_later(_("Who is to do it"), Optional())


class CheckInForm(ConsoleForm):
    """What a check-in found."""

    result = RadioField(
        _("What you learned"),
        [needed(_("Say what you learned."))],
        choices=choices_of(CHECK_IN_RESULTS),
    )


class PauseForm(ConsoleForm):
    """Why a clock is paused."""

    reason = _pick_but(("on_hold",), _("Reason"), PAUSE_REASONS, _("Choose a reason."))


class PlainForm(ConsoleForm):
    """Nothing to fill in: the button is the answer."""


class IdentifierForm(ConsoleForm):
    """Somebody's identifier, and why it is looked for."""

    type = pick(
        _("Kind of identifier"), IDENTIFIER_TYPES, needed(_("Choose the kind.")),
        blank=_("Choose one"),
    )  # fmt: skip
    value = line(
        _("Identifier"),
        needed(_("Enter the identifier.")),
        description=_("All of it; capitals and spaces make no difference. Names are not found."),
        render_kw={"autocomplete": "off"},
    )
    purpose = chosen_later(_("What do you need it for?"), needed(_("Choose a purpose.")))
