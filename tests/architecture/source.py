"""What the architecture tests know about the project's files."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("service", "admin")


def files(*folders: str, suffix: str = "") -> list[Path]:
    """List the files below some folders of the project, without what Python caches."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob(f"*{suffix}")))
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


def name(path: Path) -> str:
    """Name a file as seen from the project's root."""
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str | None:
    """Read a file; give nothing if it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def tracked_files() -> list[Path]:
    """List what git tracks or would add."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others"]
    listing = subprocess.run(
        [*command, "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    paths = (ROOT / entry for entry in listing.split("\0") if entry)
    return [path for path in paths if path.is_file()]


def imports(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Walk over every import, also those in functions, with relative names made absolute."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            stem = ".".join([*above, node.module or ""]).rstrip(".") if node.level else node.module
            # ``from service import store`` imports a module, too.
            names = [f"{stem}.{alias.name}" for alias in node.names]
            yield from ((node.lineno, imported) for imported in names)


def calls(source: str) -> Iterator[tuple[int, str]]:
    """Walk over every call by a name: ``print(`` gives ``print``, ``x.commit(`` ``.commit``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.lineno, f".{node.func.attr}"
