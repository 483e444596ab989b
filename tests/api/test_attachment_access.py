"""Who may do what with files, by one table; and what a caller of each kind is shown of them."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.domain.actors import Actor, ActorKind, Scope
from service.domain.casework_lists import ConflictKind
from service.domain.code_lists import Role
from service.domain.errors import NotAllowed, NotFound
from service.store.models import Attachment, Case, Report
from service.usecases import casework
from service.usecases.attachments import announce_on_case, announce_on_report, receive_content
from service.usecases.checking import check_quarantined
from service.usecases.conflicts import declare_conflict
from service.usecases.file_reading import read_content
from service.usecases.runtime import Runtime
from tests.adapters import samples
from tests.api.attaching import Attaching
from tests.api.caller import Caller
from tests.builders import OFFICE, World
from tests.usecases.helpers import log_of

PHOTO = samples.picture("JPEG")
YES, NO, NOTHING = "yes", "not allowed", "not there"
ACTS = ("announce and send", "send another's", "read the copy", "read the original")
ON_REPORT = {
    "the form that submitted it": (YES, NO, NO, NO),
    "a client that may read what it submitted": (YES, NO, YES, NO),
    "another form": (NOTHING,) * 4,
    "cases:read": (NO, NO, YES, YES),
    "cases:write": (YES, NO, NO, NO),
    "directory:write": (NOTHING,) * 4,
    "manager": (YES, NO, YES, YES),
    "manager with a conflict": (NOTHING,) * 4,
    "assigned investigator": (YES, NO, YES, NO),
    "assigned investigator with a conflict": (NOTHING,) * 4,
    "assigned custodian": (YES, NO, YES, YES),
    "another investigator": (NOTHING,) * 4,
    "welfare officer": (NOTHING,) * 4,
    "auditor": (NOTHING,) * 4,
    "system admin": (NOTHING,) * 4,
    "reporter": (YES, NO, NO, NO),
    "reporter of another": (NOTHING,) * 4,
    "supporter": (NO, NO, NO, NO),
}
"""For files on a report that is on a case; the file read is the manager's."""
ON_CASE = {
    **ON_REPORT,
    "the form that submitted it": (NOTHING,) * 4,
    "a client that may read what it submitted": (NOTHING,) * 4,
    "reporter": (NOTHING,) * 4,
    "supporter": (NOTHING,) * 4,
}


class Office:
    """Everybody, around one report on one case."""

    def __init__(self, world: World) -> None:
        self.world, self.runtime = world, world.runtime
        self.manager = world.officer(Role.CASE_MANAGER)
        self.form = world.client(Scope.REPORTS_WRITE)[2]
        self.report = world.report(self.form)[0]
        self.case = world.case(self.manager, self.report.id)

    def everybody(self) -> dict[str, Actor]:
        world, form = self.world, self.form
        return {
            "the form that submitted it": form,
            "a client that may read what it submitted": Actor(
                form.kind, form.id, scopes=form.scopes | {Scope.REPORTS_READ}
            ),
            "another form": world.form(),
            **{scope.value: world.client(scope)[2]
               for scope in (Scope.CASES_READ, Scope.CASES_WRITE, Scope.DIRECTORY_WRITE)},
            "manager": world.officer(Role.CASE_MANAGER),
            "manager with a conflict": self.shut_out(world.officer(Role.CASE_MANAGER)),
            "assigned investigator": self.assigned(Role.INVESTIGATOR),
            "assigned investigator with a conflict": self.shut_out(
                self.assigned(Role.INVESTIGATOR)
            ),
            "assigned custodian": self.assigned(Role.IDENTITY_CUSTODIAN),
            "another investigator": world.officer(Role.INVESTIGATOR),
            "welfare officer": world.officer(Role.WELFARE_OFFICER),
            "auditor": world.officer(Role.AUDITOR),
            "system admin": world.officer(Role.SYSTEM_ADMIN),
            "reporter": world.reporter(self.report),
            "reporter of another": world.reporter(world.report()[0]),
            "supporter": Actor(ActorKind.SUPPORTER, report_id=self.report.id),
        }  # fmt: skip

    def assigned(self, role: Role) -> Actor:
        officer = self.world.officer(role)
        with self.runtime.unit(self.manager) as unit:
            casework.assign_officer(unit, self.case.id, officer.id, role)
        return officer

    def shut_out(self, officer: Actor) -> Actor:
        assert officer.id is not None
        with self.runtime.unit(self.manager) as unit:
            declare_conflict(
                unit,
                officer_id=officer.id,
                kind=ConflictKind.SUPERVISES_PARTY,
                case_id=self.case.id,
            )
        return officer

    def announced(self, actor: Actor, model: type[Report] | type[Case]) -> Attachment:
        with self.runtime.unit(actor) as unit:
            if model is Report:
                return announce_on_report(unit, self.report.id, "ward-rota.jpg")
            return announce_on_case(unit, self.case.id, "ward-rota.jpg")

    def sent(self, actor: Actor, attachment: Attachment) -> UUID:
        receive_content(self.runtime, actor, attachment.id, [PHOTO], version=1)
        return attachment.id

    def read(self, actor: Actor, file: UUID, part: str) -> bytes:
        content = read_content(self.runtime, actor, file, part=part, purpose="casework")
        return b"".join(content.chunks)

    def answers(
        self, actor: Actor, model: type[Report] | type[Case], theirs: Attachment, file: UUID
    ) -> dict[str, str]:
        acts: tuple[Callable[[], object], ...] = (
            lambda: self.sent(actor, self.announced(actor, model)),
            lambda: self.sent(actor, theirs),
            lambda: self.read(actor, file, "copy"),
            lambda: self.read(actor, file, "original"),
        )
        return {name: tried(act) for name, act in zip(ACTS, acts, strict=True)}


