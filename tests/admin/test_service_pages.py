"""From the link in a mail to a visit, in a browser without scripts; and all that must not open."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import StrictUndefined
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from service.api import wiring
from service.app import create_app
from service.config import Settings
from service.store.models import Appointment, Progress, Referral
from service.usecases.service_links import end_link
from tests.usecases.helpers import log_of
from tests.usecases.helping import NAME, NEED, Help

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
INSTITUTION = "Northbridge Medical School"


class Visit:
    """The browser of somebody at a service, whose mailbox is that of `Help`."""

    def __init__(self, app: Flask, help_: Help) -> None:
        self.app, self.help = app, help_
        self.browser: FlaskClient = app.test_client()

    def get(self, path: str, status: int = 200) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == status, (answer.status_code, plain(answer))
        return plain(answer)

    def post(self, path: str, at: str, **values: Any) -> TestResponse:
        """Send a form as the page at an address shows it."""
        page = self.browser.get(at).text
        token = TOKEN.search(page)
        hidden = re.findall(r'name="(version)" value="(\d+)"', page)
        assert token, plain(self.browser.get(at))
        sent = {"csrf_token": token[1], **dict(hidden[:1]), **values}
        return self.browser.post(path, data=sent)

    def done(self, path: str, at: str = "", **values: Any) -> str:
        """Send a form that does what it says; give the page it leads to."""
        answer = self.post(path, at or path, **values)
        assert answer.status_code == 303, (answer.status_code, plain(answer))
        return self.get(answer.location)

    def ask(self, link: str) -> None:
        answer = self.post(f"{link}/code", link)
        assert (answer.status_code, answer.location) == (303, f"{link}/code")

    def come(self, link: str) -> str:
        self.ask(link)
        return self.done(f"{link}/open", f"{link}/code", code=self.help.code())


def plain(answer: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
def help_(app: Flask) -> Help:
    """A service with nothing but a mailbox, at the real time: pages tell it for themselves."""
    app.jinja_env.undefined = StrictUndefined
    made = Help(app.extensions["redress"], with_system=False)
    app.extensions["redress"] = made.house
    return made


@pytest.fixture
def visit(app: Flask, help_: Help) -> Visit:
    return Visit(app, help_)


def link_of(help_: Help) -> str:
    return f"/service/{help_.token()}"


def test_a_service_comes_by_its_mailbox_and_helps(visit: Visit, help_: Help) -> None:
    referral = help_.referral("sent")
    link = link_of(help_)
    first = visit.get(link)
    assert NAME in first
    for hidden in (NEED, referral.reference, INSTITUTION, "Redress"):
        assert hidden not in visit.browser.get(link).text
    page = visit.come(link)
    for shown in (NEED, referral.reference, NAME, INSTITUTION, "No name and no contact."):
        assert shown in page
    waiting = visit.get("/service/visit/step/waitlist")
    assert "The person reads: “You are on the support service's waiting list.”" in waiting
    page = visit.done("/service/visit/step/waitlist", expected_on="2026-08-01")
    assert "Waitlisted" in page
    assert "1 August 2026" in page
    assert "Book an appointment" not in page
    page = visit.done("/service/visit/step/accept")
    begins = help_.now() + timedelta(days=1)
    page = visit.done(
        "/service/visit/appointments", kind="in_person", day=begins.date().isoformat(),
        starts_at="10:00", ends_at="10:50", place="Room 2, Garden Building",
    )  # fmt: skip
    for shown in ("The appointment is booked.", "Room 2, Garden Building", "10:00", "Booked"):
        assert shown in page
    with help_.house.engine.connect() as connection:
        booked = connection.execute(Appointment.__table__.select()).one()
    assert booked.starts_at.hour == 9  # in London it is summer
    step = f"/service/visit/appointments/{booked.id}"
    page = visit.done(f"{step}/miss", "/service/visit")
    assert "This appointment has not begun yet." in page
    page = visit.done(f"{step}/attend", "/service/visit")
    assert "Attended" in page
    assert "In progress" in page
    page = visit.done("/service/visit/progress", kind="plan_agreed", note="Meets again in May.")
    assert "Meets again in May." in page
    page = visit.done("/service/visit/step/complete")
    assert "This referral has come to its end." in page
    assert help_.read(Referral, referral.id).status == "completed"
    acts = [entry for entry in log_of(help_.house) if entry["actor"].get("kind") == "service"]
    assert {entry["actor"]["id"] for entry in acts} == {str(help_.links(referral)[0].id)}
    assert {e["purpose"] for e in acts if e["verb"] == "sealed.read"} == {"support_referral"}


def test_what_is_wrong_with_a_form_is_said(visit: Visit, help_: Help) -> None:
    help_.referral("sent")
    visit.come(link_of(help_))
    declined = visit.post("/service/visit/step/decline", "/service/visit/step/decline")
    assert declined.status_code == 422
    assert "Choose a reason." in plain(declined)
    visit.done("/service/visit/step/accept")
    late = visit.post(
        "/service/visit/appointments", "/service/visit/appointments", kind="phone",
        day="2026-07-07", starts_at="10:00", ends_at="09:00",
    )  # fmt: skip
    assert late.status_code == 422
    assert "End it after it starts" in plain(late)
    stale = visit.post("/service/visit/step/start", "/service/visit/step/start", version="1")
    assert stale.status_code == 422
    assert "Something changed meanwhile." in plain(stale)
    assert visit.get("/service/visit/step/withdraw", 403)
    assert visit.get("/service/visit/step/invent", 404)
    with help_.house.engine.connect() as connection:
        assert connection.execute(Progress.__table__.select()).all() == []


def test_declining_closes_what_was_shared_and_says_why(visit: Visit, help_: Help) -> None:
    help_.referral("sent")
    visit.come(link_of(help_))
    page = visit.done("/service/visit/step/decline", reason="not_accessible")
    assert "Not accessible" in page
    assert "what was shared is closed" in page
    assert NEED not in page


@pytest.mark.parametrize(
    ("end", "said"), [("withdraw", "Withdrawn by sender"), ("revoke", "Consent withdrawn")]
)
def test_a_referral_that_is_taken_back_is_closed_at_once(
    visit: Visit, help_: Help, end: str, said: str
) -> None:
    referral = help_.referral("accepted")
    assert NEED in visit.come(link_of(help_))
    if end == "revoke":
        help_.take_consent_back(referral)
    else:
        help_.move(referral, end)
    page = visit.get("/service/visit")
    assert said in page
    assert NEED not in page
    booking = visit.post("/service/visit/appointments", "/service/visit/appointments")
    assert booking.status_code in (403, 422)


def test_a_forwarded_link_opens_nothing_and_five_wrong_codes_are_enough(
    visit: Visit, help_: Help
) -> None:
    help_.referral("sent")
    link = link_of(help_)
    assert visit.get("/service/visit", 403)
    visit.ask(link)
    code = help_.code()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for given in (wrong, "", "x" * 9, wrong, wrong, wrong, code):
        answer = visit.post(f"{link}/open", f"{link}/code", code=given)
        assert answer.status_code == 422
    assert "is not right, or it is too old" in plain(answer)
    assert visit.browser.get_cookie("redress_visit", path="/service/") is None
    help_.later(minutes=1)
    assert NEED in visit.come(link)


def test_a_cookie_is_worth_nothing_after_the_end(visit: Visit, help_: Help) -> None:
    referral = help_.referral("sent")
    link = link_of(help_)
    visit.come(link)
    kept = visit.browser.get_cookie("redress_visit", path="/service/")
    assert kept is not None
    assert (kept.http_only, kept.same_site, kept.path) == (True, "Strict", "/service/")
    left = visit.post("/service/visit/leave", "/service/visit")
    assert "You have left" in plain(left)

    def replayed() -> int:
        thief = visit.app.test_client()
        thief.set_cookie("redress_visit", kept.value, path="/service/")
        return thief.get("/service/visit").status_code

    assert replayed() == 403
    help_.later(minutes=1)
    visit.come(link)
    kept = visit.browser.get_cookie("redress_visit", path="/service/")
    assert kept is not None
    assert replayed() == 200
    with help_.house.unit(help_.officer) as unit:
        end_link(unit, referral.id, help_.links(referral)[0].id)
    assert replayed() == 403


def test_links_that_lead_nowhere_look_alike(visit: Visit, help_: Help) -> None:
    referral = help_.referral("sent")
    ended = link_of(help_)
    with help_.house.unit(help_.officer) as unit:
        end_link(unit, referral.id, help_.links(referral)[0].id)
    help_.referral("sent")
    expired = link_of(help_)
    help_.later(days=14)
    help_.referral("sent")
    live = link_of(help_)
    for part, method in (("", "GET"), ("/code", "GET"), ("/code", "POST"), ("/open", "POST")):
        said = set()
        for link in (ended, expired, "/service/" + "A" * 43, "/service/x", "/service/%00%ff"):
            page = f"{link}{part}"
            if method == "GET":
                answer = visit.browser.get(page)
            else:
                answer = visit.post(page, live, code="123456")
            assert answer.status_code == 404, page
            said.add(answer.text)
        assert len(said) == 1, part
        assert "This link leads nowhere" in said.pop()


def test_no_page_opens_another_referral(app: Flask, visit: Visit, help_: Help) -> None:
    """Every page there is, with the ids of everything else put into its address."""
    other = help_.referral("accepted", need="Marlinspike keeps this to themselves.")
    theirs = help_.book(other, place="Marlinspike Hall")
    mine = help_.referral("accepted")
    visit.come(link_of(help_))
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("service_visit")]
    assert len(rules) == 6
    for rule in rules:
        for row_id in (other.id, theirs.id):
            values = {"appointment_id": row_id, "action": "cancel"}
            known = {name: values[name] for name in rule.arguments}
            with app.test_request_context():
                path = app.url_map.bind("localhost").build(rule.endpoint, known)
            query = {"referral_id": str(other.id), "id": str(other.id)}
            for answer in (
                visit.browser.get(path, query_string=query),
                visit.post(path, "/service/visit", **query)
                if "POST" in rule.methods and rule.endpoint != "service_visit.leave"
                else visit.browser.get(path),
            ):
                for secret in ("Marlinspike", str(other.id), other.reference):
                    assert secret not in answer.text, rule
    assert help_.read(Appointment, theirs.id).state == "booked"
    assert help_.read(Referral, other.id).status == "accepted"
    assert mine.reference in visit.get("/service/visit")


def test_forms_need_their_token_and_the_console_knows_no_visitor(
    app: Flask, visit: Visit, help_: Help
) -> None:
    help_.referral("sent")
    link = link_of(help_)
    visit.come(link)
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/service/") and "POST" in (rule.methods or ()):
            path = re.sub(r"<uuid:\w+>", str(help_.service.id), rule.rule)
            path = path.replace("<token>", link.rpartition("/")[2]).replace("<action>", "accept")
            answer = visit.browser.post(path, data={"csrf_token": "no", "code": "123456"})
            assert (answer.status_code, rule.rule) == (400, rule.rule)
            assert "This form cannot be accepted" in plain(answer)
    assert visit.browser.get("/console/").status_code == 303
    cookies = visit.browser.get(link).headers.getlist("Set-Cookie")
    assert all("Path=/service/" in cookie and "SameSite=Strict" in cookie for cookie in cookies)


def test_the_address_goes_nowhere(
    visit: Visit, help_: Help, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither to another site, nor into the log, nor from a page without its headers."""
    monkeypatch.setattr(wiring, "log", structlog.get_logger())  # one that is not set up yet
    help_.referral("sent")
    link = link_of(help_)
    with capture_logs() as logs:
        for path in (link, f"{link}/code", "/service/visit", f"{link}/no/such", "/service/"):
            answer = visit.browser.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert answer.headers["Referrer-Policy"] == "no-referrer", path
            assert answer.headers["Cache-Control"] == "no-store"
            assert "script-src 'self'" in policy
            assert "<script" not in answer.text
            assert answer.content_type.startswith("text/html")
    assert link.rpartition("/")[2] not in str(logs)
    assert len(logs) == 5


