"""Sealed groups: opened on record only, never in another's place, never readable at rest."""

import dataclasses
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, select, update

from service.config import Settings
from service.crypto.padding import padme
from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.store.keystore import Keystore
from service.store.models import Report
from service.store.queries.reports import report_row
from service.store.sealed import Damaged, OutsideReadScope
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of
from tests.usecases.main_job import run_main_job

TABLE = Report.__table__


def columns(connection: Connection, report: Report) -> dict[str, bytes]:
    names = ("narrative_ct", "characteristics_ct")
    query = select(*(TABLE.c[name] for name in names)).where(TABLE.c.id == report.id)
    return dict(zip(names, connection.execute(query).one(), strict=True))


def store(connection: Connection, report: Report, **blobs: bytes) -> None:
    connection.execute(update(TABLE).where(TABLE.c.id == report.id).values(**blobs))


def narrative(runtime: Runtime, actor: Actor, report: Report) -> dict[str, Any]:
    with runtime.reading(actor) as reading:
        row = report_row(reading.connection, report.id)
        with reading.scope([Report.narrative.target(row)], purpose="triage"):
            return Report.narrative.open(row)


def swap_rows(connection: Connection, one: Report, two: Report) -> None:
    first, second = (columns(connection, report)["narrative_ct"] for report in (one, two))
    store(connection, one, narrative_ct=second)
    store(connection, two, narrative_ct=first)


def swap_columns(connection: Connection, one: Report, _: Report) -> None:
    blobs = columns(connection, one)
    store(
        connection, one,
        narrative_ct=blobs["characteristics_ct"], characteristics_ct=blobs["narrative_ct"],
    )  # fmt: skip


def flip(place: int) -> Callable[[Connection, Report, Report], None]:
    def damage(connection: Connection, one: Report, _: Report) -> None:
        blob = bytearray(columns(connection, one)["narrative_ct"])
        blob[place] ^= 1
        store(connection, one, narrative_ct=bytes(blob))

    return damage


def cut(length: int) -> Callable[[Connection, Report, Report], None]:
    def damage(connection: Connection, one: Report, _: Report) -> None:
        store(connection, one, narrative_ct=columns(connection, one)["narrative_ct"][:length])

    return damage


