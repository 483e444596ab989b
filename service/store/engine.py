"""How connections behave, on SQLite and on PostgreSQL."""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

READ_ONLY = "redress_read_only"
"""Execution option: this connection only reads."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged report survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=20000",
    "PRAGMA secure_delete=ON",  # shredded keys do not linger in free pages
)


def prepare(engine: Engine) -> Engine:
    """Make an engine behave; a PostgreSQL engine needs nothing."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    raw: Any = connection
    raw.isolation_level = None  # pysqlite must not open transactions on its own
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: upgrading from a read would fail instead of waiting.
    read_only = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def reader(engine: Engine) -> Connection:
    """Open a connection for reading: autocommit on PostgreSQL, a snapshot on SQLite."""
    if engine.dialect.name == "sqlite":
        return engine.connect().execution_options(**{READ_ONLY: True})
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