@pytest.fixture
def limited(settings: Settings) -> Iterator[Flask]:
    app = create_app(dataclasses.replace(settings, rate_limits=True, base_url="https://localhost"))
    yield app
    app.extensions["redress"].engine.dispose()
    app.extensions["redress"].keystore.engine.dispose()


def test_tries_are_counted_by_address_and_over_tls_cookies_are_secure(limited: Flask) -> None:
    browser = limited.test_client()
    path = "https://localhost/service/" + "A" * 43
    page = browser.get("https://localhost/service/visit")
    assert page.headers["Strict-Transport-Security"]

    help_ = Help(limited.extensions["redress"], with_system=False)
    help_.referral("sent")
    limited.extensions["redress"] = help_.house
    live = f"https://localhost{link_of(help_)}"
    shown = browser.get(live)
    assert all("Secure" in cookie for cookie in shown.headers.getlist("Set-Cookie"))
    token = TOKEN.search(shown.text)
    assert token
    codes = [
        browser.post(f"{path}/code", data={"csrf_token": token[1]}).status_code for _ in range(11)
    ]
    assert codes == [404] * 10 + [429]
    elsewhere = browser.post(
        f"{live}/code", data={"csrf_token": token[1]}, environ_base={"REMOTE_ADDR": "192.0.2.9"}
    )
    assert elsewhere.status_code == 303
    entered = browser.post(
        f"{live}/open", data={"csrf_token": token[1], "code": help_.code()},
        environ_base={"REMOTE_ADDR": "192.0.2.9"},
    )  # fmt: skip
    (cookie,) = [c for c in entered.headers.getlist("Set-Cookie") if "redress_visit" in c]
    assert cookie.startswith("__Secure-redress_visit=")
    for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/service/"):
        assert part in cookie
