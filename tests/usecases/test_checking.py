"""Checking files: infected ones are refused, a scanner that is away is waited for, and no file
keeps another from its turn.
"""

import dataclasses
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from service.adapters.clamav import Clamd
from service.config import Settings
from service.crypto.errors import ProviderAway
from service.domain.actors import Actor
from service.domain.errors import WrongState
from service.domain.ids import new_id
from service.store.models import Attachment
from service.usecases import checking
from service.usecases.attachments import announce_on_report, receive_content
from service.usecases.checking import check_quarantined, sweep_blobs
from service.usecases.file_reading import read_content
from service.usecases.runtime import Runtime
from tests.adapters import clamd, samples
from tests.builders import World
from tests.optional import require
from tests.usecases.helpers import log_of

PHOTO = samples.picture("JPEG")


@pytest.fixture(scope="module")
def scanner() -> Iterator[Clamd]:
    require(clamd.PROGRAM is not None, clamd.HOW_TO_GET_IT)
    with clamd.running() as addresses:
        yield Clamd(addresses.unix, timeout=30)


class Desk:
    """A client with one report, that sends files and looks at what became of them."""

    def __init__(self, world: World) -> None:
        self.runtime: Runtime = world.runtime
        self.client: Actor = world.client()[2]
        self.report = world.report(self.client)[0]

    def send(self, data: bytes, name: str = "ward-rota.jpg") -> UUID:
        with self.runtime.unit(self.client) as unit:
            attachment = announce_on_report(unit, self.report.id, name)
        receive_content(self.runtime, self.client, attachment.id, [data], version=1)
        return attachment.id

    def read(self, file: UUID, part: str = "copy") -> bytes:
        content = read_content(self.runtime, self.client, file, part=part, purpose="casework")
        return b"".join(content.chunks)

    def stands(self, file: UUID) -> tuple[str, str, str | None]:
        query = select(Attachment.state, Attachment.scan, Attachment.refusal)
        with self.runtime.engine.connect() as connection:
            state, scan, refusal = connection.execute(query.where(Attachment.id == file)).one()
        return state, scan, refusal

    def blobs(self, file: UUID) -> list[str | None]:
        query = select(Attachment.original_blob, Attachment.copy_blob)
        with self.runtime.engine.connect() as connection:
            return list(connection.execute(query.where(Attachment.id == file)).one())

    def recorded(self, verb: str) -> int:
        return sum(entry["verb"] == verb for entry in log_of(self.runtime))


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def folder(settings: Settings) -> Path:
    assert settings.attachments is not None
    return settings.attachments


def later(runtime: Runtime, **by: int) -> Runtime:
    at: datetime = runtime.clock() + timedelta(**by)
    return dataclasses.replace(runtime, clock=lambda: at)


def test_an_infected_file_is_refused_and_gone(desk: Desk, scanner: Clamd, folder: Path) -> None:
    bad, good = desk.send(clamd.EICAR, "a-name-of-its-own.txt"), desk.send(PHOTO)
    assert check_quarantined(dataclasses.replace(desk.runtime, scanner=scanner)) == 2
    assert desk.stands(bad) == ("refused", "infected", "infected")
    assert desk.stands(good) == ("available", "clean", None)
    assert desk.blobs(bad) == [None, None]
    assert sorted(path.name for path in folder.iterdir()) == sorted(map(str, desk.blobs(good)))
    for part in ("copy", "original"):
        with pytest.raises(WrongState):
            desk.read(bad, part)
    with desk.runtime.reading(desk.client) as reading:
        sealed = reading.connection.scalar(select(Attachment.name_ct).where(Attachment.id == bad))
    assert sealed is not None
    assert b"a-name-of-its-own" not in sealed
    assert desk.recorded("attachment.refuse") == 1


def test_while_the_scanner_is_away_nothing_is_released(desk: Desk, scanner: Clamd) -> None:
    file = desk.send(PHOTO)
    away = dataclasses.replace(desk.runtime, scanner=Clamd("127.0.0.1:1"))
    for seconds in (0, 1, 60, 7200):
        assert check_quarantined(later(away, seconds=seconds)) == 0
        assert desk.stands(file) == ("quarantined", "scanner_away", None)
    with pytest.raises(WrongState):
        desk.read(file)
    assert desk.recorded("attachment.wait") == 1  # said once, however long it lasts
    back = dataclasses.replace(desk.runtime, scanner=scanner)
    assert check_quarantined(later(back, seconds=7201)) == 0  # not at every moment
    assert check_quarantined(later(back, hours=4)) == 1
    assert desk.stands(file) == ("available", "clean", None)
    assert desk.read(file, "original") == PHOTO