def tried(act: Callable[[], object]) -> str:
    try:
        act()
    except NotAllowed:
        return NO
    except NotFound:
        return NOTHING
    return YES


def test_who_may_do_what(world: World) -> None:
    office = Office(world)
    everybody = office.everybody()
    read = 0
    for model, table in ((Report, ON_REPORT), (Case, ON_CASE)):
        theirs = office.announced(office.manager, model)
        file = office.sent(office.manager, office.announced(office.manager, model))
        check_quarantined(world.runtime)
        for who, expected in table.items():
            found = office.answers(everybody[who], model, theirs, file)
            assert found == dict(zip(ACTS, expected, strict=True)), (who, model)
            read += list(found.values())[2:].count(YES)
    entries = [entry for entry in log_of(world.runtime) if entry["verb"] == "attachment.read"]
    assert len(entries) == read
    assert {entry["case"] for entry in entries} == {str(office.case.id)}


def test_somebody_who_is_shut_out_meanwhile_cannot_finish(world: World, runtime: Runtime) -> None:
    office = Office(world)
    officer = office.assigned(Role.INVESTIGATOR)
    attachment = office.announced(officer, Report)

    def slowly() -> Iterator[bytes]:
        yield PHOTO[:100]
        office.shut_out(officer)
        yield PHOTO[100:]

    with pytest.raises(NotFound):
        receive_content(runtime, officer, attachment.id, slowly(), version=1)
    assert check_quarantined(runtime) == 0


def test_what_a_reporter_is_shown(api: FlaskClient, world: World) -> None:
    """What came with the report or by its receipt; not what an officer or another system added."""
    form = Attaching(Caller.with_scopes(api, world, Scope.REPORTS_WRITE))
    office = Attaching(Caller.with_scopes(api, world, *OFFICE))
    report = form.caller.post("/v1/reports", {"narrative": "Words."})
    session = Caller(api, None).post(
        "/v1/follow-up/session", {"receipt": report["receipt"]}, status=200
    )
    reporter = Attaching(Caller(api, session["access_token"]))
    path = f"/v1/reports/{report['id']}"
    for caller, record, name in (
        (form, path, "with-the-report.jpg"),
        (office, path, "about-the-reporter.jpg"),
        (reporter, "/v1/follow-up", "by-the-receipt.jpg"),
    ):
        caller.announce(record, name)
    own = reporter.caller.get("/v1/follow-up/attachments")["data"]
    assert [row["name"] for row in own] == ["with-the-report.jpg", "by-the-receipt.jpg"]
    sent = reporter.caller.api.put(
        f"/v1/follow-up/attachments/{own[1]['id']}/content",
        data=PHOTO,
        headers={**reporter.caller.headers(), "If-Match": '"v1"'},
    )
    assert (sent.status_code, sent.json["state"]) == (200, "quarantined")
    assert len(office.caller.get(f"{path}/attachments?expand=name")["data"]) == 3
    refused = form.caller.call("GET", f"{path}/attachments?expand=name")
    assert (refused.status_code, refused.json["code"]) == (403, "not_allowed")
    assert len(form.caller.get(f"{path}/attachments")["data"]) == 3


def test_a_case_lists_its_reports_files_too(api: FlaskClient, world: World) -> None:
    office = Attaching(Caller.with_scopes(api, world, *OFFICE))
    report = office.caller.post("/v1/reports", {"narrative": "Words."})["id"]
    case = office.caller.post("/v1/cases", {"report_ids": [report]})["id"]
    office.announce(f"/v1/reports/{report}", "of-the-report.jpg")
    office.announce(f"/v1/cases/{case}", "of-the-case.jpg")
    rows = office.caller.get(f"/v1/cases/{case}/attachments?expand=name")["data"]
    assert [(row["name"], row["report_id"], row["case_id"]) for row in rows] == [
        ("of-the-report.jpg", report, None),
        ("of-the-case.jpg", None, case),
    ]
