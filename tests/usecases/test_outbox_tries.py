"""A notice is tried until it is sent or given up: at least once, and hardly ever twice."""

from datetime import timedelta
from itertools import pairwise

import pytest

from service.domain.errors import MailAway, MailRefused
from service.domain.notices import FIRST_WAIT
from service.usecases import outbox
from service.usecases.runtime import Runtime
from tests.usecases.post import Killed, Post


@pytest.fixture
def post(runtime: Runtime) -> Post:
    return Post(runtime)


def test_a_server_that_is_away_is_tried_again_ever_more_rarely(post: Post) -> None:
    post.tell(post.known())
    post.mailer.faults = [MailAway("unreachable") for _ in range(99)]
    start, tried = post.now.moment, []
    while post.rows()[0].state == "waiting":
        post.now.moment = post.rows()[0].next_at
        before = post.mailer.tries
        post.send()
        assert post.send() == {}  # not before its time
        tried += [(post.now.moment - start).total_seconds() / 60] * (post.mailer.tries - before)
    assert tried[:5] == [0, 5, 15, 35, 75]
    assert all(late - soon <= 360 for soon, late in pairwise(tried))
    assert post.now.moment - start <= post.house.rules.notice_gives_up_after
    assert post.ends() == [("notice.fail", "unreachable")]
    assert post.rows()[0].fault == "unreachable"
    assert post.mailer.sent == []


def test_once_the_server_is_back_the_notice_goes(post: Post) -> None:
    report = post.known()
    post.tell(report)
    post.tell(report)
    post.mailer.faults = [MailAway("timeout")]
    assert post.send() == {"waiting": 1}  # the second is not tried on a server that is away
    assert (post.mailer.tries, post.rows()[0].fault) == (1, "timeout")
    post.now.moment += FIRST_WAIT
    assert post.send() == {"sent": 2}
    assert [row.state for row in post.rows()] == ["sent", "sent"]


def test_a_refused_address_is_not_tried_again(post: Post) -> None:
    post.tell(post.known())
    post.tell(post.known())
    post.mailer.faults = [MailRefused("smtp_550")]
    assert post.send() == {"failed": 1, "sent": 1}
    assert post.ends() == [("notice.fail", "smtp_550"), ("notice.send", None)]


def test_a_crash_after_sending_repeats_the_message_once(post: Post) -> None:
    post.tell(post.known())
    post.mailer.faults = [Killed()]
    with pytest.raises(Killed):
        post.send()
    assert (len(post.mailer.sent), post.rows()[0].state) == (1, "waiting")
    assert post.send() == {}  # perhaps it is still being sent
    post.now.moment += FIRST_WAIT
    assert post.send() == {"sent": 1}
    post.now.moment += timedelta(days=1)
    assert post.send() == {}
    assert len(post.mailer.sent) == 2
    assert post.mailer.sent[0] == post.mailer.sent[1]


def test_two_workers_do_not_send_the_same(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.tell(post.known())
    due, others = [row.id for row in post.rows()], []
    monkeypatch.setattr(outbox, "due_notices", lambda *_: due)  # both saw it before either took it
    monkeypatch.setattr(post.mailer, "send", lambda *_, **__: others.append(post.send()))
    assert post.send() == {"sent": 1}
    assert others == [{}]
    assert post.send() == {}


def test_without_a_mailer_notices_wait_but_not_for_ever(post: Post) -> None:
    post.tell(post.known())
    assert post.send(mailer=None) == {}
    post.now.moment += post.house.rules.notice_gives_up_after + timedelta(seconds=1)
    post.tell(post.known())
    assert post.send() == {"failed": 1, "sent": 1}
    assert post.ends() == [("notice.fail", "too_late"), ("notice.send", None)]


def test_so_many_at_a_time(post: Post) -> None:
    report = post.known()
    for _ in range(3):
        post.tell(report)
        post.now.moment += timedelta(seconds=1)
    assert [post.send(2), post.send(2), post.send(2)] == [{"sent": 2}, {"sent": 1}, {}]
