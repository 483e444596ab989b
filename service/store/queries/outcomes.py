"""Reading what comes of a case: actions, letters and their templates, learning points."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.domain.support_lists import REMEDIES, ActionState, LearningState
from service.store.models import Action, LearningPoint, Letter, LetterTemplate
from service.store.queries.rows import AnyRow

Parts = Sequence[AnyRow]

_TEMPLATES = select(*LetterTemplate.__table__.columns).order_by(LetterTemplate.name)


def actions_of(connection: Connection, case_id: UUID) -> Parts:
    """Read the actions of a case by when they are due, ciphertexts included."""
    return _on_case(connection, Action, case_id, Action.due_on)


def remedies_for(connection: Connection, party_ids: Sequence[UUID]) -> Parts:
    """Read the remedies for parties that are planned or done, by when they are due."""
    query = select(Action.id, Action.kind, Action.due_on, Action.state, Action.ended_at).where(
        Action.party_id.in_(party_ids),
        Action.kind.in_(REMEDIES),
        Action.state != ActionState.CANCELLED,
    )
    return connection.execute(query.order_by(Action.due_on, Action.id)).all()


def letters_of(connection: Connection, case_id: UUID) -> Parts:
    """Read the letters of a case, oldest first, ciphertexts included."""
    return _on_case(connection, Letter, case_id)


def letters_to(connection: Connection, party_ids: Sequence[UUID]) -> Parts:
    """Read the letters to parties, oldest first, ciphertexts included."""
    query = select(*Letter.__table__.columns).where(Letter.party_id.in_(party_ids))
    return connection.execute(query.order_by(Letter.id)).all()


def letter_templates_in_use(connection: Connection) -> Parts:
    """Read the templates of letters that can be written by, by name."""
    return connection.execute(_TEMPLATES.where(LetterTemplate.active.is_(True))).all()


def all_letter_templates(connection: Connection) -> Parts:
    """Read every template of a letter, those that are no longer in use too, by name."""
    return connection.execute(_TEMPLATES).all()


def letter_template_row(connection: Connection, template_id: UUID) -> AnyRow | None:
    """Read one template of a letter, in use or not."""
    return connection.execute(_TEMPLATES.where(LetterTemplate.id == template_id)).one_or_none()


def learning_points_of(connection: Connection, case_id: UUID) -> Parts:
    """Read the learning points of a case, oldest first, ciphertexts included."""
    return _on_case(connection, LearningPoint, case_id)


def approved_learning_points(connection: Connection, *, theme: str | None = None) -> Parts:
    """Read the learning points that a second person agreed to, the latest month first.

    Nothing says which case one is from: within a month they are in the order of their words.
    """
    query = select(LearningPoint.theme, LearningPoint.text, LearningPoint.approved_on).where(
        LearningPoint.state == LearningState.APPROVED
    )
    if theme is not None:
        query = query.where(LearningPoint.theme == theme)
    order = (LearningPoint.approved_on.desc(), LearningPoint.theme, LearningPoint.text)
    return connection.execute(query.order_by(*order)).all()


def _on_case(connection: Connection, model: Any, case_id: UUID, *order: Any) -> Parts:
    query = select(*model.__table__.columns).where(model.case_id == case_id)
    return connection.execute(query.order_by(*order, model.id)).all()
