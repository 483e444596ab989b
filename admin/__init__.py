"""The console: what officers and auditors see. Reads through queries, writes through use cases."""

from pathlib import Path

from flask import Flask
from flask_admin.babel import gettext, ngettext
from flask_admin.base import Admin
from jinja2 import FileSystemLoader

from admin import guard, public, service_pages, text
from admin.context import STATIC, ageing_of, asset_url, spelled, spelled_day
from admin.opened import purposes
from admin.views import all_views
from admin.views.worklist import WorklistView
from service.config import Settings
from service.domain import casework_lists, code_lists, support_lists
from service.usecases.runtime import Runtime

WORDS = {
    "_": gettext,
    "ngettext": ngettext,
    "asset_url": asset_url,
    "spelled": spelled,
    "spelled_day": spelled_day,
    "ageing_of": ageing_of,
    "purposes": purposes,
    "codes": code_lists,
    "work_codes": casework_lists,
    "support_codes": support_lists,
    "say": text,
}
"""What every template may call."""


def register(app: Flask, runtime: Runtime, settings: Settings) -> None:
    """Put the console on the application, at ``/console/``."""
    # The application's own loader comes before those of blueprints: our pages replace
    # Flask-Admin's of the same names.
    app.jinja_loader = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_env.globals.update(WORDS)
    guard.install(app, runtime, settings)
    console = Admin(
        app,
        name="Redress",
        url="/console",
        endpoint="console",
        index_view=WorklistView(
            name=gettext("Worklist"),
            endpoint="console",
            url="/console",
            static_folder=str(STATIC),
            static_url_path="/static",
        ),
    )
    console.add_views(*all_views())
    service_pages.register(app, settings)
    public.register(app)
