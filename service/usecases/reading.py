"""Reading: Core rows without a transaction to commit, and sealed groups only on record."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import UUID

from service.domain.actors import Actor
from service.domain.errors import DomainError
from service.store.engine import reader
from service.store.sealed import Damaged, ReadScope, Target, entered
from service.usecases.entries import Subject
from service.usecases.ports import Instance
from service.usecases.unit import Unit, record_damage, record_refusal

_READS_PER_ENTRY = 400
"""A leaf holds 65,535 bytes: a long conversation is recorded in several entries."""


class Reading:
    """One actor reading; ``connection`` is for the functions of `service.store.queries`."""

    def __init__(self, instance: Instance, actor: Actor) -> None:
        self.instance, self.actor = instance, actor
        self.now: datetime = instance.clock()
        self.connection = reader(instance.engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()
        if isinstance(error, DomainError):
            record_refusal(self.instance, self.actor, error)

    @contextmanager
    def scope(
        self,
        targets: Iterable[Target],
        *,
        purpose: str,
        case_id: UUID | None = None,
        verb: str = "sealed.read",
    ) -> Iterator[ReadScope]:
        """Open sealed groups, once the reading is on record.

        The entry is committed before the block runs; if it cannot be, nothing is opened. A group
        that does not open is recorded too, and nothing is shown in its place.

        Args:
            verb: what the log calls it, where it is more than reading.

        Raises:
            Damaged: a group was altered or moved, or its key is gone.
        """
        wanted = list(targets)
        if wanted:
            self._record(wanted, verb, purpose=purpose, case_id=case_id)
        try:
            with entered(ReadScope(self.instance.keystore, wanted)) as scope:
                yield scope
        except Damaged as damage:
            record_damage(self.instance, self.actor, damage, purpose=purpose, case_id=case_id)
            raise

    def _record(
        self, targets: list[Target], verb: str, *, purpose: str, case_id: UUID | None
    ) -> None:
        records = {(target.table, target.record) for target in targets}
        subject = Subject(*records.pop()) if len(records) == 1 else None
        with Unit(self.instance, self.actor) as unit:
            for start in range(0, len(targets), _READS_PER_ENTRY):
                unit.record(
                    verb,
                    subject,
                    case_id=case_id,
                    purpose=purpose,
                    reads=targets[start : start + _READS_PER_ENTRY],
                )
