"""What a report said before and after an amendment, in words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask_admin.babel import lazy_gettext as _

from admin.report_page import characteristic, identity, subject
from admin.text import label, labels, spelled_date
from admin.wish_words import wish
from service.domain import code_lists as lists
from service.domain.actors import ActorKind
from service.usecases.versions import Amendment

_AUTHORS = {ActorKind.REPORTER: _("Reporting party"), ActorKind.CLIENT: _("A form or portal")}


def _lines(of: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda given: "\n".join(of(one) for one in given or ())


def _person(who: Mapping[str, Any] | None) -> str:
    return "\n".join(f"{name}: {value}" for name, value in identity(who or {}))


def _wished(said: Mapping[str, Any] | None) -> str:
    return "\n".join(f"{name}: {value}" for name, value in wish(said or {}))


def _day(day: str | date | None) -> str:
    if not day:
        return ""
    return spelled_date(date.fromisoformat(day) if isinstance(day, str) else day)


def _yes(given: bool | None) -> str:
    return str(_("Yes") if given else _("No"))


def _as_is(given: Any) -> str:
    return "" if given is None else str(given)


_FIELDS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "narrative": (_("What was told"), _as_is),
    "desired_resolution": (_("What they hope for"), _as_is),
    "placement_provider": (_("Placement provider"), _as_is),
    "incident_types": (
        _("Kind of incident"), lambda given: labels(lists.INCIDENT_TYPES, given)
    ),
    "characteristics": (_("Characteristics"), _lines(characteristic)),
    "impacts": (_("Impact"), lambda given: labels(lists.IMPACTS, given)),
    "belonging_score": (_("Belonging, 1 to 5"), _as_is),
    "setting": (_("Where"), lambda given: label(lists.SETTINGS, given)),
    "occurred_from": (_("When"), _day),
    "occurred_precision": (
        _("How exactly that is known"), lambda given: label(lists.PRECISIONS, given)
    ),
    "subject_assesses_reporter": (_("The person named assesses the reporter"), _yes),
    "below_threshold": (_("Told to be recorded only"), _yes),
    "subjects": (_("People named"), _lines(subject)),
    "reporter": (_("Who reported"), _person),
    "affected_person": (_("The affected person"), _person),
    "responder_preference": (_("Whom they would like to be met by"), _wished),
}  # fmt: skip


def fields(names: Iterable[str]) -> str:
    """Name fields of a report as one line."""
    return ", ".join(str(_FIELDS[name][0]) for name in names)


def author(kind: str) -> str:
    """Say who amended a report."""
    return str(_AUTHORS.get(ActorKind(kind), _("Somebody")))


def changes(amendment: Amendment) -> list[tuple[str, str, str]]:
    """Give each changed part, what it said before and what it said after."""
    nothing = str(_("Nothing"))
    rows = []
    for change in amendment.changes:
        name, spell = _FIELDS[change.field]
        rows.append((str(name), spell(change.before) or nothing, spell(change.after) or nothing))
    return rows
