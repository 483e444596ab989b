"""Saying audit entries in plain words. Names and references are looked up; nothing is opened."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_admin.babel import gettext as _

from service.domain.code_lists import AUDIT_PURPOSES, READ_PURPOSES, ROLES
from service.domain.codes import words
from service.domain.verbs import VERBS
from service.store.queries.people import names_of
from service.store.queries.references import references_of
from service.store.queries.rows import AnyRow
from service.usecases.reading import Reading

PURPOSES = dict([*READ_PURPOSES.choices(), *AUDIT_PURPOSES.choices()])
RESULTS = {"done": _("Done"), "refused": _("Refused"), "failed": _("Failed")}
_TONES = {"done": "good", "refused": "warn", "failed": "danger"}
_ACTORS = {
    "officer": _("Officer"),
    "client": _("API client"),
    "reporter": _("Reporting party"),
    "system": _("The system"),
    "nobody": _("Somebody not signed in"),
}
_KINDS = {"api_clients": _("API client"), "audit_exports": _("Audit export")}


@dataclass(frozen=True, slots=True)
class Thing:
    """What an entry is about, or belongs to."""

    kind: str
    id: UUID
    name: str | None

    @property
    def short(self) -> str:
        """What to call it in a list: its name or reference, or the end of its id."""
        return self.name or f"…{str(self.id)[-8:]}"


@dataclass(frozen=True, slots=True)
class Said:
    """One entry, in words."""

    id: UUID
    at: datetime
    when: str
    verb: str
    meaning: str
    who: str
    who_kind: str
    who_id: UUID | None
    subject: Thing | None
    case: Thing | None
    purpose: str
    origin: str
    result: str
    tone: str
    position: int | None
    entry: dict[str, Any]
    """The entry itself, read from its bytes; empty when they are no JSON object."""


def say(reading: Reading, rows: Sequence[AnyRow], zone: ZoneInfo) -> list[Said]:
    """Put entries into words."""
    ids = {value for row in rows for value in (row.actor_id, row.subject_id, row.case_id) if value}
    names = {
        **names_of(reading.connection, list(ids)),
        **references_of(reading.connection, reading.actor, ids),
    }
    return [_said(row, names, zone) for row in rows]


def _said(row: AnyRow, names: dict[UUID, str], zone: ZoneInfo) -> Said:
    entry = read_leaf(row.leaf)
    kind = _ACTORS.get(row.actor_kind, words(row.actor_kind))
    name = names.get(row.actor_id) if row.actor_id else None
    return Said(
        id=row.id, at=row.at, when=moment(row.at, zone), verb=row.verb,
        meaning=VERBS.get(row.verb, row.verb), who=name or kind, who_kind=kind,
        who_id=row.actor_id,
        subject=_thing(row.subject_kind, row.subject_id, names),
        case=_thing("cases", row.case_id, names),
        purpose=PURPOSES.get(row.purpose, words(row.purpose)) if row.purpose else "",
        origin=str(entry.get("from", "")),
        result=RESULTS.get(row.result, words(row.result)), tone=_TONES.get(row.result, "neutral"),
        position=row.position, entry=entry,
    )  # fmt: skip


def _thing(kind: str | None, thing: UUID | None, names: dict[UUID, str]) -> Thing | None:
    if kind is None or thing is None:
        return None
    return Thing(kind_in_words(kind), thing, names.get(thing))


def kind_in_words(kind: str) -> str:
    """Turn a kind of thing (a table's name) into words for one of them."""
    one = f"{kind[:-3]}y" if kind.endswith("ies") else kind.removesuffix("s")
    return _KINDS.get(kind, words(one))


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Spell a moment out to the second: ``Monday 23 November 2026, 08:42:10``."""
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M:%S}"


def read_leaf(leaf: bytes) -> dict[str, Any]:
    """Read an entry from its bytes; empty when somebody put other bytes there."""
    try:
        entry = json.loads(leaf)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def facts(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what an entry says beyond its columns: roles, versions, changes, commitments."""
    actor, subject = entry.get("actor"), entry.get("subject")
    if isinstance(actor, dict) and isinstance(actor.get("as"), list):
        yield _("Acting as"), _plain([ROLES.label(role) for role in actor["as"]])
    if isinstance(subject, dict) and subject.get("version") is not None:
        yield _("Version after the act"), _plain(subject["version"])
    if isinstance(subject, dict) and subject.get("digest"):
        yield _("Digest of what is sealed"), _plain(subject["digest"])
    if isinstance(entry.get("change"), dict):
        for name, value in entry["change"].items():
            yield words(name), _plain(value)
    if entry.get("d"):
        yield _("Commitment to more detail"), _plain(entry["d"])


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def readings(entry: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give the kind, id and groups of each record whose sealed groups were opened."""
    reads = entry.get("reads")
    for read in reads if isinstance(reads, list) else ():
        if isinstance(read, dict):
            groups = read.get("groups")
            names = [words(str(name)) for name in groups] if isinstance(groups, list) else []
            yield kind_in_words(str(read.get("kind"))), str(read.get("id")), ", ".join(names)
