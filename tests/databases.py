"""Fresh PostgreSQL databases for every test, emptied rather than made anew where that is enough."""

import os
from collections.abc import Iterator

import psycopg
from psycopg import sql

from tests.postgres import Server

_SHAPE = """
    SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
           (SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'D'),
           (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
           (SELECT count(*) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped)
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


class Reused:
    """One database of a worker: a copy of a template, brought back to it between tests."""

    def __init__(self, server: Server, template: str) -> None:
        self._server, self._template = server, template
        self.name = f"t_{os.getpid()}_{template}"
        self._make()

    @property
    def url(self) -> str:
        """Where the database is."""
        return self._server.url(self.name)

    def restore(self) -> None:
        """Empty the database and put the template's rows back; make it anew if that fails.

        A test may have changed the schema, or left a transaction of a killed process behind.
        """
        try:
            restored = self._refill()
        except psycopg.Error:
            restored = False
        if not restored:
            self.drop()
            self._make()

    def drop(self) -> None:
        """Drop the database."""
        self._server.drop_database(self.name)

    def _make(self) -> None:
        self._server.create_database(self.name, template=self._template)
        with self._server.connect(self.name) as connection:
            self._shape = connection.execute(_SHAPE).fetchone()
            tables = [row[0] for row in connection.execute(_TABLES)]
            self._tables = [sql.Identifier(table) for table in tables]
            self._rows = {table: b"".join(_copied(connection, table)) for table in tables}

    def _refill(self) -> bool:
        with self._server.connect(self.name) as connection:
            if connection.execute(_SHAPE).fetchone() != self._shape:
                return False
            with connection.transaction():
                # As on a replica: the log's own triggers do not refuse to have it emptied.
                connection.execute("SET LOCAL session_replication_role = replica")
                connection.execute("SET LOCAL lock_timeout = '2s'")
                names = sql.SQL(", ").join(self._tables)
                connection.execute(sql.SQL("TRUNCATE {}").format(names))
                for table, rows in self._rows.items():
                    _copy_back(connection, table, rows)
        return True


def _copied(connection: psycopg.Connection[object], table: str) -> Iterator[bytes]:
    with connection.cursor().copy(_copy("COPY {} TO STDOUT", table)) as copy:
        yield from (bytes(chunk) for chunk in copy)


def _copy_back(connection: psycopg.Connection[object], table: str, rows: bytes) -> None:
    if rows:
        with connection.cursor().copy(_copy("COPY {} FROM STDIN", table)) as copy:
            copy.write(rows)


def _copy(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))
