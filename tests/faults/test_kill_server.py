"""Fifty kill -9 of servers during streams of reports: nothing acknowledged is lost or doubled."""

import random
from base64 import b64encode
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest
from sqlalchemy import select

from service.config import Settings
from service.domain.actors import SYSTEM, Scope
from service.store.models import AuditEntry, Report
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log
from service.usecases.tree_check import check_tree
from tests.builders import World
from tests.live import Server

STREAMS = 5
KILLS = {"sqlite": 10, "postgresql": 2}
"""Kills of each stream: fifty where a commit is our own file's, a few where it is PostgreSQL's."""
WORDS = "Words said on the ward."


def _token(server: Server, client_id: str, secret: str) -> str:
    basic = b64encode(f"{client_id}:{secret}".encode()).decode()
    answer = httpx.post(
        f"{server.url}/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
        timeout=30,
    )
    token: str = answer.raise_for_status().json()["access_token"]
    return token


def _stream(
    settings: Settings, credentials: tuple[str, str], log: Path, number: int, kills: int
) -> list[str]:
    """Send reports to a server that is killed again and again; give the ids it acknowledged."""
    chance = random.Random(number)
    acknowledged: list[str] = []
    pending = 0
    for _ in range(kills):
        server = Server(settings, log)
        server.wait_until_ready()
        headers = {"Authorization": f"Bearer {_token(server, *credentials)}"}
        with ThreadPoolExecutor(1) as executioner, httpx.Client(timeout=30) as http:
            # The kill falls at a random moment once a report came through, however slow the
            # machine: before, during or after a commit.
            started = Event()
            kill = executioner.submit(_kill_after, server, started, chance.uniform(0.0, 0.25))
            while not kill.done():
                try:
                    answer = http.post(
                        f"{server.url}/v1/reports",
                        json={"narrative": WORDS},
                        headers={**headers, "Idempotency-Key": f"{number}-{pending}"},
                    )
                except httpx.TransportError:
                    continue  # not acknowledged: sent again under the same key
                if answer.status_code == 409:
                    continue  # the killed server's transaction is not over yet: sent again
                assert answer.status_code == 201, answer.text
                acknowledged.append(answer.json()["id"])
                pending += 1
                started.set()
    return acknowledged


def _kill_after(server: Server, started: Event, seconds: float) -> None:
    started.wait()
    Event().wait(seconds)
    server.kill()


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_acknowledged_reports_survive_fifty_kills(
    settings: Settings, runtime: Runtime, world: World, tmp_path: Path
) -> None:
    client, secret, _ = world.client(Scope.REPORTS_WRITE)
    assert secret is not None
    kills = KILLS[runtime.engine.dialect.name]
    with ThreadPoolExecutor(STREAMS) as pool:
        work = [
            pool.submit(
                _stream, settings, (client.client_id, secret), tmp_path / "log", number, kills
            )
            for number in range(STREAMS)
        ]
        acknowledged = [report for stream in work for report in stream.result()]
    assert len(acknowledged) >= STREAMS * kills
    assert len(set(acknowledged)) == len(acknowledged)
    with runtime.reading(SYSTEM) as reading:
        rows = reading.connection.execute(select(Report.id, Report.narrative_ct)).all()
        with reading.scope([Report.narrative.target(row) for row in rows], purpose="casework"):
            assert {Report.narrative.open(row)["narrative"] for row in rows} == {WORDS}
        stored = {str(row) for row in reading.connection.scalars(select(Report.id))}
        entries = Counter(
            str(row)
            for row in reading.connection.scalars(
                select(AuditEntry.subject_id).where(AuditEntry.verb == "report.submit")
            )
        )
    assert set(acknowledged) <= stored
    # At most the one request in flight at the last kill of each stream was stored unacknowledged.
    assert len(stored) <= len(acknowledged) + STREAMS
    assert entries == Counter(stored)
    sequence_log(runtime, sign=True)
    with runtime.reading(SYSTEM) as reading:
        assert check_tree(reading, runtime.rules.log_origin).ok
