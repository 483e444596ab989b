"""Templates: words that an institution often writes to reporters."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain import placeholders
from service.domain.errors import NotFound, Stale, invalid
from service.domain.ids import new_id
from service.store.models import MessageTemplate, Report
from service.usecases.access import allow
from service.usecases.unit import Unit

PLACEHOLDERS = ("reference", "institution")
"""What is filled in, each a name in braces."""


def add_template(
    unit: Unit, *, name: str, body: str, language: str = "en", active: bool = True
) -> MessageTemplate:
    """Add a template.

    Raises:
        Invalid: the name is taken, or there is a brace that is no placeholder.
    """
    allow(unit.actor, "configuration.write")
    template = MessageTemplate(id=new_id(), name=name, body=body, language=language, active=active)
    _check(unit, template)
    unit.add(template)
    unit.record("template.add", template, change={"language": language})
    return template


def amend_template(
    unit: Unit, template_id: UUID, changes: Mapping[str, Any], *, version: int
) -> MessageTemplate:
    """Change a template; what was written with it stays as it was.

    Args:
        changes: any of ``name``, ``body``, ``language`` and ``active``.

    Raises:
        Invalid: as for `add_template`.
    """
    allow(unit.actor, "configuration.write")
    template = unit.session.get(MessageTemplate, template_id)
    if template is None:
        raise NotFound
    if template.version != version:
        raise Stale
    for name, value in changes.items():
        setattr(template, name, value)
    _check(unit, template)
    unit.record("template.amend", template, change={"fields": sorted(changes)})
    return template


def filled_in(unit: Unit, template_id: UUID, report: Report) -> str:
    """Give what a template says to the reporter of a report.

    Raises:
        Invalid: no template in use has this id.
    """
    template = unit.session.get(MessageTemplate, template_id)
    if template is None or not template.active:
        raise invalid("/template_id", "not_available", "No template in use has this id.")
    return fill_in(template.body, report.reference, unit.rules.institution)


def fill_in(body: str, reference: str, institution: str) -> str:
    """Give a template's words with what stands for its placeholders."""
    return placeholders.fill(body, {"reference": reference, "institution": institution})


def _check(unit: Unit, template: MessageTemplate) -> None:
    placeholders.check(template.body, PLACEHOLDERS)
    query = select(MessageTemplate.id).where(
        MessageTemplate.name == template.name, MessageTemplate.id != template.id
    )
    if unit.session.scalar(query) is not None:
        raise invalid("/name", "taken", "There is a template of this name already.")
