"""The audit log at the console: searched, shown with its proof, checked and exported."""

import io
import re
import tarfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text, update

from service.domain.code_lists import Role
from service.store.models import AuditEntry, AuditTile
from service.store.queries.audit import latest_checkpoint
from service.store.sealed import Target
from service.tlog.tree import leaf_hash
from service.tlog.verify_folder import verify_folder
from service.usecases.runtime import Runtime
from service.usecases.sequencing import log_key, sequence_log
from service.usecases.unit import housekeeping
from tests.admin.browsing import Browsing, browse, plain
from tests.builders import World

LOG = "/console/audit/"
EXPORTS = "/console/audit/exports/"
_TRIGGERS_OFF = {
    "sqlite": "DROP TRIGGER IF EXISTS audit_entries_no_update",
    "postgresql": "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_no_change",
}
SECRET = "Words that only the case's people may read."


@pytest.fixture
def auditor(app: Flask, world: World) -> Browsing:
    return browse(app, world, Role.AUDITOR)


def entries(page: str) -> list[str]:
    """The entries that a list shows, by id."""
    return re.findall(r"/console/audit/entries/([0-9a-f-]{36})/", page)


def cards(auditor: Browsing, **query: str) -> list[str]:
    answer = auditor.get(LOG, **query)
    assert answer.status_code == 200
    return entries(answer.text)


# Who may


@pytest.mark.parametrize("role", [Role.WELFARE_OFFICER, Role.CASE_MANAGER, Role.SYSTEM_ADMIN])
def test_for_others_the_log_is_not_there(app: Flask, world: World, role: Role) -> None:
    other = browse(app, world, role)
    for path in (LOG, EXPORTS, f"{LOG}entries/{uuid4()}/", f"{EXPORTS}{uuid4()}/archive"):
        assert other.get(path).status_code == 404
    assert other.post(f"{LOG}check").status_code == 404
    assert "Audit log" not in other.text("/console/directory/")


def test_an_auditor_sees_the_log_and_no_case_content(
    world: World, auditor: Browsing, runtime: Runtime
) -> None:
    officer = world.officer(Role.CASE_MANAGER)
    report, _ = world.report(narrative=SECRET, reporter={"name": "Sam Field"}, mode="named")
    case = world.case(officer, report.id, summary=SECRET)
    with runtime.reading(officer) as reading:
        target = Target("reports", report.id, "narrative")
        with reading.scope([target], purpose="casework", case_id=case.id):
            pass
    for entry in cards(auditor):
        page = auditor.get(f"{LOG}entries/{entry}/").text
        assert SECRET not in page
        assert "Sam Field" not in page
    shown = auditor.text(LOG, verb="sealed.read")
    assert "Sealed groups were opened" in shown
    assert "Casework" in shown
    assert case.reference in shown
    assert auditor.get(f"/console/cases/{case.id}/").status_code == 404
    assert auditor.get(f"/console/reports/{report.id}/").status_code == 404


# Searching


def test_the_log_is_searched(world: World, auditor: Browsing) -> None:
    first, second = world.officer(), world.officer()
    mine, other = world.case(first), world.case(second)
    assert len(cards(auditor, who=str(first.id), verb="case.open")) == 1
    by_reference = cards(auditor, case=mine.reference.lower())
    assert by_reference == cards(auditor, case=str(mine.id))
    assert by_reference
    assert set(by_reference).isdisjoint(cards(auditor, case=other.reference))
    assert cards(auditor, subject=str(first.id), verb="officer.create")
    assert cards(auditor, result="done")
    assert cards(auditor, result="refused") == []
    assert cards(auditor, purpose="casework") == []
    assert cards(auditor, **{"from": "2000-01-01", "to": "2999-12-31"})
    assert cards(auditor, **{"from": "2999-12-31"}) == []
    assert cards(auditor, to="2000-01-01") == []


def test_refusals_are_found(app: Flask, world: World, auditor: Browsing) -> None:
    browse(app, world, Role.WELFARE_OFFICER).get(LOG)
    shown = auditor.text(LOG, result="refused", verb="access.refused")
    assert "An act was refused." in shown


def test_pages_go_on_where_the_last_one_ended(world: World, auditor: Browsing) -> None:
    for _ in range(60):
        world.service()
    answer = auditor.get(LOG, verb="service.create")
    more = re.search(r'href="([^"]+)" rel="next"', answer.text)
    assert more
    rest = auditor.get(more[1].replace("&amp;", "&"))
    assert len(entries(answer.text)) == 50
    assert len(entries(rest.text)) == 10
    assert not set(entries(answer.text)) & set(entries(rest.text))
    assert 'rel="next"' not in rest.text
    assert "Back to the newest entries" in plain(rest)


