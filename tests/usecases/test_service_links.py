"""Links by e-mail: for whom they are sent, what the mails say, and when they end."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from service.domain.actors import SYSTEM
from service.domain.code_lists import Role
from service.domain.errors import NotFound, WrongState
from service.store.base import Base
from service.store.models import Referral
from service.usecases import accounts, clients, directory
from service.usecases.runtime import Runtime
from service.usecases.service_links import end_link, offer_link
from tests.usecases.helpers import log_of
from tests.usecases.helping import CODE, LINK, MAILBOX, NAME, NEED, STEPS, Help


@pytest.fixture
def help_(runtime: Runtime) -> Help:
    """A service that has nothing but its mailbox."""
    return Help(runtime, with_system=False)


def offer(help_: Help, referral: Referral) -> None:
    with help_.house.unit(help_.officer) as unit:
        offer_link(unit, referral.id)


def rename(help_: Help, **contact: str) -> None:
    with help_.house.unit(help_.officer) as unit:
        row = help_.read(type(help_.service), help_.service.id)
        directory.amend_service(unit, row.id, {"contact": contact}, version=row.version)


def nothing(_: Help) -> None:
    """Leave it at its mailbox."""


def without_mailbox(help_: Help) -> None:
    rename(help_, phone="01234 567890")


def with_system(help_: Help) -> None:
    help_.receiver(help_.service.id)


def with_revoked_system(help_: Help) -> None:
    with_system(help_)
    with help_.house.unit(SYSTEM) as unit:
        rows = unit.session.execute(Base.metadata.tables["api_clients"].select()).all()
        clients.revoke_client(unit, rows[-1].client_id)


def with_account(help_: Help) -> None:
    help_.world.officer(Role.SERVICE_PROVIDER, service_id=help_.service.id)


def with_closed_account(help_: Help) -> None:
    officer = help_.world.account(Role.SERVICE_PROVIDER, service_id=help_.service.id)[0]
    with help_.house.unit(SYSTEM) as unit:
        accounts.deactivate_officer(unit, officer.username)


@pytest.mark.parametrize(
    ("has", "sent"),
    [
        (nothing, 1), (without_mailbox, 0), (with_system, 0), (with_revoked_system, 1),
        (with_account, 0), (with_closed_account, 1),
    ],
)  # fmt: skip
def test_sending_a_referral_offers_a_link_to_who_has_no_other_way_in(
    help_: Help, has: Callable[[Help], None], sent: int
) -> None:
    has(help_)
    referral = help_.referral("draft")
    help_.move(referral, "request_consent")
    assert help_.links(referral) == []
    help_.move(referral, "send")
    assert len(help_.links(referral)) == sent
    assert [row.kind for row in help_.rows()] == ["service_link"] * sent


def test_no_mail_says_who_why_or_where(help_: Help) -> None:
    report = help_.known(narrative="Quillfeather told of the ward.")
    case = help_.world.case(help_.officer, report.id)
    referral = help_.referral("sent", report_id=report.id)
    token = help_.token()
    help_.ask(token)
    help_.code()
    mails = [mail for mail in help_.mailer.sent if mail[0] == MAILBOX]
    assert [subject for _, subject, *_ in mails] == [LINK, CODE]
    secrets = (
        "quillfeather", "sam", "marker", NAME.lower(), NEED.lower(), help_.house.rules.institution,
        *(str(one.id) for one in (report, case, referral, help_.service)),
        *(one.reference.lower() for one in (report, case, referral)),
    )  # fmt: skip
    for _, subject, text, _ in mails:
        said = f"{subject} {text}".replace(token, "").lower()
        assert [secret for secret in secrets if secret.lower() in said] == []
    link, code = (text for *_, text, _ in mails)
    assert [word for word in link.split() if "://" in word] == [
        f"{help_.house.rules.issuer}/service/{token}"
    ]
    assert "://" not in code
    assert {to for to, *_ in help_.mailer.sent} == {MAILBOX, "sam@uni.example"}


def everything(help_: Help) -> str:
    """Give all that the database holds."""
    with help_.house.engine.connect() as connection:
        rows = [connection.execute(table.select()).all() for table in Base.metadata.sorted_tables]
    return str(rows)


def test_neither_the_database_nor_the_log_holds_what_opens(help_: Help) -> None:
    referral = help_.referral("sent")
    token = help_.token()
    assert help_.ask(token)
    code = help_.code()
    visit = help_.enter(token, code)
    assert visit
    held = everything(help_)
    assert str(referral.id) in held
    raw = re.escape(code)
    assert token not in held
    assert visit not in held
    assert not re.search(rf"\b{raw}\b", str(log_of(help_.house)))


def test_a_link_needs_a_referral_under_way_and_a_mailbox(help_: Help) -> None:
    under_way = {"sent", "waitlisted", "accepted", "in_progress"}
    for state in STEPS:
        referral = help_.referral(state)
        if state in under_way:
            offer(help_, referral)
        else:
            with pytest.raises(WrongState, match="not over"):
                offer(help_, referral)
    rename(help_, phone="01234 567890")
    referral = help_.referral("sent")
    with pytest.raises(WrongState, match="e-mail"):
        offer(help_, referral)


def test_a_new_link_ends_the_earlier_one(help_: Help) -> None:
    referral = help_.referral("sent")
    old = help_.token()
    visit = help_.come(old)
    offer(help_, referral)
    new = help_.token()
    assert new != old
    assert [link.ended_at is None for link in help_.links(referral)] == [False, True]
    assert not help_.ask(old)
    assert help_.visitor(visit) is None
    assert help_.ask(new)
    verbs = [e["verb"] for e in log_of(help_.house) if e["verb"].startswith("referral.link")]
    assert verbs == [
        "referral.link", "referral.link_code", "referral.link_open", "referral.link_end",
        "referral.link", "referral.link_refused", "referral.link_code",
    ]  # fmt: skip


def test_an_ended_link_is_over_at_once(help_: Help) -> None:
    referral, other = help_.referral("sent"), help_.referral("sent")
    link = help_.links(referral)[0]
    visit = help_.come(help_.token())  # the other's was mailed last
    with help_.house.unit(help_.officer) as unit:
        end_link(unit, other.id, help_.links(other)[0].id)
    assert help_.visitor(visit) is None
    for referral_id, link_id in ((other.id, link.id), (other.id, help_.links(other)[0].id)):
        with pytest.raises(NotFound), help_.house.unit(help_.officer) as unit:
            end_link(unit, referral_id, link_id)
    assert help_.links(referral)[0].ended_at is None


def test_another_address_ends_the_links_to_the_one_before(help_: Help) -> None:
    referral = help_.referral("sent")
    rename(help_, email="new@helpers.example")
    assert help_.send() == {"dropped": 1}
    with help_.house.unit(help_.officer) as unit:
        offer_link(unit, referral.id)
    assert help_.send() == {"sent": 1}
    assert [to for to, *_ in help_.mailer.sent] == ["new@helpers.example"]


def end_it(help_: Help, referral: Referral) -> None:
    with help_.house.unit(help_.officer) as unit:
        end_link(unit, referral.id, help_.links(referral)[0].id)


@pytest.mark.parametrize(
    ("meanwhile", "fault"),
    [
        (end_it, "ended"),
        (lambda help_, referral: help_.move(referral, "withdraw"), "ended"),
        (lambda help_, _: rename(help_, phone="01234 567890"), "ended"),
    ],
)
def test_what_nobody_needs_any_more_is_not_sent(help_: Help, meanwhile: Any, fault: str) -> None:
    referral = help_.referral("sent")
    meanwhile(help_, referral)
    assert help_.send() == {"dropped": 1}
    assert [row.fault for row in help_.rows()] == [fault]
    assert help_.mailer.sent == []


def test_a_code_that_is_too_old_is_not_sent(help_: Help) -> None:
    help_.referral("sent")
    help_.ask(help_.token())
    help_.later(minutes=15)
    assert help_.send() == {"dropped": 1}
    assert help_.rows()[-1].fault == "too_late"


def test_who_may_not_offer_a_link(help_: Help) -> None:
    referral = help_.referral("accepted")
    stranger = help_.world.officer(Role.INVESTIGATOR)
    with pytest.raises(NotFound), help_.house.unit(stranger) as unit:
        offer_link(unit, referral.id)
