"""What every screen of a case needs."""

from typing import Any
from uuid import UUID

from flask import url_for

from admin.acting import ActingView, found
from admin.case_people import labels_of
from service.store.models import Case
from service.store.queries.cases import case_row, parties_of
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on
from service.usecases.reading import Reading


class CaseBase(ActingView):
    """Finding a case, and coming back to its page."""

    def readable(self, reading: Reading, case_id: UUID, *permissions: str) -> AnyRow:
        """Give a case the officer may read.

        Raises:
            NotFound: there is none, or they may not know of it.
        """
        row = found(case_row(reading.connection, case_id))
        allow_on(reading.connection, self.actor, Case, case_id, *permissions)
        return row

    def case(self, case_id: UUID, *permissions: str) -> AnyRow:
        """Read a case on which the officer holds these permissions."""
        with self.reading() as reading:
            return self.readable(reading, case_id, *permissions)

    def party(self, case_id: UUID, party_id: UUID, *permissions: str) -> tuple[AnyRow, str]:
        """Give a party of a case on which the officer holds these, and what it is called."""
        with self.reading() as reading:
            self.readable(reading, case_id, *permissions)
            listed = parties_of(reading.connection, case_id)
        row = found(next((party for party in listed if party.id == party_id), None))
        return row, labels_of(listed)[row.id]

    def url_of(self, case_id: UUID) -> str:
        """Give the address of a case's page."""
        return url_for("console_cases.page", case_id=case_id)

    def link(self, case_id: UUID, name: str, **more: UUID) -> str:
        """Give the address of something on a case."""
        values: dict[str, Any] = {"case_id": case_id, **more}
        return url_for(f"console_cases.{name}", **values)
