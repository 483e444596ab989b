"""Setting an instance up: its keys, and the keys that an older version did not make."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from service.crypto.errors import UnknownKey
from service.crypto.kek import new_kek
from service.store.keystore import Keystore
from service.store.models.keystore import WrappedKek
from service.usecases.instance import set_up
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import verbs_of

PURPOSES = ["dek", "index", "match"]


def keks(runtime: Runtime) -> list[tuple[int, str, bytes]]:
    with runtime.keystore.engine.connect() as connection:
        query = select(WrappedKek.id, WrappedKek.purpose, WrappedKek.wrapped)
        return [tuple(row) for row in connection.execute(query.order_by(WrappedKek.id))]


def change(runtime: Runtime, statement: Any) -> None:
    with runtime.keystore.engine.begin() as connection:
        connection.execute(statement)


def restarted(runtime: Runtime) -> Keystore:
    """Another process's keystore: nothing is remembered in it."""
    return Keystore(runtime.keystore.engine, runtime.provider)


def test_a_new_instance_has_a_key_for_every_purpose(runtime: Runtime) -> None:
    assert [row[:2] for row in keks(runtime)] == list(enumerate(PURPOSES, 1))
    assert verbs_of(runtime).count("instance.init") == 1


def test_setting_up_again_changes_nothing(runtime: Runtime) -> None:
    before = keks(runtime)
    set_up(runtime)
    assert keks(runtime) == before
    assert verbs_of(runtime).count("instance.init") == 1


def test_an_instance_of_an_older_version_gets_the_keys_it_lacks(
    world: World, runtime: Runtime
) -> None:
    world.report()
    change(runtime, delete(WrappedKek).where(WrappedKek.purpose != "dek"))
    change(runtime, insert(WrappedKek).values(
        id=4, purpose="dek", wrapped=new_kek(runtime.provider, "dek", 4),
        created_at=datetime(2026, 1, 31, tzinfo=UTC)))  # fmt: skip
    before = keks(runtime)
    with pytest.raises(UnknownKey, match=r"for 'match': run .*'redress db upgrade'"):
        restarted(runtime).derive("match", b"x")
    set_up(runtime)
    assert keks(runtime)[:2] == before
    assert [row[:2] for row in keks(runtime)[2:]] == [(5, "index"), (6, "match")]
    assert len(restarted(runtime).derive("match", b"x")) == 32
    assert verbs_of(runtime).count("instance.init") == 1


def test_derived_keys_differ_by_purpose_and_use_and_outlive_the_process(runtime: Runtime) -> None:
    uses = [("index", b"a"), ("index", b"b"), ("match", b"a")]
    keys = [runtime.keystore.derive(*use) for use in uses]
    assert [len(key) for key in set(keys)] == [32, 32, 32]
    assert [restarted(runtime).derive(*use) for use in uses] == keys


def test_keys_are_derived_from_the_newest_key_of_the_purpose(runtime: Runtime) -> None:
    older = [runtime.keystore.derive(purpose, b"x") for purpose in ("index", "match")]
    change(runtime, insert(WrappedKek).values(
        id=4, purpose="match", wrapped=new_kek(runtime.provider, "match", 4),
        created_at=datetime(2026, 1, 31, tzinfo=UTC)))  # fmt: skip
    newer = [restarted(runtime).derive(purpose, b"x") for purpose in ("index", "match")]
    assert newer[0] == older[0]
    assert newer[1] != older[1]


def test_data_keys_are_never_wrapped_by_another_purpose_s_key(
    world: World, runtime: Runtime
) -> None:
    change(
        runtime, update(WrappedKek).where(WrappedKek.purpose != "dek").values(wrapped=b"damaged")
    )
    world.report()
