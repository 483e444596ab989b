"""The worker and the mail server of the settings carry the notices."""

from dataclasses import replace

import pytest
from flask import Flask
from structlog.testing import capture_logs

from service.adapters.smtp import SmtpMailer
from service.app import open_runtime
from service.config import BadSettings, Settings
from service.usecases.ports import Mailer
from service.usecases.runtime import Runtime
from service.worker import STEPS
from tests import mail_server
from tests.usecases.post import ADDRESS, Post


@pytest.fixture
def post(runtime: Runtime) -> Post:
    return Post(runtime)


def test_a_notice_arrives_over_smtp(post: Post) -> None:
    post.tell(post.known())
    with mail_server.running() as server:
        url = f"smtp+plain://127.0.0.1:{server.port}"
        real = SmtpMailer.from_url(url, "noreply@uni.example")
        assert post.send(mailer=real) == {"sent": 1}
    (message,) = server.messages
    assert (message["To"], message["Subject"]) == (ADDRESS, "You have a new message")
    assert message["Message-ID"] == f"<{post.rows()[0].id}@uni.example>"
    assert post.house.rules.issuer in message.get_content()


def test_the_worker_says_how_many_and_no_more(post: Post) -> None:
    (step,) = (step for step in STEPS if step.name == "send_notices")
    post.tell(post.known())
    post.tell(post.known(consents=[]))
    with capture_logs() as logs:
        step.work(post.house)
        step.work(post.house)
    assert logs == [{"event": "notices", "log_level": "info", "sent": 1, "dropped": 1}]


@pytest.mark.parametrize(
    ("url", "expected"), [("", None), ("smtps://u@mail.example", "mail.example")]
)
def test_the_mailer_is_the_one_of_the_settings(
    settings: Settings, url: str, expected: str | None
) -> None:
    sender = "Redress <noreply@uni.example>"
    made = opened(replace(settings, smtp_url=url, mail_from=sender, smtp_password="p"))
    assert (made.host if isinstance(made, SmtpMailer) else made) == expected


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail.example", "a@uni.example"),
        ("smtp+plain://u@mail.example", "a@uni.example"),
        ("smtp://mail.example", "nobody"),
    ],
)
def test_a_mailer_that_cannot_work_is_not_started_with(
    settings: Settings, url: str, sender: str
) -> None:
    with pytest.raises(BadSettings, match="REDRESS_SMTP_URL or REDRESS_MAIL_FROM"):
        opened(replace(settings, smtp_url=url, mail_from=sender))


def opened(settings: Settings) -> Mailer | None:
    return open_runtime(Flask("mail"), settings).mailer
