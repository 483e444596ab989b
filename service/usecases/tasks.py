"""Tasks: what somebody is to do on a case, and the check-ins that follow a report."""

from service.store.models import Case, Report
from service.usecases.unit import Unit


def schedule_check_ins(unit: Unit, report: Report, case: Case) -> None:
    """Set the detriment check-ins of a report that is put on a case: 2, 6 and 12 weeks after it."""


def cancel_open_tasks(unit: Unit, case: Case) -> None:
    """Cancel what is left to do on a case that closes; check-ins for detriment go on."""
