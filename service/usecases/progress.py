"""Progress: what a service says of how it goes, to whoever sent the referral."""

from uuid import UUID

from service.domain.appointments import check_taken_on
from service.domain.errors import invalid
from service.domain.ids import new_id
from service.store.models import Progress, Referral
from service.usecases.access import load
from service.usecases.unit import Unit


def record_progress(
    unit: Unit, referral_id: UUID, *, kind: str, note: str | None = None
) -> Progress:
    """Say how it goes with a referral that a service has taken on.

    Args:
        note: for whoever sent the referral; the person it is about is not shown it.

    Raises:
        WrongState: the service has not taken it on.
        Invalid: somebody else writes a note: the service would read it, without consent.
    """
    referral = load(unit, Referral, referral_id, "referral.receive")
    if note and unit.actor.service_id != referral.service_id:
        raise invalid("/note", "not_permitted", "Only the service writes a note here.")
    check_taken_on(referral.status)
    progress = Progress(
        id=new_id(), referral_id=referral.id, kind=kind, author_kind=unit.actor.kind,
        author_id=unit.actor.id, recorded_at=unit.now,
    )  # fmt: skip
    unit.seal(progress, Progress.note, {"note": note} if note else None)
    unit.add(progress)
    unit.record("referral.progress", progress, change={"kind": kind})
    return progress