def test_without_a_scanner_files_are_said_to_be_unscanned(desk: Desk) -> None:
    file = desk.send(PHOTO)
    assert check_quarantined(desk.runtime) == 1
    assert desk.stands(file) == ("available", "not_scanned", None)


@pytest.mark.parametrize("harm", ["altered", "gone"])
def test_a_damaged_file_stays_until_it_is_whole_again(desk: Desk, folder: Path, harm: str) -> None:
    """A folder that is not mounted for a while costs nobody a file."""
    file = desk.send(PHOTO)
    blob = folder / str(desk.blobs(file)[0])
    good = blob.read_bytes()
    blob.write_bytes(good[:-1] + bytes([good[-1] ^ 1])) if harm == "altered" else blob.unlink()
    assert check_quarantined(desk.runtime) == 0
    assert desk.stands(file) == ("quarantined", "waiting", None)
    assert desk.recorded("sealed.damaged") == 1
    blob.write_bytes(good)
    assert check_quarantined(later(desk.runtime, hours=1)) == 1
    assert desk.read(file, "original") == PHOTO


class Killed(BaseException):
    """The worker dies."""


def dies(*_: object) -> None:
    raise Killed


def no_keys(*_: object) -> None:
    raise ProviderAway


@pytest.mark.parametrize(
    ("step", "fault", "error"),
    [("_scanned", dies, Killed), ("_release", dies, Killed), ("_copied", no_keys, ProviderAway)],
)
def test_a_file_that_fails_the_worker_does_not_keep_others_from_their_turn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str, fault: Callable[..., None],
    error: type[BaseException],
) -> None:  # fmt: skip
    poison, good = desk.send(PHOTO), desk.send(PHOTO)
    works = getattr(checking, step)

    def fails(runtime: Runtime, row: Attachment, *rest: str) -> object:
        return fault() if row.id == poison else works(runtime, row, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(checking, step, fails)
        with pytest.raises(error):
            check_quarantined(desk.runtime)
        assert check_quarantined(desk.runtime) == 1
    assert desk.stands(good) == ("available", "not_scanned", None)
    assert desk.stands(poison) == ("quarantined", "waiting", None)
    assert check_quarantined(later(desk.runtime, hours=1)) == 1
    assert desk.read(poison, "original") == PHOTO


def test_two_workers_release_a_file_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """The second has taken it up long after the first, and is done before it."""
    file = desk.send(PHOTO)
    works = checking._copied

    def overtaken(runtime: Runtime, row: Attachment) -> str | None:
        monkeypatch.setattr(checking, "_copied", works)
        assert check_quarantined(later(runtime, hours=1)) == 1
        return works(runtime, row)

    monkeypatch.setattr(checking, "_copied", overtaken)
    assert check_quarantined(desk.runtime) == 0
    assert desk.recorded("attachment.release") == 1
    assert len(list(folder.iterdir())) == 3
    assert sweep_blobs(later(desk.runtime, days=2)) == 1
    assert desk.read(file)


def test_an_announced_file_that_never_comes_is_given_up_after_a_day(desk: Desk) -> None:
    sent = desk.send(PHOTO)
    with desk.runtime.unit(desk.client) as unit:
        file = announce_on_report(unit, desk.report.id, "never-sent.jpg").id
    for hours, stands in ((23, ("awaiting_content", None)), (25, ("refused", "incomplete"))):
        sweep_blobs(later(desk.runtime, hours=hours))
        assert desk.stands(file)[::2] == stands
    assert desk.stands(sent)[0] == "quarantined"
    assert desk.recorded("attachment.refuse") == 1


def test_what_no_row_names_is_swept_after_a_day(desk: Desk, folder: Path) -> None:
    file = desk.send(PHOTO)
    check_quarantined(desk.runtime)
    for name in (f"{new_id()}.original", "0f" * 16 + ".partial"):
        (folder / name).write_bytes(b"left behind")
    os.utime(folder / name)
    assert sweep_blobs(later(desk.runtime, hours=23)) == 0
    assert sweep_blobs(later(desk.runtime, hours=25)) == 2
    assert sorted(path.name for path in folder.iterdir()) == sorted(map(str, desk.blobs(file)))
    assert sweep_blobs(dataclasses.replace(desk.runtime, blobs=None)) == 0
