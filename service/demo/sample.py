"""Making the sample: both databases by migration, a keyring, and a history of casework."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, create_engine, event

from service import database
from service.adapters.blobs import FolderBlobs
from service.adapters.uk_holidays import uk_calendar
from service.crypto.keyring import FileKeyring
from service.demo import credentials
from service.demo.cast import make_cast
from service.demo.history import History
from service.demo.house import INSTITUTION
from service.demo.office import counts
from service.demo.place import LOG_ORIGIN, NATION, TIME_ZONE, Place
from service.demo.timeline import StoryClock
from service.domain.deadlines import Calendar
from service.domain.periods import last_full_year
from service.store.engine import prepare
from service.store.keystore import Keystore
from service.usecases.instance import set_up
from service.usecases.match_finding import find_matches
from service.usecases.rules import Rules
from service.usecases.runtime import Runtime
from service.usecases.sequencing import log_key, sequence_log

Say = Callable[[str], None]
_SEED = 2023


def make_sample(place: Place, say: Say) -> None:
    """Make everything anew. Only `credentials.write`, at the very end, makes it count."""
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    FileKeyring.create(place.keyring, demo=True)
    rng = Random(_SEED)  # noqa: S311 - chooses words and days; every secret comes from `secrets`
    clock = _story_clock(datetime.now(UTC), rng)
    with _opened(place, clock) as runtime:
        set_up(runtime)
        say("==> Making the people, the support services and the API clients")
        cast = make_cast(runtime)
        say(f"    {len(cast.officers)} officers, {len(cast.services)} support services, "
            f"{len(cast.clients)} API clients")  # fmt: skip
        say("==> Making the casework of the last academic year and since (about 15 seconds)")
        History(runtime, clock, cast, rng).tell(say)
        find_matches(runtime)
        sequence_log(runtime, sign=True)
        say(f"    Today: {counts(runtime)}")
        credentials.write(place, credentials.secrets_of(cast), _vkey(runtime))


def renew(place: Place) -> dict[str, Any]:
    """Bring a sample that is there up to date: newest schema, and the port of this start."""
    with _opened(place, lambda: datetime.now(UTC)) as runtime:
        set_up(runtime)  # keys that an older version did not make
        return credentials.write(place, credentials.read(place), _vkey(runtime))


def _story_clock(now: datetime, rng: Random) -> StoryClock:
    """Give a clock that begins with the last full academic year: that is what figures are of."""
    calendar = _calendar()
    year = last_full_year(calendar.day_of(now))
    return StoryClock(calendar.start_of(year.first), calendar.start_of(year.end), now, rng)


def _calendar() -> Calendar:
    return uk_calendar(NATION, ZoneInfo(TIME_ZONE))


@contextmanager
def _opened(place: Place, clock: Callable[[], datetime]) -> Iterator[Runtime]:
    keyring = FileKeyring.open(place.keyring)
    urls = (f"sqlite:///{place.database}", f"sqlite:///{place.keystore}")
    main, keys = engines = [_engine(url) for url in urls]
    try:
        database.upgrade(main, database.MAIN)
        database.upgrade(keys, database.KEYSTORE)
        rules = Rules(
            log_origin=LOG_ORIGIN, issuer=place.base_url, demo=True, institution=INSTITUTION,
            calendar=_calendar(),
        )  # fmt: skip
        yield Runtime(
            main, Keystore(keys, keyring), keyring, rules, clock, FolderBlobs(place.attachments)
        )
    finally:
        for engine in engines:
            engine.dispose()


def _engine(url: str) -> Engine:
    engine = prepare(create_engine(database.normalised(url)))
    event.listen(engine, "connect", _hasten)
    return engine


def _hasten(connection: Any, _: object) -> None:
    # Still safe against corruption, only not waiting for the disk at each of some thousand
    # commits: a sample cut short is made anew.
    connection.execute("PRAGMA synchronous=NORMAL")


def _vkey(runtime: Runtime) -> str:
    return log_key(runtime.provider, runtime.rules.log_origin).encode()
