"""The pages that a support service comes to by the link in an e-mail, apart from the console.

Nobody signs in here: a code from the service's mailbox opens a visit to one referral. The pages
work without scripts, and their addresses hold nothing but the link's token.
"""

from flask import Flask

from admin.service_pages import guard, helping
from admin.service_pages.coming import coming
from admin.service_pages.visit import visiting
from service.config import Settings

__all__ = ["helping", "register"]


def register(app: Flask, settings: Settings) -> None:
    """Put the pages on the application, at ``/service/``."""
    guard.install(app, settings)
    for pages in (coming, visiting):
        app.register_blueprint(pages, url_prefix="/service")
