"""The lock files install the same on every machine: pinned, hashed, and from no named place."""

import re
from pathlib import Path

import pytest

from tests.architecture import source

pytestmark = pytest.mark.single_database

LOCKS = sorted((source.ROOT / "requirements").glob("*.lock"))
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ; .+)?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def entries(lock: str) -> list[list[str]]:
    """Take a lock apart: for each entry the requirement and then its options."""
    logical = lock.replace("\\\n", "\n    ").split("\n")
    found: list[list[str]] = []
    for line in filter(str.strip, logical):
        if line.startswith(" ") and found:
            found[-1].append(line.strip())
        else:
            found.append([line.strip()])
    return found


def faults(lock: str) -> list[str]:
    """Find the entries that are not exactly one pinned release with its hashes."""
    found = ["an address"] if "://" in lock else []
    for requirement, *options in entries(lock):
        if not PINNED.match(requirement):
            found.append(f"not pinned: {requirement}")
        elif not options:
            found.append(f"no hash: {requirement}")
        elif not all(map(HASH.match, options)):
            found.append(f"not a hash: {requirement}")
    return found


def test_both_locks_are_there() -> None:
    assert [path.name for path in LOCKS] == ["run.lock", "test.lock"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_is_pinned_and_hashed_and_names_no_place(path: Path) -> None:
    lock = path.read_text()
    assert len(entries(lock)) > 20
    assert faults(lock) == []


def test_the_tests_run_what_the_product_runs() -> None:
    run, test = (
        {requirement: options for requirement, *options in entries(path.read_text())}
        for path in LOCKS
    )
    assert {name: test.get(name) for name in run} == run


GOOD = f"flask==3.1.3 \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{'a' * 64}\n"


def test_a_sound_lock_has_no_fault() -> None:
    marked = GOOD.replace(" \\", " ; sys_platform == 'win32' \\", 1)
    assert faults(GOOD + marked) == []


@pytest.mark.parametrize(
    ("lock", "found"),
    [
        (GOOD + "click==8.5.1\n", ["no hash: click==8.5.1"]),
        ("click==8.5.1\n" + GOOD, ["no hash: click==8.5.1"]),
        (GOOD.replace("==", ">="), ["not pinned: flask>=3.1.3"]),
        (GOOD.replace("sha256", "md5"), ["not a hash: flask==3.1.3"]),
        (
            "# from https://mirror.example\n",
            ["an address", "not pinned: # from https://mirror.example"],
        ),
    ],
)
def test_a_fault_is_noticed(lock: str, found: list[str]) -> None:
    assert faults(lock) == found
