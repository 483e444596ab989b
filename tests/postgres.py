"""A private PostgreSQL cluster for tests.

Nothing listens on the network: the server's only door is a Unix socket in a
directory that other users cannot enter. ``initdb`` refuses root, so under root
the server runs as ``postgres`` or ``nobody``.

The cluster belongs to a *guard*, a small process of its own that waits for the
end of its standard input. When the test run closes it, or dies in whatever way
(Ctrl-C, a crash, SIGKILL), the guard stops the server and removes the directory.

``python tests/postgres.py --available`` tells whether the programs are there.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

PROGRAMS = ("initdb", "pg_ctl", "postgres")
PORT = 5432  # only a part of the socket's name: nothing is bound to it
ENVIRONMENT_NAME = "REDRESS_TEST_POSTGRES"
HOW_TO_GET_IT = "PostgreSQL's server programs (apt-get install postgresql, or set PG_BINDIR)"

# Speed is bought with durability only: a test cluster is never recovered.
SETTINGS = f"""
listen_addresses = ''
port = {PORT}
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 128MB
fsync = off
full_page_writes = off
synchronous_commit = on
autovacuum = off  # a worker inside a template would hold up its cloning
timezone = 'UTC'
"""


def find_bindir(installations: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """Find the server programs: ``PG_BINDIR``, or Debian's newest, or those on ``PATH``."""
    if named := os.environ.get("PG_BINDIR"):
        candidates = [Path(named)]
    else:
        versions = [path for path in installations.glob("*/bin") if path.parent.name.isdigit()]
        candidates = sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
        if on_path := shutil.which("pg_ctl"):
            candidates.append(Path(on_path).resolve().parent)
    complete = (path for path in candidates if all((path / name).is_file() for name in PROGRAMS))
    return next(complete, None)


def _owner() -> pwd.struct_passwd:
    """Name the user that the server runs as: the present one, but never root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _run(program: Path, *arguments: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the owner, without the caller's ``PG*`` settings."""
    owner, identity = _owner(), dict[str, Any]()
    if os.geteuid() == 0:
        identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    return subprocess.run(
        [program, *arguments],
        check=False,
        cwd=directory,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **identity,
    )


class Server:
    """A running cluster that somebody else owns; stopping it here does nothing."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def url(self, database: str = "postgres") -> str:
        """Give SQLAlchemy's URL of one database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.directory}&port={PORT}"

    @contextmanager
    def connect(self, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        """Open a plain psycopg connection in autocommit mode, for housekeeping."""
        with psycopg.connect(
            host=str(self.directory), port=PORT, user="postgres", dbname=database, autocommit=True
        ) as connection:
            yield connection

    def create_database(self, name: str, template: str = "template1") -> None:
        """Create a database, by cloning ``template``; nobody may be connected to that one."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self.connect() as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def drop_database(self, name: str) -> None:
        """Drop a database if it exists, throwing out whoever is still connected."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self.connect() as connection:
            connection.execute(statement.format(sql.Identifier(name)))

    def stop(self) -> None:
        """Leave the server running for its owner."""


class Cluster(Server):
    """A cluster of one's own: ``with Cluster() as cluster: …``, or ``start`` and ``stop``."""

    def __init__(self, bindir: Path | None = None) -> None:
        found = bindir or find_bindir()
        if found is None:
            raise FileNotFoundError(f"Missing: {HOW_TO_GET_IT}")
        self.bindir = found
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Make the cluster and wait until it answers."""
        # /tmp, because a socket's path must be short and the owner must reach it.
        super().__init__(Path(tempfile.mkdtemp(prefix="redress-pg-", dir="/tmp")))
        self._guard = subprocess.Popen(
            [sys.executable, "-I", __file__, "--guard", self.bindir, self.directory],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        atexit.register(self.stop)
        try:
            self._initialise()
        except BaseException:
            self.stop()
            raise
        return self

    def _initialise(self) -> None:
        owner, data, log = _owner(), self.directory / "data", self.directory / "log"
        os.chown(self.directory, owner.pw_uid, owner.pw_gid)
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._must("initdb", f"--pgdata={data}", "--no-sync", *options)
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"{SETTINGS}unix_socket_directories = '{self.directory}'\n")
        self._must("pg_ctl", "start", f"--pgdata={data}", f"--log={log}", "--wait", log=log)

    def _must(self, program: str, *arguments: str, log: Path | None = None) -> None:
        done = _run(self.bindir / program, *arguments, directory=self.directory)
        if done.returncode != 0:
            details = log.read_text() if log and log.exists() else ""
            raise RuntimeError(f"{program} failed:\n{done.stdout}{details}")

    def stop(self) -> None:
        """Stop the server at once and remove everything it wrote; twice does no harm."""
        guard, self._guard = self._guard, None
        if guard is None:
            return
        atexit.unregister(self.stop)
        guard.communicate()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def start_for_session() -> Server:
    """Give the one cluster of this test run: the controller starts it, its workers find it.

    Call it in ``pytest_configure`` and keep the result; call its ``stop`` in
    ``pytest_unconfigure``. Workers of pytest-xdist inherit the environment, where
    the controller left the directory's name, and their ``stop`` does nothing.
    """
    if inherited := os.environ.get(ENVIRONMENT_NAME):
        directory = Path(inherited)
        if (directory / f".s.PGSQL.{PORT}").exists():
            return Server(directory)
    cluster = Cluster().start()
    os.environ[ENVIRONMENT_NAME] = str(cluster.directory)
    return cluster


def _guard(bindir: Path, directory: Path) -> None:
    sys.stdin.read()
    try:
        if (directory / "data" / "postmaster.pid").exists():
            options = ["--mode=immediate", "--wait", "--silent"]
            data = f"--pgdata={directory / 'data'}"
            _run(bindir / "pg_ctl", "stop", data, *options, directory=directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _main(arguments: list[str]) -> int:
    if arguments[:1] == ["--guard"]:
        _guard(Path(arguments[1]), Path(arguments[2]))
        return 0
    found = find_bindir()
    sys.stdout.write(f"{found}\n" if found else f"Missing: {HOW_TO_GET_IT}\n")
    return 0 if found else 1


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
