"""The documentation holds: its tables, its links, its settings and its verifying script."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from service.domain.actors import SYSTEM
from service.usecases.audit import export_files, export_log
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log
from tests.builders import World

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
pytestmark = pytest.mark.single_database


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_tables", DOCS / "generate_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_tables_are_up_to_date() -> None:
    generator = _generator()
    found = set()
    for page in generator.PAGES:
        text = page.read_text("utf-8")
        assert generator.render(text) == text, "run: python docs/generate_tables.py"
        found |= set(re.findall(r"<!-- table: (\w+) -->", text))
    assert found == set(generator.TABLES)


def _settings_read() -> dict[str, str | None]:
    """Give every variable that config.py reads, with its default where it is a plain value."""
    found = {}
    for node in ast.walk(ast.parse((ROOT / "service" / "config.py").read_text("utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env")),
                args=[ast.Constant(value=str(name)), default, *_],
            ):
                plain = isinstance(default, ast.Constant)
                found[name] = str(default.value) if plain else None
    return found


def test_operators_page_lists_every_setting_with_its_default() -> None:
    text = (DOCS / "operators.md").read_text("utf-8")
    section = text.partition("<!-- settings -->")[2].partition("<!-- end of settings -->")[0]
    rows = r"^\| `([A-Z_]+)` \| (?:`([^`]+)`|none) \|"
    listed = dict(re.findall(rows, section, re.MULTILINE))
    read = _settings_read()
    assert set(listed) == set(read)
    assert {name: listed[name] for name in read if read[name] is not None} == {
        name: default for name, default in read.items() if default is not None
    }


def test_every_direct_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    text = (DOCS / "decisions" / "0013-libraries.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z][\w, -]*) \|", text, re.MULTILINE)
    explained = {name for row in rows for name in row.split(", ")}
    assert explained == {re.split(r"[\[>]", line)[0] for line in wanted}


def test_every_decision_is_listed() -> None:
    folder = DOCS / "decisions"
    titles = {
        path.name: path.read_text("utf-8").partition("\n")[0].partition(": ")[2]
        for path in folder.glob("0*.md")
    }
    rows = r"^\| (\d{4}) \| \[(.+)\]\((.+)\) \|$"
    text = (folder / "README.md").read_text("utf-8")
    listed = re.findall(rows, text, re.MULTILINE)
    assert {name: title for _, title, name in listed} == titles
    assert all(name.startswith(number) for number, _, name in listed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith("https://") or path.endswith(".png"):  # pictures are made, not written
            continue
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in _anchors(linked), target


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.fixture
def export(world: World, runtime: Runtime, tmp_path: Path) -> Path:
    """An export of a log with some entries, as an auditor holds it."""
    for _ in range(3):
        world.report()
    sequence_log(runtime, sign=True)
    folder = tmp_path / "export"
    folder.mkdir()
    with runtime.unit(SYSTEM) as unit:
        made = export_log(unit, runtime.rules.log_origin, purpose="audit")
    with runtime.reading(SYSTEM) as reading:
        for file in export_files(reading, runtime.rules.log_origin, made.id):
            (folder / file.name).write_bytes(b"".join(file.chunks))
    return folder


def _check(folder: Path, vkey: str) -> subprocess.CompletedProcess[str]:
    text = (DOCS / "auditors.md").read_text("utf-8")
    script = text.partition("<!-- script: check_export.py -->\n```python\n")[2].partition("```")[0]
    path = folder.parent / "check_export.py"
    path.write_text(script, "utf-8")
    command = [sys.executable, "-I", "-W", "error", str(path), str(folder), vkey]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_auditors_script_accepts_an_export(export: Path) -> None:
    entries = (export / "entries.jsonl").read_bytes().count(b"\n")
    answer = _check(export, (export / "vkey").read_text())
    assert answer.stdout == f"{entries} entries, exactly as signed\n", answer.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"done"', b'"gone"'), (b"\n", b"\n{}\n"), (b"}\n", b"}")],
    ids=["changed", "added", "cut off"],
)
def test_the_auditors_script_refuses_an_altered_one(export: Path, old: bytes, new: bytes) -> None:
    path = export / "entries.jsonl"
    head, _, tail = path.read_bytes().rpartition(old)
    path.write_bytes(head + new + tail)
    assert _check(export, (export / "vkey").read_text()).returncode == 1


def test_the_auditors_script_refuses_another_key(export: Path) -> None:
    other = "redress.test/log+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    assert _check(export, other).returncode == 1
