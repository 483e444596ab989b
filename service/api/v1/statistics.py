"""Figures, for business intelligence and governing bodies: disclosure-controlled, all of them."""

from datetime import date
from typing import Any

from service.api.operation import Resource
from service.api.schemas.statistics import FigureKindsOut, FigureOut, FigureQuery
from service.domain.actors import Scope
from service.domain.disclosure_control import Key, Shown
from service.domain.figures import MEASURES, NOTE
from service.usecases.access import allow
from service.usecases.reading import Reading
from service.usecases.statistics import Figure, read_figure

statistics = Resource("Statistics", "Figures in which nobody can be found.")

_SCOPES = [Scope.STATISTICS_READ]


@statistics.operation(
    "GET", "/v1/statistics", "listFigures", "Which figures there are, and what they mean",
    answer=FigureKindsOut(), scopes=_SCOPES,
)  # fmt: skip
def list_figures(reading: Reading) -> dict[str, Any]:
    """Give every measure."""
    allow(reading.actor, "statistics.read")
    return {"data": list(MEASURES.values())}


@statistics.operation(
    "GET", "/v1/statistics/<string:measure>", "getFigure", "Read a figure",
    description="Of an academic year or a quarter that is over. A row is there for every code, "
    "whether or not anybody is in it.",
    query=FigureQuery(), answer=FigureOut(), scopes=_SCOPES, errors=["not_found"],
)  # fmt: skip
def get_figure(reading: Reading, query: dict[str, Any], measure: str) -> dict[str, Any]:
    """Give one."""
    by = query["by"].split(",") if query["by"] else []
    first, last = (_day(query[name]) for name in ("from_month", "to_month"))
    figure = read_figure(reading, measure, first=first, last=last, by=by, setting=query["setting"])
    rows = [_row(figure, key, shown) for key, shown in figure.rows.items()]
    return {
        "measure": figure.measure,
        "from_month": _month(figure.period.first),
        "to_month": _month(figure.period.last),
        "by": figure.by,
        "rows": rows,
        "suppressed": any(row["suppressed"] for row in rows),
        "note": NOTE,
    }


def _row(figure: Figure, key: Key, shown: Shown) -> dict[str, Any]:
    numbers = {
        "count": shown.count,
        "share": shown.share and shown.share.percent,
        "mean": shown.mean,
        "median": shown.median,
        "total": shown.total,
    }
    has = figure.measure.shows
    return {
        **dict(zip(figure.by, key, strict=True)),
        **{name: number if name in has else None for name, number in numbers.items()},
        "share_bound": shown.share.bound if shown.share and "share" in has else None,
        "suppressed": any(numbers[name] is None for name in has),
    }


def _day(month: str | None) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
