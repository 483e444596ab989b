"""Settings, from the environment, checked when the process starts; see docs/operators.md."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from environs import Env, EnvError
from marshmallow.validate import OneOf, Range
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from service.adapters.clamav import Clamd
from service.adapters.uk_holidays import NATIONS, uk_calendar
from service.domain.deadlines import MONDAY_TO_FRIDAY
from service.domain.office_hours import OfficeHours
from service.tlog.keys import require_name
from service.usecases.rules import Rules


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
    nation: str = "england"
    office_hours: str = "09:00-17:00"
    match_threshold: int = 2
    unmask_minutes: int = 60
    break_glass_minutes: int = 240
    attachments: Path | None = None
    attachment_megabytes: int = 200
    clamd: str = ""
    smtp_url: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""

    @property
    def secure(self) -> bool:
        """Whether the instance is reached over TLS; cookies are then marked so."""
        return urlsplit(self.base_url).scheme == "https"

    def rules(self) -> Rules:
        """Give what use cases need to know."""
        calendar = uk_calendar(self.nation, self.time_zone)
        return Rules(
            calendar=calendar,
            office_hours=OfficeHours.parse(self.office_hours, calendar),
            match_threshold=self.match_threshold,
            unmask_for=timedelta(minutes=self.unmask_minutes),
            break_glass_for=timedelta(minutes=self.break_glass_minutes),
            attachment_bytes=self.attachment_megabytes * 1024 * 1024,
            log_origin=self.log_origin,
            issuer=self.base_url,
            institution=self.institution,
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
            nation=env.str("REDRESS_NATION", "england", validate=OneOf(NATIONS)),
            office_hours=env.str("REDRESS_OFFICE_HOURS", "09:00-17:00"),
            match_threshold=env.int("REDRESS_MATCH_THRESHOLD", 2, validate=Range(2, 20)),
            unmask_minutes=env.int("REDRESS_UNMASK_MINUTES", 60, validate=Range(5, 1440)),
            break_glass_minutes=env.int(
                "REDRESS_BREAK_GLASS_MINUTES", 240, validate=Range(5, 1440)
            ),
            attachments=Path(env.str("REDRESS_ATTACHMENTS", f"{home}/attachments")),
            attachment_megabytes=env.int(
                "REDRESS_ATTACHMENT_MEGABYTES", 200, validate=Range(1, 2048)
            ),
            clamd=env.str("REDRESS_CLAMD", ""),
            smtp_url=env.str("REDRESS_SMTP_URL", ""),
            smtp_password=env.str("REDRESS_SMTP_PASSWORD", ""),
            mail_from=env.str("REDRESS_MAIL_FROM", ""),
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
    places = [
        _place("DATABASE_URL", settings.database_url),
        _place("REDRESS_KEYSTORE_URL", settings.keystore_url),
    ]
    if places[0] == places[1]:
        raise BadSettings(
            "REDRESS_KEYSTORE_URL: the keystore must be a database of its own, "
            "so that a stolen copy of the data is not a copy of its keys."
        )
    folders = {place.parent for place in places if isinstance(place, Path)}
    if folders & set(settings.keyring.resolve().parents):
        raise BadSettings("REDRESS_KEYRING: keep the keyring outside the databases' folders.")
    _check_base_url(settings.base_url)
    _check_notices(settings)
    try:
        require_name(settings.log_origin)
        settings.log_origin.encode("ascii")
    except ValueError:
        raise BadSettings("REDRESS_LOG_ORIGIN: use ASCII without spaces or plus signs.") from None


def _check_notices(settings: Settings) -> None:
    try:
        OfficeHours.parse(settings.office_hours, MONDAY_TO_FRIDAY)
    except ValueError as error:
        raise BadSettings(f"REDRESS_OFFICE_HOURS: {error}.") from None
    try:
        if settings.clamd:
            Clamd(settings.clamd)
    except ValueError as error:
        raise BadSettings(f"REDRESS_CLAMD: {error}.") from None
    if bool(settings.smtp_url) != bool(settings.mail_from):
        raise BadSettings("REDRESS_SMTP_URL and REDRESS_MAIL_FROM go together: set both or none.")


def _check_base_url(base_url: str) -> None:
    try:
        address = urlsplit(base_url)
    except ValueError:
        address = urlsplit("")
    if address.scheme not in ("http", "https") or not address.hostname:
        raise BadSettings("REDRESS_BASE_URL: give the whole address, such as https://example.org.")


def _place(variable: str, value: str) -> Path | tuple[str, int, str | None]:
    """Say where a database is, however its address is spelled."""
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise BadSettings(f"{variable}: not a database address.") from None
    if url.get_backend_name() == "postgresql":
        host = url.host or str(url.query.get("host"))
        return host, url.port or 5432, url.database
    if url.get_backend_name() != "sqlite":
        raise BadSettings(f"{variable}: only SQLite and PostgreSQL are supported.")
    if url.database in (None, "", ":memory:"):
        raise BadSettings(f"{variable}: name a file; what is only in memory would be lost.")
    return Path(str(url.database)).resolve()
