"""Files at the console: added without touching the disk, read on record, refused in words."""

import dataclasses
import io
import itertools
import re
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.config import Settings
from service.domain.code_lists import Role
from service.store.models import Attachment, AuditEntry, Report
from service.usecases import casework
from service.usecases.checking import check_quarantined
from service.usecases.runtime import Runtime
from tests.adapters import samples
from tests.admin.browsing import Browsing, browse, plain
from tests.builders import World

MARK = b"Said on the ward, in front of everybody.\n"
PHOTO = samples.picture("JPEG")


@pytest.fixture
def manager(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.CASE_MANAGER)


@pytest.fixture
def case_id(world: World, manager: Browsing) -> UUID:
    return world.case(manager.actor).id


@pytest.fixture
def few(runtime: Runtime) -> Runtime:
    """An instance that takes few and small files."""
    rules = dataclasses.replace(runtime.rules, attachment_bytes=1000, attachments_per_record=2)
    object.__setattr__(runtime, "rules", rules)
    return runtime


def token_of(browsing: Browsing) -> str:
    found = re.search(r'csrf-token" content="([^"]+)"', browsing.get("/console/directory/").text)
    assert found
    return found[1]


def form(token: str, data: bytes, name: str, end: bytes = b"\r\n--edge--\r\n") -> dict[str, Any]:
    """What a browser sends, made without a temporary file, which the test client would make."""
    head = (
        f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    )
    return {
        "data": head.encode() + data + end,
        "content_type": "multipart/form-data; boundary=edge",
    }


def send(
    browsing: Browsing, path: str, data: bytes, name: str = "rota.txt", **more: Any
) -> TestResponse:
    """Send a file with its form."""
    return browsing.post(path, **more, file=(io.BytesIO(data), name))


def files(case_id: UUID) -> str:
    return f"/console/cases/{case_id}/files/"


def to_case(case_id: UUID) -> str:
    return f"/console/cases/{case_id}/files/add"


def to_report(report: Report) -> str:
    return f"/console/reports/{report.id}/files"


def said(browsing: Browsing, answer: TestResponse) -> str:
    """What the page says to which an act led."""
    assert answer.status_code == 303, plain(answer)
    return browsing.text(answer.location)


def rows(runtime: Runtime) -> list[Any]:
    query = select(Attachment.id, Attachment.state, Attachment.refusal).order_by(Attachment.id)
    with runtime.engine.connect() as connection:
        return list(connection.execute(query).all())


def entries(runtime: Runtime, verb: str) -> list[Any]:
    query = select(AuditEntry.leaf, AuditEntry.purpose).where(AuditEntry.verb == verb)
    with runtime.engine.connect() as connection:
        return list(connection.execute(query).all())


def test_a_file_is_added_checked_and_read(
    manager: Browsing, case_id: UUID, runtime: Runtime
) -> None:
    page = files(case_id)
    assert "No files yet" in manager.text(page)
    added = send(manager, to_case(case_id), PHOTO, "C:\\rota\\ward-rota.jpg")
    assert "It can be read once it has been checked." in said(manager, added)
    listed = manager.text(page)
    assert "Being checked" in listed
    assert "ward-rota" not in listed
    named = plain(manager.post(page, purpose="casework"))
    assert "ward-rota.jpg" in named
    assert "rota\\" not in named
    assert check_quarantined(runtime) == 1
    assert "Can be read" in manager.text(page)
    file = f"/console/files/{rows(runtime)[0].id}/"
    assert "It was not scanned" in manager.text(file)
    assert "Choose what you need it for." in said(manager, manager.post(file, part="copy"))
    assert entries(runtime, "attachment.read") == []
    copy = manager.post(file, purpose="casework", part="copy")
    assert copy.headers["Content-Disposition"].startswith("attachment; filename=")
    assert copy.headers["Content-Type"] == "application/octet-stream"
    assert copy.headers["Content-Length"] == str(len(copy.data))
    assert manager.post(file, purpose="safeguarding", part="original").data == PHOTO
    parts = [
        (row.purpose, b'"part":"copy"' in row.leaf) for row in entries(runtime, "attachment.read")
    ]
    assert parts == [("casework", True), ("safeguarding", False)]


def test_the_original_is_for_those_who_may(
    app: Flask, world: World, manager: Browsing, case_id: UUID, runtime: Runtime
) -> None:
    officer = browse(app, world, Role.INVESTIGATOR)
    send(manager, to_case(case_id), PHOTO)
    check_quarantined(runtime)
    file = f"/console/files/{rows(runtime)[0].id}/"
    assert officer.get(file).status_code == 404
    assert officer.post(file, purpose="casework", part="copy").status_code == 404
    with runtime.unit(manager.actor) as unit:
        casework.assign_officer(unit, case_id, officer.actor.id, Role.INVESTIGATOR)
    page = officer.get(file)
    assert 'value="original"' not in page.text
    assert "This is for: case manager" in plain(page)
    assert officer.post(file, purpose="casework", part="copy").status_code == 200
    assert officer.post(file, purpose="casework", part="original").status_code == 403


