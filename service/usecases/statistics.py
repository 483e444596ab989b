"""Figures: what was observed in a period, brought through disclosure control."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from service.domain.disclosure_control import Key, Shown, shown_count
from service.domain.errors import NotFound
from service.domain.figure_tables import Observation, figure, table_asked
from service.domain.figures import MEASURES, Measure
from service.domain.periods import Period, period_asked
from service.store.queries.figures import Span, observations, published_in
from service.store.queries.rows import AnyRow
from service.usecases.access import allow
from service.usecases.reading import Reading


@dataclass(frozen=True, slots=True)
class Figure:
    """What may be shown of a measure in a period."""

    measure: Measure
    period: Period
    by: tuple[str, ...]
    """The dimensions that the keys of ``rows`` have a code for."""
    rows: dict[Key, Shown]


def read_figure(
    reading: Reading,
    name: str,
    *,
    first: date | None = None,
    last: date | None = None,
    by: Sequence[str] = (),
    setting: str | None = None,
) -> Figure:
    """Read a figure; nothing sealed is opened for it.

    Args:
        first: a day of the first month, and ``last`` one of the last; the last full academic year
            where neither is given.
        by: the dimensions to cut it by.
        setting: only the row, or rows, of this setting.

    Raises:
        NotAllowed: the actor may not read figures.
        NotFound: there is no such measure.
        Invalid: see `service.domain.periods.period_asked`, `service.domain.figure_tables`.
    """
    allow(reading.actor, "statistics.read")
    if name not in MEASURES:
        raise NotFound
    measure, calendar = MEASURES[name], reading.instance.rules.calendar
    table = table_asked(measure, by, setting)
    period = period_asked(first, last, calendar.day_of(reading.now))
    rows = figure(measure, table, _observed(reading, measure, period, table))
    if setting is not None:
        rows = {key: row for key, row in rows.items() if key[table.index("setting")] == setting}
    return Figure(measure, period, table, rows)


def _observed(
    reading: Reading, measure: Measure, period: Period, by: Sequence[str]
) -> Iterator[Observation]:
    moment = reading.instance.rules.calendar.start_of
    span = Span(moment(period.first), moment(period.end), period.first, period.end)
    if measure.name == "initiatives":
        for row in published_in(reading.connection, span):
            yield from _initiative(row, by)
        return
    for row in observations(reading.connection, reading.actor, measure.name, span, by):
        group = tuple(getattr(row, name) for name in by)
        value = _value(reading, row)
        hit = getattr(row, "hit", False)
        if measure.long_days is not None:
            hit = value is not None and value > measure.long_days
        yield Observation(group, row.number, bool(hit), value)


def _value(reading: Reading, row: AnyRow) -> float | None:
    """Give what is measured; a time in whole days of the institution's calendar."""
    if hasattr(row, "since"):
        day_of = reading.instance.rules.calendar.day_of
        return (day_of(row.until) - day_of(row.since)).days
    return getattr(row, "value", None)


def _initiative(row: AnyRow, by: Sequence[str]) -> Iterator[Observation]:
    """Give an initiative once for each of its themes, where it is cut by them."""
    reached = shown_count(row.people_reached or 0)
    for theme in row.themes if "theme" in by else (None,):
        group = tuple(theme if name == "theme" else row.led_by for name in by)
        yield Observation(group, 1, value=reached)
