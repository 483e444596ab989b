"""Opening sealed words: on record before anything is shown, and never when they were damaged."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from service.domain.actors import Scope
from service.store.models import AuditEntry, AuditOpening, Note, Report
from service.usecases import reading
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import OFFICE, World

WORDS = "What was said on the ward."
FULL = {
    "narrative": WORDS,
    "mode": "named",
    "reporter": {"name": "Sam Example", "email": "sam@example.org"},
    "subjects": [{"type": "clinical_supervisor", "name": "Dr Example"}],
    "impacts": ["isolation"],
}


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, *OFFICE)


def readings(runtime: Runtime, verb: str = "sealed.read") -> list[Any]:
    """Give what the log says was opened, with its detail."""
    with runtime.engine.connect() as connection:
        query = (
            select(AuditEntry.leaf, AuditEntry.purpose, AuditEntry.result, AuditEntry.case_id)
            .where(AuditEntry.verb == verb)
            .order_by(AuditEntry.id)
        )
        return list(connection.execute(query).all())


def test_one_reading_is_one_entry_that_names_what_was_opened(
    office: Caller, runtime: Runtime
) -> None:
    report = office.post("/v1/reports", FULL)
    path = f"/v1/reports/{report['id']}"
    office.get(path)
    office.get("/v1/reports")
    assert readings(runtime) == []
    opened = office.get(f"{path}?expand=narrative,identity,subjects&purpose=triage")
    assert opened["narrative"]["narrative"] == WORDS
    assert opened["identity"]["name"] == "Sam Example"
    assert opened["subjects"] == {"subjects": FULL["subjects"]}
    assert "characteristics" not in opened
    (entry,) = readings(runtime)
    assert (entry.purpose, entry.result) == ("triage", "done")
    leaf = entry.leaf.decode()
    assert report["id"] in leaf
    for group in ("narrative", "identity", "subjects"):
        assert group in leaf
    assert "characteristics" not in leaf
    assert not {"Sam Example", WORDS} & set(leaf.split('"'))


def test_a_list_is_one_entry_for_all(office: Caller, runtime: Runtime) -> None:
    ids = [office.post("/v1/reports", {"narrative": WORDS})["id"] for _ in range(3)]
    page = office.get("/v1/reports?expand=narrative,characteristics")
    assert [row["narrative"]["narrative"] for row in page["data"]] == [WORDS] * 3
    assert all("characteristics" not in row for row in page["data"])
    (entry,) = readings(runtime)
    assert all(report_id in entry.leaf.decode() for report_id in ids)


def test_nothing_is_recorded_where_nothing_is_opened(
    office: Caller, api: FlaskClient, world: World, runtime: Runtime
) -> None:
    form = Caller.with_scopes(api, world, Scope.REPORTS_WRITE)
    report = form.post("/v1/reports", FULL)
    unseen = form.get(f"/v1/reports/{report['id']}?expand=narrative,identity")
    assert "narrative" not in unseen
    assert "identity" not in unseen
    assert readings(runtime) == []


@pytest.mark.parametrize("broken", ["entry", "opening"])
def test_without_the_log_nothing_is_shown(
    office: Caller, runtime: Runtime, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    report = office.post("/v1/reports", FULL)
    model = {"entry": AuditEntry, "opening": AuditOpening}[broken]

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", None, Exception(model.__name__))

    monkeypatch.setattr(reading.Unit, "record", away)
    answer = office.call("GET", f"/v1/reports/{report['id']}?expand=narrative,identity")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert WORDS not in answer.get_data(as_text=True)
    assert "Sam" not in answer.get_data(as_text=True)
    assert office.call("GET", f"/v1/reports/{report['id']}").status_code == 200


@pytest.mark.parametrize("harm", ["altered", "moved", "cut"])
def test_damaged_words_are_said_to_be_damaged(office: Caller, runtime: Runtime, harm: str) -> None:
    report, other = (office.post("/v1/reports", FULL) for _ in range(2))
    with runtime.engine.begin() as connection:
        kept = {row.reference: row for row in connection.execute(
            select(Report.reference, Report.id, Report.narrative_ct)
        )}  # fmt: skip
        good = kept[report["reference"]].narrative_ct
        bad = {
            "altered": good[:-1] + bytes([good[-1] ^ 1]),
            "moved": kept[other["reference"]].narrative_ct,
            "cut": good[:10],
        }[harm]
        connection.execute(
            update(Report).where(Report.reference == report["reference"]).values(narrative_ct=bad)
        )
    path = f"/v1/reports/{report['id']}"
    answer = office.call("GET", f"{path}?expand=narrative,identity")
    assert (answer.status_code, answer.json["code"]) == (500, "sealed_data_damaged")
    for words in (WORDS, "Sam", "narrative", good.hex()):
        assert words not in answer.get_data(as_text=True)
    (entry,) = readings(runtime, "sealed.damaged")
    assert entry.result == "failed"
    assert report["id"] in entry.leaf.decode()
    assert office.get(f"{path}?expand=identity")["identity"]["name"] == "Sam Example"
    assert office.call("GET", "/v1/reports?expand=narrative").status_code == 500


def test_notes_that_were_damaged_are_not_shown(office: Caller, runtime: Runtime) -> None:
    report = office.post("/v1/reports", {"narrative": WORDS})
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    office.post(f"/v1/cases/{case['id']}/notes", {"text": "A good note."})
    with runtime.engine.begin() as connection:
        connection.execute(update(Note).values(body_ct=b"\x01\x01junk"))
    answer = office.call("GET", f"/v1/cases/{case['id']}/notes")
    assert (answer.status_code, answer.json["code"]) == (500, "sealed_data_damaged")
    (entry,) = readings(runtime, "sealed.damaged")
    assert str(entry.case_id) == case["id"]
