"""A file over 300 lines is a room with too many lives."""

from pathlib import Path

import pytest

from tests.architecture import source

pytestmark = pytest.mark.single_database

MOST_LINES = 300


def too_long(paths: list[Path]) -> dict[str, int]:
    """Find the text files with too many lines, and how many they have."""
    lengths = {path: len((source.text(path) or "").splitlines()) for path in paths}
    return {path.name: length for path, length in lengths.items() if length > MOST_LINES}


def test_no_file_of_the_product_is_too_long() -> None:
    paths = source.files(*source.PACKAGES)
    assert paths
    assert too_long(paths) == {}


def test_a_long_file_is_noticed(tmp_path: Path) -> None:
    fitting, long, picture = (tmp_path / name for name in ("fitting.py", "long.html", "p.png"))
    fitting.write_text("line\n" * MOST_LINES)
    long.write_text("line\n" * (MOST_LINES + 1))
    picture.write_bytes(b"\xff\n" * 1000)
    assert too_long([fitting, long, picture]) == {"long.html": MOST_LINES + 1}
