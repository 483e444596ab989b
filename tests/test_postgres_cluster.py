"""The private PostgreSQL cluster, tried by its public doors."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from tests import postgres
from tests.optional import require

pytestmark = [pytest.mark.postgres, pytest.mark.single_database]
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    require(postgres.find_bindir() is not None, postgres.HOW_TO_GET_IT)
    with postgres.Cluster() as running:
        yield running


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def becomes_true(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def postmaster(server: postgres.Server) -> int:
    return int((server.directory / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_sqlalchemy_reaches_it_by_its_url(cluster: postgres.Cluster) -> None:
    engine = sqlalchemy.create_engine(cluster.url())
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("SELECT 40 + 2")) == 42
    engine.dispose()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("listen_addresses", ""), ("fsync", "off"), ("max_connections", "200"), ("TimeZone", "UTC")],
)
def test_it_is_set_up_for_tests(cluster: postgres.Cluster, setting: str, value: str) -> None:
    with cluster.connect() as connection:
        row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
    assert row == (value,)


def test_only_its_owner_may_enter_and_that_is_not_root(cluster: postgres.Cluster) -> None:
    status = cluster.directory.stat()
    assert status.st_mode & 0o777 == 0o700
    assert status.st_uid != 0


def test_many_databases_are_cloned_from_one_template_at_once(cluster: postgres.Cluster) -> None:
    cluster.create_database("mould")
    with cluster.connect("mould") as connection:
        connection.execute("CREATE TABLE cast_from AS SELECT 'mould' AS name")
    names = [f"Cast no. {number}" for number in range(6)]
    with ThreadPoolExecutor(max_workers=6) as pool:
        list(pool.map(lambda name: cluster.create_database(name, template="mould"), names))
    for name in names:
        with cluster.connect(name) as connection:
            assert connection.execute("SELECT name FROM cast_from").fetchone() == ("mould",)
        cluster.drop_database(name)
    cluster.drop_database("mould")


def test_a_database_is_dropped_under_its_users(cluster: postgres.Cluster) -> None:
    cluster.create_database("busy")
    connection = psycopg.connect(host=str(cluster.directory), user="postgres", dbname="busy")
    cluster.drop_database("busy")
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"), cluster.connect("busy"):
        pass
    cluster.drop_database("busy")


def test_stopping_leaves_nothing_behind() -> None:
    require(postgres.find_bindir() is not None, postgres.HOW_TO_GET_IT)
    with postgres.Cluster() as running:
        pid = postmaster(running)
        assert runs(pid)
    assert not running.directory.exists()
    assert becomes_true(lambda: not runs(pid))
    running.stop()


@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_killed_test_run_leaves_nothing_behind(deadly: signal.Signals) -> None:
    require(postgres.find_bindir() is not None, postgres.HOW_TO_GET_IT)
    script = (
        "import time; from tests.postgres import Cluster; cluster = Cluster().start();"
        "print(cluster.directory, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as run:
        assert run.stdout is not None
        directory = Path(run.stdout.readline().strip())
        pid = postmaster(postgres.Server(directory))
        run.send_signal(deadly)
    assert becomes_true(lambda: not directory.exists())
    assert becomes_true(lambda: not runs(pid))


def test_workers_share_the_controllers_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    require(postgres.find_bindir() is not None, postgres.HOW_TO_GET_IT)
    monkeypatch.setenv(postgres.ENVIRONMENT_NAME, "/nonexistent/left-over")
    controller = postgres.start_for_session()
    try:
        assert controller.directory != Path("/nonexistent/left-over")
        worker = postgres.start_for_session()
        assert worker.directory == controller.directory
        worker.stop()
        with controller.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        controller.stop()
    assert not controller.directory.exists()


def make_programs(directory: Path) -> Path:
    directory.mkdir(parents=True)
    for name in postgres.PROGRAMS:
        (directory / name).touch()
    return directory


def test_the_newest_version_is_found_by_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PG_BINDIR", raising=False)
    for version in ("9", "13", "15"):
        make_programs(tmp_path / version / "bin")
    (tmp_path / "17" / "bin").mkdir(parents=True)  # client programs only
    assert postgres.find_bindir(tmp_path) == tmp_path / "15" / "bin"


def test_a_named_directory_wins_and_a_wrong_one_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BINDIR", str(make_programs(tmp_path / "mine")))
    assert postgres.find_bindir() == tmp_path / "mine"
    monkeypatch.setenv("PG_BINDIR", str(tmp_path / "nowhere"))
    assert postgres.find_bindir() is None
    with pytest.raises(FileNotFoundError, match="PG_BINDIR"):
        postgres.Cluster()


def test_an_error_at_the_start_is_told_and_leaves_nothing() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        Path(directory).chmod(0o755)  # the server's owner must reach the programs
        programs = make_programs(Path(directory) / "broken")
        (programs / "initdb").write_text("#!/bin/sh\necho 'the disc is full'; exit 1\n")
        (programs / "initdb").chmod(0o755)
        cluster = postgres.Cluster(programs)
        with pytest.raises(RuntimeError, match="the disc is full"):
            cluster.start()
    assert not cluster.directory.exists()
