"""Looking at what the sample holds."""

from typing import Any

from sqlalchemy import func, select

from service.domain.actors import SYSTEM
from service.usecases.runtime import Runtime

Least = dict[str, tuple[int, Any, tuple[Any, ...]]]
"""By name: how many there are at least, of what, and of which."""


def rows(runtime: Runtime, *columns: Any) -> list[Any]:
    with runtime.reading(SYSTEM) as reading:
        return list(reading.connection.execute(select(*columns)))


def count(runtime: Runtime, model: Any, *where: Any) -> int:
    with runtime.reading(SYSTEM) as reading:
        query = select(func.count()).select_from(model).where(*where)
        return int(reading.connection.scalar(query) or 0)


def too_few(runtime: Runtime, least: Least) -> dict[str, int]:
    found = {name: count(runtime, model, *where) for name, (_, model, where) in least.items()}
    return {name: number for name, number in found.items() if number < least[name][0]}