DAMAGES = {
    "another row": swap_rows, "another column": swap_columns, "format": flip(0), "suite": flip(1),
    "generation": flip(5), "nonce": flip(8), "text": flip(20), "tag": flip(-1),
    "cut": cut(-1), "cut to the header": cut(6), "cut to nothing": cut(0),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_what_was_altered_or_moved_does_not_open_and_is_recorded(
    world: World, runtime: Runtime, damage: Callable[[Connection, Report, Report], None]
) -> None:
    officer = world.officer(Role.WELFARE_OFFICER)
    one, two = (world.report(narrative=f"Of {name}.", impacts=["health"])[0] for name in "AB")
    with runtime.engine.begin() as connection:
        damage(connection, one, two)
    with pytest.raises(Damaged):
        narrative(runtime, officer, one)
    last = log_of(runtime)[-1]
    assert (last["verb"], last["result"]) == ("sealed.damaged", "failed")
    assert last["reads"] == [{"kind": "reports", "id": str(one.id), "groups": ["narrative"]}]


def test_damage_met_by_an_act_is_recorded_too_and_the_act_leaves_nothing(
    world: World, runtime: Runtime
) -> None:
    officer = world.officer(Role.WELFARE_OFFICER)
    report, _ = world.report(subjects=[{"type": "patient", "name": "Mx Y"}])
    with runtime.engine.begin() as connection:
        connection.execute(update(TABLE).values(subjects_ct=TABLE.c.narrative_ct))
    with pytest.raises(Damaged):
        world.case(officer, report.id)
    assert verbs_of(runtime)[-1] == "sealed.damaged"
    assert "case.open" not in verbs_of(runtime)


def test_nothing_opens_outside_a_scope_or_beyond_it(world: World, runtime: Runtime) -> None:
    one, two = world.report()[0], world.report()[0]
    with runtime.reading(world.officer(Role.WELFARE_OFFICER)) as reading:
        row, other = (report_row(reading.connection, report.id) for report in (one, two))
        for opened in (one, row):
            with pytest.raises(OutsideReadScope):
                Report.narrative.open(opened)
        with pytest.raises(OutsideReadScope):
            one.narrative  # noqa: B018 - reading is the act
        with reading.scope([Report.narrative.target(row)], purpose="triage"):
            assert Report.narrative.open(row)["narrative"]
            for group, outside in ((Report.narrative, other), (Report.subjects, row)):
                with pytest.raises(OutsideReadScope):
                    group.open(outside)
        with pytest.raises(OutsideReadScope):
            Report.narrative.open(row)


def test_a_scope_ends_with_an_exception(world: World, runtime: Runtime) -> None:
    report, _ = world.report()
    with runtime.reading(world.officer()) as reading:
        target = Report.narrative.target(report)
        with pytest.raises(ZeroDivisionError), reading.scope([target], purpose="triage"):
            raise ZeroDivisionError
        with pytest.raises(OutsideReadScope):
            Report.narrative.open(report)


def test_sealed_groups_are_not_assigned(world: World) -> None:
    with pytest.raises(AttributeError, match=r"Unit\.seal"):
        world.report()[0].narrative = {"narrative": "Other words."}


@pytest.mark.parametrize("length", [1, 5, 50, 51, 500, 501, 5000, 20_000])
def test_a_ciphertext_tells_only_a_padded_length(world: World, length: int) -> None:
    report, _ = world.report(narrative="x" * length)
    plain = len(json.dumps({"narrative": "x" * length}, separators=(",", ":")))
    header, tag = 18, 16
    assert report.narrative_ct is not None
    assert len(report.narrative_ct) == header + max(32, padme(plain + 1)) + tag


MARKER = "Zweitausendeins"
WRITTEN = {
    "summary", "question", "answer", "note", "witness", "need", "outcome", "reasons", "told",
    "narrative", "wish", "provider", "name", "mail", "subject", "who",
}  # fmt: skip


def values_of(connection: Connection) -> Iterable[bytes]:
    """Give every value of every column of every table, as bytes."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)):
            for value in row:
                yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_nothing_sealed_is_readable_at_rest(
    world: World, runtime: Runtime, settings: Settings, tmp_path: Path
) -> None:
    asked: set[str] = set()

    def words(what: str) -> str:
        asked.add(what)
        return f"{MARKER}-{what}"

    run_main_job(world, runtime, words)
    assert asked == WRITTEN
    needle, contact = MARKER.encode(), world.service(contact={"email": "hello@example.org"})
    places: list[bytes] = []
    for engine in (runtime.engine, runtime.keystore.engine):
        with engine.connect() as connection:
            places += values_of(connection)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    places += [path.read_bytes() for path in files]
    assert not [place for place in places if needle in place]
    assert any(contact.contact["email"].encode() in place for place in places)  # it can find
    if runtime.engine.dialect.name == "sqlite":
        assert {"redress.db", "redress.db-wal", "keystore.db"} <= {path.name for path in files}


def test_no_leaf_of_the_log_holds_personal_data(world: World, runtime: Runtime) -> None:
    _, case, referral = run_main_job(world, runtime, lambda what: f"{MARKER}-{what}")
    assert "officer1" in world.names
    text = json.dumps(log_of(runtime))
    for personal in (MARKER, "example.org", "Officer1", "officer1", case.reference,
                     referral.reference):  # fmt: skip
        assert personal not in text


def test_a_key_that_is_gone_is_damage_not_silence(world: World, runtime: Runtime) -> None:
    report, _ = world.report()
    with runtime.keystore.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM deks")
    runtime.keystore._cache.clear()
    with pytest.raises(Damaged):
        narrative(runtime, SYSTEM, report)


def test_another_process_opens_what_was_sealed(world: World, runtime: Runtime) -> None:
    """Nothing is remembered there: the data key comes from the keystore, unwrapped."""
    report, _ = world.report()
    elsewhere = Keystore(runtime.keystore.engine, runtime.provider)
    other = dataclasses.replace(runtime, keystore=elsewhere)
    assert narrative(other, SYSTEM, report) == {"narrative": "Words said on the ward."}
