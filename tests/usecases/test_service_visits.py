"""Coming by a link: the link alone opens nothing, and what it opens is one referral."""

import pytest

from service.domain.actors import NOBODY, Actor
from service.domain.errors import NotAllowed, NotFound
from service.domain.policy import POLICY
from service.domain.service_links import TRIES_EACH, TRIES_IN_ALL
from service.store.models import Case, Referral, Report, ServiceLink
from service.store.queries.pages import Page
from service.store.queries.receiving import appointments_of
from service.store.queries.referrals import list_referrals
from service.usecases import service_visits
from service.usecases.access import allow_on
from service.usecases.runtime import Runtime
from service.usecases.share_preview import read_shared
from tests.usecases.helpers import log_of, verbs_of
from tests.usecases.helping import MAILBOX, NAME, NEED, Help
from tests.usecases.shutting_out import sees


@pytest.fixture
def help_(runtime: Runtime) -> Help:
    return Help(runtime, with_system=False)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def shared(help_: Help, actor: Actor, referral: Referral) -> object:
    with help_.house.reading(actor) as reading:
        return read_shared(reading, referral.id, purpose="support_referral").get("need")


def service_named(help_: Help, token: str) -> str | None:
    with help_.house.reading(NOBODY) as reading:
        return service_visits.service_of(reading, token)


def test_a_code_from_the_mailbox_opens_a_visit_to_one_referral(help_: Help) -> None:
    referral, other = help_.referral("sent"), help_.referral("sent")
    link = help_.links(other)[0]
    visit = help_.come(help_.token())
    actor = help_.visitor(visit)
    assert actor is not None
    assert (actor.kind, actor.id, actor.service_id, actor.referral_id) == (
        "service", link.id, help_.service.id, other.id,
    )  # fmt: skip
    assert shared(help_, actor, other) == NEED
    with pytest.raises(NotFound):
        shared(help_, actor, referral)
    with help_.house.reading(actor) as reading:
        rows = list_referrals(reading.connection, actor, Page()).rows
    assert [row.id for row in rows] == [other.id]
    opened = next(e for e in log_of(help_.house) if e["verb"] == "referral.link_open")
    assert opened["actor"] == {"kind": "service", "id": str(link.id)}


def test_a_forwarded_link_opens_nothing_without_the_mailbox(help_: Help) -> None:
    help_.referral("sent")
    token = help_.token()
    assert service_named(help_, token) == NAME
    assert help_.enter(token, "000000") is None  # no code was asked for
    assert help_.ask(token)
    assert [to for to, *_ in help_.mailer.sent] == [MAILBOX]
    right = help_.code()
    assert [to for to, *_ in help_.mailer.sent] == [MAILBOX, MAILBOX]
    assert help_.enter(token, wrong(right)) is None
    assert help_.enter("x" * 43, right) is None
    assert verbs_of(help_.house).count("referral.link_refused") == 3
    assert help_.enter(token, f" {right[:3]}-{right[3:]} ")


def test_a_code_works_once_and_for_a_quarter_of_an_hour(help_: Help) -> None:
    help_.referral("sent")
    token = help_.token()
    help_.ask(token)
    code = help_.code()
    assert help_.enter(token, code)
    assert help_.enter(token, code) is None
    help_.later(minutes=2)
    help_.ask(token)
    late = help_.code()
    help_.later(minutes=15)
    assert help_.enter(token, late) is None


def test_five_wrong_codes_and_another_must_be_asked_for(help_: Help) -> None:
    help_.referral("sent")
    token = help_.token()
    help_.ask(token)
    code = help_.code()
    assert [help_.enter(token, wrong(code)) for _ in range(TRIES_EACH)] == [None] * TRIES_EACH
    assert help_.enter(token, code) is None
    help_.later(minutes=1)
    help_.ask(token)
    assert help_.enter(token, code) is None
    assert help_.enter(token, help_.code())


def test_one_code_a_minute(help_: Help) -> None:
    help_.referral("sent")
    token = help_.token()
    for seconds, notices in ((0, 2), (59, 2), (1, 3)):
        help_.later(seconds=seconds)
        assert help_.ask(token)
        assert len(help_.rows()) == notices


