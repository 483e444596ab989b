"""The Flask application: opens the databases and the keyring, and puts the two front ends on."""

import sys
from pathlib import Path

import structlog
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from werkzeug.middleware.proxy_fix import ProxyFix

import admin
import service
from service import api, database
from service.adapters.blobs import FolderBlobs
from service.adapters.clamav import Clamd
from service.adapters.letters import WeasyPrinter
from service.adapters.smtp import SmtpMailer
from service.config import BadSettings, Settings, load_settings
from service.crypto.keyring import FileKeyring
from service.logs import configure_logs
from service.store.base import KEYSTORE, Base
from service.store.engine import prepare
from service.store.keystore import Keystore
from service.store.queries.people import sample_credentials_exist
from service.usecases.runtime import Runtime

log = structlog.get_logger()


class NotReady(Exception):
    """The instance must not serve as it is; the message says what to do."""


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application.

    Raises:
        BadSettings: a setting is wrong.
        KeyringRefused: the keyring is missing, malformed or readable by others.
        NotReady: migrations are pending, or sample credentials are in a real instance.
    """
    configure_logs()
    _check_names()
    settings = settings or load_settings()
    app = Flask("redress", static_folder=None)
    app.config["SETTINGS"] = settings
    app.extensions["redress"] = runtime = open_runtime(app, settings)
    check_ready(runtime, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    api.register(app, runtime, settings)
    admin.register(app, runtime, settings)
    return app


def open_runtime(app: Flask, settings: Settings) -> Runtime:
    """Open the keyring and both databases, without asking whether they are ready."""
    provider = FileKeyring.open(settings.keyring)
    if provider.demo and not settings.demo:
        raise BadSettings("REDRESS_KEYRING: this keyring was made for a demonstration.")
    app.config["SQLALCHEMY_DATABASE_URI"] = database.normalised(settings.database_url)
    app.config["SQLALCHEMY_BINDS"] = {KEYSTORE: database.normalised(settings.keystore_url)}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": settings.threads + 4}
    db = SQLAlchemy(app, model_class=Base, disable_autonaming=True)
    with app.app_context():
        engine, keystore = prepare(db.engines[None]), prepare(db.engines[KEYSTORE])
    return Runtime(
        engine,
        Keystore(keystore, provider),
        provider,
        settings.rules(),
        blobs=FolderBlobs(settings.attachments) if settings.attachments else None,
        scanner=Clamd(settings.clamd) if settings.clamd else None,
        mailer=_mailer(settings),
        printer=WeasyPrinter(),
    )


def _mailer(settings: Settings) -> SmtpMailer | None:
    if not settings.smtp_url:
        return None
    try:
        return SmtpMailer.from_url(settings.smtp_url, settings.mail_from, settings.smtp_password)
    except ValueError as error:
        raise BadSettings(f"REDRESS_SMTP_URL or REDRESS_MAIL_FROM: {error}.") from None


def check_ready(runtime: Runtime, settings: Settings) -> None:
    """Refuse to serve an instance that is not as it must be.

    Raises:
        NotReady: saying what to run.
    """
    engines = (runtime.engine, runtime.keystore.engine)
    if not all(database.is_current(engine) for engine in engines):
        raise NotReady("Migrations are pending: run 'redress db upgrade' (or 'redress init').")
    with runtime.engine.connect() as connection:
        if not settings.demo and sample_credentials_exist(connection):
            raise NotReady(
                "This database holds sample credentials of a demonstration. "
                "A real instance starts with a database of its own."
            )


def _check_names() -> None:
    """Refuse to run beside another distribution that calls a package ``service`` or ``admin``."""
    for package in (service, admin):
        place = Path(str(package.__file__)).resolve()
        if place.parents[1] != Path(__file__).resolve().parents[1]:
            sys.exit(f"redress: the package '{package.__name__}' is another project's: {place}")
