"""Mail, against a real server on loopback: what it gets, and what its refusals mean."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from service.adapters.smtp import MailAway, MailFault, MailRefused, Security, SmtpMailer
from tests import mail_server
from tests.mail_server import MailServer

pytestmark = pytest.mark.single_database

SECRET = "a name nobody may read in a log"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its own certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


def mailer(port: int, **settings: Any) -> SmtpMailer:
    settings = {"security": Security.NONE, "timeout": 5.0, **settings}
    return SmtpMailer("127.0.0.1", port, "Redress <noreply@uni.example>", **settings)


def send(mailer: SmtpMailer, to: str = "r@example.org") -> None:
    mailer.send(to, "A message for you", f"Sign in to read it: {SECRET} é", message_id="42")


def test_a_message_arrives_as_it_was_written(server: MailServer) -> None:
    send(mailer(server.port))
    (message,) = server.messages
    assert message.get_content() == f"Sign in to read it: {SECRET} é\r\n"
    assert {name: message[name] for name in message if name != "Date"} == {
        "From": "Redress <noreply@uni.example>",
        "To": "r@example.org",
        "Subject": "A message for you",
        "Message-ID": "<42@uni.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",  # seven bits, which every server takes
        "MIME-Version": "1.0",
    }
    assert abs(datetime.now(UTC) - message["Date"].datetime) < timedelta(minutes=1)
    assert server.commands == [
        "ehlo uni.example", "mail FROM:<noreply@uni.example>", "rcpt TO:<r@example.org>", "data",
        "quit",
    ]  # fmt: skip


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_protected_connection_hides_the_password_and_the_message(
    security: Security, server_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    implicit = security is Security.TLS
    with mail_server.running(tls=server_tls, implicit=implicit) as server:
        send(mailer(server.port, security=security, username="u", password="p", tls=trusting))
    assert len(server.messages) == 1
    assert set(server.commands) - set(server.encrypted) == set(() if implicit else ["STARTTLS"])
    assert any(command.startswith("AUTH PLAIN") for command in server.encrypted)
    assert server.faults == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_nobody_vouches_for_gets_nothing(
    security: Security, server_tls: ssl.SSLContext
) -> None:
    implicit = security is Security.TLS
    with (
        mail_server.running(tls=server_tls, implicit=implicit) as server,
        pytest.raises(MailAway, match=r"^tls$"),
    ):
        send(mailer(server.port, security=security, username="u", password="p"))
    assert server.encrypted == []
    assert server.messages == []


def test_a_server_that_offers_no_protection_gets_nothing() -> None:
    with (
        mail_server.running({"EHLO": "250 mail.example"}) as server,
        pytest.raises(MailAway, match=r"^not_offered$"),
    ):
        send(mailer(server.port, security=Security.STARTTLS))
    assert server.commands == ["ehlo uni.example"]


@pytest.mark.parametrize(
    ("answers", "fault", "code"),
    [
        ({"RCPT": "550 5.1.1 r@example.org: no such user"}, MailRefused, "smtp_550"),
        ({"RCPT": "450 4.2.1 r@example.org: try later"}, MailAway, "smtp_450"),
        ({"RCPT": "421 r@example.org: too busy"}, MailAway, "smtp_421"),
        ({".": "554 5.7.1 not for r@example.org"}, MailRefused, "smtp_554"),
        ({".": "452 full"}, MailAway, "smtp_452"),
        ({"DATA": "554 no"}, MailRefused, "smtp_554"),
        ({"MAIL": "550 noreply@uni.example may not send"}, MailAway, "smtp_550"),
        ({"DATA": ""}, MailAway, "disconnected"),
        ({"EHLO": "421 busy", "HELO": "421 busy"}, MailAway, "smtp_421"),
    ],
)
def test_what_a_refusal_means(answers: dict[str, str], fault: type[MailFault], code: str) -> None:
    with mail_server.running(answers) as server, pytest.raises(MailFault) as refused:
        send(mailer(server.port))
    assert type(refused.value) is fault
    assert str(refused.value) == refused.value.code == code
    # Not even in what a log would write of the cause.
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert server.messages == []


def test_a_wrong_password_is_worth_another_try_once_mended(
    server_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    login: dict[str, Any] = {"username": "u", "password": "p", "tls": trusting}
    with (
        mail_server.running({"AUTH": "535 no"}, tls=server_tls) as server,
        pytest.raises(MailAway, match=r"^smtp_535$"),
    ):
        send(mailer(server.port, security=Security.STARTTLS, **login))


@pytest.mark.parametrize("answer", ["", "500 what?"])
def test_a_farewell_gone_wrong_does_not_make_a_message_unsent(answer: str) -> None:
    with mail_server.running({"QUIT": answer}) as server:
        send(mailer(server.port))
    assert len(server.messages) == 1


def test_a_server_that_is_not_there_or_says_nothing_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(MailAway, match=r"^disconnected$"):
            send(mailer(port, timeout=0.05))
    with pytest.raises(MailAway, match=r"^unreachable$"):
        send(mailer(port))


@pytest.mark.parametrize(
    "to",
    [
        "", "r", "R <r@example.org>", '"r"@example.org', "r@example.org ",
        "r(x)@example.org", "r@", "@example.org", "a@example.org, b@example.org",
        "r@example.org\r\nBcc: x@example.org", "r@example.org\nx", "r@exam\rple.org", "r@e\x00.org",
        "r@example.org>\r\nRCPT TO:<x@example.org", "r@example.org\u2028",
    ],
)  # fmt: skip
def test_what_is_not_one_address_is_refused_before_anybody_is_called(
    server: MailServer, to: str
) -> None:
    with pytest.raises(MailRefused, match=r"^bad_address$"):
        send(mailer(server.port), to)
    assert server.commands == []


def test_a_subject_takes_no_line_break(server: MailServer) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mailer(server.port).send("r@example.org", "A\r\nBcc: x@example.org", "", message_id="1")


def test_settings_that_would_give_something_away_are_refused() -> None:
    with pytest.raises(ValueError, match="unprotected"):
        mailer(25, username="u", password="p")
    with pytest.raises(ValueError, match="not one mail address"):
        SmtpMailer("127.0.0.1", 25, "a@example.org\nb@example.org")
    assert "hunter2" not in repr(
        mailer(25, security=Security.TLS, username="u", password="hunter2")
    )


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtp://mail.example", ("mail.example", 587, Security.STARTTLS, None)),
        ("smtp://a%40b:2525@mail.example", None),
        ("smtp://a%40b@mail.example:2525", ("mail.example", 2525, Security.STARTTLS, "a@b")),
        ("smtps://u@mail.example", ("mail.example", 465, Security.TLS, "u")),
        ("smtp+plain://127.0.0.1", ("127.0.0.1", 25, Security.NONE, None)),
        ("smtp+plain://u@127.0.0.1", None),
        ("https://mail.example", None),
        ("smtp://", None),
        ("smtp://mail.example:many", None),
        ("", None),
    ],
)
def test_a_servers_address(url: str, read: tuple[str, int, Security, str | None] | None) -> None:
    if read is None:
        with pytest.raises(ValueError, match=r".") as refused:
            SmtpMailer.from_url(url, "noreply@uni.example", "hunter2")
        assert "hunter2" not in str(refused.value)
        return
    mailer = SmtpMailer.from_url(url, "noreply@uni.example", "hunter2")
    assert (mailer.host, mailer.port, mailer.security, mailer.username) == read
    assert mailer.password == "hunter2"
