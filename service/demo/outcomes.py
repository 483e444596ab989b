"""What comes of the sample's cases: the outcome, what is done, and telling everybody."""

from collections.abc import Sequence
from uuid import UUID

from service.demo.cast import Cast
from service.demo.remedies import MEANWHILE, PLANS, Plan
from service.demo.texts import Ending
from service.demo.work import Work, day_in, on_case
from service.domain.code_lists import PartyRole
from service.domain.letter_texts import LETTER_TEXTS
from service.store.models import Party
from service.store.queries.cases import count_outcomes, parties_of
from service.store.queries.rows import AnyRow
from service.usecases import actions, casework, letters, parties
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

_TO_REPORTER, _TO_RESPONDENT = LETTER_TEXTS
"""The names of the letter templates."""


class Outcomes:
    """Concludes cases."""

    def __init__(self, runtime: Runtime, cast: Cast) -> None:
        self._runtime, self._cast = runtime, cast

    def conclude(self, work: Work) -> None:
        """Record the outcome, plan what follows, and tell every party; once per case."""
        with self._runtime.reading(work.officer) as reading:
            if count_outcomes(reading.connection, work.case_id):
                return
        listed = on_case(self._runtime, parties_of, work.case_id)
        ending = work.ending
        with self._runtime.unit(work.officer) as unit:
            outcome = casework.record_outcome(
                unit, work.case_id, outcome_type=ending.outcome, finding=ending.finding,
                summary=ending.summary, reasons=ending.reporting,
            )  # fmt: skip
            unit.flush()
            for plan in PLANS[ending.outcome]:
                self._plan(unit, work, plan, listed, outcome.id)
        with self._runtime.unit(work.officer) as unit:
            for party in listed:
                self._tell_or_withhold(unit, work, party)

    def agree_meanwhile(self, work: Work) -> None:
        """Agree on something to be done before there is an outcome."""
        listed = on_case(self._runtime, parties_of, work.case_id)
        with self._runtime.unit(work.officer) as unit:
            self._plan(unit, work, MEANWHILE, listed)

    def _plan(
        self, unit: Unit, work: Work, plan: Plan, listed: Sequence[AnyRow],
        outcome_id: UUID | None = None,
    ) -> None:  # fmt: skip
        reporting = next(party.id for party in listed if party.role == PartyRole.REPORTING)
        manager = self._cast.ids["helen"]
        actions.add_action(
            unit, work.case_id, kind=plan.kind, what=plan.what, due_on=day_in(unit, plan.days),
            officer_id=manager if plan.by_manager else work.officer.id or manager,
            outcome_id=outcome_id, party_id=reporting if plan.is_remedy else None,
        )  # fmt: skip

    def _tell_or_withhold(self, unit: Unit, work: Work, party: AnyRow) -> None:
        """Tell a party: by a letter after a formal stage, otherwise in a message."""
        reason = _reason_to_withhold(party, work.ending)
        if reason is not None:
            parties.withhold_from_party(
                unit, work.case_id, party.id, reason, version=party.version
            )  # fmt: skip
            return
        reporting = party.role == PartyRole.REPORTING
        text = work.ending.reporting if reporting else work.ending.responding
        if work.is_formal:
            template = self._cast.templates[_TO_REPORTER if reporting else _TO_RESPONDENT]
            letters.write_letter(
                unit, work.case_id, party.id, template_id=template, reasons=text,
                version=party.version,
            )  # fmt: skip
        else:
            parties.tell_party(unit, work.case_id, party.id, text, version=party.version)


def _reason_to_withhold(party: AnyRow, ending: Ending) -> str | None:
    if party.role == PartyRole.REPORTING:
        return None
    if Party.identity.is_empty(party):
        return "not_identified"
    return "risk_to_reporting_party" if ending.outcome == "support_provided" else None
