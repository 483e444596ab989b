"""Fifty kill -9 amid streams of reports through the use cases: nothing acknowledged is lost."""

import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from service.config import Settings
from service.domain.actors import SYSTEM, Scope
from service.store.models import AuditEntry, Report
from service.store.queries.audit import tree_size
from service.store.queries.reports import report_row
from service.tlog.verify_folder import verify_folder
from service.usecases import audit
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log
from tests.builders import World

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
STREAMS, KILLS = 5, 10


def killed_stream(arguments: list[str], chance: random.Random) -> list[str]:
    """Let a process submit, kill it after some acknowledgements; give all that it printed."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.submitter", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stderr is not None
        enough = chance.randint(1, 20)
        lines = [child.stdout.readline() for _ in range(enough)]
        child.kill()
        lines += child.stdout.readlines()
        faults = child.stderr.read()
    assert child.returncode == -9, faults
    # A last line without its end was being written, after the commit that it tells of.
    return [line.strip() for line in lines if line.endswith("\n")]


def streams(settings: Settings, client: UUID) -> list[str]:
    arguments = [
        settings.database_url, settings.keystore_url, str(settings.keyring),
        settings.log_origin, str(client),
    ]  # fmt: skip

    def one(seed: int) -> list[str]:
        chance = random.Random(seed)
        return [line for _ in range(KILLS) for line in killed_stream(arguments, chance)]

    with ThreadPoolExecutor(STREAMS) as pool:
        return [line for lines in pool.map(one, range(STREAMS)) for line in lines]


def narratives(runtime: Runtime, ids: list[UUID]) -> list[str]:
    """Decrypt each report's words."""
    texts = []
    with runtime.reading(SYSTEM) as reading:
        rows = [report_row(reading.connection, report_id) for report_id in ids]
        with reading.scope(map(Report.narrative.target, rows), purpose="triage"):
            texts = [Report.narrative.open(row)["narrative"] for row in rows]
    return texts


def test_nothing_acknowledged_is_lost_or_doubled_by_fifty_kills(
    runtime: Runtime, world: World, settings: Settings, tmp_path: Path
) -> None:
    client = world.client(Scope.REPORTS_WRITE)[0]
    acknowledged = streams(settings, client.id)
    assert len(acknowledged) >= STREAMS * KILLS
    assert len(set(acknowledged)) == len(acknowledged)
    with runtime.reading(SYSTEM) as reading:
        connection = reading.connection
        stored = [str(found) for found in connection.scalars(select(Report.id))]
        submitted = Counter(
            str(found)
            for found in connection.scalars(
                select(AuditEntry.subject_id).where(AuditEntry.verb == "report.submit")
            )
        )
    assert set(acknowledged) <= set(stored)
    assert submitted == Counter(stored)  # each with exactly one entry, and no entry without it
    assert len(stored) <= len(acknowledged) + STREAMS * KILLS  # one in flight at each kill
    texts = narratives(runtime, [UUID(found) for found in stored])
    assert all(words.startswith("Words, number ") for words in texts)
    if runtime.engine.dialect.name == "sqlite":
        with runtime.engine.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    check_log(runtime, tmp_path / "export")


def check_log(runtime: Runtime, folder: Path) -> None:
    """Sequence what waits, export the log and verify the export."""
    origin = runtime.rules.log_origin
    sequence_log(runtime, sign=True)
    with runtime.reading(SYSTEM) as reading:
        size = tree_size(reading.connection)
    with runtime.unit(SYSTEM) as unit:
        made = audit.export_log(unit, origin, purpose="audit")
    folder.mkdir()
    with runtime.reading(SYSTEM) as reading:
        for file in audit.export_files(reading, origin, made.id):
            (folder / file.name).write_bytes(b"".join(file.chunks))
    assert verify_folder(folder).size == size
