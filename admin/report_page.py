"""A report's sealed groups, as label and value."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_admin.babel import gettext as _

from admin.opened import Opened
from admin.text import labels
from admin.wish_words import wish
from service.domain import code_lists as lists
from service.store.models import Report
from service.store.queries.rows import AnyRow

Rows = list[tuple[str, str]]

_IDENTITY = (
    ("name", _("Name")),
    ("student_number", _("Student number")),
    ("email", _("E-mail")),
    ("phone", _("Telephone")),
    ("preferred_responder", _("Would rather talk to")),
)


def told(report: AnyRow, opened: Opened) -> Rows:
    """Give what was told besides the narrative, as far as it is open."""
    narrative = opened.get(Report.narrative, report) or {}
    about = opened.get(Report.characteristics, report) or {}
    people = opened.get(Report.subjects, report) or {}
    rows = [
        (_("What they hope for"), narrative.get("desired_resolution")),
        (_("Placement provider"), narrative.get("placement_provider")),
        *((_("Person named"), subject(one)) for one in people.get("subjects", ())),
        *((_("Characteristic"), characteristic(one)) for one in about.get("characteristics", ())),
        (_("Impact"), labels(lists.IMPACTS, about.get("impacts"))),
        (_("Belonging, 1 to 5"), about.get("belonging_score")),
        *wish(opened.get(Report.preference, report) or {}),
    ]
    return _said(rows)


def identity(who: Mapping[str, Any]) -> Rows:
    """Give who somebody is and how to reach them."""
    rows: list[tuple[str, Any]] = [(label, who.get(name)) for name, label in _IDENTITY]
    safe = who.get("safe_to_contact")
    rows.append((_("Safe to contact"), lists.CONTACT_PREFERENCES.label(safe) if safe else None))
    return _said(rows)


def shared(given: Mapping[str, Any]) -> Rows:
    """Give what a service sees of a referral."""
    return [
        *_said([(_("The need"), given.get("need"))]),
        *identity(given.get("identity") or {}),
        *_said([(_("What was told"), given.get("narrative"))]),
    ]


def subject(one: Mapping[str, Any]) -> str:
    """Say who is named."""
    kind = lists.PARTY_TYPES.label(one.get("type", "unknown"))
    identifier = (one.get("identifier") or {}).get("value")
    parts = (one.get("name") or _("Not named"), kind, identifier)
    return ", ".join(part for part in parts if part)


def characteristic(one: Mapping[str, Any]) -> str:
    """Say a characteristic and on what basis."""
    basis = lists.BASES.label(one.get("basis", "actual")).lower()
    return f"{lists.CHARACTERISTICS.label(one['code'])}, {basis}"


def _said(rows: Iterable[tuple[str, Any]]) -> Rows:
    return [(label, str(value)) for label, value in rows if value]
