"""A page of 50 reports, as the API reads it and the usual way, side by side in one run.

Ours: Core rows, the schema compiled to straight-line code, orjson. The usual way: ORM entities,
marshmallow's own dump, the standard library's json. Variants take turns, so that a slow moment
falls on all of them; only the ratios mean anything.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from service.api.compiled import compile_schema
from service.api.schemas.reports import ReportOut, ReportOutPage
from service.domain.actors import Actor, ActorKind, Scope
from service.domain.ids import new_id, new_reference
from service.store.base import Base
from service.store.engine import prepare, reader
from service.store.models import Report
from service.store.queries.pages import Page
from service.store.queries.reports import ReportFilter, list_reports

ROWS, ROUNDS, PAGE = 2000, 40, 50
ACTOR = Actor(ActorKind.CLIENT, new_id(), scopes=frozenset({Scope.CASES_READ}))


def fill(engine: Engine) -> None:
    """Make a database of reports."""
    Base.metadata.create_all(engine)
    now = datetime.now(UTC)
    with Session(engine) as session:
        for _ in range(ROWS):
            report = Report(
                id=new_id(), reference=new_reference("R"), mode="anonymous",
                relationship="affected_person", incident_types=["microaggression"],
                subject_assesses_reporter=False, priority="normal", receipt_mac=new_id().bytes,
                created_at=now, updated_at=now, narrative_ct=bytes(800),
            )  # fmt: skip
            session.add(report)
        session.commit()


def variants(engine: Engine) -> dict[str, Callable[[], bytes]]:
    """Give each way of answering the same page."""
    compiled, schema = compile_schema(ReportOutPage()), ReportOut(many=True)

    def ours() -> bytes:
        with reader(engine) as connection:
            page = list_reports(connection, ACTOR, ReportFilter(), Page(PAGE))
        return orjson.dumps(compiled({"data": page.rows, "next_cursor": None}))

    def rows_and_marshmallow() -> bytes:
        with reader(engine) as connection:
            page = list_reports(connection, ACTOR, ReportFilter(), Page(PAGE))
        return orjson.dumps({"data": schema.dump(page.rows), "next_cursor": None})

    def usual() -> bytes:
        with Session(engine) as session:
            entities = session.scalars(
                select(Report).order_by(Report.id.desc()).limit(PAGE + 1)
            ).all()[:PAGE]
            columns = [
                {column.key: getattr(entity, column.key) for column in Report.__table__.columns}
                for entity in entities
            ]
        return json.dumps({"data": schema.dump(columns), "next_cursor": None}).encode()

    return {
        "Core rows, compiled, orjson (ours)": ours,
        "Core rows, marshmallow dump, orjson": rows_and_marshmallow,
        "entities, marshmallow dump, json (usual)": usual,
    }


def main() -> None:
    """Measure and print ratios to ours."""
    with tempfile.TemporaryDirectory() as folder:
        engine = prepare(create_engine(f"sqlite:///{Path(folder) / 'bench.db'}"))
        fill(engine)
        ways = variants(engine)
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        answers = {name: json.loads(way()) for name, way in ways.items()}
        assert len({json.dumps(answer, sort_keys=True) for answer in answers.values()}) == 1
        for _ in range(ROUNDS):
            for name, way in ways.items():
                started = time.perf_counter()
                way()
                seconds[name].append(time.perf_counter() - started)
        engine.dispose()
    ours = statistics.median(next(iter(seconds.values())))
    print(f"A page of {PAGE} of {ROWS} reports, median of {ROUNDS} interleaved rounds:")
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"  {name:<42} {median * 1000:7.2f} ms   {median / ours:5.2f} x ours")


if __name__ == "__main__":
    main()
