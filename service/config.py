"""Settings, from the environment. Each is checked when the process starts.

`SETTINGS` is the one list: it is read here and shown by ``docs/operators.md``.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from environs import Env, EnvError
from marshmallow.validate import Range
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from service.usecases.runtime import Rules


class BadSettings(Exception):
    """A setting is missing or wrong; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one instance."""

    database_url: str
    keystore_url: str
    keyring: Path
    host: str
    port: int
    base_url: str
    institution: str
    time_zone: ZoneInfo
    log_origin: str
    trusted_proxies: int
    threads: int
    demo: bool
    token_seconds: int
    session_idle_minutes: int
    session_hours: int
    rate_limit_storage: str
    rate_limits: bool

    @property
    def secure(self) -> bool:
        """Whether the instance is reached over TLS; cookies are then marked so."""
        return self.base_url.startswith("https://")

    def rules(self) -> Rules:
        """Give what use cases need to know."""
        return Rules(
            log_origin=self.log_origin,
            issuer=self.base_url,
            token_seconds=self.token_seconds,
            session_idle=timedelta(minutes=self.session_idle_minutes),
            session_absolute=timedelta(hours=self.session_hours),
            demo=self.demo,
        )


def load_settings() -> Settings:
    """Read and check the settings.

    Raises:
        BadSettings: naming every setting that is wrong.
    """
    env = Env(eager=False)
    port = env.int("REDRESS_PORT", 8000, validate=Range(1, 65535))
    home = Path(env.str("REDRESS_HOME", "var/redress"))
    try:
        settings = Settings(
            database_url=env.str("DATABASE_URL", f"sqlite:///{home}/data/redress.db"),
            keystore_url=env.str("REDRESS_KEYSTORE_URL", f"sqlite:///{home}/keystore/keystore.db"),
            keyring=Path(env.str("REDRESS_KEYRING", f"{home}/keyring/keyring.json")),
            host=env.str("REDRESS_HOST", "127.0.0.1"),
            port=port,
            base_url=env.str("REDRESS_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            institution=env.str("REDRESS_INSTITUTION", "Your institution"),
            time_zone=_zone(env.str("REDRESS_TIME_ZONE", "Europe/London")),
            log_origin=env.str("REDRESS_LOG_ORIGIN", "redress.invalid/log"),
            trusted_proxies=env.int("REDRESS_TRUSTED_PROXIES", 0, validate=Range(0, 5)),
            threads=env.int("REDRESS_THREADS", 4, validate=Range(1, 64)),
            demo=env.bool("REDRESS_DEMO", False),
            token_seconds=env.int("REDRESS_TOKEN_SECONDS", 900, validate=Range(60, 900)),
            session_idle_minutes=env.int("REDRESS_SESSION_IDLE_MINUTES", 30, validate=Range(1)),
            session_hours=env.int("REDRESS_SESSION_HOURS", 10, validate=Range(1, 24)),
            rate_limit_storage=env.str("REDRESS_RATE_LIMIT_STORAGE", "memory://"),
            rate_limits=env.bool("REDRESS_RATE_LIMITS", True),
        )
        env.seal()
    except EnvError as error:
        raise BadSettings(str(error)) from None
    _check(settings)
    return settings


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        raise BadSettings(f"REDRESS_TIME_ZONE: there is no time zone {name!r}.") from None


def _check(settings: Settings) -> None:
    """Refuse settings that contradict each other or weaken the design."""
    for name in ("database_url", "keystore_url"):
        _check_url(name, getattr(settings, name))
    if settings.database_url == settings.keystore_url:
        raise BadSettings(
            "REDRESS_KEYSTORE_URL: the keystore must be a database of its own, "
            "so that a stolen copy of the data is not a copy of its keys."
        )
    database = make_url(settings.database_url)
    if database.get_backend_name() == "sqlite" and database.database:
        folder = Path(database.database).resolve().parent
        if folder in settings.keyring.resolve().parents:
            raise BadSettings("REDRESS_KEYRING: keep the keyring outside the database's folder.")
    if not urlsplit(settings.base_url).hostname:
        raise BadSettings("REDRESS_BASE_URL: give the whole address, such as https://example.org.")
    if not settings.log_origin.isascii() or {" ", "+"} & set(settings.log_origin):
        raise BadSettings("REDRESS_LOG_ORIGIN: use ASCII without spaces or plus signs.")


def _check_url(name: str, value: str) -> None:
    variable = {"database_url": "DATABASE_URL", "keystore_url": "REDRESS_KEYSTORE_URL"}[name]
    try:
        backend = make_url(value).get_backend_name()
    except ArgumentError:
        raise BadSettings(f"{variable}: not a database address.") from None
    if backend not in ("sqlite", "postgresql"):
        raise BadSettings(f"{variable}: only SQLite and PostgreSQL are supported.")
