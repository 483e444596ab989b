"""Notices without content: rows written with the act, sent after it, to whoever may still know."""

from service.store.models import Report
from service.usecases.unit import Unit


def notify_reporter(unit: Unit, report: Report, kind: str) -> None:
    """Put a notice for a reporter into the outbox."""


def answer_automatically(unit: Unit, report: Report, kind: str) -> None:
    """Leave an automatic answer in a reporter's conversation, with where to turn in a crisis.

    Args:
        kind: ``received`` for a report, ``out_of_hours`` for a message nobody reads just now.
    """
