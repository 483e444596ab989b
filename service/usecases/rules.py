"""What an institution sets for itself, as the use cases need it."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from service.domain.deadlines import MONDAY_TO_FRIDAY, Calendar
from service.domain.office_hours import OfficeHours


def _office_hours() -> OfficeHours:
    return OfficeHours(time(9), time(17), MONDAY_TO_FRIDAY)


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that rules depend on; `service.config` reads them."""

    log_origin: str = "redress.invalid/log"
    """The audit log's name in its checkpoints (C2SP tlog-checkpoint): a schema-less URL."""
    issuer: str = "http://127.0.0.1:8000"
    """Where tokens say they come from (RFC 9068 ``iss`` and ``aud``), and where notices lead."""
    institution: str = "Your institution"
    """What it is called, in messages to reporters."""
    token_seconds: int = 900
    session_idle: timedelta = timedelta(minutes=30)
    session_absolute: timedelta = timedelta(hours=10)
    checkpoint_every: timedelta = timedelta(minutes=1)
    demo: bool = False
    """Only a demo instance accepts sample credentials."""
    calendar: Calendar = MONDAY_TO_FRIDAY
    """The working days of the institution, in its time zone."""
    office_hours: OfficeHours = field(default_factory=_office_hours)
    match_threshold: int = 2
    """How many distinct reporters must name somebody before an alert is raised."""
    unmask_for: timedelta = timedelta(hours=1)
    """How long an approved look at an identity lasts."""
    break_glass_for: timedelta = timedelta(hours=4)
    """How long a broken glass stays open unless it is closed before."""
    attachment_bytes: int = 200 * 1024 * 1024
    """The size of one file at most."""
    attachments_per_record: int = 50
    notice_gives_up_after: timedelta = timedelta(days=3)
    """How long sending a notice is tried again."""
