"""The pages of a report, as tabs: what triage needs is one step away."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import lazy_gettext as _

_TABS = (
    (_("Report"), "console_reports.page"),
    (_("Whether to act"), "console_assessments.index"),
    (_("Possible duplicates"), "console_duplicates.index"),
    (_("Earlier versions"), "console_versions.index"),
    (_("Meeting others"), "console_introductions.index"),
    (_("How it felt"), "console_feedback.index"),
    (_("Who may know"), "console_report_access.index"),
)
"""Label and endpoint of each page, in order."""


def tabs(report_id: UUID, current: str) -> list[dict[str, Any]]:
    """List the pages of a report; ``current`` is the endpoint of the one being shown."""
    return [
        {
            "label": label,
            "url": url_for(endpoint, report_id=report_id),
            "current": endpoint == current,
        }
        for label, endpoint in _TABS
    ]
