"""What comes of a case, over the API: actions, letters, learning points."""

import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.adapters.letters import LETTER_POLICY
from service.domain.actors import Scope
from service.domain.code_lists import Role
from service.domain.errors import PrinterAway
from service.domain.letters import Letter
from service.usecases import letter_templates, learning
from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.caller import Caller
from tests.api.things import Things
from tests.builders import OFFICE, World
from tests.usecases.helpers import log_of

REASONS = "Two people <b>heard</b> it."


class FakePrinter:
    """Prints the title and the number of blocks, so that no library is needed."""

    away = False

    def html(self, letter: Letter) -> str:
        return f"<title>{letter.title}</title>"

    def pdf(self, letter: Letter) -> bytes:
        if self.away:
            raise PrinterAway
        return b"%PDF-" + letter.title.encode()


@pytest.fixture
def printer(runtime: Runtime) -> FakePrinter:
    fake = FakePrinter()
    object.__setattr__(runtime, "printer", fake)
    return fake


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, *OFFICE)


@pytest.fixture
def report(office: Caller) -> Any:
    return office.post("/v1/reports", {"narrative": "Said on the ward."})


@pytest.fixture
def case(office: Caller, report: Any) -> str:
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    place = f"/v1/cases/{case['id']}"
    office.post(f"{place}/outcomes", {"outcome_type": "apology"})
    return place


def session(api: FlaskClient, receipt: str) -> Caller:
    begun = Caller(api, None).post("/v1/follow-up/session", {"receipt": receipt}, status=200)
    return Caller(api, begun["access_token"])


def written(world: World, office: Caller, case: str, party: Any = None) -> Any:
    """Write a letter to who reported, or to another party."""
    with world.runtime.unit(world.officer(Role.SYSTEM_ADMIN)) as unit:
        letter_templates.add_our_letter_templates(unit)
    template = office.get("/v1/letter-templates")["data"][0]
    party = party or office.get(f"{case}/parties")["data"][0]
    body = {"template_id": template["id"], "reasons": REASONS}
    place = f"{case}/parties/{party['id']}/letters"
    return office.post(place, body, version=party["version"])


def test_an_action_is_set_changed_and_done(office: Caller, case: str, world: World) -> None:
    manager = str(world.officer(Role.CASE_MANAGER).id)
    body = {
        "kind": "policy_changed",
        "due_on": "2099-12-01",
        "officer_id": manager,
        "what": "Soon.",
    }
    made = office.call("POST", f"{case}/actions", body)
    assert made.status_code == 201
    assert made.headers["ETag"] == '"v1"'
    place = made.headers["Location"]
    assert place == f"{case}/actions/{made.json['id']}"
    assert "what" not in made.json
    read = office.get(f"{place}?purpose=decision")
    assert (read["what"], read["state"], read["due_on"]) == ("Soon.", "planned", "2099-12-01")
    assert office.get(f"{case}/actions")["data"] == [read]
    (task,) = [t for t in office.get(f"{case}/tasks")["data"] if t["kind"] == "outcome_action"]
    assert (task["action_id"], task["officer_id"]) == (made.json["id"], manager)
    moved = office.call("PATCH", place, {"due_on": "2099-12-02"}, version=1)
    assert (moved.json["due_on"], moved.json["version"]) == ("2099-12-02", 2)
    assert office.call("PATCH", place, {"due_on": "2099-12-03"}, version=1).status_code == 412
    done = office.move(place, "done", 2, reason="All came.")
    assert (done["state"], done["officer_id"]) == ("done", manager)
    again = office.call("POST", f"{place}/transitions", {"action": "cancel"}, version=3)
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")


