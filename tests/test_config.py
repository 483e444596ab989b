"""Settings: each bad one is refused with a message that names it."""

from pathlib import Path

import pytest

from service.config import BadSettings, load_settings

pytestmark = pytest.mark.single_database

VARIABLES = (
    "DATABASE_URL REDRESS_KEYSTORE_URL REDRESS_KEYRING REDRESS_HOME REDRESS_HOST REDRESS_PORT "
    "REDRESS_BASE_URL REDRESS_INSTITUTION REDRESS_TIME_ZONE REDRESS_LOG_ORIGIN "
    "REDRESS_TRUSTED_PROXIES REDRESS_THREADS REDRESS_DEMO REDRESS_TOKEN_SECONDS "
    "REDRESS_SESSION_IDLE_MINUTES REDRESS_SESSION_HOURS REDRESS_RATE_LIMIT_STORAGE "
    "REDRESS_RATE_LIMITS"
).split()


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_the_defaults_are_safe() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, False)
    assert (settings.trusted_proxies, settings.rate_limits) == (0, True)
    assert settings.token_seconds <= 900
    assert settings.database_url != settings.keystore_url
    assert settings.rules().issuer == settings.base_url == "http://127.0.0.1:8000"
    assert not settings.secure


def test_one_folder_may_hold_the_instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REDRESS_HOME", str(tmp_path))
    settings = load_settings()
    folders = [Path(url.removeprefix("sqlite:///")).parent
               for url in (settings.database_url, settings.keystore_url)]  # fmt: skip
    assert len({*folders, settings.keyring.parent}) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDRESS_PORT", "0"),
        ("REDRESS_PORT", "65536"),
        ("REDRESS_PORT", "http"),
        ("REDRESS_THREADS", "0"),
        ("REDRESS_THREADS", "65"),
        ("REDRESS_TRUSTED_PROXIES", "-1"),
        ("REDRESS_TOKEN_SECONDS", "59"),
        ("REDRESS_TOKEN_SECONDS", "901"),
        ("REDRESS_SESSION_IDLE_MINUTES", "0"),
        ("REDRESS_SESSION_HOURS", "25"),
        ("REDRESS_DEMO", "perhaps"),
        ("REDRESS_RATE_LIMITS", "some"),
        ("REDRESS_TIME_ZONE", "Europe/Atlantis"),
        ("REDRESS_TIME_ZONE", "../etc/passwd"),
        ("REDRESS_BASE_URL", "redress.example"),
        ("REDRESS_BASE_URL", "/redress"),
        ("REDRESS_BASE_URL", "ftp://redress.example"),
        ("REDRESS_BASE_URL", "http://[::1"),
        ("REDRESS_LOG_ORIGIN", ""),
        ("REDRESS_LOG_ORIGIN", "two words"),
        ("REDRESS_LOG_ORIGIN", "two\tparts"),
        ("REDRESS_LOG_ORIGIN", "two\nlines"),
        ("REDRESS_LOG_ORIGIN", "one+two"),
        ("REDRESS_LOG_ORIGIN", "münchen.example/log"),
        ("DATABASE_URL", "not an address"),
        ("DATABASE_URL", "mysql://localhost/redress"),
        ("DATABASE_URL", "postgresql://localhost:port/redress"),
        ("DATABASE_URL", "sqlite://"),
        ("REDRESS_KEYSTORE_URL", "sqlite:///:memory:"),
        ("REDRESS_KEYSTORE_URL", "nothing"),
        ("REDRESS_KEYSTORE_URL", "sqlite:///var/redress/data/redress.db"),
        ("REDRESS_KEYSTORE_URL", "sqlite:///var/redress/other/../data/redress.db"),
        ("REDRESS_KEYRING", "var/redress/data/keyring.json"),
        ("REDRESS_KEYRING", "var/redress/data/deeper/keyring.json"),
        ("REDRESS_KEYRING", "var/redress/keystore/keyring.json"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=name):
        load_settings()


def test_every_bad_number_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REDRESS_PORT", "REDRESS_THREADS"):
        monkeypatch.setenv(name, "many")
    with pytest.raises(BadSettings, match=r"(?s)REDRESS_PORT.*REDRESS_THREADS"):
        load_settings()


def test_one_postgresql_database_is_not_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://one@db.example/redress")
    monkeypatch.setenv("REDRESS_KEYSTORE_URL", "postgresql+psycopg://two@db.example:5432/redress")
    with pytest.raises(BadSettings, match="REDRESS_KEYSTORE_URL"):
        load_settings()
    monkeypatch.setenv("REDRESS_KEYSTORE_URL", "postgresql://one@db.example/redress_keys")
    assert load_settings()


def test_no_message_repeats_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://redress:hunter2@localhost/redress")
    with pytest.raises(BadSettings) as refused:
        load_settings()
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("address", ["https://redress.example/", "HTTPS://redress.example"])
def test_cookies_are_secure_over_tls(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("REDRESS_BASE_URL", address)
    settings = load_settings()
    assert settings.secure
    assert not settings.base_url.endswith("/")
