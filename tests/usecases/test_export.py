"""Exports prove themselves offline, and show a log that was tampered with."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound
from service.domain.ids import new_id
from service.store.queries.audit import latest_checkpoint, tree_size
from service.tlog.verify_folder import Refused, verify_folder
from service.usecases import audit
from service.usecases.runtime import Runtime
from service.usecases.sequencing import log_key, sequence_log
from tests.builders import World
from tests.usecases.helpers import verbs_of


def export(runtime: Runtime, folder: Path, *, since: str | None = None, by: Actor = SYSTEM) -> Path:
    """Export the log into a folder, as the command does."""
    origin = runtime.rules.log_origin
    sequence_log(runtime, sign=True)
    with runtime.unit(by) as unit:
        made = audit.export_log(unit, origin, purpose="audit", since=since)
    folder.mkdir()
    with runtime.reading(by) as reading:
        for file in audit.export_files(reading, origin, made.id):
            (folder / file.name).write_bytes(b"".join(file.chunks))
            assert (folder / file.name).stat().st_size == file.size
    return folder


def key_of(runtime: Runtime) -> str:
    return log_key(runtime.provider, runtime.rules.log_origin).encode()


def test_an_export_proves_itself(world: World, runtime: Runtime, tmp_path: Path) -> None:
    for _ in range(5):
        world.report()
    acts = len(verbs_of(runtime))
    report = verify_folder(export(runtime, tmp_path / "out"), vkey=key_of(runtime))
    assert (report.origin, report.size) == (runtime.rules.log_origin, acts)
    second = verify_folder(export(runtime, tmp_path / "two"), vkey=key_of(runtime))
    assert second.size == acts + 1  # the first export is itself on record


def test_an_export_proves_that_the_log_only_grew(
    world: World, runtime: Runtime, tmp_path: Path
) -> None:
    kept = export(runtime, tmp_path / "old") / "checkpoint"
    for name in ("grown", "further"):
        world.report()
        folder = export(runtime, tmp_path / name, since=kept.read_text())
        assert (folder / "checkpoint.old").read_bytes() == kept.read_bytes()
        assert verify_folder(folder, since=kept, vkey=key_of(runtime)).proven
    with pytest.raises(Refused):
        verify_folder(tmp_path / "old", since=folder / "checkpoint")


def test_since_this_very_moment(runtime: Runtime, tmp_path: Path) -> None:
    sequence_log(runtime, sign=True)
    with runtime.reading(SYSTEM) as reading:
        latest = latest_checkpoint(reading.connection)
    assert latest is not None
    folder = export(runtime, tmp_path / "out", since=latest.note)
    assert verify_folder(folder, vkey=key_of(runtime)).size == latest.size


@pytest.mark.parametrize("since", ["", "nonsense", "\n", "redress.test/log\n1\nAAAA\n\n— x y\n"])
def test_what_is_no_checkpoint_of_this_log_is_refused(
    runtime: Runtime, tmp_path: Path, since: str
) -> None:
    with pytest.raises(Invalid) as refused:
        export(runtime, tmp_path / "out", since=since)
    assert refused.value.faults[0].pointer == "/since"


def test_only_who_asked_fetches_an_export(world: World, runtime: Runtime, tmp_path: Path) -> None:
    auditor, other = world.officer(Role.AUDITOR), world.officer(Role.AUDITOR)
    export(runtime, tmp_path / "out", by=auditor)
    origin = runtime.rules.log_origin
    with runtime.unit(auditor) as unit:
        made = audit.export_log(unit, origin, purpose="audit")
    for actor, export_id in ((other, made.id), (auditor, new_id()), (SYSTEM, made.id)):
        with pytest.raises(NotFound), runtime.reading(actor) as reading:
            audit.export_files(reading, origin, export_id)
    for actor in (world.officer(Role.SYSTEM_ADMIN), world.officer(Role.CASE_MANAGER)):
        with pytest.raises(NotAllowed), runtime.unit(actor) as unit:
            audit.export_log(unit, origin, purpose="audit")


def test_an_export_stays_as_it_was_when_the_log_grows(
    world: World, runtime: Runtime, tmp_path: Path
) -> None:
    origin = runtime.rules.log_origin
    first = export(runtime, tmp_path / "out")
    world.report()
    sequence_log(runtime, sign=True)
    with runtime.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_exports")) == 1
    with runtime.unit(SYSTEM) as unit:
        made = audit.export_log(unit, origin, purpose="audit")
    world.report()
    sequence_log(runtime, sign=True)
    with runtime.reading(SYSTEM) as reading:
        later = {f.name: b"".join(f.chunks) for f in audit.export_files(reading, origin, made.id)}
    (tmp_path / "later").mkdir()
    for name, data in later.items():
        (tmp_path / "later" / name).write_bytes(data)
    assert verify_folder(tmp_path / "later").size > verify_folder(first).size


TAMPERING = {
    "change an entry": "UPDATE audit_entries SET leaf = {other} WHERE verb = 'report.submit'",
    "blame another": "UPDATE audit_entries SET verb = 'case.open'",
    "delete a place": "DELETE FROM audit_leaves WHERE position = 1",
    "delete an entry": "DELETE FROM audit_entries WHERE verb = 'report.submit'",
    "move an entry": "UPDATE audit_leaves SET position = position + 1000 WHERE position = 1",
}
BLOB = {"sqlite": "CAST('{{}}' AS BLOB)", "postgresql": "CAST('{{}}' AS bytea)"}


@pytest.mark.parametrize("act", TAMPERING.values(), ids=TAMPERING.keys())
def test_the_database_refuses_to_change_the_log(world: World, runtime: Runtime, act: str) -> None:
    world.report()
    sequence_log(runtime, sign=True)
    statement = act.format(other=BLOB[runtime.engine.dialect.name].format())
    with pytest.raises(DBAPIError, match="only grows"), runtime.engine.begin() as connection:
        connection.execute(text(statement))


def test_postgresql_refuses_to_truncate_the_log(runtime: Runtime) -> None:
    if runtime.engine.dialect.name != "postgresql":
        return
    with pytest.raises(DBAPIError, match="only grows"), runtime.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit_entries CASCADE"))


def drop_triggers(connection: Connection) -> None:
    """Do what somebody with all power over the database can do."""
    if connection.dialect.name == "postgresql":
        for table in ("audit_entries", "audit_leaves"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in names:
        connection.execute(text(f"DROP TRIGGER {name}"))


SWAP = """
    UPDATE audit_leaves SET position = -1 - position WHERE position IN (1, 2);
    UPDATE audit_leaves SET position = 4 + position WHERE position IN (-2, -3)
