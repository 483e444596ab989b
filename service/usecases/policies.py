"""The policy: every version stays readable, and a case keeps the one it was opened under."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from service.domain.errors import invalid
from service.domain.ids import new_id
from service.store.models import PolicyVersion
from service.store.queries.case_parts import id_of_policy_in_force
from service.usecases.access import allow
from service.usecases.unit import Unit


def publish_policy(
    unit: Unit, *, label: str, title: str, body: str, effective_from: date
) -> PolicyVersion:
    """Publish a version of the policy; it is never changed afterwards.

    Args:
        effective_from: the first day, in the institution's time zone, on which a case that is
            opened comes under it.

    Raises:
        Invalid: another version has this label.
    """
    allow(unit.actor, "configuration.write")
    if unit.session.scalar(select(PolicyVersion.id).where(PolicyVersion.label == label)):
        raise invalid("/label", "taken", "Another version of the policy has this label.")
    version = PolicyVersion(
        id=new_id(), label=label, title=title, body=body, effective_from=effective_from,
        published_at=unit.now,
    )  # fmt: skip
    unit.add(version)
    unit.record("policy.publish", version)
    return version


def policy_in_force(unit: Unit) -> UUID | None:
    """Give the version in force today; None before the first."""
    today = unit.rules.calendar.day_of(unit.now)
    return id_of_policy_in_force(unit.session.connection(), today)
