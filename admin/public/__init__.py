"""The pages anybody may read: where to turn to, and what came of what people said.

Nobody signs in and nothing is asked about who reads. The pages set no cookie, need no script, and
leave no trace of what was looked for: no log has an address with its words, and an answer to words
that somebody typed is kept by nobody.
"""

from flask import Flask

from admin.public import base, said_and_done, support

__all__ = ["register", "said_and_done", "support"]


def register(app: Flask) -> None:
    """Put the pages on the application, at ``/support`` and ``/said-and-done``."""
    base.install(app)
    app.register_blueprint(base.pages)
