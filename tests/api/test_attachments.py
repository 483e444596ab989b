"""Attachments by the API: sent, checked, read without metadata, and refused in every other way."""

import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from service.config import Settings
from service.store.models import Attachment, AuditEntry
from service.usecases import file_reading
from service.usecases.checking import check_quarantined
from service.usecases.runtime import Runtime
from tests.adapters import samples
from tests.adapters.test_cleaning import exif
from tests.api.attaching import Attaching
from tests.api.caller import Caller
from tests.builders import OFFICE, World

SECRET = b"Ward 7, by Zoe"
PHOTO = samples.picture("JPEG", exif=exif())
DOCX = samples.ooxml(
    "word/document.xml", **{"docProps/core.xml": b"<x>Ward 7, by Zoe</x>", "word/media/a.txt": b"x"}
)


@pytest.fixture
def office(api: FlaskClient, world: World) -> Attaching:
    return Attaching(Caller.with_scopes(api, world, *OFFICE))


@pytest.fixture
def report(office: Attaching) -> str:
    return f"/v1/reports/{office.caller.post('/v1/reports', {'narrative': 'Words.'})['id']}"


@pytest.fixture
def few(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """An instance that takes few and small files."""
    rules = dataclasses.replace(runtime.rules, attachment_bytes=1000, attachments_per_record=2)
    object.__setattr__(runtime, "rules", rules)
    return runtime


def blobs(settings: Settings) -> list[Path]:
    folder = settings.attachments
    return sorted(folder.iterdir()) if folder and folder.is_dir() else []


def entries(runtime: Runtime, verb: str) -> list[Any]:
    query = select(AuditEntry.leaf, AuditEntry.purpose, AuditEntry.result)
    with runtime.engine.connect() as connection:
        return list(connection.execute(query.where(AuditEntry.verb == verb)).all())


def pdf_by_zoe() -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf())) as file:
        file.docinfo["/Author"] = SECRET.decode()
        file.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PHOTO, ("image/jpeg", ".jpg")),
        (pdf_by_zoe(), ("application/pdf", ".pdf")),
        (DOCX, (samples.DOCX, ".docx")),
    ],
)
def test_a_file_comes_back_without_its_metadata(
    office: Attaching, report: str, runtime: Runtime, data: bytes, kind: tuple[str, str]
) -> None:
    media_type, ending = kind
    assert SECRET in data or data == DOCX  # in a zip it is packed
    file = office.attach(report, data)
    assert office.known(file)["state"] == "quarantined"
    assert office.read(file).status_code == 409
    assert check_quarantined(runtime) == 1
    known = office.known(file)
    assert (known["state"], known["scan"], known["has_copy"]) == ("available", "not_scanned", True)
    assert (known["media_type"], known["size"]) == (media_type, len(data))
    copy = office.read(file)
    assert SECRET not in b"".join(
        samples.parts(copy.data).values() if data == DOCX else [copy.data]
    )
    assert copy.headers["Content-Length"] == str(len(copy.data))
    assert copy.headers["Content-Disposition"] == f'attachment; filename="{file}{ending}"'
    assert copy.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert copy.headers["Content-Type"] == "application/octet-stream"
    assert office.read(file, part="original", purpose="casework").data == data
    first, second = entries(runtime, "attachment.read")
    assert (first.purpose, b'"part":"copy"' in first.leaf) == ("integration", True)
    assert (second.purpose, b'"part":"original"' in second.leaf) == ("casework", True)


def test_text_is_read_as_it_came(office: Attaching, report: str, runtime: Runtime) -> None:
    file = office.attach(report, b"What was said.\n")
    check_quarantined(runtime)
    assert not office.known(file)["has_copy"]
    assert office.read(file).data == office.read(file, part="original").data == b"What was said.\n"


def test_a_picture_that_cannot_be_cleaned_is_an_original(
    office: Attaching, report: str, runtime: Runtime
) -> None:
    """What crashes the cleaner has no copy, and is not taken for one."""
    broken = samples.picture("JPEG")[:300]
    file = office.attach(report, broken)
    assert check_quarantined(runtime) == 1
    assert office.known(file)["has_copy"] is False
    assert office.read(file).json["code"] == "wrong_state"
    assert office.read(file, part="original").data == broken


