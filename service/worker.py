"""The worker: gives audit entries their place in the tree, and does what is due by itself."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from service.crypto.errors import CryptoError
from service.tlog.tiles import TileError
from service.usecases.checking import check_quarantined, sweep_blobs
from service.usecases.directory_upkeep import index_services, remind_of_reviews
from service.usecases.instance import drop_expired
from service.usecases.match_finding import find_matches
from service.usecases.outbox import send_waiting
from service.usecases.outcome_follow_up import follow_up_outcomes
from service.usecases.reminders import remind
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log

log = structlog.get_logger()

_AFTER_FAULT = 5.0


@dataclass(frozen=True, slots=True)
class Step:
    """Something the worker does again and again: when it starts, and then every so many seconds."""

    name: str
    work: Callable[[Runtime], object]
    every: float


def _send_notices(runtime: Runtime) -> None:
    if done := send_waiting(runtime):
        log.info("notices", **done)


STEPS = (
    Step("sequence", sequence_log, 0.25),  # sequencing lags by about this much
    Step("find_matches", find_matches, 60.0),
    Step("remind", remind, 60.0),
    Step("follow_up_outcomes", follow_up_outcomes, 60.0),
    Step("index_services", index_services, 60.0),
    Step("remind_of_reviews", remind_of_reviews, 3600.0),
    Step("send_notices", _send_notices, 5.0),
    Step("drop_expired", drop_expired, 600.0),
)


FILE_STEPS = (
    Step("check_quarantined", check_quarantined, 1.0),
    Step("sweep_blobs", sweep_blobs, 3600.0),
)
"""Done beside the others: to scan and copy one file may take minutes."""


def run_worker(runtime: Runtime, stop: threading.Event) -> None:
    """Work until told to stop. A fault is logged and waited out; nothing is lost meanwhile."""
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(_run, steps, runtime, stop) for steps in (STEPS, FILE_STEPS)]
        wait(runs, return_when=FIRST_COMPLETED)
        stop.set()  # one that ended by an error nobody foresaw ends the other
    for run in runs:
        run.result()


def _run(steps: Sequence[Step], runtime: Runtime, stop: threading.Event) -> None:
    due = dict.fromkeys(steps, time.monotonic())
    while not stop.is_set():
        for step in steps:
            if time.monotonic() >= due[step]:
                due[step] = _wait_after(step, runtime) + time.monotonic()
        stop.wait(max(0.0, min(due.values()) - time.monotonic()))


def _wait_after(step: Step, runtime: Runtime) -> float:
    """Do a step, and give how long it has to wait until it is done again."""
    try:
        step.work(runtime)
    except (SQLAlchemyError, CryptoError, LookupError, TileError, OSError) as error:
        # The database or the keys are away, a tile is gone, or the disk is full: an operator has
        # to see it.
        log.warning("worker fault", step=step.name, error=type(error).__name__)
        return _AFTER_FAULT
    return step.every
