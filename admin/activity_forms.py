"""The forms of what peers do together, and of when they meet."""

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_admin.babel import gettext as _
from wtforms import BooleanField, DateTimeLocalField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from admin.directory_fields import prose, short
from admin.forms import ConsoleForm, chosen_later, needed, pick, several
from admin.row_form import RowForm
from admin.work_forms import on_calendar
from service.domain.activities import MOST_PEOPLE, MOST_WEEKS
from service.domain.code_lists import CHARACTERISTICS, LANGUAGES
from service.domain.support_lists import ACTIVITY_KINDS

_WORDS, _SITE = 5000, 100
_IN_WELSH = {"lang": "cy"}


def _room(description: str) -> IntegerField:
    return IntegerField(
        _("How many can come"),
        [Optional(), NumberRange(1, MOST_PEOPLE, _("Give a number of people, or nothing."))],
        description=description,
    )


def _moment(label: str, asked: str) -> DateTimeLocalField:
    return DateTimeLocalField(label, [InputRequired(asked), on_calendar])


class ActivityForm(RowForm):
    """What peers do together. All of it is public."""

    name = short(_("Name"), asked=_("Give it a name."))
    name_cy = short(_("Name in Welsh"), render_kw=_IN_WELSH)
    kind = pick(_("Kind"), ACTIVITY_KINDS, needed(_("Choose what kind it is.")),
                blank=_("Choose one"))  # fmt: skip
    description = prose(_("What it is"), _WORDS, description=_("Name no person here."))
    description_cy = prose(_("What it is, in Welsh"), _WORDS, render_kw=_IN_WELSH)
    characteristics = several(
        _("Meant for people who share"), CHARACTERISTICS,
        description=_("Tick none if it is for everybody."),
    )  # fmt: skip
    languages = several(_("Languages"), LANGUAGES, default=["en"])
    online = BooleanField(_("It meets online"))
    site = short(_("Site"), most=_SITE)
    capacity = _room(_("Leave it empty for whoever comes."))
    active = BooleanField(_("List it for everybody"), default=True)

    def columns(self) -> dict[str, Any]:
        """Give what was typed as columns of `Activity`."""
        typed = super().columns()
        absent = {name: typed[name] or None for name in ("name_cy", "description_cy", "site")}
        return {**typed, **absent, "description": typed["description"] or ""}


class NewActivityForm(ActivityForm):
    """The same, with the service whose it is."""

    service_id = chosen_later(_("Support service"), needed(_("Choose the service.")))

    def columns(self) -> dict[str, Any]:
        """Give what was typed; the service is an id."""
        typed = super().columns()
        return {**typed, "service_id": UUID(typed["service_id"])}


class SessionForm(RowForm):
    """When and where a session is, on the clocks of its service."""

    zone = ZoneInfo("UTC")
    starts_at = _moment(_("Begins"), _("Say when it begins."))
    ends_at = _moment(_("Ends"), _("Say when it ends."))
    place = short(_("Where"))
    capacity = _room(_("Leave it empty for whoever comes."))

    @classmethod
    def values(cls, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the columns, with the moments as the service's clocks show them."""
        local = {name: row[name].astimezone(cls.zone) for name in ("starts_at", "ends_at")}
        return {**row, **{name: at.replace(tzinfo=None) for name, at in local.items()}}

    def columns(self) -> dict[str, Any]:
        """Give what was typed as columns of `ActivitySession`."""
        typed = super().columns()
        moments = {name: self._moment_of(typed[name]) for name in ("starts_at", "ends_at")}
        return {**typed, **moments, "place": typed["place"] or None}

    def _moment_of(self, local: datetime | None) -> datetime | None:
        usual = local is not None and MINYEAR < local.year < MAXYEAR
        return local.replace(tzinfo=self.zone).astimezone(UTC) if local and usual else None


class PlanForm(SessionForm):
    """A session, or as many as there are weeks."""

    capacity = _room(_("Leave it empty for as many as can come to the activity."))
    weeks = IntegerField(
        _("For how many weeks"),
        [InputRequired(_("Give a number of weeks.")),
         NumberRange(1, MOST_WEEKS, _("Give 1 to %(most)s weeks.", most=str(MOST_WEEKS)))],
        default=1,
        description=_("1 is once. More is every week, at the same time on the same day."),
    )  # fmt: skip


class HeldForm(ConsoleForm):
    """How many came to a session, and nothing else."""

    attended = IntegerField(
        _("How many came"), [Optional()],
        description=_("The number alone. Nobody's name is ever written down."),
    )  # fmt: skip


def on_clocks_of(zone: ZoneInfo, kind: type[SessionForm]) -> type[SessionForm]:
    """Make a form whose moments are those of a time zone."""
    return type(kind.__name__, (kind,), {"zone": zone})
