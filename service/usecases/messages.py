"""The conversation with a reporter, anonymous or not."""

from uuid import UUID

from sqlalchemy import select, update

from service.domain.casework_lists import MessageDirection
from service.domain.code_lists import ConsentScope, PartyRole, ReportMode, ReportState
from service.domain.errors import WrongState, invalid
from service.domain.notices import OUT_OF_HOURS
from service.domain.reports import may_identify, names_somebody
from service.store.models import Case, Message, Party, Report
from service.usecases.access import load, report_on_case
from service.usecases.clocks import run_report_clocks, stop_first_contact
from service.usecases.conversation import (
    AUTOMATIC,
    FROM_REPORTER,
    TO_REPORTER,
    leave_message,
    mark_read,
)
from service.usecases.indexing import index_identifiers
from service.usecases.intake import agreed
from service.usecases.matching import match_from_now_on
from service.usecases.named_officers import shut_out_named
from service.usecases.notices import answer_automatically, notify_reporter
from service.usecases.templates import filled_in
from service.usecases.unit import Unit


def write_to_reporter(
    unit: Unit, report_id: UUID, text: str | None = None, *, template_id: UUID | None = None
) -> Message:
    """Write to whoever made a report, in one's own words or those of a template.

    Raises:
        Invalid: neither is given, or both are, or the template is not in use.
    """
    report = load(unit, Report, report_id, "report.write_to_reporter")
    if bool(text) == bool(template_id):
        raise invalid("", "one_of", "Give either text or template_id.")
    codes = {"template": str(template_id)} if template_id else {}
    words = filled_in(unit, template_id, report) if template_id else text or ""
    message = leave_message(unit, report, words, TO_REPORTER, codes=codes)
    _await(unit, report, "reporter")
    stop_first_contact(unit, report)
    notify_reporter(unit, report, "new_message")
    return message


def write_about_case(
    unit: Unit,
    case_id: UUID,
    text: str | None = None,
    *,
    template_id: UUID | None = None,
    report_id: UUID | None = None,
) -> Message:
    """Write to the reporter of a case; it must be said which one where there are several."""
    load(unit, Case, case_id)
    meant = report_on_case(unit, case_id, report_id)
    return write_to_reporter(unit, meant, text, template_id=template_id)


def write_to_team(unit: Unit, report_id: UUID, text: str) -> Message:
    """Write to the team, with a receipt.

    Raises:
        WrongState: the report is a draft: nobody would read it.
    """
    report = load(unit, Report, report_id, "report.write_to_team")
    if report.state == ReportState.DRAFT:
        raise WrongState("Send the report first.")
    message = leave_message(unit, report, text, FROM_REPORTER)
    _await(unit, report, "team")
    answer_automatically(unit, report, OUT_OF_HOURS)
    return message


def team_has_read(unit: Unit, report_id: UUID) -> None:
    """Note that the team has read what a reporter wrote."""
    report = load(unit, Report, report_id, "report.write_to_reporter")
    _read(unit, report, FROM_REPORTER)


def reporter_has_read(unit: Unit, report_id: UUID) -> None:
    """Note that the reporter has read what was written to them; a supporter cannot do so."""
    report = load(unit, Report, report_id, "report.write_to_team")
    _read(unit, report, TO_REPORTER, AUTOMATIC)


def identify(unit: Unit, report_id: UUID, identity: dict[str, str]) -> Report:
    """Let an anonymous reporter say who they are, later and in their own time.

    Raises:
        Invalid: nothing in it says who they are.
        WrongState: the reporter has been known from the start, or the report is not with the team.
    """
    report = load(unit, Report, report_id, "report.identify")
    if not names_somebody(identity):
        raise invalid("", "required", "Give a name, a student number, an e-mail or a telephone.")
    if not may_identify(report.state):
        raise WrongState("This report was not sent, or is over. A draft is amended instead.")
    if report.mode != ReportMode.ANONYMOUS:
        raise WrongState("This report already names its reporter.")
    unit.seal(report, Report.identity, identity)
    before, report.mode = report.mode, ReportMode.CONFIDENTIAL
    report.updated_at = unit.now
    run_report_clocks(unit, report)
    unit.record(
        "report.identify",
        report,
        case_id=report.case_id,
        change={"from": before, "to": report.mode},
    )
    shut_out_named(unit, report, reporter=identity)
    for party in unit.session.scalars(
        select(Party).where(Party.report_id == report.id, Party.role == PartyRole.REPORTING)
    ):
        unit.seal(party, Party.identity, identity)
        unit.record("party.identify", party, case_id=party.case_id)
        index_identifiers(unit, Party.identity, party.id, [identity])
    index_identifiers(unit, Report.identity, report.id, [identity])
    if agreed(unit, report, ConsentScope.MATCH):
        match_from_now_on(unit, report)
    return report


def _await(unit: Unit, report: Report, who: str) -> None:
    """Note who is to write next. The report itself does not change, nor does its version."""
    unit.session.execute(update(Report).where(Report.id == report.id).values(awaiting=who))


def _read(unit: Unit, report: Report, *directions: MessageDirection) -> None:
    mark_read(unit, report.id, *directions)
    unit.record("message.read", report, case_id=report.case_id, change={"from": sorted(directions)})
