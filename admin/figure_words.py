"""Figures as a table in words: what may be shown of each row, and what is not."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask_admin.babel import gettext as _

from admin.text import spelled_month
from service.domain.deadlines import add_months
from service.domain.directory_rows import harmless
from service.domain.disclosure_control import Bound, Key, Share, Shown
from service.domain.figures import DIMENSIONS, Measure, Unit
from service.domain.periods import Period
from service.usecases.statistics import Figure

Cell = str | int | float
NOT_SHOWN = _("Not shown")
DIMENSION_LABELS = {
    "setting": _("Setting"),
    "service_type": _("Kind of service"),
    "decline_reason": _("Reason for declining"),
    "theme": _("Theme"),
    "led_by": _("Led by"),
    "activity_kind": _("Kind of activity"),
}
_NUMBERS = {
    "count": _("Number"), "share": _("Share"), "mean": _("Mean"), "median": _("Median"),
    "total": _("In all"),
}  # fmt: skip
_OF = {Unit.DAYS: _("in days"), Unit.CHANGE: _("change"), Unit.SCORE: _("score")}
_BOUNDS = {Bound.AT_LEAST: _("At least %(share)s"), Bound.AT_MOST: _("At most %(share)s")}


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A figure as it is shown; the first column names the row."""

    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def hides(self) -> bool:
        """Whether a number is not shown."""
        return any(NOT_SHOWN in row for row in self.rows)

    def as_csv(self) -> str:
        """Give the same as CSV, with nothing in it that a spreadsheet would run."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer)
        for row in (self.headers, *self.rows):
            writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        return buffer.getvalue()


def table_of(figure: Figure) -> FigureTable:
    """Give a figure as a table of at most one dimension."""
    first = DIMENSION_LABELS[figure.by[0]] if figure.by else _("Of what")
    headers = [first, *(_header(figure.measure, name) for name in figure.measure.shows)]
    rows = [
        [_row_label(figure, key), *(_cell(shown, name) for name in figure.measure.shows)]
        for key, shown in figure.rows.items()
    ]
    return FigureTable(headers, rows)


def period_label(period: Period) -> str:
    """Name an academic year, or a quarter of one."""
    months = (spelled_month(period.first), spelled_month(period.last))
    if add_months(period.first, 12) == period.end:
        return _("Academic year %(first)s to %(last)s", first=months[0], last=months[1])
    return _("%(first)s to %(last)s", first=months[0], last=months[1])


def _header(measure: Measure, name: str) -> str:
    of = _OF.get(measure.unit) if name in ("mean", "median") else None
    return f"{_NUMBERS[name]} {of}" if of else _NUMBERS[name]


def _row_label(figure: Figure, key: Key) -> str:
    if not key:
        return _("All")
    return DIMENSIONS[figure.by[0]].label(key[0]) if key[0] is not None else _("Not recorded")


def _cell(shown: Shown, name: str) -> Cell:
    value = getattr(shown, name)
    if value is None:
        return NOT_SHOWN
    found: Cell = _share(value) if isinstance(value, Share) else value
    return found


def _share(share: Share) -> str:
    percent = f"{share.percent}%"
    return _BOUNDS[share.bound] % {"share": percent} if share.bound else percent
