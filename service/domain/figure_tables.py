"""Tables of figures: from what was observed to what may be shown."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from service.domain.disclosure_control import Cell, Key, Shown, publish
from service.domain.errors import invalid
from service.domain.figures import DIMENSIONS, Measure

MOST_DIMENSIONS = 2
_MAY_BE_MISSING = ("setting",)
"""Nothing says of everything where it happened; that is a cell of its own, with the code None."""


class Observation(NamedTuple):
    """So many of one kind, of which the same holds."""

    group: Key
    number: int
    hit: bool = False
    value: float | None = None


def table_asked(measure: Measure, by: Sequence[str], setting: str | None) -> tuple[str, ...]:
    """Give the dimensions of the table an answer is taken from.

    One setting alone is a row of the table by setting, and hidden where that hides it: asking
    otherwise shows nothing more.

    Raises:
        Invalid: the measure is not cut so, or by more than two dimensions.
    """
    asked = [*by, "setting"] if setting is not None and "setting" not in by else [*by]
    for name in asked:
        if name not in measure.dimensions:
            where = "?/by" if name in by else "?/setting"
            raise invalid(where, "not_a_dimension", "This figure is not cut by that.")
    if len(set(by)) < len(by) or len(asked) > MOST_DIMENSIONS:
        detail = f"Cut it by {MOST_DIMENSIONS} at most, each once; one setting alone counts as one."
        raise invalid("?/by", "too_many", detail)
    return tuple(asked)


def figure(
    measure: Measure, by: Sequence[str], observed: Iterable[Observation]
) -> dict[Key, Shown]:
    """Give what may be shown: a row for every code there is, whether or not anything is in it.

    Args:
        by: the dimensions that the groups of ``observed`` have a code for, in their order.
    """
    gathered: dict[Key, list[Observation]] = {key: [] for key in _keys(by)}
    for one in observed:
        gathered.setdefault(one.group, []).append(one)
    cells = {key: _cell(found) for key, found in gathered.items()}
    return {key: _as_is(cell) for key, cell in cells.items()} if measure.public else publish(cells)


def _keys(by: Sequence[str]) -> Iterable[Key]:
    return product(
        *((*DIMENSIONS[name].values(), *([None] * (name in _MAY_BE_MISSING))) for name in by)
    )


def _cell(found: Sequence[Observation]) -> Cell:
    return Cell(
        number=sum(one.number for one in found),
        hits=sum(one.number for one in found if one.hit),
        values=[one.value for one in found if one.value is not None for _ in range(one.number)],
    )


def _as_is(cell: Cell) -> Shown:
    return Shown(count=cell.number, total=int(sum(cell.values)))
