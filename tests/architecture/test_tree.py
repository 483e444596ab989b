"""The files in version control run anywhere: no addresses, no paths of one machine."""

import importlib.util
import re
from pathlib import Path

import pytest

from tests.architecture import source
from tests.optional import require

pytestmark = pytest.mark.single_database

# Put together from parts, so that this file passes its own test.
UNWANTED = {
    "a package registry": re.compile(
        "|".join(
            [
                r"py" + r"pi\.org",
                r"pythonhosted" + r"\.org",
                r"registry\.npm" + r"js\.org",
                r"https?://[^\s\"'<>]+/" + r"simple\b",
                r"--(extra-)?index" + r"-url",
                r"--find" + r"-links",
            ]
        )
    ),
    "a path of one machine": re.compile(r"(?<![\w.}\)*-])/(wo" + r"rk|ro" + r"ot)/"),
}


def unwanted(text: str) -> list[str]:
    """Find the lines that name a registry or a path of the machine they were written on."""
    return [
        f"{number}: {what}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in UNWANTED.items()
        if pattern.search(line)
    ]


def test_no_tracked_file_names_a_registry_or_this_machine() -> None:
    require((source.ROOT / ".git").exists(), "a git checkout")
    paths = source.tracked_files()
    assert source.ROOT / "pyproject.toml" in paths
    found = {source.name(path): unwanted(source.text(path) or "") for path in paths}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "https://py" + "pi.org/project/flask",
        "--index" + "-url x",
        "https://mirror.example/py/" + "simple/",
        "cd /wo" + "rk/main",
        'HOME = "/ro' + 'ot/x"',
    ],
)
def test_an_unwanted_line_is_noticed(line: str) -> None:
    assert len(unwanted(f"fine\n{line}\n")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "/usr/bin/chromium",
        "docs/work/notes.md",
        "https://example.org/work/x",
        "--no-emit-index-url",
    ],
)
def test_an_ordinary_line_is_left_alone(line: str) -> None:
    assert unwanted(line) == []


@pytest.mark.parametrize("package", [*source.PACKAGES, "migrations"])
def test_a_generic_name_resolves_to_our_package(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin == str(source.ROOT / package / "__init__.py")


def test_the_tests_helpers_are_ours() -> None:
    assert Path(source.__file__).parents[2] == source.ROOT
