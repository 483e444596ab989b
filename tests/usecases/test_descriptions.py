"""How officers describe themselves: sealed, in their own name, and gone when they say so."""

from typing import Any

import pytest
from sqlalchemy import select

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed
from service.store.models import Officer
from service.store.queries.people import description_row
from service.store.sealed import OutsideReadScope
from service.usecases import accounts
from service.usecases.descriptions import (
    MOST_WORDS,
    describe_self,
    own_description,
    withdraw_description,
)
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of

SAID: dict[str, Any] = {
    "attributes": ["woman", "global_majority"], "languages": ["ur"], "characteristics": ["race"],
}  # fmt: skip
WORDS = "Quillfeather of the staff network."


def describe(runtime: Runtime, actor: Actor, **values: Any) -> None:
    with runtime.unit(actor) as unit:
        describe_self(unit, **values)


def own(runtime: Runtime, actor: Actor) -> dict[str, Any]:
    with runtime.reading(actor) as reading:
        return own_description(reading)


def described(runtime: Runtime) -> list[tuple[str, Any]]:
    return [
        (entry["subject"]["id"], entry["change"]["described"])
        for entry in log_of(runtime)
        if entry["verb"] == "officer.describe"
    ]


def test_a_description_is_kept_sealed_and_replaced_whole(world: World, runtime: Runtime) -> None:
    actor = world.officer()
    assert own(runtime, actor) == {}
    describe(runtime, actor, **SAID, words=WORDS)
    assert own(runtime, actor) == {**SAID, "words": WORDS}
    describe(runtime, actor, languages=["cy", "cy"])
    assert own(runtime, actor) == {"attributes": [], "languages": ["cy"], "characteristics": []}
    with runtime.reading(actor) as reading:
        row = description_row(reading.connection, actor.id)  # type: ignore[arg-type]
        assert row is not None
        assert row.described_at is not None
        assert b"cy" not in row.description_ct
        with pytest.raises(OutsideReadScope):
            Officer.description.open(row)


def test_the_log_says_that_but_never_how(world: World, runtime: Runtime) -> None:
    actor = world.officer()
    describe(runtime, actor, **SAID, words=WORDS)
    own(runtime, actor)
    with runtime.unit(actor) as unit:
        withdraw_description(unit)
    assert described(runtime) == [(str(actor.id), True), (str(actor.id), False)]
    (read,) = [entry["reads"] for entry in log_of(runtime) if entry["verb"] == "sealed.read"]
    assert read == [{"kind": "officers", "id": str(actor.id), "groups": ["officer_description"]}]
    leaves = str(log_of(runtime))
    for secret in ("woman", "global_majority", "race", WORDS, "'ur'"):
        assert secret not in leaves, secret


def test_what_is_withdrawn_is_gone(world: World, runtime: Runtime) -> None:
    actor = world.officer()
    describe(runtime, actor, **SAID)
    for _ in range(2):  # there is nothing to withdraw any more, and nothing is recorded
        with runtime.unit(actor) as unit:
            withdraw_description(unit)
    assert own(runtime, actor) == {}
    with runtime.reading(SYSTEM) as reading:
        columns = (Officer.description_ct, Officer.described_at)
        query = select(*columns).where(Officer.id == actor.id)
        assert reading.connection.execute(query).one() == (None, None)
    assert len(described(runtime)) == 2


def test_closing_an_account_withdraws_it(world: World, runtime: Runtime) -> None:
    officer, _, actor = world.account()
    describe(runtime, actor, **SAID)
    with runtime.unit(SYSTEM) as unit:
        accounts.deactivate_officer(unit, officer.username)
    assert described(runtime)[-1] == (str(actor.id), False)
    with runtime.reading(SYSTEM) as reading:
        query = select(Officer.description_ct).where(Officer.id == actor.id)
        assert reading.connection.scalar(query) is None


def test_only_officers_describe_anybody_and_only_themselves(world: World, runtime: Runtime) -> None:
    for stranger in (world.form(), SYSTEM, world.reporter(world.report()[0])):
        with pytest.raises(NotAllowed):
            describe(runtime, stranger, **SAID)
        with pytest.raises(NotAllowed):
            own(runtime, stranger)
    one, other = world.officer(), world.officer(Role.AUDITOR)
    describe(runtime, one, **SAID)
    assert own(runtime, other) == {}


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({}, "", "required"),
        ({"words": ""}, "", "required"),
        ({"attributes": ["tall"]}, "/attributes", "unknown_code"),
        ({"languages": ["woman"]}, "/languages", "unknown_code"),
        ({"characteristics": ["disabled"]}, "/characteristics", "unknown_code"),
        ({"words": "x" * (MOST_WORDS + 1)}, "/words", "invalid"),
    ],
)
def test_what_is_said_is_of_the_lists(
    world: World, runtime: Runtime, values: dict[str, Any], pointer: str, code: str
) -> None:
    actor = world.officer()
    with pytest.raises(Invalid) as refused:
        describe(runtime, actor, **values)
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == (pointer, code)
    assert own(runtime, actor) == {}