@pytest.mark.parametrize(
    "query",
    [
        {"who": "nobody"}, {"who": "\0"}, {"case": "C-0000-0000"}, {"case": "\0"},
        {"subject": "😀"}, {"subject": "x" * 5000}, {"verb": "case.eat"}, {"verb": "\0"},
        {"purpose": "fun"}, {"result": "maybe"}, {"from": "yesterday"}, {"to": "2026-02-30"},
        {"from": "0000-00-00"}, {"to": "9999-12-31"}, {"after": "nonsense"}, {"after": "\0"},
    ],
    ids=str,
)  # fmt: skip
def test_a_bad_search_is_said_and_shows_nothing(auditor: Browsing, query: dict[str, str]) -> None:
    answer = auditor.get(LOG, **query)
    assert answer.status_code == 422
    assert "This search cannot be made" in plain(answer)
    assert entries(answer.text) == []


@pytest.mark.parametrize("query", [{"endpoint": "x"}, {"_external": "1"}, {"from": "0001-01-01"}])
def test_odd_addresses_do_no_harm(auditor: Browsing, query: dict[str, str]) -> None:
    assert cards(auditor, **query)


# One entry


def test_an_entry_is_shown_with_its_bytes_and_its_proof(
    world: World, auditor: Browsing, runtime: Runtime
) -> None:
    officer = world.officer()
    case = world.case(officer)
    (entry,) = cards(auditor, verb="case.open")
    assert "Waiting for its place" in auditor.text(f"{LOG}entries/{entry}/")
    sequence_log(runtime, sign=True)
    shown = auditor.text(f"{LOG}entries/{entry}/")
    for words in ("A case was opened.", "case.open", "Officer2", case.reference, "Proven"):
        assert words in shown
    leaf = auditor.get(f"{LOG}entries/{entry}/leaf").data
    assert leaf_hash(leaf).hex() in shown
    assert f'"id":"{entry}"' in leaf.decode()
    assert auditor.get(f"{LOG}entries/{entry}/proof").text.startswith("c2sp.org/tlog-proof@v1\n")


def test_a_changed_entry_is_not_proven(world: World, auditor: Browsing, runtime: Runtime) -> None:
    world.case(world.officer())
    (entry,) = cards(auditor, verb="case.open")
    sequence_log(runtime, sign=True)
    tamper(runtime, entry, leaf=b"\xffnot json")
    shown = auditor.text(f"{LOG}entries/{entry}/")
    assert "NOT proven" in shown
    assert "These bytes are no entry" in shown
    assert auditor.get(f"{LOG}entries/{entry}/proof").status_code == 404
    assert auditor.get(LOG).status_code == 200


def test_an_unknown_entry_is_not_found(auditor: Browsing) -> None:
    for rest in ("", "leaf", "proof"):
        assert auditor.get(f"{LOG}entries/{uuid4()}/{rest}").status_code == 404


# The check


def tamper(runtime: Runtime, entry: str, **values: object) -> None:
    """Change a row as only somebody who rules the database can: its triggers taken off first."""
    with housekeeping(runtime.engine) as session:
        session.execute(text(_TRIGGERS_OFF[runtime.engine.dialect.name]))
        session.execute(update(AuditEntry).where(AuditEntry.id == UUID(entry)).values(**values))


def check(auditor: Browsing) -> str:
    answer = auditor.post(f"{LOG}check")
    assert answer.status_code == 200
    return plain(answer)


def test_a_whole_log_passes_the_check(world: World, auditor: Browsing, runtime: Runtime) -> None:
    for _ in range(300):
        world.service()
    assert "No checkpoint has been signed yet." in check(auditor)
    sequence_log(runtime, sign=True)
    world.service()
    shown = check(auditor)
    assert "Everything that was checked holds" in shown
    assert "NOT OK" not in shown


def test_a_changed_row_is_found(world: World, auditor: Browsing, runtime: Runtime) -> None:
    case = world.case(world.officer())
    (entry,) = cards(auditor, verb="case.open")
    sequence_log(runtime, sign=True)
    leaf = auditor.get(f"{LOG}entries/{entry}/leaf").data
    tamper(runtime, entry, leaf=leaf.replace(str(case.id).encode(), str(uuid4()).encode()))
    assert "it was changed" in check(auditor)
    tamper(runtime, entry, leaf=leaf, actor_id=uuid4())
    assert "would be found under what it does not say" in check(auditor)