def test_the_reading_is_on_record_before_the_first_byte(
    office: Attaching, report: str, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = office.attach(report, b"What was said.\n")
    check_quarantined(runtime)
    answer = office.read(file, purpose="casework")
    assert len(entries(runtime, "attachment.read")) == 1  # and nothing has been read yet
    assert answer.data == b"What was said.\n"

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", None, Exception())

    monkeypatch.setattr(file_reading.Unit, "record", away)
    answer = office.read(file)
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert b"said" not in answer.data


@pytest.mark.parametrize("harm", ["altered", "cut", "other", "gone"])
def test_a_damaged_file_is_said_to_be_damaged(
    office: Attaching, report: str, runtime: Runtime, settings: Settings, harm: str
) -> None:
    files = [office.attach(report, text) for text in (b"Said first.", b"Said later.")]
    check_quarantined(runtime)
    first, second = blobs(settings)
    good = first.read_bytes()
    bad = {"altered": good[:-1] + bytes([good[-1] ^ 1]), "cut": good[:-20],
           "other": second.read_bytes(), "gone": b""}[harm]  # fmt: skip
    first.write_bytes(bad)
    if harm == "gone":
        first.unlink()
    answer = office.read(files[0])
    assert (answer.status_code, answer.json["code"]) == (500, "sealed_data_damaged")
    assert b"Said" not in answer.data
    (entry,) = entries(runtime, "sealed.damaged")
    assert entry.result == "failed"
    assert files[0].encode() in entry.leaf
    assert office.read(files[1]).data == b"Said later."


def test_what_is_stored_says_nothing(
    office: Attaching, report: str, runtime: Runtime, tmp_path: Path
) -> None:
    """Neither the name nor the content is anywhere in the instance's folder."""
    words, name = b"a marker in the words", "a-marker-in-the-name.txt"
    file = office.attach(report, words, name)
    check_quarantined(runtime)
    listed = office.caller.get(f"{report}/attachments?expand=name&purpose=casework")["data"]
    assert [row["name"] for row in listed] == [name]
    assert "name" not in office.caller.get(f"{report}/attachments")["data"][0]
    assert office.read(file).data == words
    stored = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(stored) >= 2
    assert not any(words in data or name.encode() in data for data in stored)


ENDED = {"wsgi.input_terminated": True}
"""As our server says it, of a body that broke off too."""
REFUSED = {
    "too_large": [b"x" * 1001],
    "unsupported_media_type": [
        b"",
        b"<html><script>",
        b"MZ\x90\x00" + bytes(60),
        samples.archive({"a.exe": b"MZ"}),
    ],
}


@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.usefixtures("few")
def test_what_is_refused_leaves_nothing_and_may_be_sent_again(
    office: Attaching, report: str, settings: Settings, code: str
) -> None:
    file = office.announce(report)["id"]
    for data in REFUSED[code]:
        answer = office.send(file, data, environ_overrides={"CONTENT_LENGTH": str(len(data))})
        assert answer.json["code"] == code
    assert blobs(settings) == []
    assert office.known(file)["state"] == "awaiting_content"
    assert office.send(file, b"x" * 1000).status_code == 200


def test_a_file_is_sent_once(office: Attaching, report: str, settings: Settings) -> None:
    file = office.announce(report)["id"]
    assert office.send(file, b"first").headers["ETag"] == '"v2"'
    for tag in ('"v1"', '"v2"'):
        answer = office.send(file, b"second", tag=tag)
        assert (answer.status_code, answer.json["code"]) == (409, "wrong_state")
    assert len(blobs(settings)) == 1


def test_of_two_at_once_one_is_taken(
    office: Attaching, report: str, runtime: Runtime, settings: Settings
) -> None:
    """The second comes while the first is half-way."""
    file = office.announce(report)["id"]

    class Slow(io.BytesIO):
        def readinto(self, buffer: Any) -> int:
            if self.tell() == 0:
                assert office.send(file, b"the other").status_code == 200
            return super().readinto(buffer)

    environ = {"wsgi.input": Slow(b"the slow one"), "CONTENT_LENGTH": "12"}
    answer = office.send(file, b"", environ_overrides=environ)
    assert (answer.status_code, answer.json["code"]) == (409, "wrong_state")
    assert len(blobs(settings)) == 1
    check_quarantined(runtime)
    assert office.read(file).data == b"the other"


def test_a_file_that_breaks_off_is_not_taken_for_whole(
    office: Attaching, report: str, settings: Settings
) -> None:
    file = office.announce(report)["id"]
    answer = office.send(file, b"half of it", environ_overrides={**ENDED, "CONTENT_LENGTH": "20"})
    assert (answer.status_code, answer.json["code"]) == (400, "malformed")
    unsaid = {**ENDED, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = office.send(file, b"perhaps whole", environ_overrides=unsaid)
    assert (answer.status_code, answer.json["code"]) == (411, "length_required")
    assert blobs(settings) == []
    assert office.send(file, b"the whole of it").status_code == 200


def test_the_version_must_be_named(office: Attaching, report: str, settings: Settings) -> None:
    file = office.announce(report)["id"]
    for tag, status, code in (
        (None, 428, "precondition_required"),
        ('"v7"', 412, "stale"),
        ("*", 412, "stale"),
    ):
        answer = office.send(file, b"Words.", tag=tag)
        assert (answer.status_code, answer.json["code"]) == (status, code)
    assert blobs(settings) == []


def test_a_record_has_so_many_files_at_most(office: Attaching, report: str, few: Runtime) -> None:
    first, _ = (office.announce(report)["id"] for _ in range(2))
    answer = office.caller.call("POST", f"{report}/attachments", {"name": "a"})
    assert (answer.status_code, answer.json["code"]) == (409, "wrong_state")
    with few.engine.begin() as connection:
        connection.execute(
            update(Attachment).where(Attachment.original_blob.is_(None)).values(state="refused")
        )
    assert office.announce(report)["id"] != first


def test_when_the_transaction_fails_the_file_stays_to_be_swept(
    office: Attaching, report: str, runtime: Runtime, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Nobody knows whether it was committed, so a blob that a row may name is not thrown away."""
    file = office.announce(report)["id"]

    def away(*_: Any, **__: Any) -> Iterator[None]:
        raise OperationalError("COMMIT", None, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(file_reading.Unit, "record", away)
        assert office.send(file, b"Words.").status_code == 503
    assert len(blobs(settings)) == 1
    assert office.send(file, b"Words.").status_code == 200
    assert len(blobs(settings)) == 2


def test_without_a_place_for_them_no_files_are_taken(
    office: Attaching, report: str, runtime: Runtime
) -> None:
    file = office.announce(report)["id"]
    object.__setattr__(runtime, "blobs", None)
    answer = office.send(file, b"Words.")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert check_quarantined(runtime) == 0
