"""Random casework: thousands of acts by anybody in any order, and what must be true after each.

`tests/usecases/random_casework` has the rules (what may be tried), the model (what must be true,
kept apart from the code) and the invariants. Each run of the machine has an instance of its own.

Every story has a number for its seed, so what fails, fails again. ``REDRESS_TEST_STEPS=10`` tells
ten times as many stories, and shrinks one that fails to the shortest that does.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test
from sqlalchemy import Engine, create_engine

from service import database
from service.config import Settings
from service.crypto.keyring import FileKeyring
from service.store.engine import prepare
from service.store.keystore import Keystore
from service.usecases import accounts
from service.usecases.runtime import Runtime
from tests.databases import Reused
from tests.usecases.random_casework import invariants
from tests.usecases.random_casework.caseworking import Caseworking
from tests.usecases.random_casework.guarding import Guarding
from tests.usecases.random_casework.house import House
from tests.usecases.random_casework.reporting import Reporting
from tests.usecases.random_casework.supporting import Supporting

TIMES = int(os.environ.get("REDRESS_TEST_STEPS", "1"))
STORIES, STEPS = 5 * TIMES, 60
"""Of each of the four parts; together they make some 2,500 acts."""

SEEN = (
    "case.close party.told conflict.declare access.start match.remove report.withdraw clock.pause"
).split()
"""What every part comes to, or it is no test of it."""


class Casework(Reporting, Caseworking, Guarding, Supporting):
    """One story of an institution."""

    open_house: Callable[[], House]
    tried: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.house = type(self).open_house()
        self._names: dict[object, str | None] = {}
        self._steps = 0

    @initialize()
    def begin(self) -> None:
        """Have something to work on from the start."""
        everything = dict.fromkeys(("contact", "referral", "share_identity", "match"), "granted")
        for n, mode in enumerate(("named", "anonymous", "confidential")):
            self.submit(
                mode=mode, answers=everything, subject="a@ward.example", draft=1, original=None,
                n=n * 4 + 1,
            )  # fmt: skip
        self.open_case(1, 1, "manager")

    @invariant()
    def nothing_is_wrong(self) -> None:
        """Check what must be true whatever happened."""
        now, model = self.now, self.model
        self._steps += 1
        invariants.check_closed_cases(now, model)
        invariants.check_clocks(now)
        invariants.check_consents(now, model)
        invariants.check_check_ins(now, model)
        invariants.check_nothing_left(now, model)
        if self._steps % 5 == 0 or "conflicts" in now.changed:
            invariants.check_matches(now, model, self.house)
            invariants.check_not_found(self.house, model)

    def teardown(self) -> None:
        """Tell the whole log once more."""
        self.house.close()
        self.tried.update(acts=self.house.acts, refusals=self.house.refusals)
        self.tried.update(self.house.done)


@pytest.fixture
def open_house(
    settings: Settings, reused: list[Reused], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], House]]:
    """Give what makes a house in an instance as it was set up."""
    # The passwords of people who never sign in need not take long to try.
    monkeypatch.setattr(
        accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    )
    provider = FileKeyring.open(settings.keyring)
    urls = (settings.database_url, settings.keystore_url)
    engines = [prepare(create_engine(database.normalised(url))) for url in urls]
    kept = [] if reused else [_keep(engine, tmp_path / "kept") for engine in engines]

    def fresh() -> House:
        for engine in engines:
            engine.dispose()
        for one in reused:
            one.restore()
        for copy, place in kept:
            for name in (f"{place}-wal", f"{place}-shm"):
                Path(name).unlink(missing_ok=True)
            shutil.copy(copy, place)
        keystore = Keystore(engines[1], provider)
        return House(Runtime(engines[0], keystore, provider, settings.rules()))

    yield fresh
    for engine in engines:
        engine.dispose()


def _keep(engine: Engine, folder: Path) -> tuple[Path, Path]:
    """Keep a copy of a SQLite database; gives it, and where it belongs."""
    engine.dispose()
    folder.mkdir(exist_ok=True)
    place = Path(str(engine.url.database))
    return Path(shutil.copy(place, folder)), place


@pytest.mark.parametrize("part", range(4))
def test_random_casework_keeps_every_promise(part: int, open_house: Callable[[], House]) -> None:
    """Whoever does whatever in whatever order: what must be true is."""
    Casework.open_house, Casework.tried = staticmethod(open_house), Counter()
    for story in range(STORIES):
        # Each story is a first one: hypothesis would go on with variations of it.
        run_state_machine_as_test(
            seed(part * STORIES + story)(Casework),
            settings=hypothesis_settings(
                max_examples=4, stateful_step_count=STEPS, database=None, deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, *([Phase.shrink] if TIMES > 1 else [])],
            ),
        )  # fmt: skip
    tried = Casework.tried
    assert tried["acts"] > 40 * STORIES, "hardly anything was tried"
    assert tried["acts"] / 5 < tried["refusals"] < tried["acts"] * 4 / 5
    assert [verb for verb in SEEN if not tried[verb]] == [], "never came to this"
