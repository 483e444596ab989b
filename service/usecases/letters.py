"""Outcome letters: written by a template, sealed as they were written, and told to their party."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from service.domain import outcome_letters
from service.domain.actors import ActorKind
from service.domain.code_lists import FINDINGS, INCIDENT_TYPES, OUTCOME_TYPES, PartyRole
from service.domain.errors import NotFound, WrongState, invalid
from service.domain.ids import new_id
from service.domain.letters import Letter as Written
from service.domain.letters import Values
from service.domain.outcome_letters import is_told_finding
from service.domain.support_lists import ACTION_KINDS
from service.store.models import Allegation, Case, Letter, Party
from service.store.queries.case_parts import allegations_of
from service.store.queries.cases import case_row, outcomes_of, parties_of
from service.store.queries.outcomes import letter_template_row, remedies_for
from service.store.queries.people import names_of
from service.store.queries.reports import report_row
from service.store.queries.rows import AnyRow
from service.store.sealed import ReadScope, Target
from service.usecases.access import allow_on, load
from service.usecases.parties import tell_party
from service.usecases.parts import part_of
from service.usecases.reading import Reading
from service.usecases.rules import Rules
from service.usecases.unit import Unit

Opening = Callable[[Iterable[Target]], AbstractContextManager[ReadScope]]
_WRITE = ("outcome.tell", "outcome.write_letter")


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a letter is written, be it for good or only to be looked at."""

    connection: Connection
    rules: Rules
    now: datetime
    opening: Opening


def write_letter(
    unit: Unit, case_id: UUID, party_id: UUID, *, template_id: UUID, reasons: str, version: int
) -> Letter:
    """Write a party's outcome letter, and tell them the outcome in its words.

    What was found on the allegations is opened for it, on record.

    Args:
        reasons: why it was decided so, in plain words.
        version: that of the party.

    Raises:
        WrongState: there is no outcome to tell.
        Invalid: no template in use has this id.
    """
    case = load(unit, Case, case_id, *_WRITE)
    party = part_of(unit, Party, case.id, party_id, version=version)
    desk = _Desk(unit.session.connection(), unit.rules, unit.now, unit.opening)
    template = _template(desk, template_id)
    written, reads = _written(desk, case, party, template, reasons)
    letter = Letter(
        id=new_id(), case_id=case.id, party_id=party.id, template_id=template_id,
        language=template.language, written_at=unit.now,
        officer_id=unit.actor.id if unit.actor.kind == ActorKind.OFFICER else None,
    )  # fmt: skip
    unit.seal(letter, Letter.content, outcome_letters.kept(written))
    unit.add(letter)
    change = {"party": str(party.id), "template": str(template_id)}
    unit.record("letter.write", letter, case_id=case.id, change=change, reads=reads)
    tell_party(unit, case.id, party.id, outcome_letters.as_text(written), version=version)
    return letter


def preview_letter(
    reading: Reading, case_id: UUID, party_id: UUID, *, template_id: UUID, reasons: str,
    purpose: str,
) -> Written:  # fmt: skip
    """Give the letter that `write_letter` would write. Nobody is told, but the reading is recorded.

    Raises:
        WrongState, Invalid: as for `write_letter`.
    """
    connection = reading.connection
    allow_on(connection, reading.actor, Case, case_id, *_WRITE, "case.read_content")
    parties = parties_of(connection, case_id)
    party = next((row for row in parties if row.id == party_id), None)
    case = case_row(connection, case_id)
    if case is None or party is None:
        raise NotFound
    opening = partial(reading.scope, purpose=purpose, case_id=case_id)
    desk = _Desk(connection, reading.instance.rules, reading.now, opening)
    return _written(desk, case, party, _template(desk, template_id), reasons)[0]


def open_letter(reading: Reading, row: AnyRow, *, purpose: str) -> Written:
    """Open a letter, on record; the caller has checked that the actor may read it."""
    scope = reading.scope(
        [Letter.content.target(row)], purpose=purpose, case_id=row.case_id, verb="letter.read"
    )
    with scope:
        return outcome_letters.of_kept(Letter.content.open(row))


