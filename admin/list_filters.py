"""The filters of the lists of cases and reports, as they stand in the address."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask_admin.babel import gettext as _

from admin import lists
from service.domain.casework_lists import WORKLISTS
from service.domain.clocks import soon
from service.domain.code_lists import (
    CASE_STATES,
    INCIDENT_TYPES,
    RELATIONSHIPS,
    REPORT_MODES,
    REPORT_STATES,
    RISK_LEVELS,
    SETTINGS,
)
from service.domain.codes import words
from service.store.queries.people import active_officers
from service.store.queries.providers import providers_to_choose
from service.store.queries.references import readable_reference
from service.store.queries.reports import ReportFilter
from service.store.queries.worklists import CaseFilter
from service.usecases.reading import Reading

_PRIORITIES = [(code, words(code)) for code in ("normal", "raised", "urgent")]
_BELOW = {"yes": True, "no": False}
_NOTHING = UUID(int=0)
"""No row has this id: what names nothing narrows a list to nothing."""


@dataclass(frozen=True, slots=True)
class Field:
    """A filter on the page: a select where it has options, otherwise something typed."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]] | None = None
    type: str = "search"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed by, and the fields that say so: the usual ones, and the rest."""

    where: Any
    usual: list[Field]
    more: list[Field]

    @property
    def shows_more(self) -> bool:
        """Whether any of the less usual filters is set."""
        return any(field.value for field in self.more)


def of_cases(reading: Reading) -> Asked:
    """Read the filters of the list of cases."""
    calendar = reading.instance.rules.calendar
    officers = [(str(row.id), row.display_name) for row in active_officers(reading.connection)]
    providers = [
        (str(row.id), row.name)
        for row in providers_to_choose(reading.connection, lists.uuid_given("provider"))
    ]
    where = CaseFilter(
        state=lists.chosen("state", CASE_STATES),
        risk_level=lists.chosen("risk", RISK_LEVELS),
        reference=lists.typed("q"),
        worklist=lists.chosen("worklist", WORKLISTS),
        officer_id=lists.as_uuid(_one_of("officer", officers) or ""),
        placement_provider_id=lists.as_uuid(_one_of("provider", providers) or ""),
        incident_type=lists.chosen("type", INCIDENT_TYPES),
        setting=lists.chosen("setting", SETTINGS),
        opened_from=lists.moment_given("from", calendar.start_of),
        opened_to=lists.moment_given("to", calendar.end_of),
        soon=soon(reading.now, calendar),
    )
    usual = [
        _pick("worklist", _("Worklist"), where.worklist, WORKLISTS.choices()),
        _pick("state", _("State"), where.state, CASE_STATES.choices()),
        _pick("risk", _("Risk"), where.risk_level, RISK_LEVELS.choices()),
        Field("q", _("Reference"), where.reference or ""),
    ]
    more = [
        _pick("officer", _("Officer"), where.officer_id, officers),
        _pick("type", _("What was told"), where.incident_type, INCIDENT_TYPES.choices()),
        _pick("setting", _("Where"), where.setting, SETTINGS.choices()),
        _pick("provider", _("Placement provider"), where.placement_provider_id, providers),
        _day("from", _("Opened from")),
        _day("to", _("Opened until")),
    ]
    return Asked(where, usual, more)


def of_reports(reading: Reading) -> Asked:
    """Read the filters of the list of reports."""
    calendar = reading.instance.rules.calendar
    below, case = request.args.get("below", ""), lists.typed("case")
    where = ReportFilter(
        state=lists.chosen("state", REPORT_STATES),
        mode=lists.chosen("mode", REPORT_MODES),
        reference=lists.typed("q"),
        priority=_one_of("priority", _PRIORITIES),
        incident_type=lists.chosen("type", INCIDENT_TYPES),
        setting=lists.chosen("setting", SETTINGS),
        relationship=lists.chosen("relationship", RELATIONSHIPS),
        below_threshold=_BELOW.get(below),
        case_id=_case_named(reading, case),
        submitted_from=lists.moment_given("from", calendar.start_of),
        submitted_to=lists.moment_given("to", calendar.end_of),
    )
    usual = [
        _pick("state", _("State"), where.state, REPORT_STATES.choices()),
        _pick("mode", _("Reporter"), where.mode, REPORT_MODES.choices()),
        _pick("priority", _("Priority"), where.priority, _PRIORITIES),
        Field("q", _("Reference"), where.reference or ""),
    ]
    more = [
        _pick("type", _("What was told"), where.incident_type, INCIDENT_TYPES.choices()),
        _pick("setting", _("Where"), where.setting, SETTINGS.choices()),
        _pick("relationship", _("Who reported"), where.relationship, RELATIONSHIPS.choices()),
        _pick("below", _("Below the threshold"), below if below in _BELOW else None,
              [("yes", _("Yes")), ("no", _("No"))]),
        Field("case", _("Reference of the case"), case or ""),
        _day("from", _("Received from")),
        _day("to", _("Received until")),
    ]  # fmt: skip
    return Asked(where, usual, more)


def _case_named(reading: Reading, reference: str | None) -> UUID | None:
    if reference is None:
        return None
    kind, found = readable_reference(reading.connection, reading.actor, reference) or ("", None)
    return found if kind == "case" and found else _NOTHING


def _one_of(name: str, options: list[tuple[str, str]]) -> str | None:
    code = request.args.get(name, "")
    return code if code in dict(options) else None


def _pick(name: str, label: str, value: Any, options: list[tuple[str, str]]) -> Field:
    return Field(name, label, str(value or ""), [("", _("Any")), *options])


def _day(name: str, label: str) -> Field:
    day = lists.day_given(name)
    return Field(name, label, day.isoformat() if day else "", type="date")
