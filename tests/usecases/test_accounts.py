"""Officers sign in with a password and a code that works once; sessions end by themselves."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound
from service.domain.ids import new_id
from service.store.models import Officer
from service.usecases import accounts
from service.usecases.runtime import Runtime
from tests.builders import PASSWORD, World
from tests.usecases.helpers import log_of, verbs_of

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def later(self, **values: float) -> None:
        self.now += timedelta(**values)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def at(runtime: Runtime, clock: Clock) -> Runtime:
    """The instance, on a clock of the test's own."""
    return dataclasses.replace(runtime, clock=clock)


def sign_in(
    at: Runtime, officer: Officer, code: str, *, password: str = PASSWORD, demo: bool = False
) -> str | None:
    with at.unit(SYSTEM) as unit:
        return accounts.sign_in(
            unit, username=officer.username, password=password, code=code,
            absolute=timedelta(hours=10), demo=demo,
        )  # fmt: skip


def resume(at: Runtime, token: str) -> accounts.SignedIn | None:
    with at.reading(SYSTEM) as reading:
        return accounts.resume_session(at, reading, token, "192.0.2.0/24")


def test_a_code_works_once(world: World, at: Runtime, clock: Clock) -> None:
    officer, secret, _ = world.account()
    code = pyotp.TOTP(secret).at(clock.now)
    assert sign_in(at, officer, code)
    assert sign_in(at, officer, code) is None
    clock.later(seconds=30)
    assert sign_in(at, officer, code) is None
    assert sign_in(at, officer, pyotp.TOTP(secret).at(clock.now))
    assert verbs_of(at).count("officer.sign_in") == 2
    assert verbs_of(at).count("officer.sign_in_failed") == 2


