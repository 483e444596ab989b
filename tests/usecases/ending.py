"""A case that comes to its end: with parties, an outcome, and people who see to what follows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from service.domain.actors import SYSTEM
from service.domain.code_lists import PartyRole, Role
from service.domain.letter_texts import LETTER_TEXTS
from service.store.models import Allegation, Case, LetterTemplate, Report
from service.store.queries.cases import parties_of
from service.usecases import casework, letter_templates, parties
from tests.usecases.office import Office

OURS, THEIRS = LETTER_TEXTS


class Ending:
    """A case with a report that names somebody, and an outcome."""

    def __init__(self, office: Office, **report: Any) -> None:
        self.office = office
        named = {"subjects": [{"type": "clinical_supervisor", "name": "Robin Quill"}], **report}
        self.report: Report = office.world.report(**named)[0]
        self.case: Case = office.world.case(office.manager, self.report.id)
        self.reporter = office.world.reporter(self.report)
        office.act(casework.move_case, self.case.id, "start_triage", version=None)

    def decide(self, outcome_type: str = "apology", **values: Any) -> Any:
        return self.office.act(
            casework.record_outcome, self.case.id, outcome_type=outcome_type, **values
        )

    def party(self, role: str = PartyRole.REPORTING) -> Any:
        """Give a party as it is now."""
        with self.office.runtime.reading(SYSTEM) as reading:
            rows = parties_of(reading.connection, self.case.id)
            return next(row for row in rows if row.role == role)

    def witness(self) -> Any:
        return self.office.act(
            parties.add_case_party, self.case.id, role="witness", party_type="patient",
            identity=None,
        )  # fmt: skip

    def templates(self) -> dict[str, LetterTemplate]:
        """Add the templates that come with the product, by name."""
        added: Sequence[LetterTemplate] = self.office.act(letter_templates.add_our_letter_templates)
        return {template.name: template for template in added}

    def allege(self, wording: str, finding: str | None, party: Any = None) -> None:
        """Put an allegation on the case, with what was found on it."""
        with self.office.runtime.unit(self.office.manager) as unit:
            allegation = Allegation(
                case_id=self.case.id, party_id=party and party.id, incident_types=[],
                finding=finding, created_at=unit.now,
            )  # fmt: skip
            unit.add(allegation)
            unit.flush()
            unit.seal(allegation, Allegation.wording, {"wording": wording})
            unit.record("allegation.add", allegation, case_id=self.case.id)

    def close(self) -> None:
        """Tell nobody, for a reason, and close the case."""
        with self.office.runtime.reading(SYSTEM) as reading:
            rows = parties_of(reading.connection, self.case.id)
        for party in rows:
            self.office.act(
                parties.withhold_from_party, self.case.id, party.id, "not_identified",
                version=party.version,
            )  # fmt: skip
        self.move("close", reason="resolved")

    def move(self, action: str, **values: Any) -> None:
        self.office.act(casework.move_case, self.case.id, action, version=None, **values)

    def investigator(self) -> Any:
        """Put somebody on the case."""
        officer = self.office.world.officer(Role.INVESTIGATOR)
        self.office.act(casework.assign_officer, self.case.id, officer.id, Role.INVESTIGATOR)
        return officer

    def rows(self, model: Any, **where: Any) -> list[Any]:
        """Read rows as they are now."""
        with self.office.runtime.reading(SYSTEM) as reading:
            query = select(model.__table__).filter_by(**where)
            return list(reading.connection.execute(query.order_by("id")))
