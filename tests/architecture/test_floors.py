"""An import goes down, never up: the contracts of import-linter in pyproject.toml."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import source

pytestmark = pytest.mark.single_database


def lint_imports(directory: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--config", directory / "pyproject.toml"],
        check=False,
        cwd=directory,
        env=os.environ | {"PYTHONPATH": str(directory), "COLUMNS": "200", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def copy_of_the_project(destination: Path) -> Path:
    for package in source.PACKAGES:
        shutil.copytree(source.ROOT / package, destination / package)
    shutil.copy(source.ROOT / "pyproject.toml", destination)
    return destination


def test_every_contract_is_kept() -> None:
    done = lint_imports(source.ROOT)
    if done.returncode != 0:
        pytest.fail(done.stdout, pytrace=False)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("service/domain/cases.py", "import service.store"),
        ("service/store/base.py", "import service.usecases"),
        ("service/usecases/unit.py", "from service import api"),
        ("service/api/problems.py", "import admin"),
        ("admin/secure.py", "import service.api"),
        ("service/domain/cases.py", "import sqlalchemy"),
        ("service/crypto/keyring.py", "import flask"),
        ("service/tlog/tree.py", "from sqlalchemy import orm"),
        ("service/store/base.py", "import marshmallow"),
        ("service/usecases/unit.py", "from flask import g"),
    ],
)
def test_a_broken_contract_is_noticed(tmp_path: Path, module: str, line: str) -> None:
    project = copy_of_the_project(tmp_path)
    with (project / module).open("a") as file:
        file.write(f"\n{line}\n")
    done = lint_imports(project)
    assert done.returncode != 0
    importer = re.escape(Path(module).with_suffix("").as_posix().replace("/", "."))
    imported = re.escape(line.split()[1])
    # The reason must be the line added here, not something else that is broken.
    assert re.search(rf"{importer} -> {imported}", done.stdout), done.stdout
