"""Sealed groups on a page: closed until a purpose is given, then opened on record."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import request

from service.domain.code_lists import READ_PURPOSES
from service.store.queries.rows import AnyRow
from service.store.sealed import Sealed, Target
from service.usecases.reading import Reading

Wanted = tuple[Sealed, AnyRow]


class Opened:
    """What a page may show of the sealed groups; everything else stays sealed."""

    def __init__(self, groups: Mapping[Target, Mapping[str, Any]] | None = None) -> None:
        self._groups = groups or {}

    def __bool__(self) -> bool:
        return bool(self._groups)

    def get(self, group: Sealed, row: Any) -> Mapping[str, Any] | None:
        """Give what a group holds; None while it is sealed."""
        return self._groups.get(group.target(row))

    def text(self, group: Sealed, row: Any, name: str = "text") -> str | None:
        """Give one value of a group; None while it is sealed."""
        held = self.get(group, row)
        return None if held is None else str(held.get(name) or "")


def open_groups(
    reading: Reading, wanted: Iterable[Wanted], *, purpose: str, case_id: UUID | None
) -> Opened:
    """Open groups of rows; which, why and by whom is on record before anything is shown."""
    filled = {group.target(row): (group, row) for group, row in wanted if not group.is_empty(row)}
    with reading.scope(filled, purpose=purpose, case_id=case_id):
        return Opened({target: group.open(row) for target, (group, row) in filled.items()})


_NOT_OF_PEOPLE = ("integration", "notice")


def purpose_given() -> str | None:
    """Give the purpose that was chosen; None when there is none."""
    purpose = request.form.get("purpose", "")
    return purpose if purpose in dict(purposes()) else None


def purposes() -> list[tuple[str, str]]:
    """Give the purposes people choose from; integrations and notices have their own."""
    return [pair for pair in READ_PURPOSES.choices() if pair[0] not in _NOT_OF_PEOPLE]
