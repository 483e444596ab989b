"""The sample's tasks: set on the way, done in time or late, and some of them not at all."""

from datetime import timedelta
from itertools import cycle
from random import Random
from uuid import UUID

from service.demo import texts
from service.demo.cast import Cast
from service.demo.timeline import StoryClock, Thread
from service.demo.work import Work
from service.domain.actors import Actor
from service.domain.casework_lists import TaskKind
from service.store.queries.pages import MAX_LIMIT, Page
from service.store.queries.rows import AnyRow
from service.store.queries.work import TaskFilter, list_tasks
from service.usecases import tasks
from service.usecases.runtime import Runtime

_ANSWERS = (
    "no_detriment", "no_contact", "no_detriment", "no_detriment", "detriment_reported",
    "no_detriment", "contact_not_wanted", "no_detriment", "no_contact", "no_detriment",
)  # fmt: skip
_GIVEN = timedelta(days=14)
_LEFT_UNDONE = 0.12
_WEEK = timedelta(days=7)


class Tasking:
    """Sets tasks by hand, and does those that wait."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng
        self._answers, self._left = cycle(_ANSWERS), set[UUID]()

    def ask_for_evidence(self, work: Work) -> None:
        """Give the investigator something to do."""
        with self._runtime.unit(work.officer) as unit:
            tasks.add_task(
                unit, work.case_id, kind=TaskKind.GATHER_EVIDENCE, due_at=unit.now + _GIVEN,
                officer_id=self._cast.ids["david"], title=texts.EVIDENCE, note=None,
            )  # fmt: skip

    def finish(self, officer: Actor, kind: TaskKind, case_id: UUID) -> None:
        """Have an officer finish the open tasks of a kind on a case."""
        self._finish(officer, TaskFilter(state="open", kind=kind, case_id=case_id))

    def rounds(self) -> Thread:
        """Go through what is due once a week; some of it is left undone."""
        helen = self._cast.actors["helen"]
        while self._clock() < self._clock.end:
            for kind in (TaskKind.DETRIMENT_CHECK_IN, TaskKind.RISK_REVIEW):
                due = TaskFilter(state="open", kind=kind, due_before=self._clock())
                self._finish(helen, due, some=True)
            yield self._clock() + _WEEK

    def _finish(self, officer: Actor, which: TaskFilter, *, some: bool = False) -> None:
        with self._runtime.reading(officer) as reading:
            found = list_tasks(reading.connection, officer, which, Page(MAX_LIMIT)).rows
        for task in found:
            if task.id not in self._left and not (some and self._is_left(task)):
                result = self._result(task)
                with self._runtime.unit(officer) as unit:
                    tasks.finish_task(unit, task.id, result=result, version=task.version)

    def _is_left(self, task: AnyRow) -> bool:
        """Choose, once for each task, whether nobody finds the time."""
        if self._rng.random() < _LEFT_UNDONE:
            self._left.add(task.id)
        return task.id in self._left

    def _result(self, task: AnyRow) -> str | None:
        return next(self._answers) if task.kind == TaskKind.DETRIMENT_CHECK_IN else None
