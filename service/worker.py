"""The worker: gives audit entries their place in the tree, and drops what has expired."""

import threading
import time

import structlog
from sqlalchemy.exc import SQLAlchemyError

from service.crypto.errors import CryptoError
from service.tlog.tiles import TileError
from service.usecases.instance import drop_expired
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log

log = structlog.get_logger()

_EVERY = 0.25
"""Seconds between looks for new entries; sequencing lags by about this much."""
_UPKEEP_EVERY = 600.0
_AFTER_FAULT = 5.0


def run_worker(runtime: Runtime, stop: threading.Event) -> None:
    """Work until told to stop. A fault is logged and waited out; nothing is lost meanwhile."""
    upkeep_due = time.monotonic()
    while not stop.is_set():
        try:
            sequence_log(runtime)
            if time.monotonic() >= upkeep_due:
                drop_expired(runtime)
                upkeep_due = time.monotonic() + _UPKEEP_EVERY
        except (SQLAlchemyError, CryptoError, LookupError, TileError) as error:
            # The database or the keys are away, or a tile is gone: an operator has to see it.
            log.warning("worker fault", error=type(error).__name__)
            stop.wait(_AFTER_FAULT)
        stop.wait(_EVERY)