def test_a_changed_tile_is_found(world: World, auditor: Browsing, runtime: Runtime) -> None:
    for _ in range(300):
        world.service()
    sequence_log(runtime, sign=True)
    with housekeeping(runtime.engine) as session:
        session.execute(
            update(AuditTile)
            .where(AuditTile.level == 0, AuditTile.tile_index == 0)
            .values(hashes=bytes(256 * 32))
        )
    assert "NOT OK" in check(auditor)


def test_a_full_tile_changed_with_its_entry_is_found(
    world: World, auditor: Browsing, runtime: Runtime
) -> None:
    """The root comes from the tiles above, so only the way up to it can give this away."""
    for _ in range(300):
        world.service()
    sequence_log(runtime, sign=True)
    with runtime.reading(auditor.actor) as reading:
        row = reading.connection.execute(
            AuditEntry.__table__.select().where(AuditEntry.verb == "service.create").limit(1)
        ).one()
        tile = reading.connection.execute(
            AuditTile.__table__.select().where(AuditTile.level == 0, AuditTile.tile_index == 0)
        ).one()
    forged = row.leaf.replace(b"service.create", b"service.amend")
    hashes = tile.hashes.replace(leaf_hash(row.leaf), leaf_hash(forged))
    assert hashes != tile.hashes
    tamper(runtime, str(row.id), leaf=forged, verb="service.amend")
    with housekeeping(runtime.engine) as session:
        session.execute(
            update(AuditTile)
            .where(AuditTile.level == 0, AuditTile.tile_index == 0)
            .values(hashes=hashes)
        )
    assert "does not lead to the root" in check(auditor)


def test_checking_needs_the_forms_token(auditor: Browsing) -> None:
    assert auditor.client.post(f"{LOG}check").status_code == 400
    assert auditor.get(f"{LOG}check").status_code == 405


# Exports


def export(auditor: Browsing, **form: str) -> str:
    answer = auditor.post(EXPORTS, **{"purpose": "audit", "since": "", **form})
    assert answer.status_code == 303, plain(answer)
    return answer.headers["Location"]


def unpack(archive: bytes, folder: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    return folder


def test_an_export_is_verified_without_this_system(
    world: World, auditor: Browsing, runtime: Runtime, tmp_path: Path
) -> None:
    world.case(world.officer())
    page = export(auditor)
    folder = unpack(auditor.get(f"{page}archive").data, tmp_path / "first")
    key = log_key(runtime.provider, runtime.rules.log_origin).encode()
    first = verify_folder(folder, vkey=key)
    kept = (folder / "checkpoint").read_text()
    world.service()
    later = export(auditor, since=f"\r\n {kept}".replace("\n", "\r\n"))
    folder = unpack(auditor.get(f"{later}archive").data, tmp_path / "second")
    second = verify_folder(folder, vkey=key, since=tmp_path / "first" / "checkpoint")
    assert second.size > first.size
    assert (folder / "checkpoint.old").read_text() == kept
    shown = auditor.text(later)
    for name in folder.iterdir():
        assert name.name in shown
        assert auditor.get(f"{later}files/{name.name}").data == name.read_bytes()
    assert auditor.get(f"{later}files/passwd").status_code == 404
    assert "redress audit verify" in shown


def test_only_who_asked_for_an_export_may_have_it(
    app: Flask, world: World, auditor: Browsing
) -> None:
    page = export(auditor)
    other = browse(app, world, Role.DATA_PROTECTION_OFFICER)
    for path in (page, f"{page}archive", f"{page}files/checkpoint"):
        assert other.get(path).status_code == 404
    assert page not in other.get(EXPORTS).text
    assert page in auditor.get(EXPORTS).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": ""}, {"purpose": "fun"}, {"since": "not a note"}, {"since": "\0"},
        {"since": "x" * 4001}, {"since": "redress.test/log\n5\nAAAA\n\n— x y\n"},
        {"since": "😀\n\n"},
    ],
    ids=str,
)  # fmt: skip
def test_a_bad_request_for_an_export_is_refused(auditor: Browsing, wrong: dict[str, str]) -> None:
    answer = auditor.post(EXPORTS, **{"purpose": "audit", "since": "", **wrong})
    assert answer.status_code == 422
    assert "You have made no exports" in plain(answer)


def test_a_checkpoint_of_a_larger_log_is_refused(auditor: Browsing, runtime: Runtime) -> None:
    sequence_log(runtime, sign=True)
    with runtime.reading(auditor.actor) as reading:
        latest = latest_checkpoint(reading.connection)
    assert latest is not None
    changed = latest.note.replace(f"\n{latest.size}\n", f"\n{latest.size + 1}\n")
    answer = auditor.post(EXPORTS, purpose="audit", since=changed)
    assert "Not a checkpoint of this log." in plain(answer)