def test_guessing_ends_the_link_and_coming_in_forgives(help_: Help) -> None:
    referral = help_.referral("sent")
    token = help_.token()

    def guess(times: int) -> None:
        for tried in range(times):
            if tried % 4 == 0:  # never so often that a code is used up
                help_.later(minutes=1)
                help_.ask(token)
            assert help_.enter(token, wrong(help_.code())) is None

    guess(TRIES_IN_ALL - 1)
    help_.later(minutes=1)
    assert help_.come(token)
    help_.later(minutes=1)
    guess(TRIES_IN_ALL - 1)
    assert help_.links(referral)[0].ended_at is None
    assert help_.enter(token, wrong(help_.code())) is None
    assert help_.links(referral)[0].ended_at == help_.now()
    assert verbs_of(help_.house)[-1] == "referral.link_end"
    assert not help_.ask(token)


def test_trying_without_a_code_does_not_use_the_link_up(help_: Help) -> None:
    help_.referral("sent")
    token = help_.token()
    for _ in range(TRIES_IN_ALL + 1):
        assert help_.enter(token, "123456") is None
    assert help_.come(token)


def test_a_visit_ends_half_an_hour_after_it_was_last_used(help_: Help) -> None:
    help_.referral("sent")
    visit = help_.come(help_.token())
    for _ in range(3):
        help_.later(minutes=29)
        assert help_.visitor(visit)
    help_.later(minutes=30)
    assert help_.visitor(visit) is None
    assert help_.visitor("") is None


def test_leaving_ends_the_visit_and_coming_again_ends_the_one_before(help_: Help) -> None:
    help_.referral("sent")
    token = help_.token()
    first = help_.come(token)
    help_.later(minutes=1)
    second = help_.come(token)
    assert help_.visitor(first) is None
    actor = help_.visitor(second)
    assert actor
    service_visits.leave(help_.house, actor)
    assert help_.visitor(second) is None


def test_a_link_ends_after_a_fortnight(help_: Help) -> None:
    help_.referral("sent")
    token = help_.token()
    help_.later(days=14, seconds=-60)
    visit = help_.come(token)
    assert help_.visitor(visit)
    help_.later(seconds=60)
    assert help_.visitor(visit) is None
    assert service_named(help_, token) is None
    assert not help_.ask(token)
    assert help_.enter(token, "123456") is None


@pytest.mark.parametrize(
    ("end", "reason"),
    [("withdraw", "withdrawn_by_sender"), ("revoke", "consent_withdrawn"), ("decline", None)],
)
def test_once_it_is_over_the_service_learns_why_and_no_more(
    help_: Help, end: str, reason: str | None
) -> None:
    referral = help_.referral("sent")
    actor = help_.visitor(help_.come(help_.token()))
    assert actor
    assert shared(help_, actor, referral) == NEED
    if end == "revoke":
        help_.take_consent_back(referral)
    else:
        help_.move(referral, end)
    with pytest.raises(NotAllowed):
        shared(help_, actor, referral)
    with help_.house.reading(actor) as reading:
        (row,) = list_referrals(reading.connection, actor, Page()).rows
        assert row.end_reason == reason


def test_a_visitor_holds_nothing_but_what_receiving_takes(help_: Help) -> None:
    report, _ = help_.world.report()
    case = help_.world.case(help_.officer, report.id)
    referral = help_.referral("accepted", report_id=report.id)
    actor = help_.visitor(help_.come(help_.token()))
    assert actor
    for model, row_id in ((Report, report.id), (Case, case.id)):
        assert not sees(help_.house, actor, model, row_id)
    allowed = set()
    for permission in POLICY:
        try:
            with help_.house.reading(actor) as reading:
                allow_on(reading.connection, actor, Referral, referral.id, permission)
            allowed.add(permission)
        except NotAllowed:
            continue
    assert allowed == {
        "referral.read", "referral.read_content", "referral.receive", "directory.read",
        "initiative.read",
    }  # fmt: skip


def test_what_the_service_does_on_its_visit_is_its_own(help_: Help) -> None:
    referral = help_.referral("sent")
    actor = help_.visitor(help_.come(help_.token()))
    assert actor
    help_.move(referral, "accept", by=actor)
    help_.book(referral, by=actor)
    with help_.house.reading(actor) as reading:
        assert len(appointments_of(reading.connection, referral.id)) == 1
    done = {e["verb"]: e["actor"] for e in log_of(help_.house)}
    link = {"kind": "service", "id": str(help_.links(referral)[0].id)}
    assert done["referral.accept"] == done["appointment.book"] == link
    assert help_.read(ServiceLink, actor.id).wrong_tries == 0  # type: ignore[arg-type]