def test_a_letter_is_written_and_read_in_every_form(
    office: Caller, case: str, world: World, printer: FakePrinter, report: Any, api: FlaskClient
) -> None:
    made = written(world, office, case)
    assert made["officer_id"] is None
    assert office.get(f"{case}/letters")["data"] == [made]
    place = f"{case}/letters/{made['id']}"
    read = office.get(f"{place}?purpose=decision")
    assert read["reference"] == report["reference"]
    assert {"kind": "paragraph", "lines": [REASONS]} in read["blocks"]
    page = office.call("GET", f"{place}/html")
    assert page.get_data(as_text=True) == f"<title>{read['title']}</title>"
    assert page.content_type == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"] == LETTER_POLICY
    assert page.headers["Cache-Control"] == "no-store"
    pdf = office.call("GET", f"{place}/pdf?purpose=decision")
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.content_type == "application/pdf"
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="letter-{made["id"]}.pdf"'
    printer.away = True
    away = office.call("GET", f"{place}/pdf")
    assert (away.status_code, away.json["code"]) == (503, "printer_away")
    assert office.call("GET", f"{place}/html").status_code == 200
    purposes = [e["purpose"] for e in log_of(world.runtime) if e["verb"] == "letter.read"]
    assert purposes == ["decision", "integration", "decision", "integration", "integration"]
    own = session(api, report["receipt"])
    assert own.get("/v1/follow-up/messages")["data"][-1]["text"].startswith(read["title"])


def test_a_real_page_holds_the_words_and_no_markup_of_theirs(
    office: Caller, case: str, world: World
) -> None:
    made = written(world, office, case)
    page = office.call("GET", f"{case}/letters/{made['id']}/html").get_data(as_text=True)
    assert "Two people &lt;b&gt;heard&lt;/b&gt; it." in page
    assert re.search(r'<html[^>]* lang="en"', page)


def test_who_reported_reads_the_letters_to_them_and_no_others(
    office: Caller, case: str, world: World, printer: FakePrinter, report: Any, api: FlaskClient
) -> None:
    mine = written(world, office, case)
    witness = office.post(f"{case}/parties", {"role": "witness"})
    theirs = written(world, office, case, witness)
    own = session(api, report["receipt"])
    listed = own.get("/v1/follow-up/letters")["data"]
    assert listed == [{name: mine[name] for name in ("id", "language", "written_at")}]
    place = "/v1/follow-up/letters"
    assert own.call("GET", f"{place}/{mine['id']}/html").status_code == 200
    assert own.call("GET", f"{place}/{mine['id']}/pdf").data.startswith(b"%PDF-")
    supporter = own.post("/v1/follow-up/supporters", {"may_read_messages": True})
    elsewhere = office.post("/v1/reports", {"narrative": "Another."})
    for form in ("html", "pdf"):
        assert own.call("GET", f"{place}/{theirs['id']}/{form}").status_code == 404
        for code, status in ((supporter["code"], 403), (elsewhere["receipt"], 404)):
            other = session(api, code)
            assert other.call("GET", f"{place}/{mine['id']}/{form}").status_code == status
    read = [e for e in log_of(world.runtime) if e["verb"] == "letter.read"]
    assert {(e["purpose"], e["actor"]["kind"]) for e in read} == {("rights_request", "reporter")}


def test_without_a_printer_there_are_still_the_words(
    office: Caller, case: str, world: World, runtime: Runtime
) -> None:
    made = written(world, office, case)
    object.__setattr__(runtime, "printer", None)
    place = f"{case}/letters/{made['id']}"
    assert office.call("GET", f"{place}/html").json["code"] == "unavailable"
    assert office.get(place)["title"]


def test_learning_points_are_read_without_their_case(
    office: Caller, case: str, world: World, api: FlaskClient
) -> None:
    body = {"theme": "placements", "text": "Wards need a name on the door."}
    made = office.post(f"{case}/learning-points", body)
    assert (made["state"], made["text"]) == ("draft", None)
    assert office.get(f"{case}/learning-points")["data"][0]["text"] == body["text"]
    figures = Caller.with_scopes(api, world, Scope.STATISTICS_READ)
    assert figures.get("/v1/learning-points")["data"] == []
    with world.runtime.unit(world.officer(Role.CASE_MANAGER)) as unit:
        case_id = UUID(case.rpartition("/")[2])
        point = learning.move_learning_point(unit, case_id, UUID(made["id"]), "approve", version=1)
        month = str(point.approved_on)
    expected = {**body, "month": month}
    for caller in (figures, office):
        assert caller.get("/v1/learning-points?theme=placements")["data"] == [expected]
    assert month.endswith("-01")
    assert figures.get("/v1/learning-points?theme=belonging")["data"] == []
    assert figures.call("GET", "/v1/learning-points?theme=weather").status_code == 422


