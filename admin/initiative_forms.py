"""The form of an initiative: what people said, what was done, and what its figures rest on."""

from typing import Any

from flask_admin.babel import gettext as _
from wtforms import DateField, IntegerField
from wtforms.validators import NumberRange, Optional

from admin.directory_fields import prose, short
from admin.forms import chosen_later, needed, pick, several
from admin.lists import as_uuid
from admin.row_form import RowForm
from admin.work_forms import on_calendar
from service.domain.code_lists import SETTINGS
from service.domain.initiatives import FIXED, MOST_REACHED
from service.domain.support_lists import INITIATIVE_STAGES, LED_BY, THEMES

_WORDS = 5000
_IN_WELSH = {"lang": "cy"}
_OR_NOTHING = ("title_cy", "said_cy", "did_cy")
"""Texts that are absent, rather than empty."""


class InitiativeForm(RowForm):
    """What an initiative says. Nobody may be found in it."""

    title = short(_("Title"), asked=_("Give it a title."))
    title_cy = short(_("Title in Welsh"), render_kw=_IN_WELSH)
    said = prose(
        _("What people told us"), _WORDS, asked=_("Say what people told you."),
        description=_("In words of your own. Nobody may be found in them: quote no report."),
    )  # fmt: skip
    said_cy = prose(_("What people told us, in Welsh"), _WORDS, render_kw=_IN_WELSH)
    did = prose(_("What was done"), _WORDS, asked=_("Say what was done."))
    did_cy = prose(_("What was done, in Welsh"), _WORDS, render_kw=_IN_WELSH)
    led_by = pick(_("Led by"), LED_BY, needed(_("Say who leads it.")), blank=_("Choose one"))
    stage = pick(
        _("How far it is"), INITIATIVE_STAGES, needed(_("Say how far it is.")),
        blank=_("Choose one"),
    )  # fmt: skip
    themes = several(
        _("Themes"), THEMES, needed(_("Choose one theme at least.")),
        description=_("How many reports touch on them is counted when it is published."),
    )  # fmt: skip
    settings = several(
        _("Settings"), SETTINGS, description=_("Tick none if it is for the whole institution.")
    )
    service_id = chosen_later(_("Support service"), Optional())
    started_on = DateField(_("Began on"), [Optional(), on_calendar])
    ended_on = DateField(_("Ended on"), [Optional(), on_calendar])
    people_reached = IntegerField(
        _("How many people it reached"),
        [Optional(), NumberRange(0, MOST_REACHED, _("Give a number of people."))],
        description=_("As counted. The public sees it rounded to 5, and nothing of fewer than 8."),
    )

    def columns(self) -> dict[str, Any]:
        """Give what was typed as columns of `Initiative`."""
        typed = super().columns()
        return {
            **typed,
            **{name: typed[name] or None for name in _OR_NOTHING},
            "service_id": as_uuid(typed["service_id"] or ""),
        }


class PublishedForm(InitiativeForm):
    """The same while it is public: what its figures rest on stays as it is."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for name in FIXED:
            del self[name]
