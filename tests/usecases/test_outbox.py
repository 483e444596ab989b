"""Notices leave the house after their act: to whoever wants them then, and with nothing in them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from service.domain.actors import SYSTEM
from service.domain.code_lists import Role
from service.domain.notices import NOTICES
from service.store.models import Report
from service.usecases import accounts, casework, conflicts, messages, referrals, triage
from service.usecases.runtime import Runtime
from tests.usecases.helpers import log_of
from tests.usecases.post import ADDRESS, Post
from tests.usecases.shutting_out import declare


@pytest.fixture
def post(runtime: Runtime) -> Post:
    return Post(runtime)


def test_a_notice_goes_to_the_reporter_and_says_nothing(post: Post) -> None:
    officer = post.world.officer(username="marker")
    report = post.known(narrative="Marker words.")
    with post.house.unit(officer) as unit:
        messages.write_to_reporter(unit, report.id, "Marker answer.")
    assert post.send() == {"sent": 1}
    assert post.send() == {}
    ((to, subject, text, message_id),) = post.mailer.sent
    (row,) = post.rows()
    assert (to, subject, message_id) == (ADDRESS, "You have a new message", str(row.id))
    assert (row.state, row.attempts, row.fault, row.ended_at is None) == ("sent", 1, None, False)
    assert text == NOTICES["new_message"].text(post.house.rules.issuer)
    institution = post.house.rules.institution
    for hidden in ("marker", report.reference, str(report.id), institution, ADDRESS):
        assert hidden.lower() not in (subject + text).lower()
    log = log_of(post.house)
    assert ADDRESS not in str(log) + str(post.rows())
    read, sent = log[-2:]
    assert (read["verb"], read["purpose"], read["subject"]["id"]) == (
        "sealed.read", "notice", str(report.id),
    )  # fmt: skip
    assert sent["verb"] == "notice.send"
    assert sent["change"] == {"notice": "new_message", "to": "reporter"}


def withdraw_consent(post: Post, report: Report) -> None:
    with post.house.unit(post.world.reporter(report)) as unit:
        referrals.answer_consent(
            unit, report.id, scope="contact", state="withdrawn", wording_version="2026-09"
        )


def withdraw_report(post: Post, report: Report) -> None:
    with post.house.unit(post.world.reporter(report)) as unit:
        triage.move_report(unit, report.id, "withdraw", version=None)


def leave(post: Post, report: Report) -> None:
    """Change nothing."""


@pytest.mark.parametrize(
    ("values", "meanwhile", "reason"),
    [
        ({}, withdraw_consent, "no_consent"),
        ({"consents": []}, leave, "no_consent"),
        ({}, withdraw_report, "withdrawn"),
        ({"reporter": {"safe_to_contact": "phone_only"}}, leave, "not_safe"),
        ({"reporter": {"safe_to_contact": "receipt_only"}}, leave, "not_safe"),
        ({"reporter": {"safe_to_contact": "do_not_contact"}}, leave, "not_safe"),
        ({"reporter": {"email": None}}, leave, "no_address"),
        ({"reporter": {"safe_to_contact": "email_only"}}, leave, None),
    ],
)
def test_what_the_reporter_wants_when_it_is_sent_counts(
    post: Post, values: dict[str, Any], meanwhile: Callable[[Post, Report], None],
    reason: str | None,
) -> None:  # fmt: skip
    report = post.known(**values)
    post.tell(report)
    meanwhile(post, report)
    assert post.send() == ({"dropped": 1} if reason else {"sent": 1})
    assert post.ends() == [("notice.drop" if reason else "notice.send", reason)]
    assert post.send() == {}


def test_an_anonymous_reporter_is_never_written_to(post: Post) -> None:
    post.tell(post.known(mode="anonymous"))
    assert post.rows() == []


def test_an_officer_is_told_while_they_may_know(post: Post) -> None:
    manager = post.world.officer(Role.CASE_MANAGER)
    addresses = ("a@u.example", "b@u.example", "c@u.example", None)
    staying, leaving, shut_out, silent = (post.world.account(email=one) for one in addresses)
    case = post.world.case(manager)
    for _, _, officer in (staying, leaving, shut_out, silent):
        post.tell_officer(officer, case_id=case.id)
    assert len(post.rows()) == 4  # once to each, however often they are named
    with post.house.unit(SYSTEM) as unit:
        accounts.deactivate_officer(unit, leaving[0].username)
    with post.house.unit(manager) as unit:
        conflicts.declare_conflict(unit, officer_id=shut_out[0].id, kind="recused", case_id=case.id)
    assert post.send() == {"sent": 1, "dropped": 3}
    assert [to for to, *_ in post.mailer.sent] == ["a@u.example"]
    assert {row.recipient_id: row.fault for row in post.rows()} == {
        staying[0].id: None, leaving[0].id: "not_active", shut_out[0].id: "shut_out",
        silent[0].id: "no_address",
    }  # fmt: skip


def test_of_a_match_nobody_is_told_who_has_a_conflict_since(post: Post) -> None:
    manager = post.world.officer(Role.CASE_MANAGER)
    before, since, free = (post.world.account(email=one)[2] for one in ("a@u.x", "b@u.x", "c@u.x"))
    report = post.world.report()[0]
    declare(post.house, manager, before, report_id=report.id)
    post.now.moment += timedelta(minutes=1)
    for officer in (before, since, free):
        post.tell_officer(officer)
    declare(post.house, manager, since, report_id=report.id)
    assert post.send() == {"sent": 2, "dropped": 1}
    assert [to for to, *_ in post.mailer.sent] == ["a@u.x", "c@u.x"]


def test_what_tells_the_reporter_something_gives_notice(post: Post) -> None:
    officer, colleague = post.world.officer(), post.world.officer(Role.INVESTIGATOR)
    report = post.known()
    with post.house.unit(officer) as unit:
        triage.move_report(unit, report.id, "acknowledge", version=None)
    case = post.world.case(officer, report.id)
    with post.house.unit(officer) as unit:
        casework.assign_officer(unit, case.id, colleague.id, "investigator")  # type: ignore[arg-type]
        casework.move_case(unit, case.id, "start_triage", version=None)
    draft = post.world.referral(officer, report_id=report.id)
    with post.house.unit(officer) as unit:
        referrals.move_referral(unit, draft.id, "withdraw", version=None)
    with post.house.unit(post.world.reporter(report)) as unit:
        triage.move_report(unit, report.id, "withdraw", version=None)
    told = ("status_changed", report.id)
    assert [(row.kind, row.recipient_id) for row in post.rows()] == [
        told, told, ("assigned", colleague.id), told, told,  # but not of their own withdrawal
    ]  # fmt: skip
