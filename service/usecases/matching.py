"""The repeat-respondent alert: reports that name one person find each other, unread."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.store.models import Report
from service.usecases.unit import Unit


def remember_subjects(
    unit: Unit,
    report: Report,
    subjects: Sequence[Mapping[str, Any]],
    reporter: Mapping[str, Any] | None,
) -> None:
    """Put whom a report names into the sealed matching table; needs the ``match`` consent."""


def forget_subjects(unit: Unit, report: Report) -> None:
    """Remove a report's matches: the consent to matching was withdrawn."""


def match_from_now_on(unit: Unit, report: Report) -> None:
    """Match a report whose reporter agreed to it only now; the groups opened are on record."""
