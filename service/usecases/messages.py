"""The conversation with a reporter, anonymous or not."""

from uuid import UUID

from sqlalchemy import select, update

from service.domain.actors import ActorKind
from service.domain.code_lists import PartyRole, ReportMode
from service.domain.errors import WrongState, invalid
from service.domain.ids import new_id
from service.domain.reports import names_somebody
from service.store.models import Case, Message, Party, Report
from service.usecases.access import load, report_on_case
from service.usecases.clocks import stop_first_contact
from service.usecases.notices import answer_automatically, notify_reporter
from service.usecases.unit import Unit

FROM_REPORTER = "from_reporter"
TO_REPORTER = "to_reporter"

URGENT_HELP = (
    "This is not watched around the clock. In danger, call 999. "
    "To talk to somebody at any hour, call Samaritans on 116 123 (free)."
)
"""Said with every status a reporter reads: a message must never be the only way to get help."""


def write_to_reporter(unit: Unit, report_id: UUID, text: str) -> Message:
    """Write to whoever made a report."""
    report = load(unit, Report, report_id, "report.write_to_reporter")
    message = _write(unit, report, text, TO_REPORTER, "message.to_reporter")
    _await(unit, report, "reporter")
    stop_first_contact(unit, report)
    notify_reporter(unit, report, "new_message")
    return message


def write_about_case(
    unit: Unit, case_id: UUID, text: str, *, report_id: UUID | None = None
) -> Message:
    """Write to the reporter of a case; it must be said which one where there are several."""
    load(unit, Case, case_id)
    return write_to_reporter(unit, report_on_case(unit, case_id, report_id), text)


def write_to_team(unit: Unit, report_id: UUID, text: str) -> Message:
    """Write to the team, with a receipt."""
    report = load(unit, Report, report_id, "report.write_to_team")
    message = _write(unit, report, text, FROM_REPORTER, "message.from_reporter")
    _await(unit, report, "team")
    if not unit.rules.office_hours.is_open(unit.now):
        answer_automatically(unit, report, "out_of_hours")
    return message


def mark_read(unit: Unit, report_id: UUID, direction: str) -> None:
    """Note that the messages in one direction have now been read; goes with a recorded act."""
    unit.session.execute(
        update(Message)
        .where(
            Message.report_id == report_id,
            Message.direction == direction,
            Message.read_at.is_(None),
        )
        .values(read_at=unit.now)
    )


def identify(unit: Unit, report_id: UUID, identity: dict[str, str]) -> Report:
    """Let an anonymous reporter say who they are, later and in their own time.

    Raises:
        Invalid: nothing in it says who they are.
        WrongState: the reporter has been known from the start.
    """
    report = load(unit, Report, report_id, "report.identify")
    if not names_somebody(identity):
        raise invalid("", "required", "Give a name, a student number, an e-mail or a telephone.")
    if report.mode != ReportMode.ANONYMOUS:
        raise WrongState("This report already names its reporter.")
    unit.seal(report, Report.identity, identity)
    before, report.mode = report.mode, ReportMode.CONFIDENTIAL
    report.updated_at = unit.now
    unit.record(
        "report.identify",
        report,
        case_id=report.case_id,
        change={"from": before, "to": report.mode},
    )
    for party in unit.session.scalars(
        select(Party).where(Party.report_id == report.id, Party.role == PartyRole.REPORTING)
    ):
        unit.seal(party, Party.identity, identity)
        unit.record("party.identify", party, case_id=party.case_id)
    return report


def _await(unit: Unit, report: Report, who: str) -> None:
    """Note who is to write next. The report itself does not change, nor does its version."""
    unit.session.execute(update(Report).where(Report.id == report.id).values(awaiting=who))


def _write(unit: Unit, report: Report, text: str, direction: str, verb: str) -> Message:
    message = Message(
        id=new_id(),
        report_id=report.id,
        direction=direction,
        officer_id=unit.actor.id if unit.actor.kind == ActorKind.OFFICER else None,
        created_at=unit.now,
    )
    unit.seal(message, Message.body, {"text": text})
    unit.add(message)
    unit.record(verb, message, case_id=report.case_id, change={"report": str(report.id)})
    answered = FROM_REPORTER if direction == TO_REPORTER else TO_REPORTER
    mark_read(unit, report.id, answered)  # who answers has read what came before
    return message