def test_satisfaction_is_taken_and_read(office: Caller, report: Any, api: FlaskClient) -> None:
    own = session(api, report["receipt"])
    own.post("/v1/follow-up/feedback", {"stage": "closure", "satisfaction": 4})
    (given,) = office.get(f"/v1/reports/{report['id']}/feedback")["data"]
    assert given["satisfaction"] == 4
    for score in (0, 6, 2.5, "4", None):
        body = {"stage": "closure", "satisfaction": score}
        answer = own.call("POST", "/v1/follow-up/feedback", body)
        assert [f["pointer"] for f in answer.json["errors"]] == ["/satisfaction"]


def action(**values: Any) -> dict[str, Any]:
    return {"kind": "training_given", "due_on": "2099-01-01", "officer_id": NOBODY, **values}


def owned(**values: Any) -> Any:
    """Give an action that would be fine but for this."""
    return lambda things: action(officer_id=_owner(things), **values)


def _owner(things: Things) -> str:
    place = f"/v1/cases/{things.ids['case_id']}/assignments"
    return str(things.office.get(place)["data"][0]["officer_id"])


NOBODY = "01890000-0000-7000-8000-000000000000"
BAD = [
    BadInput("addAction", {}, "/kind", "required"),
    BadInput("addAction", action(kind="dance"), "/kind", "unknown_code"),
    BadInput("addAction", action(due_on="2099-02-30"), "/due_on", "invalid"),
    BadInput("addAction", owned(due_on="2020-01-01"), "/due_on", "in_the_past"),
    BadInput("addAction", owned(due_on="9999-12-31"), "/due_on", "invalid"),
    BadInput("addAction", action(), "/officer_id", "not_on_case"),
    BadInput("addAction", action(officer_id=None), "/officer_id", "required"),
    BadInput("addAction", owned(kind="fees_repaid"), "/party_id", "required"),
    BadInput("addAction", owned(party_id=NOBODY), "/party_id", "not_a_remedy"),
    BadInput("addAction", owned(kind="fees_repaid", party_id=NOBODY), "/party_id", "not_on_case"),
    BadInput("addAction", owned(outcome_id=NOBODY), "/outcome_id", "not_on_case"),
    BadInput("addAction", owned(what=""), "/what", "invalid"),
    BadInput("addAction", owned(state="done"), "/state", "unknown_field"),
    BadInput("amendAction", {"due_on": "2020-01-01"}, "/due_on", "in_the_past"),
    BadInput("amendAction", {"officer_id": NOBODY}, "/officer_id", "not_on_case"),
    BadInput("amendAction", {"officer_id": None}, "/officer_id", "required"),
    BadInput("amendAction", {"kind": "other"}, "/kind", "unknown_field"),
    BadInput("moveAction", {"action": "approve"}, "/action", "unknown_code"),
    BadInput("writeLetter", {"reasons": "."}, "/template_id", "required"),
    BadInput("writeLetter", {"template_id": NOBODY, "reasons": ""}, "/reasons", "invalid"),
    BadInput(
        "writeLetter", {"template_id": NOBODY, "reasons": "."}, "/template_id", "not_available"
    ),
    BadInput("recordLearningPoint", {"text": "."}, "/theme", "required"),
    BadInput("recordLearningPoint", {"theme": "x", "text": "."}, "/theme", "unknown_code"),
    BadInput("recordLearningPoint", {"theme": "belonging", "text": "x" * 4001}, "/text", "invalid"),
    BadInput(
        "recordLearningPoint",
        {"theme": "belonging", "text": "Ask sam@uni.example."},
        "/text",
        "names_somebody",
    ),
]


@pytest.fixture(scope="module")
def bad_things() -> dict[str, Things]:
    return {}


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_bad_input_is_refused_where_it_is_wrong(
    bad: BadInput, runtime: Runtime, api: FlaskClient, world: World
) -> None:
    refuses(runtime, Things(api, world), bad)
