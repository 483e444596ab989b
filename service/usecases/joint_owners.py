"""Joint ownership: a placement provider that shares a case with the institution."""

from service.store.models import Report
from service.usecases.unit import Unit


def end_without_consent(unit: Unit, report: Report) -> None:
    """End the joint ownership of a report's case: consent to share it was withdrawn."""
