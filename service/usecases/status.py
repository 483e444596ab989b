"""How things stand, for whoever follows a report: what happened and why, and who knows of it."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from service.domain.actors import ActorKind
from service.domain.appointments import APPOINTMENT_MACHINE
from service.domain.cases import CASE_MACHINE
from service.domain.casework_lists import AccessKind
from service.domain.code_lists import (
    CLOSE_REASONS,
    DECLINE_REASONS,
    WITHHOLDING_REASONS,
    ReportMode,
    Role,
    Told,
)
from service.domain.errors import NotFound
from service.domain.introductions import INTRODUCTION_MACHINE
from service.domain.limitation import court_claim_limit, oia_complaint_limit
from service.domain.notices import URGENT_HELP
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.reports import REPORT_MACHINE, may_identify
from service.domain.representation import told
from service.domain.seen import Reader, Surroundings, who_can_see
from service.domain.support_lists import ACTION_KINDS, ActionState, PreferenceMet
from service.store.models import Report
from service.store.queries import reporters
from service.store.queries.audit import timeline
from service.store.queries.cases import case_row
from service.store.queries.introductions import own_sides
from service.store.queries.outcomes import remedies_for
from service.store.queries.receiving import appointments_about
from service.store.queries.reports import messages_of, report_row
from service.store.queries.representation import choices_made
from service.store.queries.rows import AnyRow
from service.usecases.access import actions_for
from service.usecases.conversation import TO_REPORTER
from service.usecases.follow_up import readable_report
from service.usecases.own_referrals import own_referrals
from service.usecases.reading import Reading

_FOLLOWED = (
    REPORT_MACHINE, CASE_MACHINE, REFERRAL_MACHINE, APPOINTMENT_MACHINE, INTRODUCTION_MACHINE,
)  # fmt: skip
_TOLD = {
    step.verb: step.tells for machine in _FOLLOWED for step in machine.transitions if step.tells
} | {
    "report.amend": "You changed your report. What it said before is kept.",
    "party.told": "You were told the outcome. It is in your messages.",
    "party.to_tell": "There is something new about the outcome. You will be told.",
    "party.withheld": "We cannot tell you the outcome.",
    "appointment.book": "The support service made an appointment with you.",
    "appointment.change": "An appointment with the support service was changed.",
    "introduction.propose": "We would like to ask you something.",
}
"""What the reporter is told of each act; acts not listed here are internal."""
_REASONS = {
    "report.close": CLOSE_REASONS, "report.mark_duplicate": CLOSE_REASONS,
    "case.close": CLOSE_REASONS, "party.withheld": WITHHOLDING_REASONS,
    "referral.decline": DECLINE_REASONS,
}  # fmt: skip
"""The acts whose coded reason the reporter is told, and the list it is from."""


def status(reading: Reading) -> dict[str, Any]:
    """Say how things stand. Nothing sealed is opened for it."""
    report = report_row(reading.connection, readable_report(reading, "report.follow"))
    if report is None:
        raise NotFound
    case = case_row(reading.connection, report.case_id) if report.case_id else None
    own = reading.actor.kind == ActorKind.REPORTER
    referrals = own_referrals(reading) if own else []
    parties = reporters.own_parties(reading.connection, report.id)
    asked = own_sides(reading.connection, report.id) if own else ()
    booked = appointments_about(reading.connection, reading.actor, report.id) if own else ()
    rows = (*parties, *asked, *booked)
    subjects = [report.id, *(one["id"] for one in referrals), *(row.id for row in rows)]
    acts = timeline(
        reading.connection,
        reading.actor,
        case_id=None,
        subject_ids=subjects + ([case.id] if case else []),
    )
    messages = messages_of(reading.connection, [report.id], own=own)
    actions = _own_actions(reading, report)
    return {
        "reference": report.reference,
        "state": report.state,
        "case_state": case.state if case else None,
        "submitted_at": report.submitted_at,
        "updates": _updates(acts),
        "outcome": _outcome(parties),
        "messages_since_yours": sum(
            message.direction == TO_REPORTER and message.read_at is None for message in messages
        ),
        "may_submit": "submit" in actions,
        "may_withdraw": "withdraw" in actions,
        "may_identify": own and report.mode == ReportMode.ANONYMOUS and may_identify(report.state),
        "who_can_see": _who_can_see(reading, report),
        "referrals": referrals,
        "responder": _responder(reading, report) if own else None,
        "remedies": _remedies(reading, parties) if own else [],
        "advisory_dates": _advisory_dates(report, case),
        "urgent_help": URGENT_HELP,
    }


def _own_actions(reading: Reading, report: AnyRow) -> set[str]:
    steps = actions_for(reading.connection, reading.actor, REPORT_MACHINE, Report, report)
    return {step.action for step, allowed in steps if allowed}


def _change(act: AnyRow) -> dict[str, Any]:
    change: dict[str, Any] = orjson.loads(act.leaf).get("change", {})
    return change


def _updates(acts: Iterable[AnyRow]) -> list[dict[str, Any]]:
    return [
        {"at": act.at, "text": _TOLD[act.verb], "reason": _reason(act)}
        for act in acts
        if act.verb in _TOLD and act.result == "done"
    ]


def _reason(act: AnyRow) -> str | None:
    """Give the coded reason of an act in words, where the reporter is told it."""
    reason = _change(act).get("reason") if act.verb in _REASONS else None
    return _REASONS[act.verb].label(reason) if reason else None


def _outcome(parties: Sequence[AnyRow]) -> dict[str, Any] | None:
    """Say whether the reporter was told the outcome, or why not; None while there is no case."""
    if not parties:
        return None
    party = parties[0]
    reason = party.withholding_reason
    words = WITHHOLDING_REASONS.label(reason) if reason else None
    return {"told": party.told, "told_at": party.told_at, "reason": words}


def _who_can_see(reading: Reading, report: AnyRow) -> list[Reader]:
    connection = reading.connection
    case_id = report.case_id
    accesses = reporters.open_accesses(connection, report.id, case_id, reading.now)
    assigned = reporters.roles_on_case(connection, case_id) if case_id else []
    found = who_can_see(
        Surroundings(
            sent=report.submitted_at is not None,
            on_case=case_id is not None,
            identified=report.mode != ReportMode.ANONYMOUS,
            by_client=report.client_id is not None,
            scopes_in_use=reporters.scopes_in_use(connection),
            assigned=[(row.role, frozenset(map(Role, row.roles))) for row in assigned],
            unmasked=AccessKind.UNMASK in accesses,
            broken_glass=AccessKind.BREAK_GLASS in accesses,
        )
    )
    owners = reporters.joint_owners_now(connection, case_id) if case_id else []
    found += [Reader(f"{row.name}, which shares your case", ("your case",)) for row in owners]
    for supporter in reporters.supporters_of(connection, report.id):
        sees = ("how your report stands", "your messages")
        found.append(Reader("A supporter you named", sees[: 1 + supporter.may_read_messages]))
    return found


def _responder(reading: Reading, report: AnyRow) -> dict[str, str | None] | None:
    """Say what became of the reporter's wish about who meets them; None where they have none."""
    if Report.preference.is_empty(report):
        return None
    made = choices_made(reading.connection, report.case_id) if report.case_id else []
    outcomes = ((row.wishes_met.get(str(report.id)), row.override_reason) for row in made)
    return told((PreferenceMet(met), reason) for met, reason in outcomes if met)


def _remedies(reading: Reading, parties: Sequence[AnyRow]) -> list[dict[str, Any]]:
    """Say what is done for the reporter. Before they are told the outcome it would give it away."""
    told = [row.id for row in parties if row.told == Told.TOLD]
    return [
        {
            "kind": ACTION_KINDS.label(row.kind),
            "due_on": row.due_on,
            "done": row.state == ActionState.DONE,
        }
        for row in remedies_for(reading.connection, told)
    ]


def _advisory_dates(report: AnyRow, case: AnyRow | None) -> list[dict[str, Any]]:
    """Give the last days for going to court or to the ombudsman, as far as they are known."""
    dates = []
    if report.occurred_from is not None and report.occurred_precision in (None, "day"):
        dates.append(
            {
                "on": court_claim_limit(report.occurred_from),
                "text": "A claim in court should be brought by this day. A court may allow it "
                "later. This is no legal advice.",
            }
        )
    letter = case.completion_letter_on if case else None
    if letter is not None:
        text = "A complaint to the ombudsman (OIA) should reach it by this day."
        dates.append({"on": oia_complaint_limit(letter), "text": text})
    return dates
