"""A case's timeline: the audit log in people's words, with what was written where it is open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from flask_admin.babel import gettext as _

from admin.opened import Opened
from admin.text import in_words, spelled
from service.domain.actors import ActorKind
from service.domain.appointments import APPOINTMENT_MACHINE
from service.domain.cases import CASE_MACHINE
from service.domain.casework_lists import NoteVisibility
from service.domain.code_lists import READ_PURPOSES
from service.domain.introductions import INTRODUCTION_MACHINE
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.reports import REPORT_MACHINE
from service.domain.verbs import VERBS
from service.store.models import AuditOpening, Message, Note, Outcome, Party, PartyNotice
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.store.sealed import Sealed
from service.usecases.reading import Reading

_KINDS = {
    "note.write": "note", "message.to_reporter": "message_out",
    "message.from_reporter": "message_in", "message.automatic": "message_out",
    "outcome.record": "outcome", "letter.write": "outcome", "letter.read": "reading",
    "party.told": "outcome", "party.withheld": "outcome", "sealed.read": "reading",
}  # fmt: skip
_AREAS = {"referral": "referral", "appointment": "referral", "attachment": "file"}
_TOLD = {
    step.verb
    for machine in (
        CASE_MACHINE, REPORT_MACHINE, REFERRAL_MACHINE, APPOINTMENT_MACHINE, INTRODUCTION_MACHINE,
    )
    for step in machine.transitions
    if step.tells
} | {
    "message.to_reporter", "message.from_reporter", "message.automatic", "appointment.book",
    "appointment.change",
}  # fmt: skip
_WRITTEN: dict[str, tuple[Sealed, tuple[str, ...]]] = {
    "notes": (Note.body, ("text",)),
    "messages": (Message.body, ("text",)),
    "outcomes": (Outcome.content, ("summary", "reasons")),
    "parties": (Party.told_text, ("text",)),
    "party_notices": (PartyNotice.content, ("text",)),
}


_NOT_WRITING = ("sealed.read", "party.add")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item, as the macro ``timeline`` shows it."""

    at: Any
    at_text: str
    kind: str
    title: str
    body: str
    by: str
    visible_to_reporter: bool


def entries(
    reading: Reading,
    rows: Sequence[AnyRow],
    things: Iterable[AnyRow],
    opened: Opened,
    zone: ZoneInfo,
) -> list[Entry]:
    """Tell what happened, newest first.

    Args:
        rows: entries of the log, oldest first.
        things: the notes, messages, outcomes and parties that entries may be about, and what
            was said with the entries themselves.
    """
    leaves = {row.id: orjson.loads(row.leaf) for row in rows}
    names = names_of(reading.connection, list(_people(rows, leaves.values())))
    known = {thing.id: thing for thing in things}
    return [
        Entry(
            at=row.at,
            at_text=spelled(row.at, zone),
            kind=_KINDS.get(row.verb) or _AREAS.get(row.verb.partition(".")[0], "event"),
            title=VERBS.get(row.verb, row.verb).rstrip("."),
            body="\n".join(
                [
                    *_said(row, leaves[row.id]),
                    *_changed(leaves[row.id].get("change", {}), names),
                    *_reason(known.get(row.id), opened),
                    *_written(row, known, opened),
                ]
            ),
            by=_by(row, names),
            visible_to_reporter=row.verb in _TOLD,
        )
        for row in reversed(rows)
    ]


def _people(rows: Iterable[AnyRow], leaves: Iterable[Mapping[str, Any]]) -> Iterable[UUID]:
    yield from (row.actor_id for row in rows if row.actor_id)
    for leaf in leaves:
        officer = leaf.get("change", {}).get("officer")
        if officer:
            yield UUID(officer)


def _by(row: AnyRow, names: Mapping[UUID, str]) -> str:
    if row.actor_kind == ActorKind.REPORTER:
        return _("Reporting party")
    if row.actor_kind == ActorKind.SYSTEM:
        return _("The system")
    if row.actor_kind == ActorKind.SERVICE:
        return _("The support service")
    return names.get(row.actor_id, _("Somebody"))


def _said(row: AnyRow, leaf: Mapping[str, Any]) -> Iterable[str]:
    if row.purpose:
        yield _("Purpose: %(purpose)s.", purpose=READ_PURPOSES.label(row.purpose).lower())
    if "reads" in leaf:
        yield _("Opened: %(what)s.", what=_read(leaf["reads"]))


def _reason(opening: AnyRow | None, opened: Opened) -> Iterable[str]:
    """Give the reason somebody wrote for a step, once it is open."""
    if opening is None:
        return
    held = opened.get(AuditOpening.content, opening)
    yield _("Reason: sealed") if held is None else held["detail"]["reason"]


def _read(reads: Iterable[Mapping[str, Any]]) -> str:
    groups = sorted({group for read in reads for group in read["groups"]})
    return ", ".join(in_words(group).lower() for group in groups)


def _changed(change: Mapping[str, Any], names: Mapping[UUID, str]) -> Iterable[str]:
    before, after = change.get("from"), change.get("to")
    if before and after:
        yield _("%(before)s → %(after)s", before=in_words(before), after=in_words(after))
    elif after and "scope" in change:
        yield _("Answer: %(answer)s", answer=in_words(after).lower())
    for name in ("reason", "scope", "role", "party_type", "outcome_type", "finding"):
        if change.get(name):
            said = {"name": in_words(name), "code": in_words(change[name]).lower()}
            yield _("%(name)s: %(code)s", **said)
    if change.get("visibility") == NoteVisibility.CASE_MANAGERS:
        yield _("For case managers and its author only.")
    if change.get("officer"):
        yield names.get(UUID(change["officer"]), _("Somebody"))


def _written(row: AnyRow, known: Mapping[UUID, AnyRow], opened: Opened) -> Iterable[str]:
    """Give what was written, once it is open."""
    thing = known.get(row.subject_id)
    if thing is None or row.subject_kind not in _WRITTEN or row.verb in _NOT_WRITING:
        return
    group, names = _WRITTEN[row.subject_kind]
    said = (opened.text(group, thing, name) for name in names)
    yield from (text for text in said if text)
