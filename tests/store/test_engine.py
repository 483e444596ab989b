"""How both databases behave: moments, pragmas, and readers that do not write."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from service.store.engine import reader
from service.store.types import UtcDateTime
from service.usecases.runtime import Runtime


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (None, None),
        (datetime(2026, 3, 2, 9, 30, 1, 250_001, tzinfo=UTC), "2026-03-02T09:30:01.250001+00:00"),
        (
            datetime(2026, 7, 1, 0, 15, tzinfo=timezone(timedelta(hours=1))),
            "2026-06-30T23:15:00+00:00",
        ),
    ],
)
def test_a_moment_comes_back_in_utc(
    runtime: Runtime, stored: datetime | None, read: str | None
) -> None:
    table = Table("moments", MetaData(), Column("at", UtcDateTime()))
    with runtime.engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table).values(at=stored))
        found = connection.scalar(select(table.c.at))
        with pytest.raises((StatementError, ValueError), match="without a time zone"):
            connection.execute(insert(table).values(at=datetime(2026, 3, 2)))  # noqa: DTZ001
    assert (found.isoformat() if found else None) == read


def test_sqlite_is_durable_and_keeps_its_word(runtime: Runtime) -> None:
    if runtime.engine.dialect.name != "sqlite":
        return
    for engine in (runtime.engine, runtime.keystore.engine):
        with reader(engine) as connection:
            found = {
                pragma: connection.scalar(text(f"PRAGMA {pragma}"))
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
        assert found == {
            "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
        }  # fmt: skip


def test_foreign_keys_hold(runtime: Runtime) -> None:
    orphan = text("INSERT INTO audit_pending (entry_id) VALUES (:id)")
    with pytest.raises(IntegrityError), runtime.engine.begin() as connection:
        connection.execute(orphan, {"id": "0" * 32})


def test_a_reader_sees_commits_of_others_and_holds_nobody_up(runtime: Runtime) -> None:
    table = Table("marks", MetaData(), Column("at", UtcDateTime()))
    with runtime.engine.begin() as connection:
        table.create(connection)
    with reader(runtime.engine) as reading:
        assert reading.scalar(select(table.c.at)) is None
        with runtime.engine.begin() as writing:
            writing.execute(insert(table).values(at=datetime.now(UTC)))
    with reader(runtime.engine) as reading:
        assert reading.scalar(select(table.c.at)) is not None