"""
HIDDEN = [TAMPERING["change an entry"], SWAP]


@pytest.mark.parametrize("act", HIDDEN, ids=["change an entry", "swap two places"])
def test_an_export_shows_what_was_tampered_with_behind_the_triggers(
    world: World, runtime: Runtime, tmp_path: Path, act: str
) -> None:
    world.report()
    verify_folder(export(runtime, tmp_path / "before"))
    with runtime.engine.begin() as connection:
        drop_triggers(connection)
        for statement in act.format(other=BLOB[runtime.engine.dialect.name].format()).split(";"):
            connection.execute(text(statement))
    with pytest.raises(Refused):
        verify_folder(export(runtime, tmp_path / "after"))


def test_a_proof_is_given_only_below_a_signed_head(world: World, runtime: Runtime) -> None:
    world.report()
    with runtime.reading(SYSTEM) as reading, pytest.raises(NotFound):
        audit.prove_inclusion(reading.connection, 0, 1)
    sequence_log(runtime, sign=True)
    with runtime.reading(SYSTEM) as reading:
        connection = reading.connection
        assert audit.prove_inclusion(connection, 0, 2)
        assert audit.prove_consistency(connection, 0, 2) == []
        assert audit.prove_consistency(connection, 1, 2)
        for position, size in ((2, 2), (0, 0), (0, tree_size(connection) + 1), (9, 3)):
            with pytest.raises(NotFound):
                audit.prove_inclusion(connection, position, size)
        for old, size in ((0, 99), (3, 2)):
            with pytest.raises(NotFound):
                audit.prove_consistency(connection, old, size)
