"""The lowest floor imports little, only one file commits, and only the command line prints.

Import-linter can forbid what somebody thought of; a pure floor needs the
opposite, a list of all that is allowed.
"""

import sys
from pathlib import Path

import pytest

from tests.architecture import source

pytestmark = pytest.mark.single_database

STANDARD_LIBRARY = frozenset(sys.stdlib_module_names)
ALLOWED = {
    "service/domain": frozenset[str](),
    "service/crypto": frozenset({"cryptography", "rfc8785"}),
    "service/tlog": frozenset({"cryptography", "rfc8785"}),
}
COMMITS = "service/usecases/unit.py"
PRINTS = ("service/cli.py", "service/cli/")


def strangers(code: str, package: str, allowed: frozenset[str]) -> list[str]:
    """Find the imports that are neither the floor's own nor allowed to it."""
    floor = ".".join(package.split(".")[:2])
    found = []
    for line, module in source.imports(code, package):
        own = f"{module}.".startswith(f"{floor}.")
        if not own and module.split(".")[0] not in STANDARD_LIBRARY | allowed:
            found.append(f"{line}: {module}")
    return found


def calls_of(called: str, code: str) -> list[int]:
    """Find the lines that call something by this name."""
    return [line for line, callee in source.calls(code) if callee == called]


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_pure_floor_imports_only_what_it_may(folder: str) -> None:
    wrong = {}
    for path in source.files(folder, suffix=".py"):
        package = source.name(path.parent).replace("/", ".")
        if found := strangers(path.read_text(), package, ALLOWED[folder]):
            wrong[source.name(path)] = found
    assert not wrong


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import json, hashlib\nfrom datetime import date", []),
        (
            "from service.tlog import tree\nfrom service.tlog.tree import root\nfrom . import tree",
            [],
        ),
        ("from cryptography.hazmat.primitives import hashes", []),
        ("import flask", ["1: flask"]),
        ("def late():\n    from sqlalchemy.orm import Session", ["2: sqlalchemy.orm.Session"]),
        ("from service import store", ["1: service.store"]),
        ("from service import tlog, store", ["1: service.store"]),
        ("from ..store import base", ["1: service.store.base"]),
        ("import service.tlogger", ["1: service.tlogger"]),
    ],
)
def test_a_stranger_is_noticed(code: str, found: list[str]) -> None:
    assert strangers(code, "service.tlog", ALLOWED["service/tlog"]) == found


def test_only_the_unit_of_work_commits() -> None:
    commits = {source.name(path) for path in python_files() if calls_of(".commit", read(path))}
    assert commits <= {COMMITS}


def test_only_the_command_line_prints() -> None:
    prints = {source.name(path) for path in python_files() if calls_of("print", read(path))}
    assert {name for name in prints if not name.startswith(PRINTS)} == set()


@pytest.mark.parametrize(
    ("called", "code", "lines"),
    [
        (".commit", "def save(db):\n    db.session.commit()", [2]),
        (".commit", "session().commit(\n)", [1]),
        (".commit", "# db.commit()\ntext = 'commit()'\ncommit = db.flush()", []),
        ("print", "if True:\n    print('x')", [2]),
        ("print", "console.print('x')\n'print(1)'", []),
    ],
)
def test_a_call_is_noticed(called: str, code: str, lines: list[int]) -> None:
    assert calls_of(called, code) == lines


def python_files() -> list[Path]:
    found = source.files(*source.PACKAGES, suffix=".py")
    assert found, "the walk over the sources found none"
    return found


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
