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
from service.usecases import learning, letter_templates
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


class Desk:
    """A case that came to an outcome, for whoever works on it over the API."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.api, self.world = api, world
        self.office = Caller.with_scopes(api, world, *OFFICE)
        self.report = self.office.post("/v1/reports", {"narrative": "Said on the ward."})
        case = self.office.post("/v1/cases", {"report_ids": [self.report["id"]]})
        self.case = f"/v1/cases/{case['id']}"
        self.office.post(f"{self.case}/outcomes", {"outcome_type": "apology"})

    def session(self, code: str | None = None) -> Caller:
        """Follow the report, or whatever the code is for."""
        given = {"receipt": code or self.report["receipt"]}
        begun = Caller(self.api, None).post("/v1/follow-up/session", given, status=200)
        return Caller(self.api, begun["access_token"])

    def written(self, party: Any = None) -> Any:
        """Write a letter to who reported, or to another party."""
        with self.world.runtime.unit(self.world.officer(Role.SYSTEM_ADMIN)) as unit:
            letter_templates.add_our_letter_templates(unit)
        template = self.office.get("/v1/letter-templates")["data"][0]
        party = party or self.office.get(f"{self.case}/parties")["data"][0]
        body = {"template_id": template["id"], "reasons": REASONS}
        place = f"{self.case}/parties/{party['id']}/letters"
        return self.office.post(place, body, version=party["version"])

    def readings(self) -> list[tuple[str, str]]:
        """Give for what each letter was read, and by whom."""
        log = log_of(self.world.runtime)
        return [(e["purpose"], e["actor"]["kind"]) for e in log if e["verb"] == "letter.read"]


@pytest.fixture
def desk(api: FlaskClient, world: World) -> Desk:
    return Desk(api, world)


def test_an_action_is_set_changed_and_done(desk: Desk) -> None:
    office, case = desk.office, desk.case
    manager = str(desk.world.officer(Role.CASE_MANAGER).id)
    body = {"kind": "policy_changed", "due_on": "2099-12-01", "officer_id": manager, "what": "So."}
    made = office.call("POST", f"{case}/actions", body)
    assert (made.status_code, made.headers["ETag"]) == (201, '"v1"')
    place = made.headers["Location"]
    assert place == f"{case}/actions/{made.json['id']}"
    assert "what" not in made.json
    read = office.get(f"{place}?purpose=decision")
    assert (read["what"], read["state"], read["due_on"]) == ("So.", "planned", "2099-12-01")
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


def test_a_letter_is_written_and_read_in_every_form(desk: Desk, printer: FakePrinter) -> None:
    made, office = desk.written(), desk.office
    assert office.get(f"{desk.case}/letters")["data"] == [made]
    place = f"{desk.case}/letters/{made['id']}"
    read = office.get(f"{place}?purpose=decision")
    assert read["reference"] == desk.report["reference"]
    assert {"kind": "paragraph", "lines": [REASONS]} in read["blocks"]
    page = office.call("GET", f"{place}/html")
    assert page.get_data(as_text=True) == f"<title>{read['title']}</title>"
    assert page.content_type == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"] == LETTER_POLICY
    assert page.headers["Cache-Control"] == "no-store"
    pdf = office.call("GET", f"{place}/pdf?purpose=decision")
    assert (pdf.data[:5], pdf.content_type) == (b"%PDF-", "application/pdf")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="letter-{made["id"]}.pdf"'
    printer.away = True
    away = office.call("GET", f"{place}/pdf")
    assert (away.status_code, away.json["code"]) == (503, "printer_away")
    assert office.call("GET", f"{place}/html").status_code == 200
    purposes = ["decision", "integration", "decision", "integration", "integration"]
    assert desk.readings() == [(purpose, "client") for purpose in purposes]
    messages = desk.session().get("/v1/follow-up/messages")["data"]
    assert messages[-1]["text"].startswith(read["title"])


def test_a_real_page_holds_the_words_and_no_markup_of_theirs(desk: Desk) -> None:
    place = f"{desk.case}/letters/{desk.written()['id']}/html"
    page = desk.office.call("GET", place).get_data(as_text=True)
    assert "Two people &lt;b&gt;heard&lt;/b&gt; it." in page
    assert re.search(r'<html[^>]* lang="en"', page)


def test_who_reported_reads_the_letters_to_them_and_no_others(
    desk: Desk, printer: FakePrinter
) -> None:
    mine, own = desk.written(), desk.session()
    theirs = desk.written(desk.office.post(f"{desk.case}/parties", {"role": "witness"}))
    place = "/v1/follow-up/letters"
    assert own.get(place)["data"] == [{n: mine[n] for n in ("id", "language", "written_at")}]
    assert own.call("GET", f"{place}/{mine['id']}/html").status_code == 200
    assert own.call("GET", f"{place}/{mine['id']}/pdf").data.startswith(b"%PDF-")
    supporter = own.post("/v1/follow-up/supporters", {"may_read_messages": True})
    elsewhere = desk.office.post("/v1/reports", {"narrative": "Another."})
    for form in ("html", "pdf"):
        assert own.call("GET", f"{place}/{theirs['id']}/{form}").status_code == 404
        for code, status in ((supporter["code"], 403), (elsewhere["receipt"], 404)):
            other = desk.session(code)
            assert other.call("GET", f"{place}/{mine['id']}/{form}").status_code == status
    assert set(desk.readings()) == {("rights_request", "reporter")}


def test_without_a_printer_there_are_still_the_words(desk: Desk) -> None:
    place = f"{desk.case}/letters/{desk.written()['id']}"
    object.__setattr__(desk.world.runtime, "printer", None)
    assert desk.office.call("GET", f"{place}/html").json["code"] == "unavailable"
    assert desk.office.get(place)["title"]


def test_learning_points_are_read_without_their_case(desk: Desk) -> None:
    office, place = desk.office, f"{desk.case}/learning-points"
    body = {"theme": "placements", "text": "Wards need a name on the door."}
    made = office.post(place, body)
    assert (made["state"], made["text"]) == ("draft", None)
    assert office.get(place)["data"][0]["text"] == body["text"]
    figures = Caller.with_scopes(desk.api, desk.world, Scope.STATISTICS_READ)
    assert figures.get("/v1/learning-points")["data"] == []
    case_id = UUID(desk.case.rpartition("/")[2])
    with desk.world.runtime.unit(desk.world.officer(Role.CASE_MANAGER)) as unit:
        point = learning.move_learning_point(unit, case_id, UUID(made["id"]), "approve", version=1)
        month = str(point.approved_on)
    for caller in (figures, office):
        listed = caller.get("/v1/learning-points?theme=placements")["data"]
        assert listed == [{**body, "month": month}]
    assert month.endswith("-01")
    assert figures.get("/v1/learning-points?theme=belonging")["data"] == []
    assert figures.call("GET", "/v1/learning-points?theme=weather").status_code == 422


def test_satisfaction_is_taken_and_read(desk: Desk) -> None:
    own, place = desk.session(), "/v1/follow-up/feedback"
    own.post(place, {"stage": "closure", "satisfaction": 4})
    (given,) = desk.office.get(f"/v1/reports/{desk.report['id']}/feedback")["data"]
    assert given["satisfaction"] == 4
    for score in (0, 6, 2.5, "4", None):
        answer = own.call("POST", place, {"stage": "closure", "satisfaction": score})
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
    BadInput("addAction", {**action(), "kind": None}, "/kind", "invalid"),
    BadInput("addAction", action(kind="dance"), "/kind", "unknown_code"),
    BadInput("addAction", action(due_on="2099-02-30"), "/due_on", "invalid"),
    BadInput("addAction", owned(due_on="2020-01-01"), "/due_on", "in_the_past"),
    BadInput("addAction", owned(due_on="9999-12-31"), "/due_on", "invalid"),
    BadInput("addAction", action(), "/officer_id", "not_on_case"),
    BadInput("addAction", action(officer_id=None), "/officer_id", "invalid"),
    BadInput("addAction", owned(kind="fees_repaid"), "/party_id", "required"),
    BadInput("addAction", owned(party_id=NOBODY), "/party_id", "not_a_remedy"),
    BadInput("addAction", owned(kind="fees_repaid", party_id=NOBODY), "/party_id", "not_on_case"),
    BadInput("addAction", owned(outcome_id=NOBODY), "/outcome_id", "not_on_case"),
    BadInput("addAction", owned(what=""), "/what", "invalid"),
    BadInput("addAction", owned(state="done"), "/state", "unknown_field"),
    BadInput("amendAction", {"due_on": "2020-01-01"}, "/due_on", "in_the_past"),
    BadInput("amendAction", {"officer_id": NOBODY}, "/officer_id", "not_on_case"),
    BadInput("amendAction", {"officer_id": None}, "/officer_id", "invalid"),
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


def test_bad_input_is_refused_where_it_is_wrong(
    runtime: Runtime, api: FlaskClient, world: World
) -> None:
    """One instance for all: a refusal changes nothing, so the next finds the same things."""
    things = Things(api, world)
    for bad in BAD:
        try:
            refuses(runtime, things, bad)
        except AssertionError as error:
            error.add_note(str(bad))
            raise
