"""Templates of outcome letters: the institution's words, with nobody in them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.errors import NotFound, Stale, invalid
from service.domain.ids import new_id
from service.domain.letter_texts import LETTER_TEXTS
from service.domain.outcome_letters import check_outcome_template
from service.store.models import LetterTemplate
from service.usecases.access import allow
from service.usecases.unit import Unit


def add_letter_template(
    unit: Unit, *, name: str, title: str, body: str, language: str = "en", active: bool = True
) -> LetterTemplate:
    """Add a template.

    Raises:
        Invalid: the name is taken, or the words cannot be filled in; see `check_outcome_template`.
    """
    allow(unit.actor, "configuration.write")
    template = LetterTemplate(
        id=new_id(), name=name, title=title, body=body, language=language, active=active
    )
    _check(unit, template)
    unit.add(template)
    unit.record("letter_template.add", template, change={"language": language})
    return template


def add_our_letter_templates(unit: Unit) -> list[LetterTemplate]:
    """Add the templates that come with the product, but for those whose name is taken."""
    allow(unit.actor, "configuration.write")
    taken = set(unit.session.scalars(select(LetterTemplate.name)))
    return [
        add_letter_template(unit, name=name, title=title, body=body)
        for name, (title, body) in LETTER_TEXTS.items()
        if name not in taken
    ]


def amend_letter_template(
    unit: Unit, template_id: UUID, changes: Mapping[str, Any], *, version: int
) -> LetterTemplate:
    """Change a template; the letters that were written by it stay as they are.

    Args:
        changes: any of ``name``, ``title``, ``body``, ``language`` and ``active``.

    Raises:
        Invalid: as for `add_letter_template`.
    """
    allow(unit.actor, "configuration.write")
    template = unit.session.get(LetterTemplate, template_id)
    if template is None:
        raise NotFound
    if template.version != version:
        raise Stale
    for name, value in changes.items():
        setattr(template, name, value)
    _check(unit, template)
    unit.record("letter_template.amend", template, change={"fields": sorted(changes)})
    return template


def _check(unit: Unit, template: LetterTemplate) -> None:
    check_outcome_template(template.title, template.body)
    query = select(LetterTemplate.id).where(
        LetterTemplate.name == template.name, LetterTemplate.id != template.id
    )
    if unit.session.scalar(query) is not None:
        raise invalid("/name", "taken", "There is a template of this name already.")
