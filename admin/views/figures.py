"""Figures in which nobody can be found: which there are, and one of them as a table."""

from datetime import date

from flask import Response, request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin.figure_words import DIMENSION_LABELS, FigureTable, period_label, table_of
from admin.secure import ConsoleView
from service.domain.figures import MEASURES, NOTE
from service.domain.periods import Period, last_full_year, periods_over
from service.domain.support_lists import THEMES
from service.usecases.access import allow
from service.usecases.reading import Reading
from service.usecases.statistics import Figure, read_figure

_READ = "statistics.read"
_YEARS = 5
"""How many academic years back one may look."""


class FiguresView(ConsoleView):
    """What the institution knows of how it does."""

    permission = _READ

    @expose("/")
    def index(self) -> str:
        """List the figures by what they are about."""
        allow(self.actor, _READ)
        themes = [
            (label, [one for one in MEASURES.values() if one.theme == theme])
            for theme, label in THEMES.choices()
        ]
        return self.render("console/figures/list.html", themes=[pair for pair in themes if pair[1]])

    @expose("/<measure>/")
    def figure(self, measure: str) -> str:
        """Show one, of the period and cut by what the address says."""
        with self.reading() as reading:
            periods = self._periods(reading)
            found = self._read(reading, measure, periods)
        dimensions = [(one, DIMENSION_LABELS[one]) for one in found.measure.dimensions]
        by, period = found.by[0] if found.by else "", _key(found.period)
        return self.render(
            "console/figures/figure.html", measure=found.measure, table=table_of(found),
            by=by, dimensions=dimensions, period=period, said=period_label(found.period),
            periods=[(key, period_label(one)) for key, one in periods.items()],
            note="" if found.measure.public else NOTE,
            download=url_for(".download", measure=measure, period=period, by=by),
        )  # fmt: skip

    @expose("/<measure>/csv")
    def download(self, measure: str) -> Response:
        """Give what the page shows as a file."""
        with self.reading() as reading:
            found = self._read(reading, measure, self._periods(reading))
        table = _with_period(table_of(found), found)
        file = f"{'-'.join([measure, *found.by, _key(found.period)])}.csv"
        response = Response(table.as_csv(), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        return response

    def _read(self, reading: Reading, name: str, periods: dict[str, Period]) -> Figure:
        """Read a figure; what the address asks for and is not to be had is left out."""
        usual = last_full_year(self._today(reading))
        period = periods.get(request.args.get("period", ""), usual)
        by = request.args.get("by", "")
        measure = MEASURES.get(name)
        cut = [by] if measure and by in measure.dimensions else []
        return read_figure(reading, name, first=period.first, last=period.last, by=cut)

    def _periods(self, reading: Reading) -> dict[str, Period]:
        return {_key(one): one for one in periods_over(self._today(reading), _YEARS)}

    def _today(self, reading: Reading) -> date:
        return reading.instance.rules.calendar.day_of(reading.now)


def _key(period: Period) -> str:
    return f"{period.first:%Y-%m}-to-{period.last:%Y-%m}"


def _with_period(table: FigureTable, figure: Figure) -> FigureTable:
    """Say in each row of a file what it is of, for a file is read by itself."""
    of = (figure.measure.title, period_label(figure.period))
    return FigureTable(
        [_("Figure"), _("Period"), *table.headers], [[*of, *row] for row in table.rows]
    )


def views() -> list[ConsoleView]:
    """Make the screens of the figures."""
    return [FiguresView(name=_("Figures"), endpoint="console_figures", url="/console/figures")]