def test_three_megabytes_touch_no_disk_but_the_attachments(
    manager: Browsing, world: World, runtime: Runtime, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def refused(*_: Any, **__: Any) -> Any:
        raise AssertionError("a temporary file was asked for")

    report, _ = world.report()
    data = MARK * (3 * 1024 * 1024 // len(MARK))
    sent = form(token_of(manager), data, "said.txt")
    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refused)
    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", refused)
    before = {path for path in settings.keyring.parents[1].rglob("*") if path.is_file()}
    answer = manager.client.post(to_report(report), **sent)
    monkeypatch.undo()
    assert "The file is here." in said(manager, answer)
    folder = settings.attachments
    assert folder is not None
    new = {path for path in settings.keyring.parents[1].rglob("*") if path.is_file()} - before
    assert {path.parent for path in new if not _of_database(path)} == {folder}
    assert all(MARK not in path.read_bytes() for path in new)
    check_quarantined(runtime)
    file = f"/console/files/{rows(runtime)[0].id}/"
    assert manager.post(file, purpose="triage", part="copy").data == data
    named = manager.post(f"/console/reports/{report.id}/", purpose="triage", group="told")
    assert "said.txt" in plain(named)


def _of_database(path: Path) -> bool:
    return path.name.endswith(("-wal", "-shm", "-journal"))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (
            b"x" * 1001,
            ("too_large", "The file is too large. A file has at most 1000 bytes."),
        ),
        (b"\x7fELF" + bytes(60), ("type_not_accepted", "is of no type that is taken")),
    ],
    ids=["large", "program"],
)
def test_what_is_refused_says_why_and_loses_nothing(
    manager: Browsing, case_id: UUID, few: Runtime, data: bytes, refusal: tuple[str, str]
) -> None:
    reason, words = refusal
    send(manager, to_case(case_id), MARK)
    assert words in said(manager, send(manager, to_case(case_id), data))
    assert [row.refusal for row in rows(few)] == [None, reason]
    assert "Nothing of it was kept." in manager.text(files(case_id))
    assert "The file is here." in said(manager, send(manager, to_case(case_id), MARK))
    full = said(manager, send(manager, to_case(case_id), MARK))
    assert "There are 2 files already" in full
    assert len(rows(few)) == 3


def test_half_a_file_is_none(manager: Browsing, case_id: UUID, runtime: Runtime) -> None:
    sent = form(token_of(manager), b"Half of what", "a.txt", end=b"")
    answer = manager.client.post(to_case(case_id), **sent)
    assert "The file was not sent whole." in said(manager, answer)
    assert [row.refusal for row in rows(runtime)] == ["incomplete"]


@pytest.mark.parametrize(("name", "words"), [("", "Choose a file first."), ("x" * 301, "The name")])
def test_a_file_needs_a_name(
    manager: Browsing, case_id: UUID, runtime: Runtime, name: str, words: str
) -> None:
    assert words in said(manager, send(manager, to_case(case_id), MARK, name))
    assert "Choose a file first." in said(manager, manager.post(to_case(case_id)))
    assert rows(runtime) == []


def test_a_form_that_is_none_is_refused(manager: Browsing, case_id: UUID) -> None:
    boundaries = ("", "; boundary=edge", "; boundary=ü", '; boundary=a"b')
    bodies = (b"", b"--edge", b"--edge\r\n\r\n\r\n", b"--edge\r\nX: \xff\r\n\r\nx\r\n--edge--")
    for boundary, body in itertools.product(boundaries, bodies):
        answer = manager.client.post(
            to_case(case_id), data=body, content_type=f"multipart/form-data{boundary}"
        )
        assert answer.status_code == 400


def test_the_token_comes_before_the_file(
    manager: Browsing, case_id: UUID, runtime: Runtime
) -> None:
    for data in (
        {"file": (io.BytesIO(MARK), "a.txt")},
        {"csrf_token": "forged", "file": (io.BytesIO(MARK), "a.txt")},
    ):
        answer = manager.client.post(to_case(case_id), data=data)
        assert answer.status_code == 400
    assert rows(runtime) == []


def test_words_before_a_file_have_a_limit(manager: Browsing, case_id: UUID) -> None:
    sent = form("x" * 600_000, MARK, "a.txt")
    answer = manager.client.post(to_case(case_id), **sent)
    assert answer.status_code == 413


def test_others_add_nothing(app: Flask, world: World, case_id: UUID, runtime: Runtime) -> None:
    report, _ = world.report()
    for role, status in ((Role.WELFARE_OFFICER, 303), (Role.INVESTIGATOR, 404)):
        other = browse(app, world, role)
        assert send(other, to_case(case_id), MARK).status_code == 404
        assert send(other, to_report(report), MARK).status_code == status
    assert len(rows(runtime)) == 1