def _template(desk: _Desk, template_id: UUID) -> AnyRow:
    template = letter_template_row(desk.connection, template_id)
    if template is None or not template.active:
        raise invalid("/template_id", "not_available", "No template in use has this id.")
    return template


def _written(
    desk: _Desk, case: Case | AnyRow, party: Party | AnyRow, template: AnyRow, reasons: str
) -> tuple[Written, list[Target]]:
    """Write a letter; gives the groups that were opened for it too."""
    values, reads = _values(desk, case, party)
    reference, institution = _reference(desk, case, party), desk.rules.institution
    letter = outcome_letters.written(
        template.title, template.body,
        {**values, "reasons": reasons, "reference": reference, "institution": institution},
        language=template.language, day=desk.rules.calendar.day_of(desk.now),
        sender=institution, reference=reference,
    )  # fmt: skip
    return letter, reads


def _values(desk: _Desk, case: Case | AnyRow, party: Party | AnyRow) -> tuple[Values, list[Target]]:
    outcomes = outcomes_of(desk.connection, case.id)
    if not outcomes:
        raise WrongState("Record an outcome before telling anybody.")
    findings, reads = _findings(desk, case, party)
    labels = [OUTCOME_TYPES.label(row.outcome_type) for row in outcomes]
    remedies = remedies_for(desk.connection, [party.id])
    return {
        # A witness is told why, in the officer's words, and nothing of what comes to others.
        "outcome": [] if party.role == PartyRole.WITNESS else list(dict.fromkeys(labels)),
        "findings": findings,
        "remedies": [ACTION_KINDS.label(row.kind) for row in remedies],
        "contact": _contact(desk, party),
    }, reads


def _findings(
    desk: _Desk, case: Case | AnyRow, party: Party | AnyRow
) -> tuple[list[str], list[Target]]:
    """Say what was found on each allegation that concerns a party."""
    rows = [
        row
        for row in allegations_of(desk.connection, case.id)
        if row.finding and is_told_finding(party.role, party.id, row.party_id)
    ]
    if party.role == PartyRole.REPORTING and _others_reported(desk, case, party):
        return [_kind_of(row) for row in rows], []
    targets = [Allegation.wording.target(row) for row in rows]
    with desk.opening(targets):
        said = [Allegation.wording.open(row)["wording"] for row in rows]
    return [
        f"{words.rstrip(' .')}: {FINDINGS.label(row.finding).lower()}"
        for words, row in zip(said, rows, strict=True)
    ], targets


def _others_reported(desk: _Desk, case: Case | AnyRow, party: Party | AnyRow) -> bool:
    """Whether others reported too: an allegation's words may be theirs, and name them."""
    rows = parties_of(desk.connection, case.id)
    return any(row.role == PartyRole.REPORTING and row.id != party.id for row in rows)


def _kind_of(allegation: AnyRow) -> str:
    kinds = ", ".join(map(INCIDENT_TYPES.label, allegation.incident_types)) or "An allegation"
    return f"{kinds}: {FINDINGS.label(allegation.finding).lower()}"


def _reference(desk: _Desk, case: Case | AnyRow, party: Party | AnyRow) -> str:
    """Give the reference that a party knows: of their own report, or else of the case."""
    own = party.report_id if _reported(party) else None
    return str(((report_row(desk.connection, own) if own else None) or case).reference)


def _contact(desk: _Desk, party: Party | AnyRow) -> str:
    """Say how a party reaches the institution: with their receipt, or whoever looks after them."""
    if _reported(party):
        return desk.rules.issuer
    officers = names_of(
        desk.connection, [party.contact_officer_id] if party.contact_officer_id else []
    )
    return ", ".join([*officers.values(), desk.rules.institution])


def _reported(party: Party | AnyRow) -> bool:
    return bool(party.role == PartyRole.REPORTING and party.report_id is not None)
