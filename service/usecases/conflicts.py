"""Conflicts of interest: whoever has one is shut out of everything about the case, at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.store.models import Case, Report
from service.usecases.unit import Unit


def shut_out_named(unit: Unit, report: Report, subjects: Sequence[Mapping[str, Any]]) -> None:
    """Shut out every officer whom a report names by an identifier; goes with its submission."""


def carry_over(unit: Unit, report: Report, case: Case) -> None:
    """Let a report's conflicts of interest hold for the case it is put on."""