@pytest.mark.parametrize(("off", "accepted"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(
    world: World, at: Runtime, clock: Clock, off: int, accepted: bool
) -> None:
    officer, secret, _ = world.account()
    code = pyotp.TOTP(secret).at(clock.now + timedelta(seconds=off))
    assert (sign_in(at, officer, code) is not None) is accepted


def test_once_a_later_code_was_used_an_earlier_one_is_over(
    world: World, at: Runtime, clock: Clock
) -> None:
    officer, secret, _ = world.account()
    assert sign_in(at, officer, pyotp.TOTP(secret).at(clock.now))
    assert sign_in(at, officer, pyotp.TOTP(secret).at(clock.now - timedelta(seconds=30))) is None


def test_every_failure_looks_the_same_and_is_recorded(
    world: World, at: Runtime, clock: Clock
) -> None:
    officer, secret, _ = world.account()
    demo, demo_secret, _ = world.account(demo=True)
    stranger = Officer(username="nobody")
    code = pyotp.TOTP(secret).at(clock.now)
    tries = [
        sign_in(at, officer, code, password="a wrong long password"),
        sign_in(at, officer, "000000" if code != "000000" else "000001"),
        sign_in(at, officer, ""),
        sign_in(at, officer, "é" * 6),
        sign_in(at, stranger, code),
        sign_in(at, demo, pyotp.TOTP(demo_secret).at(clock.now)),
    ]
    assert tries == [None] * 6
    failed = [e for e in log_of(at) if e["verb"] == "officer.sign_in_failed"]
    assert [entry["result"] for entry in failed] == ["refused"] * 6
    assert sign_in(at, officer, code)  # none of it used the code up
    assert sign_in(at, demo, pyotp.TOTP(demo_secret).at(clock.now), demo=True)


def deactivate(runtime: Runtime, officer: Officer) -> None:
    with runtime.unit(SYSTEM) as unit:
        accounts.deactivate_officer(unit, officer.username)


def test_a_session_gives_the_officer_they_are_now(world: World, at: Runtime, clock: Clock) -> None:
    officer, secret, actor = world.account(Role.INVESTIGATOR, Role.ANALYST)
    token = sign_in(at, officer, pyotp.TOTP(secret).at(clock.now))
    assert token is not None
    found = resume(at, token)
    assert found is not None
    assert found.actor == dataclasses.replace(actor, origin="192.0.2.0/24")
    assert not hasattr(found.officer, "password_hash")
    assert resume(at, token + "x") is None
    assert resume(at, "") is None
    deactivate(at, officer)
    assert resume(at, token) is None
    clock.later(seconds=30)
    assert sign_in(at, officer, pyotp.TOTP(secret).at(clock.now)) is None


def test_an_idle_session_ends_and_a_used_one_lasts_ten_hours(
    world: World, at: Runtime, clock: Clock
) -> None:
    officer, secret, _ = world.account()
    tokens = []
    for _ in range(2):
        tokens.append(sign_in(at, officer, pyotp.TOTP(secret).at(clock.now)) or "")
        clock.later(seconds=30)
    used, idle = tokens
    for _ in range(20):
        clock.later(minutes=29)
        assert resume(at, used)
    assert resume(at, idle) is None
    clock.later(minutes=18)  # 9 hours 59
    assert resume(at, used)
    clock.later(minutes=1)
    assert resume(at, used) is None


def test_a_session_is_idle_after_exactly_thirty_minutes(
    world: World, at: Runtime, clock: Clock
) -> None:
    officer, secret, _ = world.account()
    token = sign_in(at, officer, pyotp.TOTP(secret).at(clock.now)) or ""
    clock.later(minutes=30, seconds=1)
    assert resume(at, token) is None


def test_signing_out_and_being_signed_out(world: World, at: Runtime, clock: Clock) -> None:
    officer, secret, actor = world.account()
    other, admin = world.officer(), world.officer(Role.SYSTEM_ADMIN)
    token = sign_in(at, officer, pyotp.TOTP(secret).at(clock.now)) or ""
    live = resume(at, token)
    assert live is not None
    with pytest.raises(NotFound), at.unit(other) as unit:
        accounts.sign_out(unit, live.session.id)
    with pytest.raises(NotAllowed), at.unit(other) as unit:
        accounts.revoke_sessions(unit, officer.id)
    with at.unit(actor) as unit:
        accounts.sign_out(unit, live.session.id)
    assert resume(at, token) is None
    clock.later(seconds=30)
    token = sign_in(at, officer, pyotp.TOTP(secret).at(clock.now)) or ""
    for expected in (1, 0):
        with at.unit(admin) as unit:
            assert accounts.revoke_sessions(unit, officer.id) == expected
    assert resume(at, token) is None


def create(runtime: Runtime, by: Actor = SYSTEM, **values: object) -> None:
    form = {
        "username": "robin", "display_name": "Robin", "password": PASSWORD,
        "roles": ["auditor"], **values,
    }  # fmt: skip
    with runtime.unit(by) as unit:
        accounts.create_officer(unit, **form)


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"password": "x" * 11}, "/password"),
        ({"roles": []}, "/roles"),
        ({"roles": ["auditor", "superuser"]}, "/roles"),
        ({"username": "taken"}, "/username"),
    ],
)
def test_a_bad_account_is_refused(
    world: World, runtime: Runtime, values: dict[str, object], pointer: str
) -> None:
    world.officer(username="taken")
    with pytest.raises(Invalid) as refused:
        create(runtime, **values)
    assert refused.value.faults[0].pointer == pointer


def test_only_a_system_admin_makes_accounts(world: World, runtime: Runtime) -> None:
    with pytest.raises(NotAllowed):
        create(runtime, world.officer(Role.CASE_MANAGER))
    create(runtime, world.officer(Role.SYSTEM_ADMIN))


def test_signing_out_of_nothing(world: World, runtime: Runtime) -> None:
    with pytest.raises(NotFound), runtime.unit(world.officer()) as unit:
        accounts.sign_out(unit, new_id())
