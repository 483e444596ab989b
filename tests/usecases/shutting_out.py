"""Shutting an officer out, and seeing that they are."""

from typing import Any
from uuid import UUID

from service.domain.actors import Actor
from service.domain.errors import NotFound
from service.store.models import Conflict
from service.usecases import conflicts
from service.usecases.access import allow_on
from service.usecases.runtime import Runtime


def sees(runtime: Runtime, actor: Actor, model: type, row_id: UUID) -> bool:
    try:
        with runtime.reading(actor) as reading:
            allow_on(reading.connection, actor, model, row_id)
    except NotFound:
        return False
    return True


def declare(runtime: Runtime, by: Actor, officer: Actor, **about: Any) -> Conflict:
    with runtime.unit(by) as unit:
        return conflicts.declare_conflict(
            unit, officer_id=officer.id, **{"kind": "supervises_party", **about}
        )
