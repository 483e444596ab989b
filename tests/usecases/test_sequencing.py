"""The sequencer: every committed entry gets one place, without gaps, and the tree never forks."""

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from service.domain.actors import SYSTEM
from service.store.models import AuditCheckpoint, AuditEntry, AuditLeaf, AuditTile
from service.store.queries.audit import StoredTiles, count_pending, leaves, tree_size
from service.tlog.checkpoint import Checkpoint
from service.tlog.note import open_note
from service.tlog.tiles import append_leaves, root
from service.usecases import sequencing
from service.usecases.runtime import Runtime
from service.usecases.sequencing import log_key, sequence_log
from tests.tlog import naive


class Interrupted(Exception):
    pass


def act(runtime: Runtime, times: int = 1, *, fail: bool = False) -> None:
    """Record that something was done, or fail half-way."""
    with runtime.unit(SYSTEM) as unit:
        for _ in range(times):
            unit.record("instance.init")
        if fail:
            raise Interrupted


def check_tree(runtime: Runtime) -> int:
    """Compare everything stored with a tree built from the entries alone; give its size."""
    with runtime.reading(SYSTEM) as reading:
        connection = reading.connection
        entries = set(connection.scalars(select(AuditEntry.id)))
        placed = connection.execute(
            select(AuditLeaf.position, AuditLeaf.entry_id).order_by(AuditLeaf.position)
        ).all()
        size = tree_size(connection)
        hashes = [naive.leaf(leaf) for _, leaf in leaves(connection, 0, size)]
        assert [row.position for row in placed] == list(range(size))
        assert len({row.entry_id for row in placed}) == size
        assert len(entries) == size + count_pending(connection)
        assert root(StoredTiles(connection), size) == naive.mth(hashes)
        tiles = connection.execute(select(AuditTile.__table__)).all()
        expected = append_leaves(NoTiles(), 0, hashes)
        assert {(t.level, t.tile_index): t.hashes for t in tiles} == {
            (t.level, t.index): t.hashes for t in expected
        }
        for note in connection.scalars(select(AuditCheckpoint.note)):
            body, _ = open_note(note, [log_key(runtime.provider, runtime.rules.log_origin)])
            head = Checkpoint.parse(body)
            assert head.root == naive.mth(hashes[: head.size])
    return size


class NoTiles:
    """The tiles of an empty tree."""

    def tile(self, level: int, index: int, width: int) -> bytes:
        raise LookupError(level, index, width)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "_BATCH", 100)


def test_places_are_contiguous_and_tiles_are_the_trees(runtime: Runtime) -> None:
    for times in (1, 6, 1, 247, 1, 1, 300, 100, 200):
        act(runtime, times)
        waiting = times + (1 if times == 1 and tree_size_of(runtime) == 0 else 0)
        assert sequence_log(runtime, sign=True) == waiting
        check_tree(runtime)
    assert tree_size_of(runtime) == 858
    assert sequence_log(runtime) == 0


def tree_size_of(runtime: Runtime) -> int:
    with runtime.reading(SYSTEM) as reading:
        return tree_size(reading.connection)


def test_what_is_rolled_back_leaves_no_gap(runtime: Runtime) -> None:
    for number in range(12):
        act(runtime, 2)
        with pytest.raises(Interrupted):
            act(runtime, 3, fail=True)
        if number % 3 == 0:
            sequence_log(runtime)
    sequence_log(runtime, sign=True)
    assert check_tree(runtime) == 1 + 24


def test_an_entry_that_commits_late_is_found_though_its_id_is_lower(runtime: Runtime) -> None:
    if runtime.engine.dialect.name == "sqlite":
        return  # one writer at a time: ids commit in order
    with runtime.unit(SYSTEM) as slow:
        slow.record("instance.init")
        act(runtime)
        assert sequence_log(runtime, sign=True) == 2
    assert sequence_log(runtime, sign=True) == 1
    assert check_tree(runtime) == 3


def test_two_sequencers_at_once_never_fork_the_tree(runtime: Runtime) -> None:
    def busy() -> int:
        return sum(sequence_log(runtime, sign=True) for _ in range(25))

    def acting() -> None:
        for number in range(60):
            act(runtime, 1 + number % 3)

    with ThreadPoolExecutor(4) as pool:
        sequencers = [pool.submit(busy) for _ in range(2)]
        actors = [pool.submit(acting) for _ in range(2)]
        placed = sum(job.result() for job in sequencers)
        for job in actors:
            job.result()
    placed += sequence_log(runtime, sign=True)
    assert placed == 1 + 2 * 120
    assert check_tree(runtime) == placed


def test_a_sequencer_that_dies_half_way_leaves_the_tree_as_it_was(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(runtime, 5)
    sequence_log(runtime)
    act(runtime, 5)

    def dies(*_: object, **__: object) -> None:
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(sequencing, "_sign_if_due", dies)
        with pytest.raises(Interrupted):
            sequence_log(runtime)
    assert check_tree(runtime) == 6
    assert sequence_log(runtime) == 5
    assert check_tree(runtime) == 11


def moments(start: datetime, step: timedelta) -> Iterator[datetime]:
    return (start + number * step for number in count())


def test_it_signs_once_a_minute_unless_asked(runtime: Runtime) -> None:
    clock = moments(datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(seconds=20))
    at = dataclasses.replace(runtime, clock=lambda: next(clock))
    sizes = []
    for sign in (False, False, False, False, True, False):
        act(runtime)
        sequence_log(at, sign=sign)
        with runtime.reading(SYSTEM) as reading:
            sizes.append(list(reading.connection.scalars(select(AuditCheckpoint.size)))[-1])
    assert sizes == [2, 2, 2, 5, 6, 6]
    sequence_log(at, sign=True)
    sequence_log(at, sign=True)  # nothing new: nothing to sign
    assert check_tree(runtime) == 7
