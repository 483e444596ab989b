"""The formal stage of the sample's cases: allegations, findings, appeals and the last letter."""

from service.demo import texts
from service.demo.cast import Cast
from service.demo.services import COUNSELLING
from service.demo.work import Work, case_now, day_in, on_case
from service.domain.code_lists import PartyRole
from service.store.models import Party
from service.store.queries.case_parts import allegations_of, appeals_of
from service.store.queries.cases import parties_of
from service.usecases import appeals, investigation
from service.usecases.parties import amend_party
from service.usecases.runtime import Runtime


class Formal:
    """Takes a case through what is formal about it."""

    def __init__(self, runtime: Runtime, cast: Cast) -> None:
        self._runtime, self._cast = runtime, cast

    def allege(self, work: Work) -> None:
        """Put on the case, for each responding party, what they are said to have done."""
        parties = on_case(self._runtime, parties_of, work.case_id)
        named = [party.id for party in parties if party.role == PartyRole.RESPONDING]
        types = work.story.types.split()
        with self._runtime.unit(work.officer) as unit:
            for party_id in named or [None]:
                investigation.add_allegation(
                    unit, work.case_id, party_id=party_id, incident_types=types,
                    wording=texts.ALLEGATIONS.get(types[0], texts.ANY_ALLEGATION),
                )  # fmt: skip

    def look_after_responding(self, work: Work) -> None:
        """Give each responding party somebody of their own to turn to, and offer them support."""
        offer = {
            "contact_officer_id": self._cast.ids["helen"],
            "support_service_id": self._cast.services[COUNSELLING],
        }
        for party in on_case(self._runtime, parties_of, work.case_id):
            if party.role == PartyRole.RESPONDING and not Party.identity.is_empty(party):
                with self._runtime.unit(work.officer) as unit:
                    amend_party(unit, work.case_id, party.id, offer, version=party.version)

    def find(self, work: Work) -> None:
        """Record what was found on each allegation, as the case is going to end."""
        for one in on_case(self._runtime, allegations_of, work.case_id):
            if one.finding is None:
                with self._runtime.unit(self._cast.actors["ruth"]) as unit:
                    investigation.record_finding(
                        unit, work.case_id, one.id, finding=work.ending.finding,
                        reasons=work.ending.summary, version=one.version,
                    )  # fmt: skip

    def appeal(self, work: Work) -> None:
        """Record what the reporting party wrote as their appeal."""
        listed = on_case(self._runtime, parties_of, work.case_id)
        party = next(one for one in listed if one.role == PartyRole.REPORTING)
        with self._runtime.unit(work.officer) as unit:
            appeals.lodge_appeal(
                unit, work.case_id, party.id, ["procedural_error"], texts.APPEAL_MESSAGE
            )

    def decide_appeal(self, work: Work) -> None:
        """Have somebody decide the appeal who had no part in the decision."""
        for one in on_case(self._runtime, appeals_of, work.case_id):
            with self._runtime.unit(self._cast.actors["helen"]) as unit:
                appeals.decide_appeal(
                    unit, work.case_id, one.id, result="dismissed",
                    reasons=texts.APPEAL_REASONS, version=one.version,
                )  # fmt: skip

    def send_letter(self, work: Work) -> None:
        """Record the letter that ends the procedures."""
        version = case_now(self._runtime, work.case_id).version
        with self._runtime.unit(work.officer) as unit:
            today = day_in(unit, 0)
            investigation.record_completion_letter(unit, work.case_id, today, version=version)
