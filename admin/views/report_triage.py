"""What triage does on a report's page: the affected person's consent, and leaving a case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import affected_words, steps, triage_page
from admin.acting import Answer
from admin.case_people import labels_of
from admin.forms import ConsoleForm
from admin.report_tabs import tabs
from admin.secure import seen_version
from admin.views.report_base import ReportBase
from service.domain.casework_lists import AFFECTED_CONSENTS, AffectedConsent
from service.domain.code_lists import CONSENT_SCOPES
from service.domain.consent_meanings import CONSENT_MEANINGS
from service.domain.errors import NotFound, Stale
from service.domain.reports import REPORT_MACHINE
from service.store.queries.cases import parties_of
from service.store.queries.rows import AnyRow
from service.usecases import affected, triage
from service.usecases.reading import Reading


class ReportTriage(ReportBase):
    """The acts; see `admin.views.reports.ReportView` for the page."""

    @expose("/<uuid:report_id>/affected/<state>", methods=("GET", "POST"))
    def affected(self, report_id: UUID, state: str) -> Answer:
        """Record that the affected person was asked, or what they answered."""
        asked = () if request.method == "POST" else ("report.affected_consent",)
        row = self.report(report_id, *asked)
        answer = _answer(state)
        form, back = ConsoleForm(), self.url_of(report_id)
        try:
            done = self.carried_out(
                form,
                lambda unit: affected.record_affected_consent(
                    unit, report_id, answer, version=seen_version()
                ),
            )
        except Stale:
            return self.both_states(
                report_id, _("The affected person's consent"), AFFECTED_CONSENTS.label(answer),
                lambda row: AFFECTED_CONSENTS.label(row.affected_consent),
            )  # fmt: skip
        if done:
            return self.done(_("It is recorded."), back)
        act = affected_words.ACTS[answer]
        return self.ask_page(
            form, title=f"{act}: {row.reference}", confirm=act, back=back,
            consequences=affected_words.consequences(answer),
            hidden=[("version", str(row.version))],
        )  # fmt: skip

    @expose("/<uuid:report_id>/unlink", methods=("GET", "POST"))
    def unlink(self, report_id: UUID) -> Answer:
        """Take the report off its case, after a page that says what that brings about."""
        step = steps.on_its_own_page(REPORT_MACHINE, "unlink")
        with self.reading() as reading:
            row = self.readable(reading, report_id, *steps.asked(step))
            case = self.case_of(reading, row)
            parties = parties_of(reading.connection, case.id) if case else []
        form, back = ConsoleForm(), self.url_of(report_id)
        if case is None:
            return self.sorry(_("This report is on no case."), back)
        try:
            done = self.carried_out(
                form,
                lambda unit: triage.unlink_report(unit, case.id, report_id, version=seen_version()),
            )
        except Stale:
            return self.not_moved(report_id, step)
        if done:
            said = _("The report is off the case %(reference)s.", reference=case.reference)
            return self.done(said, back)
        return self.ask_page(
            form, title=f"{step.label}: {row.reference}",
            consequences=[*_leaving(row, parties), *steps.consequences(step)], confirm=step.label,
            back=back, hidden=[("version", str(row.version))],
        )  # fmt: skip

    def triage_shown(self, reading: Reading, row: AnyRow) -> dict[str, Any]:
        """Give what triage adds to the page."""
        may = bool(self.permitted(reading, row.id, "report.affected_consent"))
        return {
            "tabs": tabs(row.id, "console_reports.page"),
            "connected": triage_page.connected(reading, row),
            "last_decision": triage_page.last_decision(reading, row),
            "affected": affected_words.standing(row, may=may),
            "consent_meanings": [
                (CONSENT_SCOPES.label(scope), means) for scope, means in CONSENT_MEANINGS.items()
            ],
        }

    def triage_actions(self, reading: Reading, row: AnyRow) -> list[dict[str, Any]]:
        """List what triage may do besides the steps that the report's state offers."""
        may = bool(self.permitted(reading, row.id, "report.triage"))
        case = self.case_of(reading, row)
        if case is None:
            why_not = triage_page.why_no_duplicate(row, may=may)
            name, url = "mark_duplicate", url_for("console_duplicates.index", report_id=row.id)
        else:
            why_not = triage_page.why_not_off(reading, row, case, may=may)
            name, url = "unlink", url_for(".unlink", report_id=row.id)
        step = steps.on_its_own_page(REPORT_MACHINE, name)
        return [steps.action(step.label, url, why_not=why_not)] if row.state in step.source else []


def _answer(state: str) -> AffectedConsent:
    found = next((answer for answer in affected_words.ACTS if answer == state), None)
    if found is None:
        raise NotFound
    return found


def _leaving(row: AnyRow, parties: Sequence[AnyRow]) -> list[str]:
    labels = labels_of(parties)
    names = [labels[party.id] for party in parties if party.report_id == row.id]
    return [
        _("The report waits for a decision of its own again."),
        _("These came with it and leave the case: %(parties)s.", parties="; ".join(names)),
        _("What was written on the case stays there."),
    ]
