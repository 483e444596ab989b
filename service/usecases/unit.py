"""The unit of work: one act, one transaction, with its audit entries inside.

Use a unit for everything that changes state::

    with runtime.unit(actor) as unit:
        report, receipt = submit_report(unit, submission)

Leaving the block commits; an exception rolls everything back. Use cases take the unit and never
commit, so several can be grouped into one act. Do not use a unit to read (use `Reading`), and do
not hold one open while waiting for anything outside the database: on SQLite it is the only writer.

A unit that changed rows without recording what was done refuses to commit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.exc import StaleDataError

from service.crypto.envelope import Dek
from service.crypto.provider import KeyProvider
from service.domain.actors import Actor
from service.domain.errors import (
    DomainError,
    PointsToSomebody,
    Refusal,
    Stale,
    UnknownReceipt,
)
from service.store.keystore import NewKey
from service.store.models import AuditOpening, Case
from service.store.queries.places import place_of
from service.store.sealed import Damaged, ReadScope, Sealed, Target, entered
from service.usecases.entries import Act, Subject, commit_to, entry_rows
from service.usecases.ports import Instance
from service.usecases.rules import Rules

M = TypeVar("M")


class ActWithoutEntry(RuntimeError):
    """A unit changed something and recorded nothing: a mistake in a use case."""


class Unit:
    """One act by one actor, in one transaction."""

    def __init__(self, instance: Instance, actor: Actor) -> None:
        self.instance, self.actor = instance, actor
        self.now: datetime = instance.clock()
        self.session = Session(instance.engine, expire_on_commit=False, autoflush=False)
        self._new_keys: dict[tuple[str, UUID], NewKey] = {}
        self._recorded = False
        self._wrote = False
        event.listen(self.session, "after_flush", self._note_flush)
        event.listen(self.session, "do_orm_execute", self._note_statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._commit()
            else:
                self.session.rollback()
        finally:
            self.session.close()
        if isinstance(error, DomainError):
            record_refusal(self.instance, self.actor, error)
        if isinstance(error, Damaged):
            record_damage(self.instance, self.actor, error)

    @property
    def provider(self) -> KeyProvider:
        """What guards the roots of all keys."""
        return self.instance.provider

    @property
    def rules(self) -> Rules:
        """What the institution set for itself."""
        return self.instance.rules

    def go_on_as(self, actor: Actor) -> None:
        """Act from here on as whoever has just proven who they are, so that entries name them."""
        self.actor = actor

    def add(self, row: M) -> M:
        """Add a new row."""
        self.session.add(row)
        return row

    def new_key(self, table: str, owner: UUID) -> None:
        """Give a new owner its data key; saved durably just before the unit commits."""
        self._new_keys[table, owner] = self.instance.keystore.new(table, owner)

    def dek(self, table: str, owner: UUID, generation: int | None = None) -> Dek:
        """Give an owner's data key, be it as new as this unit."""
        new = self._new_keys.get((table, owner))
        return new.dek if new else self.instance.keystore.dek(table, owner, generation)

    def seal(self, row: Any, group: Sealed, value: Mapping[str, Any] | None) -> None:
        """Encrypt a group of values into a row; nothing when there is nothing to seal."""
        if value:
            group.seal(row, value, self)

    def record(
        self,
        verb: str,
        row: Any = None,
        *,
        case_id: UUID | None = None,
        change: Mapping[str, Any] | None = None,
        purpose: str | None = None,
        reads: Sequence[Target] = (),
        detail: Mapping[str, Any] | None = None,
        result: str = "done",
    ) -> None:
        """Record what was done, in this transaction. ``row`` may be an entity or a `Subject`.

        ``detail`` is what may not stand in the log, such as a reason in somebody's own words: the
        entry commits to it, and it is sealed under the key of the case, or of ``row``.
        """
        self.flush()
        subject = row if row is None or isinstance(row, Subject) else Subject.of(row)
        if subject is not None and case_id is None and subject.report_id is None:
            case_id, subject = self._placed(subject)
        salt, commitment = commit_to(detail) if detail else (None, None)
        act = Act(verb, subject, case_id, purpose, change, reads, result)
        entry, pending = entry_rows(act, self.actor, self.now, commitment)
        self.session.add_all((entry, pending))
        if detail and subject:
            owner = (Case.__tablename__, case_id) if case_id else (subject.kind, subject.id)
            opening = AuditOpening(id=entry.id, owner_table=owner[0], owner_id=owner[1])
            self.seal(opening, AuditOpening.content, {"salt": salt, "detail": detail})
            self.session.add(opening)
        self._recorded = True

    def _placed(self, subject: Subject) -> tuple[UUID | None, Subject]:
        """Say which case and report a thing is on, so that its entry is found with them.

        A conflict of interest keeps what is found with a case out of somebody's view of the log.
        """
        place = place_of(self.session.connection(), subject.kind, subject.id)
        return place.case_id, replace(subject, report_id=place.report_id)

    @contextmanager
    def opening(self, targets: Iterable[Target]) -> Iterator[ReadScope]:
        """Open sealed groups so that the act can move them; the act's entry lists them.

        Plaintext must not leave the unit but sealed again.
        """
        with entered(ReadScope(self, targets)) as scope:
            yield scope

    def flush(self) -> None:
        """Send pending changes.

        Raises:
            Stale: somebody else changed a row in the meantime.
        """
        try:
            self.session.flush()
        except StaleDataError:
            raise Stale from None

    def _note_flush(self, *_: object) -> None:
        self._wrote = True

    def _note_statement(self, state: ORMExecuteState) -> None:
        self._wrote = self._wrote or not state.is_select

    def _commit(self) -> None:
        self.flush()
        if self._wrote and not self._recorded:
            self.session.rollback()
            raise ActWithoutEntry("A unit of work changed rows but recorded no act.")
        keys = list(self._new_keys.values())
        if keys:
            self.instance.keystore.save(keys)
        self.session.commit()
        self.instance.keystore.keep(keys)


def record_refusal(instance: Instance, actor: Actor, error: DomainError) -> None:
    """Record that somebody was refused, in a transaction of its own; the act left nothing."""
    if isinstance(error, UnknownReceipt):
        with Unit(instance, actor) as unit:
            unit.record("receipt.refused", result="refused")
    if isinstance(error, PointsToSomebody):
        with Unit(instance, actor) as unit:
            unit.record(
                "learning.refused", case_id=error.case_id, result="refused",
                reads=[Target(*one) for one in error.reads],
            )  # fmt: skip
    if not isinstance(error, Refusal) or error.permission is None:
        return
    with Unit(instance, actor) as unit:
        subject = Subject(*error.subject) if error.subject else None
        unit.record(
            "access.refused", subject, change={"permission": error.permission}, result="refused"
        )


def record_damage(
    instance: Instance,
    actor: Actor,
    damage: Damaged,
    *,
    purpose: str | None = None,
    case_id: UUID | None = None,
) -> None:
    """Record that a sealed group did not open, in a transaction of its own."""
    target = Target(damage.table, damage.record, damage.group)
    with Unit(instance, actor) as unit:
        unit.record(
            "sealed.damaged", Subject(target.table, target.record), case_id=case_id,
            purpose=purpose, reads=[target], result="failed",
        )  # fmt: skip


@contextmanager
def housekeeping(engine: Engine) -> Iterator[Session]:
    """Run upkeep that is not anybody's act: sequencing the log, dropping what has expired."""
    with Session(engine, autoflush=False) as session:
        yield session
        session.commit()
