"""The person a report is about, where somebody else made it: what they agree to counts too."""

from uuid import UUID

from service.domain.cases import check_may_investigate
from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import ConsentScope, ConsentState, ReportState
from service.domain.reports import check_affected_step
from service.domain.support_lists import ReferralEnd
from service.store.models import Case, Report
from service.store.queries.reports import consents_of, reports_of_case
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on, load
from service.usecases.sharing import stop_sharing
from service.usecases.unit import Unit


def record_affected_consent(
    unit: Unit, report_id: UUID, state: str, *, version: int | None = None
) -> Report:
    """Record that the affected person was asked, or what they answered.

    Raises:
        WrongState: their consent is not needed, or cannot become this now.
        NotAllowed: they refused, and whoever reported would have them asked again.
    """
    report = load(unit, Report, report_id, "report.affected_consent", version=version)
    check_affected_step(report.affected_consent, state)
    if report.affected_consent == AffectedConsent.REFUSED:
        # Whoever wrote the report does not overturn it: this takes somebody who works on it.
        allow_on(unit.session.connection(), unit.actor, Report, report.id, "report.assess")
    before, report.affected_consent = report.affected_consent, state
    report.updated_at = unit.now
    unit.record(
        "report.affected_consent", report, case_id=report.case_id,
        change={"from": before, "to": state},
    )  # fmt: skip
    if state == AffectedConsent.REFUSED:
        stop_sharing(unit, report, ReferralEnd.AFFECTED_PERSON_REFUSED)
    return report


def check_investigable(unit: Unit, case: Case) -> None:
    """Refuse an investigation of a case that somebody concerned does not want.

    Raises:
        WrongState: see `check_may_investigate`.
    """
    unit.flush()
    on_case = reports_of_case(unit.session.connection(), case.id)
    standing = [report for report in on_case if report.state != ReportState.WITHDRAWN]
    answers = [(_answer(unit, report), report.affected_consent) for report in standing or on_case]
    check_may_investigate(answers, risk_level=case.risk_level)


def _answer(unit: Unit, report: AnyRow) -> str | None:
    """Give the reporter's answer; whoever withdrew their report does not agree."""
    if report.state == ReportState.WITHDRAWN:
        return ConsentState.WITHDRAWN
    answer = consents_of(unit.session.connection(), report.id).get(ConsentScope.INVESTIGATE)
    return answer.state if answer else None
