"""Migrations: numbered, one head, and what they make is what the models say."""

import re
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from service import database
from service.paths import MIGRATIONS
from service.store.base import Base, KeystoreBase
from service.usecases.runtime import Runtime


def test_there_is_one_head_and_every_file_is_numbered_in_order() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    revisions = [script.revision for script in scripts.walk_revisions()][::-1]
    assert revisions == [f"{number:04d}" for number in range(1, len(revisions) + 1)]
    names = sorted(path.name for path in Path(MIGRATIONS, "versions").glob("*.py"))
    assert [name[:4] for name in names] == revisions
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names)


def test_migrated_databases_are_what_the_models_say(runtime: Runtime) -> None:
    assert database.differences(runtime.engine, database.MAIN) == []
    assert database.differences(runtime.keystore.engine, database.KEYSTORE) == []


def test_a_difference_would_be_found(runtime: Runtime) -> None:
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE notes ADD COLUMN mood TEXT")
    assert len(database.differences(runtime.engine, database.MAIN)) == 1


def test_each_database_has_its_own_tables_only(runtime: Runtime) -> None:
    for engine, base in (
        (runtime.engine, Base),
        (runtime.keystore.engine, KeystoreBase),
    ):
        found = set(inspect(engine).get_table_names()) - {"alembic_version"}
        assert found == set(base.metadata.tables)


def test_upgrading_again_changes_nothing(runtime: Runtime) -> None:
    for engine, name in (
        (runtime.engine, database.MAIN), (runtime.keystore.engine, database.KEYSTORE),
    ):  # fmt: skip
        assert database.is_current(engine)
        database.upgrade(engine, name)
        assert database.is_current(engine)
        assert database.differences(engine, name) == []
