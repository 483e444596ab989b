"""Submits reports until it is killed; prints each id once its unit of work has committed.

Run as ``python -m tests.faults.submitter DATABASE_URL KEYSTORE_URL KEYRING ORIGIN CLIENT_ID``.
"""

import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine

from service.crypto.keyring import FileKeyring
from service.domain.actors import Actor, ActorKind, Scope
from service.store.engine import prepare
from service.store.keystore import Keystore
from service.usecases.intake import ReportSubmission, submit_report
from service.usecases.runtime import Rules, Runtime
from service.usecases.sequencing import sequence_log


def main(database: str, keystore: str, keyring: str, origin: str, client: str) -> None:
    """Submit, say so, and sequence now and then, without end."""
    provider = FileKeyring.open(Path(keyring))
    engines = [prepare(create_engine(url)) for url in (database, keystore)]
    rules = Rules(log_origin=origin)
    runtime = Runtime(engines[0], Keystore(engines[1], provider), provider, rules)
    form = Actor(ActorKind.CLIENT, UUID(client), scopes=frozenset({Scope.REPORTS_WRITE}))
    number = 0
    while True:
        with runtime.unit(form) as unit:
            report, _ = submit_report(unit, ReportSubmission(narrative=f"Words, number {number}."))
        sys.stdout.write(f"{report.id}\n")
        sys.stdout.flush()
        number += 1
        if number % 4 == 0:
            sequence_log(runtime, sign=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
