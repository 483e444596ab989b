"""The pages of a case, as tabs: everything about one case is one step away."""

from typing import Any
from uuid import UUID

from flask import current_app, url_for
from flask_admin.babel import lazy_gettext as _

TABS = (
    (_("Overview"), "console_cases.page"),
    (_("Investigation"), "console_investigation.index"),
    (_("Outcome"), "console_outcome.index"),
    (_("Safety"), "console_safety.index"),
    (_("Tasks and clocks"), "console_case_work.index"),
    (_("Files"), "console_case_files.index"),
    (_("Who may know"), "console_case_access.index"),
)
"""Label and endpoint of each page, in order."""


def tabs(case_id: UUID, current: str) -> list[dict[str, Any]]:
    """List the pages of a case; ``current`` is the endpoint of the one being shown."""
    return [
        {"label": label, "url": url_for(endpoint, case_id=case_id), "current": endpoint == current}
        for label, endpoint in TABS
        if endpoint in current_app.view_functions
    ]
